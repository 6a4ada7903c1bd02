package org.mudward.enforcer.openflow;

/**
 * How many frames a second go up to the manager. A device that floods DHCP must not drown what
 * other devices say; beyond the limit frames are left out, and a device that means it asks again.
 */
final class TokenBucket {
  /** A network of 10,000 devices coming back after a power cut needs no more. */
  private static final int FRAMES_PER_SECOND = 1000;

  private static final long NANOS_PER_FRAME = 1_000_000_000L / FRAMES_PER_SECOND;

  private long full = Long.MIN_VALUE;

  /** Whether one more may pass now. */
  boolean take(long now) {
    long earliest = now - NANOS_PER_FRAME * FRAMES_PER_SECOND;
    long next = Math.max(full, earliest) + NANOS_PER_FRAME;
    if (next > now) {
      return false;
    }
    full = next;
    return true;
  }
}
