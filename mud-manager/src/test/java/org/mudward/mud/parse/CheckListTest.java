package org.mudward.mud.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code checks.txt} tells the truth about the samples and tests, and docs/rfc8520.md about it. */
class CheckListTest {
  private static final String FIRST_ROW = "|---|---|---|---|---|\n";

  /** A line of {@code checks.txt}. */
  record Check(String id, String stage, String state, List<String> tests, String title) {
    static Check of(String line) {
      String[] parts = line.split(" \\| ", -1);
      assertEquals(5, parts.length, line);
      List<String> tests = parts[3].equals("-") ? List.of() : List.of(parts[3].split(" "));
      return new Check(parts[0], parts[1], parts[2], tests, parts[4]);
    }

    List<String> samples(String folder) {
      return tests.stream()
          .filter(test -> test.startsWith(folder + "/"))
          .map(test -> test.substring(folder.length() + 1))
          .toList();
    }

    String row() {
      Stream<String> named =
          tests.stream().map(test -> isSample(test) ? "`MudFilesTest " + test + "`" : code(test));
      String where = tests.isEmpty() ? "" : named.collect(Collectors.joining(", "));
      return "| %s | %s | %s | %s | %s |\n".formatted(id, title, stage, state, where);
    }

    private static String code(String test) {
      return "`" + test + "`";
    }

    static boolean isSample(String test) {
      return test.startsWith("bad/") || test.startsWith("good/");
    }
  }

  private static List<Check> checks() {
    return Samples.lines("checks.txt").map(Check::of).toList();
  }

  /** The codes that are found in each good file. */
  private static Map<String, List<String>> found() {
    return MudFilesTest.good()
        .collect(Collectors.toMap(MudFilesTest.Good::file, MudFilesTest.Good::codes));
  }

  @Test
  void everyIdIsListedOnceWithAStateAndATestUnlessNothingIsDoneYet() {
    Set<String> ids = new HashSet<>();
    for (Check check : checks()) {
      assertTrue(ids.add(check.id), () -> check.id + " is listed twice");
      assertTrue(Set.of("done", "differs", "not yet").contains(check.state), check.id);
      assertEquals(check.state.equals("not yet"), check.tests.isEmpty(), check.id);
    }
    assertEquals(142, ids.size());
  }

  @Test
  void whatReadingChecksIsShownByOneSampleAndNotByItsTwin() {
    Map<String, List<String>> found = found();
    for (Check check : checks()) {
      if (check.stage.equals("parse")) {
        List<String> good = check.samples("good");
        boolean isRefused =
            !check.samples("bad").isEmpty()
                && check.samples("bad").stream().allMatch(file -> file.startsWith(check.id));
        boolean isFound = good.stream().anyMatch(file -> found.get(file).contains(check.id));
        assertTrue(isRefused || isFound, () -> check.id + " is shown by no sample");
        assertTrue(
            good.stream().anyMatch(file -> isRefused || !found.get(file).contains(check.id)),
            () -> check.id + " has no twin that is right");
      }
    }
  }

  @Test
  void everyCodeOfASampleIsAListedCheck() {
    Set<String> codes = MudFilesTest.bad().map(MudFilesTest.Bad::code).collect(Collectors.toSet());
    found().values().forEach(codes::addAll);
    checks().stream().filter(check -> check.stage.equals("parse")).forEach(c -> codes.remove(c.id));
    assertEquals(Set.of(), codes);
  }

  @Test
  void everySampleAndEveryTestThatIsNamedExists() throws IOException {
    Set<String> samples = new TreeSet<>();
    Samples.names("bad").forEach(name -> samples.add("bad/" + name));
    Samples.names("good").forEach(name -> samples.add("good/" + name));
    Map<String, String> sources = testSources();
    for (Check check : checks()) {
      for (String test : check.tests) {
        if (Check.isSample(test)) {
          assertTrue(samples.contains(test), () -> check.id + ": " + test);
        } else {
          int dot = test.indexOf('.');
          String source = sources.getOrDefault(test.substring(0, dot), "");
          assertTrue(
              source.contains("void " + test.substring(dot + 1) + "("),
              () -> check.id + ": there is no test " + test);
        }
      }
    }
  }

  @Test
  void theDocumentHoldsTheList() throws IOException {
    Path document = root().resolve("docs/rfc8520.md");
    String text = Files.readString(document);
    int start = text.indexOf(FIRST_ROW) + FIRST_ROW.length();
    int end = text.indexOf("\n\n", start) + 1;
    String rows = checks().stream().map(Check::row).collect(Collectors.joining());
    if (Boolean.getBoolean("mudward.write")) {
      Files.writeString(document, text.substring(0, start) + rows + text.substring(end));
      return;
    }
    assertEquals(
        rows,
        text.substring(start, end),
        "docs/rfc8520.md is behind; mvn test -pl mud-manager -am -Dtest=CheckListTest"
            + " -Dsurefire.failIfNoSpecifiedTests=false -Dmudward.write=true writes it");
  }

  private static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("docs/rfc8520.md"))) {
      folder = folder.getParent();
    }
    return folder;
  }

  /** The sources of all test classes of all modules by the name of the class. */
  private static Map<String, String> testSources() throws IOException {
    Map<String, String> sources = new HashMap<>();
    for (String module :
        List.of("policy", "mud-manager", "enforcer", "deploy/cli", "deploy/acceptance")) {
      Path folder = root().resolve(module).resolve("src/test/java");
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
          String name = file.getFileName().toString().replace(".java", "");
          sources.merge(name, Files.readString(file), String::concat);
        }
      }
    }
    return sources;
  }
}
