package org.mudward.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
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
  private static final int BUFFER = 64 * 1024;

  private OutputFile() {}

  /** What a file is to hold, written part by part. */
  @FunctionalInterface
  interface Content {
    void writeTo(Writer out) throws IOException;
  }

  /**
   * Puts a text, in UTF-8, in the place of what is there.
   *
   * @throws CommandFailure if it cannot be written
   */
  static void write(Path file, Content content) {
    replace(
        file,
        fresh -> {
          try (FileChannel channel =
                  FileChannel.open(fresh, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
              Writer out =
                  new BufferedWriter(Channels.newWriter(channel, StandardCharsets.UTF_8), BUFFER)) {
            content.writeTo(out);
            out.flush();
            channel.force(true);
          }
        });
  }

  /** Makes a new file. */
  private interface Maker {
    void make(Path fresh) throws IOException;
  }

  /**
   * Puts a file in the place of what is there.
   *
   * @throws CommandFailure if it cannot be written
   */
  static void write(Path file, byte[] content) {
    replace(
        file,
        fresh ->
            Files.write(fresh, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.SYNC));
  }

  private static void replace(Path file, Maker maker) {
    try {
      Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
      Path fresh = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID());
      try {
        maker.make(fresh);
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
