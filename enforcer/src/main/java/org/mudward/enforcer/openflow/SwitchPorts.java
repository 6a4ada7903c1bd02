package org.mudward.enforcer.openflow;

import java.util.HashMap;
import java.util.Map;
import org.projectfloodlight.openflow.protocol.OFPortDesc;
import org.projectfloodlight.openflow.protocol.OFPortReason;
import org.projectfloodlight.openflow.protocol.OFPortStatus;

/** The names of a switch's ports, by number. */
final class SwitchPorts {
  /** More ports than a software switch on a gateway has; beyond that, numbers do as names. */
  private static final int MAX_PORTS = 4096;

  private final Map<Integer, String> names = new HashMap<>();

  void add(OFPortDesc port) {
    if (names.size() < MAX_PORTS) {
      names.put(port.getPortNo().getPortNumber(), port.getName());
    }
  }

  void change(OFPortStatus status) {
    if (status.getReason() == OFPortReason.DELETE) {
      names.remove(status.getDesc().getPortNo().getPortNumber());
    } else {
      add(status.getDesc());
    }
  }

  String name(int number) {
    return names.getOrDefault(number, "port " + Integer.toUnsignedString(number));
  }
}
