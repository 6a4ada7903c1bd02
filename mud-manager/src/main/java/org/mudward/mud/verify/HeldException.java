package org.mudward.mud.verify;

/** A check that did not pass; it becomes a {@link SignatureProblem} before anybody sees it. */
final class HeldException extends Exception {
  private static final long serialVersionUID = 1L;
  private static final int MAX_LENGTH = 400;

  private final String code;

  HeldException(String code, String message) {
    super(message, null, false, false);
    this.code = code;
  }

  /** The problem, as one printable line: names in certificates are anybody's words. */
  SignatureProblem problem() {
    String text = String.valueOf(getMessage()).replaceAll("\\p{Cntrl}", "?");
    return new SignatureProblem(
        code, text.length() > MAX_LENGTH ? text.substring(0, MAX_LENGTH) + "..." : text);
  }
}
