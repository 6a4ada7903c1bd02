package org.mudward.enforcer.openflow;

/** Who wants the frames of which the switch sends copies. */
@FunctionalInterface
public interface FrameListener {
  /**
   * A frame was copied. Called on the event loop: must not block.
   *
   * @param port the name of the port where it came in
   * @param frame from the destination address on
   */
  void seen(String port, byte[] frame);
}
