package org.mudward.policy;

/** What a rule says of a packet that it matches (RFC 8519, forwarding-action). */
public enum Verdict {
  ACCEPT("accept"),
  DROP("drop"),
  /** Dropped, with an error to the sender where a back end can send one. */
  REJECT("reject");

  private final String text;

  Verdict(String text) {
    this.text = text;
  }

  /** The RFC 8519 word. */
  @Override
  public String toString() {
    return text;
  }
}
