package org.mudward.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A real DHCPv6 client (dhcpcd) on a host, which shows a MUD URL in option 112. When it is closed
 * it gives its address back.
 */
public final class DhcpV6Client implements AutoCloseable {
  /** It keeps leases and an identifier where the machine's own client keeps them. */
  private static final String SCRIPT =
      """
      #!/bin/sh
      mount -t tmpfs none /run && mkdir /run/dhcpcd &&
        mount -t tmpfs none /var/lib/dhcpcd &&
        exec dhcpcd -B -6 --config "$1" --script /bin/true eth0
      """;

  private static final String CONFIGURATION =
      """
      mudurl %s
      duid ll
      noipv6rs
      ipv6only
      release
      ia_na 1
      """;

  private static final long LEASE_SECONDS = 15;

  private final Process process;
  private final Path log;

  DhcpV6Client(Host host, Path folder, String mudUrl) throws IOException {
    Path script = Files.writeString(folder.resolve("dhcpcd.sh"), SCRIPT);
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path configuration = folder.resolve("dhcpcd-" + host.name() + ".conf");
    Files.writeString(configuration, CONFIGURATION.formatted(mudUrl));
    log = Files.createTempFile(folder, "dhcpcd-" + host.name(), ".log");
    process = host.namespace().start(log, script.toString(), configuration.toString());
  }

  /** Whether this client got an address, waiting for that within a bound. */
  public boolean hasLease() {
    return Pause.untilSaid(LEASE_SECONDS, log, "adding address");
  }

  @Override
  public void close() {
    Exec.end(process);
  }
}
