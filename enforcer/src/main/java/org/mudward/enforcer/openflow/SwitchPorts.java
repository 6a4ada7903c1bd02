package org.mudward.enforcer.openflow;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.projectfloodlight.openflow.protocol.OFPortConfig;
import org.projectfloodlight.openflow.protocol.OFPortDesc;
import org.projectfloodlight.openflow.protocol.OFPortReason;
import org.projectfloodlight.openflow.protocol.OFPortState;
import org.projectfloodlight.openflow.protocol.OFPortStatus;

/**
 * The ports of a switch: their names, and whether they have a link. Changed on the event loop; what
 * is known at a moment may be read from anywhere.
 */
final class SwitchPorts {
  /** More ports than a software switch on a gateway has; beyond that, numbers do as names. */
  private static final int MAX_PORTS = 4096;

  /**
   * What is known at one moment.
   *
   * @param numbers by name; of two with one name, the lower
   * @param up the names of those with a link
   */
  record Known(Map<String, Integer> numbers, Set<String> up) {
    Known {
      numbers = Map.copyOf(numbers);
      up = Set.copyOf(up);
    }
  }

  private final Map<Integer, OFPortDesc> ports = new HashMap<>();
  private volatile Known known = new Known(Map.of(), Set.of());

  void add(OFPortDesc port) {
    int number = port.getPortNo().getPortNumber();
    if (ports.size() < MAX_PORTS || ports.containsKey(number)) {
      ports.put(number, port);
      look();
    }
  }

  /** Returns whether another port has a name now, or a name another port. */
  boolean change(OFPortStatus status) {
    Map<String, Integer> before = known.numbers();
    if (status.getReason() == OFPortReason.DELETE) {
      ports.remove(status.getDesc().getPortNo().getPortNumber());
      look();
    } else {
      add(status.getDesc());
    }
    return !before.equals(known.numbers());
  }

  private void look() {
    Map<String, Integer> numbers = new TreeMap<>();
    Set<String> up = new TreeSet<>();
    ports.forEach(
        (number, port) -> {
          numbers.merge(
              port.getName(), number, (a, b) -> Integer.compareUnsigned(a, b) < 0 ? a : b);
          if (!port.getState().contains(OFPortState.LINK_DOWN)
              && !port.getConfig().contains(OFPortConfig.PORT_DOWN)) {
            up.add(port.getName());
          }
        });
    known = new Known(numbers, up);
  }

  Known known() {
    return known;
  }

  String name(int number) {
    OFPortDesc port = ports.get(number);
    return port == null ? "port " + Integer.toUnsignedString(number) : port.getName();
  }
}
