package org.mudward.mud.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mudward.mud.Problem;
import org.mudward.mud.Problem.Severity;

/** The files below {@code mudfiles}, each with what is to be found in it. */
class MudFilesTest {

  /** A line of {@code bad/expected.txt}: file, code, pointer, what lenient reading makes of it. */
  record Bad(String file, String code, String pointer, boolean isLenient) {
    static Bad of(String line) {
      String[] words = line.split(" ", -1);
      String pointer = words[2].equals("-") ? "" : words[2];
      return new Bad(words[0], words[1], pointer, words[3].equals("accepted"));
    }

    @Override
    public String toString() {
      return file;
    }
  }

  /** A line of {@code good/expected.txt}: file, and the codes found in it. */
  record Good(String file, List<String> codes) {
    static Good of(String line) {
      List<String> words = List.of(line.split(" ", -1));
      return new Good(words.get(0), words.subList(1, words.size()));
    }

    @Override
    public String toString() {
      return file;
    }
  }

  static Stream<Bad> bad() {
    return Samples.lines("bad/expected.txt").map(Bad::of);
  }

  static Stream<Good> good() {
    return Samples.lines("good/expected.txt").map(Good::of);
  }

  @ParameterizedTest
  @MethodSource("bad")
  void aBadFileIsRefusedWithItsCodeAndItsPlace(Bad bad) {
    ParseResult result = MudParser.check(Samples.file("bad/" + bad.file), ParseMode.STRICT);
    List<Problem> errors = errors(result);
    assertTrue(result.file().isEmpty());
    assertEquals(
        bad.code + " " + bad.pointer, errors.get(0).code() + " " + errors.get(0).pointer());
    assertEquals(1, errors.size(), () -> "one fault, one error: " + errors);
    assertTrue(bad.file.startsWith(bad.code), "the file is named by its check");
  }

  @ParameterizedTest
  @MethodSource("bad")
  void lenientReadingTakesWhatItShouldAndReportsIt(Bad bad) {
    ParseResult result = MudParser.check(Samples.file("bad/" + bad.file), ParseMode.LENIENT);
    assertEquals(bad.isLenient, result.file().isPresent(), () -> result.problems().toString());
    assertTrue(
        result.problems().stream()
            .anyMatch(p -> p.code().equals(bad.code) && p.pointer().equals(bad.pointer)),
        () -> "normalised, but not said: " + result.problems());
  }

  @ParameterizedTest
  @MethodSource("good")
  void aGoodFileIsReadAndNothingElseIsFoundInIt(Good good) {
    ParseResult result = MudParser.review(Samples.file("good/" + good.file), ParseMode.STRICT);
    assertTrue(result.file().isPresent(), () -> result.problems().toString());
    assertEquals(good.codes, result.problems().stream().map(Problem::code).toList());
    assertEquals(
        result, MudParser.review(Samples.file("good/" + good.file), ParseMode.LENIENT), "lenient");
  }

  @Test
  void everyFileHasALineAndEveryLineAFile() {
    assertEquals(
        Samples.names("bad"), bad().map(Bad::file).collect(Collectors.toCollection(TreeSet::new)));
    assertEquals(
        Samples.names("good"),
        good().map(Good::file).collect(Collectors.toCollection(TreeSet::new)));
  }

  private static List<Problem> errors(ParseResult result) {
    return result.problems().stream()
        .filter(problem -> problem.severity() == Severity.ERROR)
        .toList();
  }
}
