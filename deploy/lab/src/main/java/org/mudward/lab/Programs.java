package org.mudward.lab;

import java.nio.file.Path;

/** Where the programs are that the lab starts. */
public final class Programs {
  private Programs() {}

  static String java() {
    return ProcessHandle.current().info().command().orElse("java");
  }

  /** The lab's own jar, for what runs in namespaces. */
  static String classPath() {
    return launcher().resolveSibling("lab/target/mudward-lab.jar").toString();
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
