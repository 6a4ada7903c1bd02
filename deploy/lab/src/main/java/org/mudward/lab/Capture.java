package org.mudward.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * A recording of what goes over an interface, by {@code tcpdump}. Closing it ends it.
 *
 * <p>The direction is an option, not a filter: the library judges its first packets outside the
 * kernel, where it cannot see the direction, and a filter would lose them.
 */
public final class Capture implements AutoCloseable {
  private static final long START_SECONDS = 10;

  private final Path file;
  private final Process process;

  /** Which way the packets go, in the words of {@code tcpdump -Q}. */
  enum Way {
    IN,
    INOUT
  }

  Capture(Namespace namespace, String device, Way way, Path file) throws IOException {
    this(namespace, device, way, file, "");
  }

  /**
   * @param filter which frames, in the words of pcap-filter; empty for all
   */
  Capture(Namespace namespace, String device, Way way, Path file, String filter)
      throws IOException {
    this.file = file;
    Path log = file.resolveSibling(file.getFileName() + ".log");
    List<String> command =
        List.of(
            "tcpdump",
            "--immediate-mode",
            "-U",
            "-n",
            "-s",
            "0",
            "-Z",
            "root",
            "-Q",
            way.name().toLowerCase(Locale.ROOT),
            "-i",
            device,
            "-w",
            file.toString(),
            filter);
    process = namespace.start(log, command.toArray(String[]::new));
    if (!Pause.until(START_SECONDS, () -> says(log, "listening on"))) {
      Exec.end(process);
      throw new IOException("tcpdump does not start: " + Files.readString(log));
    }
  }

  private static boolean says(Path log, String what) {
    try {
      return Files.readString(log).contains(what);
    } catch (IOException e) {
      return false;
    }
  }

  /** The frames so far. */
  public List<byte[]> frames() throws IOException {
    return PcapFile.read(file);
  }

  @Override
  public void close() {
    Exec.end(process);
  }
}
