package org.mudward.policy;

/** One end of a packet. */
public enum End {
  SOURCE("source"),
  DESTINATION("destination");

  private final String text;

  End(String text) {
    this.text = text;
  }

  public End opposite() {
    return this == SOURCE ? DESTINATION : SOURCE;
  }

  /** {@code source} or {@code destination}. */
  @Override
  public String toString() {
    return text;
  }
}
