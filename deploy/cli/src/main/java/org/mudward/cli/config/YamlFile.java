package org.mudward.cli.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * One YAML file being read, and the problems found so far.
 *
 * <p>Paths in it are relative to the folder it lies in.
 */
final class YamlFile {
  /** A site with 10,000 named devices takes about 1 MiB; this leaves room. */
  private static final int MAX_CHARACTERS = 8 * 1024 * 1024;

  /** Configuration has no use for aliases; a few do no harm, many are a bomb. */
  private static final int MAX_ALIASES = 20;

  private final Path path;
  private final List<String> problems = new ArrayList<>();
  private final SortedSet<String> keys = new TreeSet<>();

  private YamlFile(Path path) {
    this.path = path;
  }

  /** Reads one object out of a mapping. */
  interface Reader<T> {
    T read(YamlMap root);
  }

  /**
   * Reads a file.
   *
   * @throws ConfigException with all its problems
   */
  static <T> T read(Path path, Reader<T> reader) throws ConfigException {
    Reading<T> reading = inspect(path, reader);
    if (!reading.problems().isEmpty()) {
      throw new ConfigException(path.toString(), reading.problems());
    }
    return reading.value();
  }

  /**
   * What came of reading a file.
   *
   * @param value with a default in the place of whatever is wrong
   * @param keys every key that was asked for, whether or not the file has it
   */
  record Reading<T>(T value, List<String> problems, SortedSet<String> keys) {}

  /**
   * Reads a file, and says what is wrong with it beside what it says.
   *
   * @throws ConfigException if it says nothing at all
   */
  static <T> Reading<T> inspect(Path path, Reader<T> reader) throws ConfigException {
    YamlFile file = new YamlFile(path);
    Optional<Node> root = file.compose();
    if (root.isPresent() && !(root.get() instanceof MappingNode)) {
      throw new ConfigException(
          path.toString(), List.of("a mapping of keys to values is expected"));
    }
    YamlMap map = new YamlMap(file, "", (MappingNode) root.orElse(null));
    T value = reader.read(map);
    map.finish();
    return new Reading<>(value, List.copyOf(file.problems), file.keys);
  }

  /** A key was asked for; those of the items of a list are the same, and keys that are data too. */
  void asked(String key) {
    keys.add(key);
  }

  private Optional<Node> compose() throws ConfigException {
    String text;
    try {
      text = Files.readString(path);
    } catch (NoSuchFileException e) {
      throw new ConfigException(path.toString(), List.of("no such file"));
    } catch (CharacterCodingException e) {
      throw new ConfigException(path.toString(), List.of("not UTF-8 text"));
    } catch (IOException e) {
      throw new ConfigException(path.toString(), List.of("cannot be read: " + e.getMessage()));
    }
    LoadSettings settings =
        LoadSettings.builder()
            .setAllowDuplicateKeys(false)
            .setCodePointLimit(MAX_CHARACTERS)
            .setMaxAliasesForCollections(MAX_ALIASES)
            .setUseMarks(true)
            .build();
    try {
      return new Compose(settings).composeString(text);
    } catch (MarkedYamlEngineException e) {
      String line =
          e.getProblemMark().map(mark -> "line " + (mark.getLine() + 1) + ": ").orElse("");
      throw new ConfigException(path.toString(), List.of(line + "not YAML: " + e.getProblem()));
    } catch (YamlEngineException e) {
      throw new ConfigException(path.toString(), List.of("not YAML: " + e.getMessage()));
    }
  }

  void problem(Node node, String message) {
    String line = node.getStartMark().map(mark -> "line " + (mark.getLine() + 1) + ": ").orElse("");
    problems.add(line + message);
  }

  void problem(String message) {
    problems.add(message);
  }

  /** A path as the file means it; one that goes up goes to where the folder lies, as in a shell. */
  Path resolve(String text) {
    Path named = Path.of(text).normalize();
    Path folder = path.toAbsolutePath().getParent();
    if (folder == null || named.isAbsolute()) {
      return named;
    }
    return (named.startsWith("..") ? real(folder) : folder).resolve(named).normalize();
  }

  private static Path real(Path folder) {
    try {
      return folder.toRealPath();
    } catch (IOException e) {
      return folder;
    }
  }
}
