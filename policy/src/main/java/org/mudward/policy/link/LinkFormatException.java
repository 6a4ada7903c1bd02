package org.mudward.policy.link;

/** A message or file is not what this version of the link understands; the message says where. */
public final class LinkFormatException extends Exception {
  private static final long serialVersionUID = 1L;

  public LinkFormatException(String message) {
    super(message);
  }

  public LinkFormatException(String message, Throwable cause) {
    super(message, cause);
  }
}
