package org.mudward.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A real Kea on the gateway as server of DHCPv4, which tells the product of its leases. */
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

  private static final long START_SECONDS = 15;

  private Kea() {}

  /** Starts it; the product has to be there. It ends with the network. */
  static void start(Network network, int leaseSeconds) throws IOException {
    Path folder = Files.createDirectories(network.folder().resolve("kea"));
    Path script = Appliance.script(network, "hook kea", "kea-script");
    Path configuration =
        Files.writeString(
            folder.resolve("kea.json"),
            CONFIGURATION.formatted(
                OpenVSwitch.BRIDGE,
                leaseSeconds,
                Network.ip(Network.FIRST_HOST),
                Network.ip(Network.LAST_HOST),
                Network.GATEWAY,
                library(),
                script));
    Path log = network.folder().resolve("kea.log");
    network.startOnGateway(
        log,
        List.of(
            "env",
            "KEA_PIDFILE_DIR=" + folder,
            "KEA_LOCKFILE_DIR=" + folder,
            "kea-dhcp4",
            "-c",
            configuration.toString()));
    if (!Pause.untilSaid(START_SECONDS, log, "DHCP4_STARTED")) {
      throw new IOException("Kea does not start: " + Files.readString(log));
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
