package org.mudward.acceptance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mudward.lab.PcapFile;
import org.mudward.lab.Programs;
import org.mudward.policy.testing.FrameBuilder;

/** Two processes write the same octets about the same capture: reports can be compared. */
class SameOutputTest {
  private static final String LAMP = "02:00:00:00:00:10";
  private static final String GATEWAY = "02:00:00:00:00:01";
  private static final List<String> FORMS = List.of("json", "csv", "sarif", "junit", "eve", "html");

  @TempDir private Path folder;

  private Path audit(Path capture, String name) throws Exception {
    Path into = Files.createDirectory(folder.resolve(name));
    ProcessBuilder builder =
        new ProcessBuilder(
            Programs.launcher().toString(),
            "audit",
            capture.toString(),
            "--mud=" + LAMP + "=" + folder.resolve("lamp.json"));
    FORMS.forEach(form -> builder.command().add("--out=" + form + "=" + into.resolve(form)));
    Process process = builder.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(1, process.waitFor(), said);
    Files.writeString(into.resolve("said"), said.replace(into.toString(), ""));
    return into;
  }

  @Test
  void anAuditOfTheSameCaptureIsTheSameToTheOctet() throws Exception {
    byte[] telnet =
        FrameBuilder.frame(LAMP, GATEWAY)
            .ip("192.168.1.10", "198.51.100.7")
            .tcp(5000, 23, 0x18)
            .build();
    byte[] answer =
        FrameBuilder.frame(GATEWAY, LAMP)
            .ip("198.51.100.7", "192.168.1.10")
            .tcp(23, 5000, 0x18)
            .build();
    Path whole = folder.resolve("whole.pcap");
    PcapFile.write(whole, List.of(telnet, answer, telnet, answer));
    byte[] octets = Files.readAllBytes(whole);
    byte[] damaged = Arrays.copyOf(octets, octets.length + 16);
    Arrays.fill(damaged, octets.length, damaged.length, (byte) 0x77);
    Path capture = folder.resolve("damaged.pcap");
    Files.write(capture, damaged);
    Files.writeString(folder.resolve("lamp.json"), LiveAuditTest.FILE);
    Path one = audit(capture, "one");
    Path other = audit(capture, "other");
    assertTrue(Files.readString(one.resolve("json")).contains("damaged-capture"));
    try (var files = Files.list(one)) {
      for (Path file : files.toList()) {
        Path same = other.resolve(file.getFileName());
        assertArrayEquals(
            Files.readAllBytes(file), Files.readAllBytes(same), file.getFileName().toString());
      }
    }
  }
}
