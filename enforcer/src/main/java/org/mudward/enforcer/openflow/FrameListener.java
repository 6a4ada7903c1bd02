package org.mudward.enforcer.openflow;

import org.mudward.policy.DropStage;

/** Who wants the frames that the switch copies or gives away. */
@FunctionalInterface
public interface FrameListener {
  /**
   * A frame was copied. Called on the event loop: must not block.
   *
   * @param port the name of the port where it came in
   * @param frame from the destination address on
   */
  void seen(String port, byte[] frame);

  /**
   * A frame was dropped, and this is a sample. Called on the event loop: must not block.
   *
   * @param stage which check dropped it
   * @param length how long it was
   * @param frame its beginning
   */
  default void dropped(String port, DropStage stage, int length, byte[] frame) {}

  /**
   * A frame was held, and waits to be released. Called on the event loop: must not block.
   *
   * <p>Whoever does not want to know lets it go on.
   */
  default void held(HeldFrame frame) {
    frame.release();
  }
}
