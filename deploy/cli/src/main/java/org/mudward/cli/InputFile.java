package org.mudward.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that the user names, or standard input by the name of {@code -}. */
final class InputFile {
  static final Path STANDARD_INPUT = Path.of("-");

  private InputFile() {}

  /**
   * The octets of a file, and no more than so many; who takes them says that they are too many.
   *
   * @throws CommandFailure if it cannot be read
   */
  static byte[] octets(Path file, int limit) {
    try (InputStream in = file.equals(STANDARD_INPUT) ? System.in : Files.newInputStream(file)) {
      return in.readNBytes(limit);
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.BAD_INPUT, file + " cannot be read: " + e);
    }
  }

  /**
   * The same as text.
   *
   * @throws CommandFailure if it cannot be read, or is not UTF-8
   */
  static String text(Path file, int limit) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(octets(file, limit)))
          .toString();
    } catch (CharacterCodingException e) {
      throw new CommandFailure(ExitCode.BAD_INPUT, file + " is not UTF-8");
    }
  }
}
