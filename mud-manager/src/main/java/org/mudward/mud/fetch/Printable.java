package org.mudward.mud.fetch;

/** Text that a server had a hand in, made fit for one line of a log. */
final class Printable {
  /** Longer texts are the server's, not ours, and tell an operator nothing more. */
  private static final int MAX_LENGTH = 300;

  private Printable() {}

  static String line(String text) {
    String shown = text.length() > MAX_LENGTH ? text.substring(0, MAX_LENGTH) + "..." : text;
    return shown.replaceAll("[^\\x20-\\x7E]", "?");
  }
}
