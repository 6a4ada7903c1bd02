package org.mudward.enforcer.openflow;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Lets through so much for each and so much in all, so that one who floods takes the others' share
 * only where many do. Confined to a thread.
 */
final class FairShare {
  /** Ports of a switch, or devices that speak at one time; the one heard longest ago makes room. */
  private static final int MAX_SHARES = 4096;

  private final double eachPerSecond;
  private final double eachAtOnce;
  private final TokenBucket all;
  private final Map<Long, TokenBucket> shares =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, TokenBucket> eldest) {
          return size() > MAX_SHARES;
        }
      };

  FairShare(
      double eachPerSecond, double eachAtOnce, double perSecond, double atOnce, long nanoTime) {
    this.eachPerSecond = eachPerSecond;
    this.eachAtOnce = eachAtOnce;
    all = new TokenBucket(perSecond, atOnce, nanoTime);
  }

  /** Whether one more of somebody's gets through now. */
  boolean take(long who, long nanoTime) {
    return shares
            .computeIfAbsent(who, w -> new TokenBucket(eachPerSecond, eachAtOnce, nanoTime))
            .take(nanoTime)
        && all.take(nanoTime);
  }
}
