package org.mudward.enforcer.capture;

/** What was given as a capture is none, or is of a kind that is not read. */
public final class CaptureException extends Exception {
  private static final long serialVersionUID = 1L;

  CaptureException(String message) {
    super(message);
  }
}
