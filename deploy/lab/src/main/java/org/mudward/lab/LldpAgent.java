package org.mudward.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;

/**
 * A real LLDP agent (lldpd) on a host, which announces a MUD URL every second, to hold for a few
 * seconds. When it is closed it says that this no longer holds.
 */
public final class LldpAgent implements AutoCloseable {
  /** It wants a folder of its own in /run, which is not to be the machine's. */
  private static final String SCRIPT =
      """
      #!/bin/sh
      mount -t tmpfs none /run && mkdir /run/lldpd && exec lldpd -d -u "$1" -I eth0
      """;

  private static final long START_SECONDS = 15;

  private final Process process;
  private final Namespace namespace;
  private final Path socket;

  LldpAgent(Host host, Path folder, String mudUrl) throws IOException {
    namespace = host.namespace();
    socket = folder.resolve("lldpd-" + host.name() + ".sock");
    Path script = Files.writeString(folder.resolve("lldpd.sh"), SCRIPT);
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path log = Files.createTempFile(folder, "lldpd-" + host.name(), ".log");
    process = namespace.start(log, script.toString(), socket.toString());
    try {
      announce(mudUrl);
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /** The text of RFC 8520 section 12: OUI 00-00-5E, subtype 1. */
  private void announce(String mudUrl) throws IOException {
    byte[] octets = mudUrl.getBytes(StandardCharsets.US_ASCII);
    String info = HexFormat.ofDelimiter(",").formatHex(octets);
    String tlv = "configure lldp custom-tlv oui 00,00,5e subtype 1 oui-info " + info;
    if (!Pause.until(START_SECONDS, () -> Files.exists(socket) && tell(tlv))
        || !tell("configure lldp tx-interval 1")) {
      throw new IOException("lldpd does not start, or does not do as it is told");
    }
  }

  private boolean tell(String words) {
    try {
      String[] command = ("lldpcli -u " + socket + " " + words).split(" ", -1);
      return namespace.attempt(command).code() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** Ends it as a device ends that loses its power: it says nothing any more. */
  public void kill() {
    // The one that sends goes first: when its parent goes, it still says farewell.
    process.descendants().toList().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  @Override
  public void close() {
    Exec.end(process);
  }
}
