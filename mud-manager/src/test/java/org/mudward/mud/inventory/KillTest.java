package org.mudward.mud.inventory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mudward.policy.MacAddress;

class KillTest {
  /** Moments of different busyness; each run goes on where the one before was killed. */
  private static final int[] KILL_AFTER = {1, 7, 40, 150};

  @TempDir Path folder;

  @Test
  void nothingThatWasAcknowledgedIsLostByKilling() throws Exception {
    long before = 0;
    for (int lines : KILL_AFTER) {
      long acknowledged = runAndKill(lines);
      assertTrue(acknowledged >= lines);
      try (Inventory inventory = Inventory.open(folder)) {
        List<JournalEntry> journal = inventory.journal(before + acknowledged - 1, 1);
        assertEquals(Long.toString(acknowledged), journal.get(0).text());
        assertTrue(inventory.device(new MacAddress(acknowledged % 1000)).isPresent());
        List<JournalEntry> last = inventory.journal(before + acknowledged, 1000);
        assertTrue(last.size() <= 1000);
        before += acknowledged + last.size();
        assertTrue(inventory.journal(before, 1).isEmpty());
      }
    }
  }

  /** Lets it save so many times at least, kills it, and says what it acknowledged last. */
  private long runAndKill(int lines) throws IOException, InterruptedException {
    Path output = folder.resolve("acknowledged-" + lines);
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=off",
                BusyWriter.class.getName(),
                folder.toString())
            .redirectOutput(output.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (acknowledged(output) < lines && process.isAlive() && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    process.destroyForcibly();
    assertTrue(process.waitFor(30, TimeUnit.SECONDS));
    return acknowledged(output);
  }

  /** The last number that was written with its line end. */
  private static long acknowledged(Path output) throws IOException {
    String text = Files.readString(output);
    int end = text.lastIndexOf('\n');
    return end < 0 ? 0 : Long.parseLong(text.substring(text.lastIndexOf('\n', end - 1) + 1, end));
  }
}
