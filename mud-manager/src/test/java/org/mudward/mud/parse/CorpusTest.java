package org.mudward.mud.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonPointer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.mudward.mud.Problem;
import org.mudward.mud.Problem.Severity;

/** Real MUD files, which their authors did not write for us. They are no part of the project. */
class CorpusTest {
  private static final Path CORPUS = Path.of(System.getProperty("mudward.corpus", "none"), "mud");

  @Test
  void everyFileIsReadOrRefusedWithAReasonAndAPlace() throws IOException {
    List<Path> files = files("");
    int strict = 0;
    int lenient = 0;
    for (Path file : files) {
      byte[] bytes = Files.readAllBytes(file);
      ParseResult strictly = check(file, bytes, ParseMode.STRICT);
      ParseResult leniently = check(file, bytes, ParseMode.LENIENT);
      strict += strictly.file().isPresent() ? 1 : 0;
      lenient += leniently.file().isPresent() ? 1 : 0;
      assertTrue(
          strictly.file().isEmpty() || leniently.file().equals(strictly.file()),
          "what strict reading accepts means the same in lenient mode: " + file);
    }
    System.out.printf(
        "corpus: %d files, %d accepted strictly, %d leniently%n", files.size(), strict, lenient);
    if (!files.isEmpty()) {
      String counts = "%d files: %d are read strictly, %d leniently.";
      String said = counts.formatted(files.size(), strict, lenient);
      assertTrue(document().contains(said), () -> "docs/corpus.md should say: " + said);
    }
  }

  @Test
  void filesOfMudgeeAreAcceptedLenientlyUnlessTheyMixFamilies() throws IOException {
    List<Path> files = new ArrayList<>(files("unsw-via-iot-onboarding-mudfiles"));
    files.addAll(files("barmey-locations"));
    for (Path file : files) {
      ParseResult result = check(file, Files.readAllBytes(file), ParseMode.LENIENT);
      List<String> other =
          errors(result).stream()
              .map(Problem::toString)
              .filter(error -> !error.contains("-ipv6-network, section=RFC 6991 4"))
              .toList();
      assertEquals(List.of(), other, file.toString());
    }
  }

  private static String document() throws IOException {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("docs/corpus.md"))) {
      folder = folder.getParent();
    }
    return Files.readString(folder.resolve("docs/corpus.md"));
  }

  private static List<Path> files(String folder) throws IOException {
    Path root = CORPUS.resolve(folder);
    if (!Files.isDirectory(root)) {
      System.out.println("corpus: not here, nothing read: " + root.getFileName());
      return List.of();
    }
    try (Stream<Path> walk = Files.walk(root)) {
      return walk.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
  }

  private static ParseResult check(Path file, byte[] bytes, ParseMode mode) {
    ParseResult result = MudParser.check(bytes, mode);
    assertEquals(result.file().isEmpty(), !errors(result).isEmpty(), file.toString());
    for (Problem problem : result.problems()) {
      assertFalse(problem.message().isBlank(), file.toString());
      assertFalse(problem.code().isBlank(), file.toString());
      JsonPointer.compile(problem.pointer());
    }
    return result;
  }

  private static List<Problem> errors(ParseResult result) {
    return result.problems().stream()
        .filter(problem -> problem.severity() == Severity.ERROR)
        .toList();
  }
}
