package org.mudward.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.AsynchronousCloseException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mudward.policy.testing.FrameBuilder;

/** {@code mudward audit} of streams that do not end by themselves. */
class AuditInterruptedTest {
  private static final long PATIENCE_SECONDS = 60;
  private static final String LAMP = "02:00:00:00:00:10";
  private static final String GATEWAY = "02:00:00:00:00:01";
  private static final byte[] FRAME =
      FrameBuilder.frame(LAMP, GATEWAY)
          .ip("192.168.1.10", "203.0.113.9")
          .udp(5000, 443, new byte[1000])
          .build();

  @TempDir private Path folder;

  private Path said() {
    return folder.resolve("said");
  }

  private Process audit(String... more) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("org.mudward.cli.Main", "audit"));
    Collections.addAll(command, more);
    command.add("--out=json=" + folder.resolve("report.json"));
    command.add("--packets=" + folder.resolve("rows.csv"));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said().toFile());
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    return builder.start();
  }

  /** Sends the signal, and sees the process end with this code. */
  private void interrupt(Process process, String signal, int code) throws Exception {
    assertFalse(process.waitFor(200, TimeUnit.MILLISECONDS), "it ends by itself");
    new ProcessBuilder("kill", signal, Long.toString(process.pid())).start().waitFor();
    assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "it does not end");
    assertEquals(code, process.exitValue(), Files.readString(said()));
  }

  private void assertJudged(int frames) throws IOException {
    String json = Files.readString(folder.resolve("report.json")).replaceAll("\\s", "");
    assertTrue(json.startsWith("{\"frames\":" + frames + ","), json);
    assertEquals(frames + 1, Files.readAllLines(folder.resolve("rows.csv")).size());
    String text = Files.readString(said());
    assertTrue(text.contains(frames + " frames: "), text);
    assertTrue(text.contains("mudward: interrupted after frame " + frames + ": "), text);
    assertFalse(text.contains("damaged"), text);
  }

  /** A pipe that can be opened for writing as soon as an audit has begun to read it. */
  private Path pipe() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    return pipe;
  }

  private static byte[] capture(int frames) {
    return CaptureWriter.pcap(65_535, Collections.nCopies(frames, FRAME));
  }

  @Test
  void aPipeIsJudgedUntilItIsInterrupted() throws Exception {
    Path pipe = pipe();
    Path later = Files.write(folder.resolve("later.pcap"), capture(1));
    Process process = audit(pipe.toString(), later.toString());
    try (OutputStream out = Files.newOutputStream(pipe)) {
      out.write(capture(3));
      out.flush();
      interrupt(process, "-INT", ExitCode.FINE);
    } finally {
      process.destroyForcibly();
    }
    assertJudged(3);
    String text = Files.readString(said());
    assertTrue(text.contains("the rest of [" + pipe + ", " + later + "] is not judged"), text);
  }

  @Test
  void standardInputIsJudgedUntilTheServiceManagerEndsIt() throws Exception {
    Files.writeString(
        folder.resolve("lamp.json"),
        MudText.file(
            "https://lamp.example/v1",
            MudText.entry("cloud", MudText.toName("api.lamp.example", 443)),
            ""));
    Process process = audit("-", "--mud=" + LAMP + "=" + folder.resolve("lamp.json"));
    try (OutputStream out = process.getOutputStream()) {
      // More than a pipe holds, so that the audit has begun once all of it is written, and no more
      // than fits a pipe and what the audit reads ahead.
      out.write(capture(100));
      out.flush();
      interrupt(process, "-TERM", ExitCode.FINDINGS);
    } finally {
      process.destroyForcibly();
    }
    assertJudged(100);
  }

  @Test
  void compressedDataThatWereNotAwaitedAreNotDamaged() throws Exception {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    Path pipe = pipe();
    Process process = audit(pipe.toString());
    try (GZIPOutputStream zip = new GZIPOutputStream(zipped, true);
        OutputStream out = Files.newOutputStream(pipe)) {
      zip.write(capture(20));
      zip.flush();
      out.write(zipped.toByteArray());
      out.flush();
      interrupt(process, "-INT", ExitCode.FINE);
    } finally {
      process.destroyForcibly();
    }
    assertJudged(20);
  }

  /** Gives some octets, and then nothing more without coming to an end. */
  private static final class Silent extends InputStream {
    private final byte[] octets;
    private final CountDownLatch asked = new CountDownLatch(1);
    private boolean given;

    Silent(byte... octets) {
      this.octets = octets;
    }

    @Override
    public int read() {
      throw new UnsupportedOperationException();
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
      if (!given && octets.length > 0) {
        given = true;
        System.arraycopy(octets, 0, to, offset, octets.length);
        return octets.length;
      }
      try {
        asked.countDown();
        Thread.sleep(Long.MAX_VALUE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return -1;
    }
  }

  @Test
  void whatWasReadBeforeTheEndIsHandedOn() throws Exception {
    Silent source = new Silent((byte) 1, (byte) 2, (byte) 3);
    try (EndableStream stream = EndableStream.start(() -> source)) {
      source.asked.await();
      stream.end(0);
      assertEquals(3, stream.readNBytes(3).length);
      assertFalse(stream.isCut());
      assertThrows(AsynchronousCloseException.class, stream::read);
      assertTrue(stream.isCut());
    }
  }

  @Test
  void aPipeToWhichNobodyWritesCanBeEndedToo() throws Exception {
    CountDownLatch opening = new CountDownLatch(1);
    EndableStream.Source nobody =
        () -> {
          opening.countDown();
          return new Silent();
        };
    try (EndableStream stream = EndableStream.start(nobody)) {
      opening.await();
      stream.end(0);
      assertThrows(AsynchronousCloseException.class, stream::read);
    }
  }

  @Test
  void aStreamThatEndsInTimeIsReadToItsEnd() throws Exception {
    try (EndableStream stream = EndableStream.start(InputStream::nullInputStream)) {
      stream.end(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
      assertEquals(-1, stream.read());
      assertFalse(stream.isCut());
    }
  }
}
