package org.mudward.mud.manager;

import java.time.Duration;

/** How long to wait before asking again a server that failed. */
final class Backoff {
  /** A server that restarts is back by then. */
  static final Duration FIRST = Duration.ofMinutes(1);

  /** A maker who repairs a file is noticed within the hour, and a dead one costs little. */
  static final Duration LONGEST = Duration.ofHours(1);

  private static final int DOUBLINGS = 6;

  private Backoff() {}

  /**
   * One minute after the first failure, doubling with each, at most an hour.
   *
   * @param failures how often in a row it failed, this time included
   */
  static Duration after(int failures) {
    Duration wait = FIRST.multipliedBy(1L << Math.min(Math.max(failures - 1, 0), DOUBLINGS));
    return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
  }
}
