package org.mudward.benchmarks.appliance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What processes hold of the machine's memory. */
final class Memory {
  private Memory() {}

  /** Of a process, as the kernel says it: {@code VmRSS: 482364 kB}. */
  static String of(long process) throws IOException {
    return Files.readAllLines(Path.of("/proc", Long.toString(process), "status")).stream()
        .filter(line -> line.startsWith("VmRSS"))
        .map(line -> line.replaceAll("\\s+", " "))
        .findFirst()
        .orElse("unknown");
  }
}
