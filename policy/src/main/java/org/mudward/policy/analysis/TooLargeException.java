package org.mudward.policy.analysis;

/** The question is too large to be answered; the message says of what there is too much. */
public final class TooLargeException extends Exception {
  private static final long serialVersionUID = 1L;

  TooLargeException(String message) {
    super(message);
  }
}
