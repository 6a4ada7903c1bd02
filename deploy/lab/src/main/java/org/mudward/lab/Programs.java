package org.mudward.lab;

import java.nio.file.Path;
import java.util.Objects;

/** Where the programs are that the lab starts. */
public final class Programs {
  private Programs() {}

  static String java() {
    return ProcessHandle.current().info().command().orElse("java");
  }

  /** Where this program was found: what it starts in namespaces is of the same kind. */
  static String classPath() {
    return Objects.requireNonNull(System.getProperty("java.class.path"));
  }

  /** The launcher: {@code -Dmudward.launcher}, or deploy/mudward above the working folder. */
  public static Path launcher() {
    String told = System.getProperty("mudward.launcher");
    if (told != null) {
      return Path.of(told).toAbsolutePath();
    }
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null) {
      Path launcher = folder.resolve("deploy/mudward");
      if (launcher.toFile().isFile()) {
        return launcher;
      }
      folder = folder.getParent();
    }
    throw new IllegalStateException("deploy/mudward is not found; set -Dmudward.launcher");
  }
}
