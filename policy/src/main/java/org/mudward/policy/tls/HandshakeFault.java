package org.mudward.policy.tls;

/** The octets make no handshake. Without a trace: it never leaves this package. */
final class HandshakeFault extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final boolean open;

  /** Octets that are no TLS. */
  HandshakeFault(String message) {
    this(message, false);
  }

  private HandshakeFault(String message, boolean open) {
    super(message, null, false, false);
    this.open = open;
  }

  /** Octets that may be TLS, and cannot be followed. */
  static HandshakeFault unknown(String message) {
    return new HandshakeFault(message, true);
  }

  boolean isUnknown() {
    return open;
  }

  /** What is wrong, in words for an operator. */
  String why() {
    return String.valueOf(getMessage());
  }
}
