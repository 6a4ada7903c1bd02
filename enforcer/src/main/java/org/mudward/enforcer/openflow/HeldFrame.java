package org.mudward.enforcer.openflow;

import java.util.concurrent.atomic.AtomicBoolean;

/** A frame that the switch gave away and that nobody else has: it goes on when it is released. */
public final class HeldFrame {
  private final String port;
  private final byte[] frame;
  private final Runnable sending;
  private final AtomicBoolean released = new AtomicBoolean();

  /**
   * @param sending what its release does
   */
  public HeldFrame(String port, byte[] frame, Runnable sending) {
    this.port = port;
    this.frame = frame;
    this.sending = sending;
  }

  /** The name of the port where it came in. */
  public String port() {
    return port;
  }

  /** Its octets, from the destination address on. */
  public byte[] frame() {
    return frame.clone();
  }

  /** Sends it on as a learning switch would; once, whoever calls how often from where. */
  public void release() {
    if (!released.getAndSet(true)) {
      sending.run();
    }
  }
}
