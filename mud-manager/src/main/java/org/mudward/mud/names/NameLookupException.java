package org.mudward.mud.names;

/** There was no usable answer: silence, a refusal, a broken message. */
public final class NameLookupException extends Exception {
  private static final long serialVersionUID = 1;

  NameLookupException(String message) {
    super(message);
  }

  NameLookupException(String message, Throwable cause) {
    super(message, cause);
  }
}
