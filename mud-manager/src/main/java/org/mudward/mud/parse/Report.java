package org.mudward.mud.parse;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.mudward.mud.Problem;
import org.mudward.mud.Problem.Severity;

/** The problems found so far, and the mode, which decides whether some of them are errors. */
final class Report {
  /** Errors, and other findings, that are kept. A file with more is not repaired by reading on. */
  private static final int MAX_PROBLEMS = 500;

  /** Characters of a message. Files are quoted in messages, and files are long. */
  private static final int MAX_MESSAGE = 400;

  private static final Pattern UNPRINTABLE = Pattern.compile("\\p{C}");

  private final ParseMode mode;
  private final List<Problem> errors = new ArrayList<>();
  private final Map<Object, Finding> findings = new LinkedHashMap<>();
  private int left;

  Report(ParseMode mode) {
    this.mode = mode;
  }

  boolean isLenient() {
    return mode == ParseMode.LENIENT;
  }

  void error(String code, String pointer, String section, String message) {
    if (errors.size() < MAX_PROBLEMS) {
      errors.add(problem(Severity.ERROR, code, pointer, section, message));
    } else {
      left++;
    }
  }

  void warning(String code, String pointer, String section, String message) {
    find(problem(Severity.WARNING, code, pointer, section, message));
  }

  void notice(String code, String pointer, String section, String message) {
    find(problem(Severity.NOTICE, code, pointer, section, message));
  }

  /** A warning that may be true of many places: it is given once for each message, and counted. */
  void commonWarning(String code, String pointer, String section, String message) {
    Problem problem = problem(Severity.WARNING, code, pointer, section, message);
    findings.computeIfAbsent(List.of(code, message), key -> new Finding(problem)).count++;
  }

  private void find(Problem problem) {
    findings.computeIfAbsent(problem, key -> new Finding(problem)).count++;
  }

  /**
   * An error in strict mode; in lenient mode a notice of what was made of it. True if lenient.
   *
   * @param wrong what was found and what would be right, without a final stop
   * @param made what the lenient reading makes of it
   */
  boolean lenient(String code, String pointer, String section, String wrong, String made) {
    if (isLenient()) {
      notice(code, pointer, section, wrong + "; " + made + ".");
      return true;
    }
    error(code, pointer, section, wrong + ".");
    return false;
  }

  private static Problem problem(
      Severity severity, String code, String pointer, String section, String message) {
    return new Problem(severity, code, pointer, section, printable(message));
  }

  /** What a file says is quoted, but never as control characters, nor at any length. */
  private static String printable(String message) {
    String cut =
        message.length() > MAX_MESSAGE ? message.substring(0, MAX_MESSAGE) + "..." : message;
    return UNPRINTABLE.matcher(cut).replaceAll("?");
  }

  /** Hands all that was found to another report, errors as warnings. */
  void toWarnings(Report other) {
    for (Problem problem : problems()) {
      if (problem.severity() == Severity.NOTICE) {
        other.notice(problem.code(), problem.pointer(), problem.section(), problem.message());
      } else {
        other.warning(problem.code(), problem.pointer(), problem.section(), problem.message());
      }
    }
  }

  boolean hasFailed() {
    return !errors.isEmpty();
  }

  List<Problem> problems() {
    List<Problem> all = new ArrayList<>(errors);
    int rest = left;
    for (Finding finding : findings.values()) {
      if (all.size() < errors.size() + MAX_PROBLEMS) {
        all.add(finding.counted());
      } else {
        rest++;
      }
    }
    if (rest > 0) {
      all.add(
          problem(Severity.NOTICE, "HT-11", "", "local", rest + " more problems are not shown."));
    }
    return all;
  }

  /** A warning or notice, at the first place where it was found. */
  private static final class Finding {
    private final Problem first;
    private int count;

    Finding(Problem first) {
      this.first = first;
    }

    Problem counted() {
      if (count < 2) {
        return first;
      }
      String message = first.message() + " (" + count + " places, this is the first)";
      return problem(first.severity(), first.code(), first.pointer(), first.section(), message);
    }
  }
}
