package org.mudward.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.UUID;

/**
 * A file that a command writes: whole or not at all, so that a web server never hands out half of
 * one. One that was there keeps its permissions.
 */
final class OutputFile {
  private OutputFile() {}

  /**
   * Puts a file in the place of what is there.
   *
   * @throws CommandFailure if it cannot be written
   */
  static void write(Path file, byte[] content) {
    try {
      Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
      Path fresh = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID());
      try {
        Files.write(fresh, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.SYNC);
        keepPermissions(target, fresh);
        Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(fresh);
      }
    } catch (NoSuchFileException e) {
      throw new CommandFailure(ExitCode.BAD_INPUT, "there is no folder for " + file);
    } catch (AccessDeniedException e) {
      throw new CommandFailure(ExitCode.UNREACHABLE, "not permitted to write " + file);
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.UNREACHABLE, file + " cannot be written: " + e.getMessage());
    }
  }

  private static void keepPermissions(Path old, Path fresh) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(fresh, PosixFileAttributeView.class);
    if (view != null && Files.exists(old)) {
      view.setPermissions(Files.getPosixFilePermissions(old));
    }
  }
}
