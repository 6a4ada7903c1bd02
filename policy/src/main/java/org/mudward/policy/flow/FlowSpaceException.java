package org.mudward.policy.flow;

/** A snapshot that is too large for the numbers that a flow switch gives us to tell it apart. */
public final class FlowSpaceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  FlowSpaceException(String message) {
    super(message);
  }
}
