package org.mudward.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mudward.policy.testing.FrameBuilder;

/**
 * Of a capture that is long enough to be read ahead the report and the table of packets are those
 * of the same octets as a stream, which is read by who judges.
 */
class AuditLongCaptureTest {
  private static final int FRAMES = 60_000;
  private static final String LAMP = "02:00:00:00:00:10";
  private static final String GATEWAY = "02:00:00:00:00:01";

  @TempDir private Path folder;

  /** Connections to hosts whose addresses come up on the way, some of them permitted. */
  private static byte[] frame(int number, Random random) {
    String peer = "198.51.100." + (1 + number / 600 + random.nextInt(2));
    int port = 40_000 + number / 500;
    if (number % 600 == 0) {
      byte[] answer = CaptureWriter.answer("api.lamp.example", peer);
      return FrameBuilder.frame(GATEWAY, LAMP)
          .ip("192.168.1.1", "192.168.1.10")
          .udp(53, port, answer)
          .build();
    }
    int flags = random.nextInt(40) == 0 ? 0x02 : 0x10;
    return random.nextBoolean()
        ? FrameBuilder.frame(LAMP, GATEWAY).ip("192.168.1.10", peer).tcp(port, 443, flags).build()
        : FrameBuilder.frame(GATEWAY, LAMP).ip(peer, "192.168.1.10").tcp(443, port, flags).build();
  }

  private static byte[] capture() {
    Random random = new Random(7);
    List<byte[]> frames = new ArrayList<>();
    for (int i = 0; i < FRAMES; i++) {
      frames.add(frame(i, random));
    }
    return CaptureWriter.pcap(65_535, frames);
  }

  /** What is printed and written, whatever the capture is called. */
  private List<String> audit(String capture) throws IOException {
    Path table = folder.resolve("packets.csv");
    Path flows = folder.resolve("eve.json");
    Ran ran =
        Ran.mudward(
            "audit",
            capture,
            "--mud",
            LAMP + "=" + folder.resolve("lamp.json"),
            "--packets",
            table.toString(),
            "--out",
            "eve=" + flows,
            "--json");
    return List.of(
        ran.code() + ran.err(),
        ran.out().replace('"' + capture + '"', "CAPTURE"),
        Files.readString(table),
        Files.readString(flows).replace('"' + capture + '"', "CAPTURE"));
  }

  @Test
  void aFileAndAStreamAreJudgedAlike() throws IOException {
    String mud =
        MudText.file(
            "https://lamp.example/v1",
            MudText.entry("cloud", MudText.toName("api.lamp.example", 443)),
            MudText.entry("cloud", MudText.fromName("api.lamp.example", 443)));
    Files.writeString(folder.resolve("lamp.json"), mud);
    byte[] octets = capture();
    Path plain = Files.write(folder.resolve("long.pcap"), octets);
    Path packed = folder.resolve("long.pcap.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
      out.write(octets);
    }
    List<String> file = audit(plain.toString());
    assertEquals(file, audit(packed.toString()));
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(octets));
    try {
      assertEquals(file, audit("-"));
    } finally {
      System.setIn(before);
    }
    assertEquals(FRAMES + 1, file.get(2).lines().count());
    assertTrue(file.get(2).contains(",accept,") && file.get(2).contains(",drop,"));
  }
}
