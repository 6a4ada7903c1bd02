package org.mudward.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A real Kea on the gateway as server of DHCPv4 or DHCPv6, which tells the product of its leases.
 */
final class Kea {
  private static final String LIBRARY = "kea/hooks/libdhcp_run_script.so";

  private static final String CONFIGURATION =
      """
      {"Dhcp4": {
        "interfaces-config": {"interfaces": ["%1$s"]},
        "lease-database": {"type": "memfile", "persist": false},
        "valid-lifetime": %2$d,
        "expired-leases-processing": {"reclaim-timer-wait-time": 1, "hold-reclaimed-time": 1},
        "subnet4": [{
          "id": 1,
          "subnet": "192.168.77.0/24",
          "pools": [{"pool": "%3$s-%4$s"}],
          "option-data": [{"name": "routers", "data": "%5$s"}]}],
        "hooks-libraries": [{
          "library": "%6$s",
          "parameters": {"name": "%7$s", "sync": false}}],
        "loggers": [{
          "name": "kea-dhcp4",
          "severity": "INFO",
          "output_options": [{"output": "stdout"}]}]}}
      """;

  /** The lab's clients have identifiers of their hardware addresses. */
  private static final String CONFIGURATION_6 =
      """
      {"Dhcp6": {
        "server-id": {"type": "LL", "htype": 1, "identifier": "020000000001", "persist": false},
        "interfaces-config": {"interfaces": ["%1$s"]},
        "lease-database": {"type": "memfile", "persist": false},
        "mac-sources": ["duid"],
        "preferred-lifetime": %2$d,
        "valid-lifetime": %2$d,
        "subnet6": [{
          "id": 1,
          "subnet": "fd00:77::/64",
          "interface": "%1$s",
          "pools": [{"pool": "fd00:77::1000-fd00:77::1fff"}]}],
        "hooks-libraries": [{
          "library": "%3$s",
          "parameters": {"name": "%4$s", "sync": false}}],
        "loggers": [{
          "name": "kea-dhcp6",
          "severity": "INFO",
          "output_options": [{"output": "stdout"}]}]}}
      """;

  private static final long START_SECONDS = 15;

  private Kea() {}

  /** Starts it; the product has to be there. It ends with the network. */
  static void start(Network network, int leaseSeconds) throws IOException {
    String configuration =
        CONFIGURATION.formatted(
            OpenVSwitch.BRIDGE,
            leaseSeconds,
            Network.ip(Network.FIRST_HOST),
            Network.ip(Network.LAST_HOST),
            Network.GATEWAY,
            library(),
            Appliance.script(network, "hook kea", "kea-script"));
    start(network, "kea-dhcp4", configuration, "DHCP4_STARTED");
  }

  /** The same for DHCPv6. */
  static void start6(Network network, int leaseSeconds) throws IOException {
    String configuration =
        CONFIGURATION_6.formatted(
            OpenVSwitch.BRIDGE,
            leaseSeconds,
            library(),
            Appliance.script(network, "hook kea", "kea-script-6"));
    start(network, "kea-dhcp6", configuration, "DHCP6_STARTED");
  }

  private static void start(Network network, String program, String configuration, String started)
      throws IOException {
    Path folder = Files.createDirectories(network.folder().resolve(program));
    Path file = Files.writeString(folder.resolve("kea.json"), configuration);
    Path log = network.folder().resolve(program + ".log");
    network.startOnGateway(
        log,
        List.of(
            "env",
            "KEA_PIDFILE_DIR=" + folder,
            "KEA_LOCKFILE_DIR=" + folder,
            program,
            "-c",
            file.toString()));
    if (!Pause.untilSaid(START_SECONDS, log, started)) {
      throw new IOException(program + " does not start: " + Files.readString(log));
    }
  }

  /** Debian keeps libraries in a folder that is named after the kind of machine. */
  private static Path library() throws IOException {
    try (Stream<Path> folders = Files.list(Path.of("/usr/lib"))) {
      return folders
          .map(folder -> folder.resolve(LIBRARY))
          .filter(Files::exists)
          .findFirst()
          .orElseThrow(() -> new IOException(LIBRARY + " is not there"));
    }
  }
}
