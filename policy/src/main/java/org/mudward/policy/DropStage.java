package org.mudward.policy;

/** Which check of a live back end has dropped a frame. */
public enum DropStage {
  /** The sender is not who it says it is ({@link Binding}). */
  SPOOF("spoof"),
  /** The sender's policy. */
  FROM_DEVICE("from-device"),
  /** The receiver's policy. */
  TO_DEVICE("to-device");

  private final String text;

  DropStage(String text) {
    this.text = text;
  }

  /** The check of a policy. */
  public static DropStage of(Direction direction) {
    return direction == Direction.FROM_DEVICE ? FROM_DEVICE : TO_DEVICE;
  }

  /** Which way the frame went, seen from the device that is judged. */
  public Direction direction() {
    return this == TO_DEVICE ? Direction.TO_DEVICE : Direction.FROM_DEVICE;
  }

  @Override
  public String toString() {
    return text;
  }
}
