package org.mudward.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mudward.lab.Programs;

/** The archive of classes: used where it fits, and passed over without a word where it does not. */
class ArchiveTest {
  private static final long PATIENCE_SECONDS = 60;

  @TempDir private Path folder;
  private Path jar;

  @BeforeEach
  void install() throws IOException {
    jar = folder.resolve("mudward.jar");
    Files.copy(Programs.launcher().resolveSibling("cli/target/mudward.jar"), jar);
  }

  private String run(Path program, String... arguments) throws Exception {
    String[] command = new String[arguments.length + 1];
    command[0] = program.toString();
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("MUDWARD_JAR", jar.toString());
    builder.environment().put("JDK_JAVA_OPTIONS", "-Xlog:class+load:file=" + classes());
    Process process = builder.start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "it does not end");
    assertEquals(0, process.exitValue(), said);
    return said;
  }

  private Path classes() {
    return folder.resolve("classes.log");
  }

  /** Whether the command's own classes came out of an archive; what it says is the same. */
  private boolean isQuick() throws Exception {
    String said = run(Programs.launcher(), "--version");
    String plain = said.lines().filter(line -> !line.startsWith("NOTE:")).findFirst().orElse("");
    assertTrue(plain.startsWith("mudward "), said);
    return isOfArchive();
  }

  private boolean isOfArchive() throws IOException {
    return Files.readString(classes()).contains("org.mudward.cli.Main source: shared objects file");
  }

  @Test
  void aStartIsQuickerWithAnArchiveThatFitsAndTheSameWithOneThatDoesNot() throws Exception {
    assertTrue(!isQuick(), "nobody has made one yet");
    run(Programs.launcher().resolveSibling("archive"));
    Path archive = folder.resolve("mudward.jsa");
    assertTrue(isQuick(), "it is used");
    run(Programs.launcher(), "audit", "--help");
    assertTrue(isOfArchive(), "an audit has its own");
    Files.setLastModifiedTime(jar, FileTime.from(Instant.now().plusSeconds(1)));
    assertTrue(!isQuick(), "it is older than the jar");
    Files.setLastModifiedTime(archive, FileTime.from(Instant.now().plusSeconds(2)));
    assertTrue(!isQuick(), "it was made of another jar");
  }
}
