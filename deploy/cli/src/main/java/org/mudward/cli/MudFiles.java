package org.mudward.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.mudward.mud.MudFile;
import org.mudward.mud.Problem;
import org.mudward.mud.parse.MudParser;
import org.mudward.mud.parse.ParseMode;
import org.mudward.mud.parse.ParseResult;

/** Files that the user names on the command line, and vouches for by naming them. */
final class MudFiles {
  /** Far above any MUD file; the parser's own limit says the rest. */
  private static final long MAX_SIZE = 16L * 1024 * 1024;

  private MudFiles() {}

  /**
   * The octets of a file.
   *
   * @throws CommandFailure if it cannot be read
   */
  static byte[] bytes(Path file) {
    try {
      if (Files.isDirectory(file)) {
        throw new CommandFailure(ExitCode.BAD_INPUT, file + " is a folder, not a file");
      }
      if (Files.size(file) > MAX_SIZE) {
        throw new CommandFailure(ExitCode.BAD_INPUT, file + " is larger than 16 MiB: no MUD file");
      }
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new CommandFailure(ExitCode.BAD_INPUT, "no such file: " + file);
    } catch (AccessDeniedException e) {
      throw new CommandFailure(ExitCode.UNREACHABLE, "not permitted to read " + file);
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.BAD_INPUT, file + " cannot be read: " + e.getMessage());
    }
  }

  /**
   * A file that is needed and therefore has to be valid.
   *
   * @throws CommandFailure listing its errors
   */
  static MudFile read(Path file, boolean lenient) {
    ParseResult result =
        MudParser.check(bytes(file), lenient ? ParseMode.LENIENT : ParseMode.STRICT);
    return result.file().orElseThrow(() -> refused(file, result, lenient));
  }

  /**
   * A file that its author is about to sign, and that therefore has to be valid.
   *
   * @throws CommandFailure listing its errors
   */
  static MudFile toSign(Path file, byte[] octets) {
    ParseResult result = MudParser.check(octets, ParseMode.STRICT);
    return result
        .file()
        .orElseThrow(
            () -> new CommandFailure(ExitCode.FINDINGS, "not signed: " + file + errors(result)));
  }

  private static CommandFailure refused(Path file, ParseResult result, boolean lenient) {
    String hint = lenient ? "" : "\n(--lenient reads files from before the RFC)";
    return new CommandFailure(ExitCode.BAD_INPUT, file + errors(result) + hint);
  }

  private static String errors(ParseResult result) {
    return result.problems().stream()
        .filter(p -> p.severity() == Problem.Severity.ERROR)
        .limit(10)
        .map(p -> "\n  " + p.code() + " at " + p.pointer() + ": " + p.message())
        .collect(Collectors.joining("", " is no valid MUD file:", ""));
  }
}
