package org.mudward.mud.manager;

import java.util.concurrent.TimeUnit;

/** Lets so many things pass in a second, and a few more at once. For one thread. */
final class TokenBucket {
  private final int perSecond;
  private final int burst;
  private double tokens;
  private long last;

  /**
   * A full bucket.
   *
   * @param now nanoseconds of a clock that never goes back
   */
  TokenBucket(int perSecond, int burst, long now) {
    this.perSecond = perSecond;
    this.burst = burst;
    tokens = burst;
    last = now;
  }

  /** Whether one more may pass. */
  boolean take(long now) {
    double seconds = Math.max(0, now - last) / (double) TimeUnit.SECONDS.toNanos(1);
    tokens = Math.min(burst, tokens + seconds * perSecond);
    last = now;
    if (tokens < 1) {
      return false;
    }
    tokens--;
    return true;
  }
}
