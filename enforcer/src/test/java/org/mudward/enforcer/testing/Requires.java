package org.mudward.enforcer.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a test needs of its machine. */
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

  /** Fails where Open vSwitch cannot be started in a network namespace, and says why. */
  public static void openVSwitch() {
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
      throw new AssertionError(
          "missing: " + String.join(", ", missing) + "; deploy/test installs it and runs as root");
    }
  }
}
