package org.mudward.lab;

import java.io.File;
import java.util.List;
import java.util.Optional;

/** What the lab needs of the machine. */
public final class Requirements {
  private static final List<String> PROGRAMS =
      List.of(
          "ovs-vswitchd",
          "ovsdb-server",
          "nft",
          "bridge",
          "dnsmasq",
          "udhcpc",
          "dhcpcd",
          "lldpd",
          "avahi-daemon",
          "freeradius",
          "kea-dhcp4",
          "kea-dhcp6",
          "hostapd",
          "wpa_supplicant",
          "ip",
          "ethtool",
          "sysctl",
          "tcpdump",
          "tcpreplay",
          "openssl",
          "faketime",
          "setpriv");

  private Requirements() {}

  /**
   * Looks whether everything is there.
   *
   * @throws IllegalStateException saying what is missing
   */
  public static void demand() {
    missing()
        .ifPresent(
            what -> {
              throw new IllegalStateException(
                  "missing: " + what + "; deploy/test and deploy/demo install programs");
            });
  }

  private static Optional<String> missing() {
    if (!System.getProperty("user.name").equals("root")) {
      return Optional.of("root, to make network namespaces");
    }
    return PROGRAMS.stream().filter(program -> !isThere(program)).findFirst();
  }

  private static boolean isThere(String program) {
    String path = System.getenv("PATH") + ":/usr/sbin:/sbin";
    for (String folder : path.split(":", -1)) {
      if (new File(folder, program).canExecute()) {
        return true;
      }
    }
    return false;
  }
}
