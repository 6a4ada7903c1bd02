package org.mudward.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/LIMITS.md lists the limits that are in the sources, with their reasons, and no others. */
class LimitsDocumentTest {
  private static final List<String> MODULES =
      List.of("policy", "mud-manager", "enforcer", "deploy/cli");
  private static final Pattern LIMIT =
      Pattern.compile(
          "/\\*\\*((?:(?!\\*/).)*)\\*/\\s+(?:private |public )?static final (?:int|long|Duration) "
              + "(\\w+)\\s*=\\s*([^;]+);",
          Pattern.DOTALL);

  /** Other constants are numbers of a protocol. */
  private static final Pattern NAME =
      Pattern.compile(
          "(MAX|MIN)_.*|.*(SECONDS?|MILLIS|TIMEOUT|GRACE|RETRY|FACTOR|AT_ONCE|RESERVED|DEADLINE"
              + "|THREADS|TICK|GRAIN|LONGEST|FIRST|NEGATIVE|VALIDITY)");

  private static final String FIRST_ROW = "|---|---|---|---|\n";

  @Test
  void listsEveryLimitWithItsReason() throws IOException {
    Path root = root();
    Path document = root.resolve("docs/LIMITS.md");
    String text = Files.readString(document);
    int start = text.indexOf(FIRST_ROW) + FIRST_ROW.length();
    int end = text.indexOf("\n\n", start) + 1;
    String rows = String.join("\n", rows(root)) + "\n";
    if (Boolean.getBoolean("mudward.write")) {
      Files.writeString(document, text.substring(0, start) + rows + text.substring(end));
      return;
    }
    assertEquals(
        rows,
        text.substring(start, end),
        "docs/LIMITS.md is behind; mvn test -pl deploy/cli -am -Dtest=LimitsDocumentTest"
            + " -Dsurefire.failIfNoSpecifiedTests=false -Dmudward.write=true writes it");
  }

  /** The folder of the project. */
  static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("docs/LIMITS.md"))) {
      folder = folder.getParent();
    }
    return folder;
  }

  private static SortedSet<String> rows(Path root) throws IOException {
    SortedSet<String> rows = new TreeSet<>();
    for (String module : MODULES) {
      Path sources = root.resolve(module).resolve("src/main/java/org/mudward");
      try (Stream<Path> files = Files.walk(sources)) {
        for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
          String name = sources.relativize(file).toString().replace(".java", "").replace('/', '.');
          rows.addAll(rows(name, Files.readString(file)));
        }
      }
    }
    return rows;
  }

  private static List<String> rows(String where, String source) {
    return LIMIT
        .matcher(source)
        .results()
        .filter(limit -> NAME.matcher(limit.group(2)).matches())
        .map(
            limit ->
                "| `%s` | `%s` | `%s` | %s |"
                    .formatted(where, limit.group(2), oneLine(limit.group(3)), why(limit.group(1))))
        .collect(Collectors.toList());
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\s+", " ").strip();
  }

  /** Javadoc in plain words. */
  private static String why(String comment) {
    String plain = comment.replaceAll("(?m)^\\s*\\*", " ");
    plain = Pattern.compile("\\{@\\w+ ([^}]*)}").matcher(plain).replaceAll("$1");
    return oneLine(plain).replace("|", "\\|");
  }
}
