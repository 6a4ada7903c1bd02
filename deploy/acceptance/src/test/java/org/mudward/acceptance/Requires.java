package org.mudward.acceptance;

import java.io.File;
import java.util.List;
import java.util.Optional;

/** What the acceptance tests need of the machine. */
final class Requires {
  private Requires() {}

  /** What is missing, in words; empty if all is there. */
  static Optional<String> missing() {
    if (!System.getProperty("user.name").equals("root")) {
      return Optional.of("root, to make network namespaces");
    }
    for (String program :
        List.of("ovs-vswitchd", "ovsdb-server", "dnsmasq", "udhcpc", "ip", "ethtool", "setpriv")) {
      if (!isThere(program)) {
        return Optional.of(program);
      }
    }
    return Optional.empty();
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
