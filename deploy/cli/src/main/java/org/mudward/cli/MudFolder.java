package org.mudward.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.mudward.mud.MudUrl;
import org.mudward.mud.parse.MudParser;
import org.mudward.mud.parse.ParseMode;

/** A folder of MUD files ({@code *.json}), each found by the MUD URL that it gives itself. */
final class MudFolder {
  /** Models of devices; more files than this are no collection of MUD files. */
  static final int MAX_FILES = 10_000;

  private final Map<MudUrl, List<Path>> files = new HashMap<>();
  private final List<String> notices = new ArrayList<>();

  /**
   * Reads all files of a folder. What is no valid MUD file is left out, and told.
   *
   * @throws CommandFailure if there is no such folder, or it cannot be read
   */
  MudFolder(Path folder, boolean lenient) {
    for (Path file : list(folder)) {
      Optional<MudUrl> url =
          MudParser.check(MudFiles.bytes(file), lenient ? ParseMode.LENIENT : ParseMode.STRICT)
              .file()
              .map(found -> found.mudUrl());
      if (url.isPresent()) {
        files.computeIfAbsent(url.get(), u -> new ArrayList<>()).add(file);
      } else {
        notices.add(file + " is no valid MUD file and is not used");
      }
    }
  }

  private static List<Path> list(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new CommandFailure(ExitCode.BAD_INPUT, folder + " is no folder");
    }
    try (Stream<Path> entries = Files.list(folder)) {
      List<Path> found =
          entries
              .filter(file -> file.toString().endsWith(".json") && Files.isRegularFile(file))
              .sorted()
              .limit(MAX_FILES + 1L)
              .toList();
      if (found.size() > MAX_FILES) {
        throw new CommandFailure(
            ExitCode.BAD_INPUT, folder + " has more than " + MAX_FILES + " files");
      }
      return found;
    } catch (AccessDeniedException e) {
      throw new CommandFailure(ExitCode.UNREACHABLE, "not permitted to read " + folder);
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.BAD_INPUT, folder + " cannot be read: " + e.getMessage());
    }
  }

  /** What the user should know of the folder. */
  List<String> notices() {
    return List.copyOf(notices);
  }

  /**
   * The file of a MUD URL.
   *
   * @throws CommandFailure if several claim it
   */
  Optional<Path> file(MudUrl url) {
    List<Path> all = files.getOrDefault(url, List.of());
    if (all.size() > 1) {
      throw new CommandFailure(
          ExitCode.BAD_INPUT,
          all.get(0) + " and " + all.get(1) + " are both the file of " + url.text());
    }
    return all.stream().findFirst();
  }
}
