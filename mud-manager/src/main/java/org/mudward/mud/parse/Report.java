package org.mudward.mud.parse;

import java.util.ArrayList;
import java.util.List;
import org.mudward.mud.Problem;
import org.mudward.mud.Problem.Severity;

/** The problems found so far, and the mode, which decides whether some are errors. */
final class Report {
  /** A file with more is not read by anybody; the rest is counted. */
  private static final int MAX_PROBLEMS = 500;

  private final ParseMode mode;
  private final List<Problem> problems = new ArrayList<>();
  private int left;
  private boolean failed;

  Report(ParseMode mode) {
    this.mode = mode;
  }

  boolean isLenient() {
    return mode == ParseMode.LENIENT;
  }

  void error(String code, String pointer, String section, String message) {
    failed = true;
    add(Severity.ERROR, code, pointer, section, message);
  }

  void warning(String code, String pointer, String section, String message) {
    add(Severity.WARNING, code, pointer, section, message);
  }

  void notice(String code, String pointer, String section, String message) {
    add(Severity.NOTICE, code, pointer, section, message);
  }

  /** An error in strict mode; in lenient mode a notice of what was made of it. True if lenient. */
  boolean lenient(String code, String pointer, String section, String wrong, String made) {
    if (isLenient()) {
      notice(code, pointer, section, wrong + "; " + made);
      return true;
    }
    error(code, pointer, section, wrong);
    return false;
  }

  private void add(Severity severity, String code, String pointer, String section, String message) {
    if (problems.size() < MAX_PROBLEMS) {
      problems.add(new Problem(severity, code, pointer, section, printable(message)));
    } else {
      left++;
    }
  }

  /** What a file says is quoted, but never as control characters. */
  private static String printable(String message) {
    String safe = message.replaceAll("[\\p{C}]", "?");
    return safe.length() > 400 ? safe.substring(0, 400) + "..." : safe;
  }

  boolean hasFailed() {
    return failed;
  }

  List<Problem> problems() {
    List<Problem> all = new ArrayList<>(problems);
    if (left > 0) {
      all.add(new Problem(Severity.NOTICE, "", "", "", left + " more problems are not shown"));
    }
    return all;
  }
}
