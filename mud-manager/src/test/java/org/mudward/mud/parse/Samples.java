package org.mudward.mud.parse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.mudward.mud.MudAce;
import org.mudward.mud.MudFile;

/** Sample files: those below {@code mudfiles}, and small ones made of a text. */
final class Samples {
  private Samples() {}

  static Path folder() {
    try {
      return Path.of(Samples.class.getResource("/mudfiles").toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static byte[] file(String name) {
    try {
      return Files.readAllBytes(folder().resolve(name + ".json"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The names of the files in a folder, without their ending. */
  static Set<String> names(String folder) {
    try (Stream<Path> files = Files.list(folder().resolve(folder))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".json"))
          .map(name -> name.substring(0, name.length() - ".json".length()))
          .collect(Collectors.toCollection(TreeSet::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The lines of a table, without its comments. */
  static Stream<String> lines(String table) {
    try {
      return Files.readAllLines(folder().resolve(table)).stream()
          .filter(line -> !line.startsWith("#"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A file whose from-device-policy has one list with one entry that accepts. */
  static byte[] withMatches(String type, String matches) {
    return withEntries(
        type, "{'name': 'e', 'matches': " + matches + ", 'actions': {'forwarding': 'accept'}}");
  }

  /** A file whose from-device-policy has one list with these entries; quotes may be single. */
  static byte[] withEntries(String type, String entries) {
    String file =
        "{'ietf-mud:mud': {'mud-version': 1, 'mud-url': 'https://example.com/k', 'last-update':"
            + " '2026-03-01T08:30:00Z', 'is-supported': true, 'from-device-policy':"
            + " {'access-lists': {'access-list': [{'name': 'f'}]}}},"
            + " 'ietf-access-control-list:acls': {'acl': [{'name': 'f', 'type': '"
            + type
            + "', 'aces': {'ace': ["
            + entries
            + "]}}]}}";
    return json(file);
  }

  static byte[] json(String text) {
    return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }

  /** The file, which has to be valid. */
  static MudFile read(byte[] json, ParseMode mode) {
    ParseResult result = MudParser.check(json, mode);
    return result.file().orElseThrow(() -> new AssertionError(result.problems()));
  }

  /** The only entry of a list of this type with these matches. */
  static MudAce entry(String type, String matches, ParseMode mode) {
    return read(withMatches(type, matches), mode).fromDevice().get(0).aces().get(0);
  }
}
