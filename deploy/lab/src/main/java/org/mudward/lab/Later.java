package org.mudward.lab;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Lets programs run as if it were later, by {@code libfaketime}: what takes days can be tried. */
final class Later {
  private Later() {}

  /** What a program has to find in its environment. */
  static List<String> environment(Duration later) throws IOException {
    return later.isZero()
        ? List.of()
        : List.of("LD_PRELOAD=" + library(), "FAKETIME=+" + later.toSeconds());
  }

  /** Debian has it in a folder of the machine's architecture. */
  private static Path library() throws IOException {
    try (DirectoryStream<Path> architectures =
        Files.newDirectoryStream(Path.of("/usr/lib"), "*-linux-gnu*")) {
      for (Path architecture : architectures) {
        Path library = architecture.resolve("faketime/libfaketime.so.1");
        if (Files.exists(library)) {
          return library;
        }
      }
    }
    throw new IOException("missing: libfaketime.so.1 (Debian package faketime)");
  }
}
