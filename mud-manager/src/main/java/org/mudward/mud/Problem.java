package org.mudward.mud;

import org.jspecify.annotations.Nullable;

/**
 * Something about a MUD file that its author or the operator should know, with its place.
 *
 * @param severity an error refuses the file
 * @param code the conformance check, such as {@code MF-06}
 * @param pointer where in the file (RFC 6901); empty for the file as a whole
 * @param section which specification says so, such as {@code RFC 8520 3.2}
 * @param message what was found and what would be right, in one sentence
 */
public record Problem(
    Severity severity, String code, String pointer, String section, String message) {

  /** How much it matters. */
  public enum Severity {
    /** The file cannot be used. */
    ERROR("error"),
    /** It can be used, but probably does not mean what its author thinks. */
    WARNING("warning"),
    /** Worth knowing: something was left out or normalised. */
    NOTICE("notice");

    private final String text;

    Severity(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  // Written out here: what the JDK makes for records is slow until the optimising compiler came by.

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Problem problem
        && severity == problem.severity
        && code.equals(problem.code)
        && pointer.equals(problem.pointer)
        && section.equals(problem.section)
        && message.equals(problem.message);
  }

  @Override
  public int hashCode() {
    return (31 * code.hashCode() + pointer.hashCode()) * 31 + message.hashCode();
  }
}
