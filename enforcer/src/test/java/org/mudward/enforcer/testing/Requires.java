package org.mudward.enforcer.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a test needs of its machine; says what is missing. */
public final class Requires {
  private static final Map<String, String> PROGRAMS =
      Map.of(
          "/usr/sbin/ovs-vswitchd", "openvswitch-switch",
          "/usr/sbin/ovsdb-server", "openvswitch-common",
          "/usr/bin/ovsdb-tool", "openvswitch-common",
          "/usr/bin/ovs-vsctl", "openvswitch-switch",
          "/usr/bin/ovs-ofctl", "openvswitch-common",
          "/usr/sbin/ip", "iproute2");

  private Requires() {}

  /** Whether Open vSwitch can be started in a network namespace; prints why not. */
  public static boolean openVSwitch() {
    List<String> missing = new ArrayList<>();
    if (!"root".equals(System.getProperty("user.name"))) {
      missing.add("root");
    }
    PROGRAMS.forEach(
        (program, debian) -> {
          if (!Files.isExecutable(Path.of(program))) {
            missing.add(program + " (Debian package " + debian + ")");
          }
        });
    if (!missing.isEmpty()) {
      System.out.println("not run: missing " + String.join(", ", missing));
    }
    return missing.isEmpty();
  }
}
