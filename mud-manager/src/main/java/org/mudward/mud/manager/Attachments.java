package org.mudward.mud.manager;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.inventory.DeviceEntry;
import org.mudward.policy.MacAddress;
import org.mudward.policy.link.LinkMessage;

/**
 * Which ports have a link, and who was heard where that is not attached there. Writer only.
 *
 * <p>Where a device is attached is remembered with the device. This is what need not be: enforcers
 * say anew which ports have a link, and who is somewhere else is heard again.
 */
final class Attachments {
  /** Senders of DHCP that have told nothing yet; the one heard longest ago makes room. */
  private static final int MAX_HEARD = 4096;

  /** Devices that are heard at two ports; more are one attack. */
  private static final int MAX_ELSEWHERE = 1024;

  /** A cable that is moved, or a device that starts, is back by then, and has not left. */
  static final Duration GRACE = Duration.ofSeconds(10);

  private final Map<MacAddress, String> heard = bounded(MAX_HEARD);
  private final Map<MacAddress, String> elsewhere = bounded(MAX_ELSEWHERE);
  private final Map<String, Map<String, Set<String>>> links = new HashMap<>();
  private final Map<String, Instant> downSince = new HashMap<>();

  private static Map<MacAddress, String> bounded(int most) {
    return new LinkedHashMap<>(16, 0.75f, true) {
      @Override
      protected boolean removeEldestEntry(Map.Entry<MacAddress, String> eldest) {
        return size() > most;
      }
    };
  }

  /** What an enforcer says of the links of its switches replaces what it said before. */
  void told(String enforcer, LinkMessage.Ports ports) {
    Map<String, Set<String>> up = new HashMap<>();
    ports.switches().forEach(one -> up.put(one.name(), one.up()));
    links.put(enforcer, up);
  }

  /** Of one that is gone nothing is known. */
  void gone(String enforcer) {
    links.remove(enforcer);
  }

  /** Whether somebody who knows says that a port has no link. */
  boolean isDown(String port) {
    int slash = port.indexOf('/');
    String name = slash < 0 ? "" : port.substring(0, slash);
    boolean known = false;
    for (Map<String, Set<String>> switches : links.values()) {
      Set<String> up = switches.get(name);
      known |= up != null;
      if (up != null && up.contains(port.substring(slash + 1))) {
        return false;
      }
    }
    return known;
  }

  /** Looks which of the devices' ports have lost their link. */
  void look(Collection<DeviceEntry> devices, Instant now) {
    Set<String> down = new HashSet<>();
    for (DeviceEntry device : devices) {
      String port = device.port();
      if (port != null && isDown(port)) {
        down.add(port);
      }
    }
    downSince.keySet().retainAll(down);
    down.forEach(port -> downSince.putIfAbsent(port, now));
  }

  /** Whether a port has had no link for longer than a cable takes to be moved. */
  boolean isAbandoned(String port, Instant now) {
    Instant since = downSince.get(port);
    return since != null && !since.plus(GRACE).isAfter(now);
  }

  /** Somebody was heard there of whom nothing is known yet. */
  void heard(MacAddress mac, String port) {
    heard.put(mac, port);
  }

  /** Where somebody was heard before it was known; said once. */
  @Nullable String takeHeard(MacAddress mac) {
    return heard.remove(mac);
  }

  /** A device was heard at a port that is not its own; returns whether that is new. */
  boolean isElsewhere(MacAddress mac, String port) {
    return !port.equals(elsewhere.put(mac, port));
  }

  /** A device is where it belongs. */
  void settled(MacAddress mac) {
    elsewhere.remove(mac);
  }

  /** Devices that were heard at another port than their own, with that port. */
  Map<MacAddress, String> elsewhere() {
    return new TreeMap<>(elsewhere);
  }
}
