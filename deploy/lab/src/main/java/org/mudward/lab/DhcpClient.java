package org.mudward.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A real DHCP client (udhcpc) on a host, which may show a MUD URL in option 161. */
public final class DhcpClient implements AutoCloseable {
  private static final String SCRIPT =
      """
      #!/bin/sh
      # What udhcpc tells: take the address, or give it up.
      case "$1" in
        deconfig) ip -4 addr flush dev "$interface" ;;
        bound|renew)
          ip -4 addr replace "$ip/24" dev "$interface"
          ip -4 route replace default via "$router"
          echo "address in use" ;;
      esac
      """;

  private static final long LEASE_SECONDS = 15;

  private final Process process;
  private final Path log;
  private final Namespace namespace;

  /** Starts the client; it goes on renewing until it is closed. */
  DhcpClient(Host host, Path folder, @Nullable String mudUrl) throws IOException {
    Path script = folder.resolve("udhcpc.sh");
    if (!Files.exists(script)) {
      Files.writeString(script, SCRIPT);
      Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    List<String> command =
        new ArrayList<>(
            List.of(
                "udhcpc",
                "-f",
                "-i",
                "eth0",
                "-t",
                "8",
                "-T",
                "1",
                "-A",
                "1",
                "-s",
                script.toString()));
    if (mudUrl != null) {
      String hex = HexFormat.of().formatHex(mudUrl.getBytes(StandardCharsets.US_ASCII));
      command.addAll(List.of("-x", "0xa1:" + hex));
    }
    log = Files.createTempFile(folder, "udhcpc-" + host.name(), ".log");
    namespace = host.namespace();
    process = namespace.start(log, command.toArray(String[]::new));
  }

  /** Whether this client got a lease and uses it, waiting for that within a bound. */
  public boolean hasLease() {
    return Pause.untilSaid(LEASE_SECONDS, log, "address in use");
  }

  /**
   * Gives the lease back (DHCPRELEASE).
   *
   * <p>The client takes the address away right behind that message: if the gateway's MAC address
   * had to be asked for first, the message would go with the address.
   */
  public void release() throws IOException {
    namespace.run(
        "ip", "neigh", "replace", Network.GATEWAY, "lladdr", Network.GATEWAY_MAC, "dev", "eth0");
    Exec.run("kill", "-USR2", Long.toString(process.pid()));
  }

  @Override
  public void close() {
    Exec.end(process);
  }
}
