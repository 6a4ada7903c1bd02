package org.mudward.enforcer.openflow;

/**
 * Lets so many things pass a second, and a burst of them at once.
 *
 * <p>Not for several threads. Time is given, in nanoseconds from any origin.
 */
final class TokenBucket {
  private static final double NANOS = 1e9;

  private final double perSecond;
  private final double burst;
  private double tokens;
  private long last;

  TokenBucket(double perSecond, double burst, long now) {
    this.perSecond = perSecond;
    this.burst = burst;
    this.tokens = burst;
    this.last = now;
  }

  /** Whether one more may pass now. */
  boolean take(long now) {
    tokens = Math.min(burst, tokens + (now - last) / NANOS * perSecond);
    last = now;
    if (tokens < 1) {
      return false;
    }
    tokens--;
    return true;
  }
}
