package org.mudward.enforcer.openflow;

/** What came from the switch is not OpenFlow 1.3; the session that carried it is closed. */
final class MalformedMessageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MalformedMessageException(String message) {
    super(message);
  }

  MalformedMessageException(String message, Throwable cause) {
    super(message, cause);
  }
}
