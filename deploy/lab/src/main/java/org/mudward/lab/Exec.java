package org.mudward.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs programs, without a shell, each within a bound of time. */
final class Exec {
  /** The slowest, a bridge being made, takes two seconds on a busy machine. */
  private static final long TIMEOUT_SECONDS = 30;

  /** The product ends its two processes and waits for both; nothing else takes a second. */
  private static final long END_SECONDS = 15;

  /** One that we wait for is of no use to anybody when we are gone, however we went. */
  private static final List<String> DIES_WITH_US = List.of("setpriv", "--pdeathsig", "KILL", "--");

  private Exec() {}

  /** What a program said and how it ended. */
  record Ended(int code, String output) {}

  /**
   * Runs a program to its end.
   *
   * @throws IOException if it fails, with what it said
   */
  static String run(String... command) throws IOException {
    Ended ended = attempt(command);
    if (ended.code() != 0) {
      throw new IOException(String.join(" ", command) + ": " + ended.output());
    }
    return ended.output();
  }

  /** Runs a program that may fail. */
  static Ended attempt(String... command) throws IOException {
    Path output = Files.createTempFile("mudward-lab", ".out");
    try {
      List<String> all = new ArrayList<>(DIES_WITH_US);
      all.addAll(List.of(command));
      Process process =
          new ProcessBuilder(all).redirectErrorStream(true).redirectOutput(output.toFile()).start();
      process.getOutputStream().close();
      if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException(String.join(" ", command) + " does not end");
      }
      return new Ended(
          process.exitValue(), Files.readString(output, StandardCharsets.UTF_8).trim());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      Files.deleteIfExists(output);
    }
  }

  /** Starts a program that runs on, with what it says in a file. */
  static Process start(Path log, List<String> command) throws IOException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
        .start();
  }

  /** Asks a program that was started here to stop, as a person at a terminal would. */
  static void interrupt(Process process) throws IOException {
    run("kill", "-INT", Long.toString(process.pid()));
  }

  /** Ends a program that was started here, with all that it started, and waits for it. */
  static void end(Process process) {
    List<ProcessHandle> family = new ArrayList<>(process.descendants().toList());
    process.destroy();
    try {
      if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        process.waitFor(END_SECONDS, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    family.forEach(ProcessHandle::destroyForcibly);
  }
}
