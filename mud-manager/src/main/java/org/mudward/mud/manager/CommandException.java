package org.mudward.mud.manager;

/** A command of the operator cannot be done; the message says why. */
public final class CommandException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The kinds, as the API tells them apart. */
  public enum Kind {
    /** There is no such device or file. */
    NOT_FOUND,
    /** It is there, but in no state in which this can be done. */
    CONFLICT
  }

  private final Kind kind;

  public CommandException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
