package org.mudward.policy;

/** Which way a packet goes, seen from the device (RFC 8520 section 3.3). */
public enum Direction {
  /** Sent by the device; the peer is the destination. */
  FROM_DEVICE("from-device"),
  /** Sent to the device; the peer is the source. */
  TO_DEVICE("to-device");

  private final String text;

  Direction(String text) {
    this.text = text;
  }

  /** The end of the packet at which the peer is. */
  public End peer() {
    return this == FROM_DEVICE ? End.DESTINATION : End.SOURCE;
  }

  public Direction opposite() {
    return this == FROM_DEVICE ? TO_DEVICE : FROM_DEVICE;
  }

  /** {@code from-device} or {@code to-device}, as RFC 8520 spells them. */
  @Override
  public String toString() {
    return text;
  }
}
