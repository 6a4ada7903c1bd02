package org.mudward.cli.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
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
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
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
  private static final int MAX_OCTETS = 8 * 1024 * 1024;

  /** Room for some ten thousand addresses; the time for a line grows with its square. */
  private static final int MAX_LINE = 256 * 1024;

  /** Nothing is nested deeper than six; the stack ends at a thousand. */
  private static final int MAX_DEPTH = 64;

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
    String text = text();
    LoadSettings settings =
        LoadSettings.builder()
            .setAllowDuplicateKeys(false)
            .setCodePointLimit(MAX_OCTETS)
            .setMaxAliasesForCollections(MAX_ALIASES)
            .setUseMarks(true)
            .build();
    try {
      checkDepth(new Parse(settings).parseString(text));
      return new Compose(settings).composeString(text);
    } catch (MarkedYamlEngineException e) {
      throw refused(line(e.getProblemMark()) + "not YAML: " + e.getProblem());
    } catch (YamlEngineException e) {
      throw refused("not YAML: " + e.getMessage());
    }
  }

  private String text() throws ConfigException {
    String text;
    try (InputStream in = Files.newInputStream(path)) {
      byte[] octets = in.readNBytes(MAX_OCTETS + 1);
      if (octets.length > MAX_OCTETS) {
        throw refused("longer than " + MAX_OCTETS + " octets");
      }
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
    } catch (NoSuchFileException e) {
      throw refused("no such file");
    } catch (CharacterCodingException e) {
      throw refused("not UTF-8 text");
    } catch (IOException e) {
      throw refused("cannot be read: " + e.getMessage());
    }
    int number = 0;
    for (String line : (Iterable<String>) text.lines()::iterator) {
      number++;
      if (line.length() > MAX_LINE) {
        throw refused("line " + number + ": longer than " + MAX_LINE + " characters");
      }
    }
    return text;
  }

  /** Composing goes as deep as the file does, and would not come back from everywhere. */
  private void checkDepth(Iterable<Event> events) throws ConfigException {
    int depth = 0;
    for (Event event : events) {
      if (event instanceof CollectionStartEvent && ++depth > MAX_DEPTH) {
        throw refused(line(event.getStartMark()) + "nested deeper than " + MAX_DEPTH + " levels");
      } else if (event instanceof CollectionEndEvent) {
        depth--;
      }
    }
  }

  private ConfigException refused(String problem) {
    return new ConfigException(path.toString(), List.of(problem));
  }

  private static String line(Optional<Mark> mark) {
    return mark.map(place -> "line " + (place.getLine() + 1) + ": ").orElse("");
  }

  void problem(Node node, String message) {
    problems.add(line(node.getStartMark()) + message);
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
