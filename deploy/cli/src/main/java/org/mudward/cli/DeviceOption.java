package org.mudward.cli;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;

/**
 * A device as the command line names it: {@code MAC=02:00:00:00:00:10,ip=192.168.1.10,ip=fd00::10}.
 *
 * @param mac its address on the link
 * @param addresses its IP addresses
 */
record DeviceOption(MacAddress mac, Set<IpAddress> addresses) {

  /**
   * Reads the text.
   *
   * @throws CommandFailure saying what is wrong with it
   */
  static DeviceOption parse(String text) {
    MacAddress mac = null;
    Set<IpAddress> addresses = new LinkedHashSet<>();
    try {
      for (String part : text.split(",", -1)) {
        int equals = part.indexOf('=');
        String key = equals < 0 ? "mac" : part.substring(0, equals).trim().toLowerCase(Locale.ROOT);
        String value = part.substring(equals + 1).trim();
        switch (key) {
          case "mac" -> mac = MacAddress.parse(value);
          case "ip" -> addresses.add(IpAddress.parse(value));
          default -> throw new IllegalArgumentException("unknown key \"" + key + "\"");
        }
      }
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
    if (mac == null) {
      throw wrong("the MAC address is missing");
    }
    return new DeviceOption(mac, addresses);
  }

  private static CommandFailure wrong(String message) {
    return new CommandFailure(
        ExitCode.WRONG_USE,
        "--device: " + message + "; it is written MAC=02:00:00:00:00:10,ip=192.168.1.10");
  }
}
