package org.mudward.benchmarks.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What one process took, as the operating system accounts for it (GNU time).
 *
 * @param clock seconds
 * @param processor seconds in user and kernel, of all its threads
 * @param megabytes at most in memory, mapped pages among them
 */
record Run(double clock, double processor, double megabytes) {
  private static final String TIME = "/usr/bin/time";
  private static final double KILO = 1000;

  /** Above this a program says that it failed; 1 is an audit that found something. */
  private static final int WORST_CODE = 1;

  static boolean isPossible() {
    return Files.isExecutable(Path.of(TIME));
  }

  /**
   * Runs a command to its end, its output thrown away.
   *
   * @param cores the processors that it may use, as taskset has them
   */
  static Run of(String cores, List<String> command) throws IOException, InterruptedException {
    Path figures = Files.createTempFile("mudward-run", ".txt");
    try {
      List<String> whole =
          new ArrayList<>(List.of("taskset", "-c", cores, TIME, "-q", "-f", "%e %U %S %M", "-o"));
      whole.add(figures.toString());
      whole.addAll(command);
      Process process =
          new ProcessBuilder(whole)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      int code = process.waitFor();
      if (code > WORST_CODE) {
        throw new IOException(String.join(" ", command) + " ends with " + code);
      }
      String[] said = Files.readString(figures).strip().split(" ", -1);
      return new Run(
          Double.parseDouble(said[0]),
          Double.parseDouble(said[1]) + Double.parseDouble(said[2]),
          Double.parseDouble(said[3]) * 1024 / (KILO * KILO));
    } finally {
      Files.delete(figures);
    }
  }

  /** The median of some figures and in brackets the range. */
  static String spread(List<Double> figures) {
    List<Double> sorted = figures.stream().sorted().toList();
    return String.format(
        Locale.ROOT,
        "%.2f (%.2f to %.2f)",
        sorted.get(sorted.size() / 2),
        sorted.get(0),
        sorted.get(sorted.size() - 1));
  }
}
