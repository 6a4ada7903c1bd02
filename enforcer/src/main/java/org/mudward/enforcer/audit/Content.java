package org.mudward.enforcer.audit;

/** What data on their way look to be, by their first octets. */
public enum Content {
  /** Text, or a message of MQTT: whoever sees it can read it. */
  READABLE("readable"),
  /** Records of TLS or DTLS, or QUIC. */
  ENCRYPTED("encrypted"),
  /** Anything else, encrypted or not. */
  UNKNOWN("unknown");

  private final String text;

  Content(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}
