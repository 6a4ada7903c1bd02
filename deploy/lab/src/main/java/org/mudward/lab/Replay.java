package org.mudward.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Frames put onto a wire by {@code tcpreplay}, again and again until it is ended. */
public final class Replay implements AutoCloseable {
  private static final Pattern SENT = Pattern.compile("Successful packets:\\s+(\\d+)");
  private static final long END_SECONDS = 10;

  private final Process process;
  private final Path log;

  Replay(Namespace host, String device, Path folder, List<byte[]> frames, int perSecond)
      throws IOException {
    Path file = Files.createTempFile(folder, "replay", ".pcap");
    log = Files.createTempFile(folder, "replay", ".log");
    PcapFile.write(file, frames);
    process =
        host.start(
            log,
            "tcpreplay",
            "--preload-pcap",
            "--loop=0",
            "--pps=" + perSecond,
            "-i",
            device,
            file.toString());
  }

  /**
   * Ends it.
   *
   * @return how many frames got onto the wire
   * @throws IOException if it does not end, or does not say how many
   */
  public long end() throws IOException {
    Exec.interrupt(process);
    try {
      if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException("tcpreplay does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    String said = Files.readString(log);
    Matcher sent = SENT.matcher(said);
    if (!sent.find()) {
      throw new IOException("tcpreplay does not say what it sent: " + said);
    }
    return Long.parseLong(sent.group(1));
  }

  @Override
  public void close() {
    Exec.end(process);
  }
}
