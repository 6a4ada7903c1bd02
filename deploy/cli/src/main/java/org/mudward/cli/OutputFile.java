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
import java.util.List;
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
   * Makes sure that a command writes each of its outputs to a place of its own, and none over what
   * it reads; to be asked before anything is opened. What is no regular file may be named several
   * times, as {@code /dev/null}.
   *
   * @param inputs files that may be missing
   * @throws CommandFailure naming the file
   */
  static void checkApart(List<Path> inputs, List<Path> outputs) {
    for (int i = 0; i < outputs.size(); i++) {
      Path output = outputs.get(i);
      if (isElsewhere(output)) {
        continue;
      }
      if (inputs.stream().anyMatch(input -> isSame(input, output))) {
        throw new CommandFailure(
            ExitCode.WRONG_USE, output + " is read: what is written would take its place");
      }
      if (outputs.subList(0, i).stream().anyMatch(other -> isSame(other, output))) {
        throw new CommandFailure(ExitCode.WRONG_USE, "two outputs are to be written to " + output);
      }
    }
  }

  private static boolean isSame(Path one, Path other) {
    return place(one).equals(place(other));
  }

  /** Where a file is, or would be, whatever leads there. */
  private static Path place(Path file) {
    try {
      return Files.exists(file) ? file.toRealPath() : lying(file);
    } catch (IOException e) {
      return lying(file); // opening it says more
    }
  }

  /** Where a file lies, or will lie; what is wrong with its folder is said when it is written. */
  static Path lying(Path file) {
    Path place = file.toAbsolutePath();
    Path folder = place.getParent();
    Path name = place.getFileName();
    try {
      return folder == null || name == null ? place : folder.toRealPath().resolve(name);
    } catch (IOException e) {
      return place.normalize();
    }
  }

  /** Whether it is there and no regular file: it is written to, and nothing takes its place. */
  private static boolean isElsewhere(Path file) {
    return Files.exists(file) && !Files.isRegularFile(file);
  }

  /**
   * Puts a text, in UTF-8, in the place of what is there, or sends it to a pipe or a device.
   *
   * @throws CommandFailure if it cannot be written
   */
  static void write(Path file, Content content) {
    put(
        file,
        path -> {
          boolean sent = isElsewhere(path);
          try (FileChannel channel =
                  FileChannel.open(
                      path,
                      sent ? StandardOpenOption.WRITE : StandardOpenOption.CREATE_NEW,
                      StandardOpenOption.WRITE);
              Writer out =
                  new BufferedWriter(Channels.newWriter(channel, StandardCharsets.UTF_8), BUFFER)) {
            content.writeTo(out);
            out.flush();
            if (!sent) {
              channel.force(true);
            }
          }
        });
  }

  /** Writes a file. */
  private interface Maker {
    void make(Path path) throws IOException;
  }

  /**
   * Puts octets in the place of what is there, or sends them to a pipe or a device.
   *
   * @throws CommandFailure if they cannot be written
   */
  static void write(Path file, byte[] content) {
    put(
        file,
        path -> {
          if (isElsewhere(path)) {
            Files.write(path, content, StandardOpenOption.WRITE);
          } else {
            Files.write(path, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.SYNC);
          }
        });
  }

  private static void put(Path file, Maker maker) {
    try {
      if (Files.isDirectory(file)) {
        throw new CommandFailure(ExitCode.UNREACHABLE, file + " is a folder");
      }
      if (isElsewhere(file)) {
        maker.make(file);
        return;
      }
      Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
      Path fresh = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID());
      try {
        maker.make(fresh);
        keepPermissions(target, fresh);
        Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(fresh);
      }
    } catch (IOException e) {
      throw failure(file, e);
    }
  }

  /** Why a file cannot be written, for the user. */
  static CommandFailure failure(Path file, IOException reason) {
    if (reason instanceof NoSuchFileException) {
      return new CommandFailure(ExitCode.BAD_INPUT, "there is no folder for " + file);
    }
    String text =
        reason instanceof AccessDeniedException
            ? "not permitted to write " + file
            : file + " cannot be written: " + reason.getMessage();
    return new CommandFailure(ExitCode.UNREACHABLE, text);
  }

  private static void keepPermissions(Path old, Path fresh) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(fresh, PosixFileAttributeView.class);
    if (view != null && Files.exists(old)) {
      view.setPermissions(Files.getPosixFilePermissions(old));
    }
  }
}
