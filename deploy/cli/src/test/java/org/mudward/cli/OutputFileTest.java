package org.mudward.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mudward.cli.Scene.GATEWAY;
import static org.mudward.cli.Scene.LAMP;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What commands write takes the place of nothing that it should not. */
class OutputFileTest {
  private static final long PATIENCE_SECONDS = 20;

  @TempDir private Path folder;
  private final byte[] octets = new Scene().connects(GATEWAY, Lesson.CLOUD, 443).capture();
  private String capture = "";

  @BeforeEach
  void capture() throws IOException {
    capture = Files.write(folder.resolve("lan.pcap"), octets).toString();
  }

  private String at(String name) {
    return folder.resolve(name).toString();
  }

  private Ran learn(String... options) {
    return Ran.mudward(List.of("learn", capture, "--device", LAMP, "--url", Lesson.URL), options);
  }

  private Ran audit(String... options) {
    return Ran.mudward(List.of("audit", capture), options);
  }

  private void assertRefused(Ran ran, String message) throws IOException {
    assertEquals(ExitCode.WRONG_USE, ran.code(), ran.err());
    assertTrue(ran.err().contains(message), ran.err());
    assertEquals("", ran.out());
    assertArrayEquals(octets, Files.readAllBytes(folder.resolve("lan.pcap")));
  }

  @Test
  void whatIsReadIsNotWrittenOver() throws IOException {
    String read = "lan.pcap is read";
    Files.createSymbolicLink(folder.resolve("link"), folder.resolve("lan.pcap"));
    Files.createSymbolicLink(folder.resolve("here"), folder);
    for (String way : new String[] {capture, at("here/lan.pcap"), at("./lan.pcap")}) {
      assertRefused(audit("--packets", way), read);
      assertRefused(audit("--out", "json=" + way), read);
      assertRefused(audit("--site-out", way), read);
      assertRefused(learn("--out", way), read);
      assertRefused(learn("--report", way), read);
    }
    assertRefused(audit("--out", "html=" + at("link")), "link is read");
    String mud = Files.writeString(folder.resolve("lamp.json"), "{}").toString();
    assertRefused(audit("--mud", LAMP + "=" + mud, "--out", "json=" + mud), "lamp.json is read");
    String site = Files.writeString(folder.resolve("site.yaml"), "dns: []").toString();
    assertRefused(audit("--site", site, "--out", "json=" + site), "site.yaml is read");
  }

  @Test
  void eachOutputHasAPlaceOfItsOwn() throws IOException {
    String two = "two outputs are to be written to";
    Files.createSymbolicLink(folder.resolve("here"), folder);
    assertRefused(audit("--out", "json=" + at("a"), "--out", "html=" + at("a")), two);
    assertRefused(audit("--out", "json=" + at("a"), "--packets", at("here/a")), two);
    assertRefused(audit("--out", "json=" + at("a"), "--site-out", at("x/../a")), two);
    assertRefused(learn("--out", at("a"), "--report", at("a")), two);
    assertRefused(learn("--out", at("a.json"), "--site-out", at("a.report.json")), two);
    assertFalse(Files.exists(folder.resolve("a")));
  }

  /** Asked and not written: where this is broken a test must not take it away from the machine. */
  @Test
  void aDeviceMayBeNamedTwice() {
    List<Path> twice = List.of(Path.of("/dev/null"), Path.of("/dev/null"));
    assertDoesNotThrow(() -> OutputFile.checkApart(twice, twice));
  }

  @Test
  void aPipeIsWrittenToAndStays() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    for (String option : new String[] {"--out", "--site-out"}) {
      CompletableFuture<byte[]> read =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return Files.newInputStream(pipe).readAllBytes();
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              });
      Ran ran = learn(option, pipe.toString());
      assertEquals(ExitCode.FINE, ran.code(), ran.err());
      assertTrue(read.get(PATIENCE_SECONDS, TimeUnit.SECONDS).length > 0);
      assertFalse(Files.isRegularFile(pipe));
    }
  }

  @Test
  void aFolderIsSaid() throws IOException {
    Ran ran = audit("--out", "json=" + folder);
    assertEquals(ExitCode.UNREACHABLE, ran.code());
    assertEquals("mudward: " + folder + " is a folder\n", ran.err());
  }
}
