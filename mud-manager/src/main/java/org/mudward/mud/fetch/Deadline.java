package org.mudward.mud.fetch;

import java.time.Duration;

/** A moment by which something must have ended, on a clock that nobody can set. */
record Deadline(long nanos) {

  static Deadline in(Duration time) {
    return new Deadline(System.nanoTime() + time.toNanos());
  }

  /** What is left; negative when it has passed. */
  Duration left() {
    return Duration.ofNanos(nanos - System.nanoTime());
  }

  boolean hasPassed() {
    return nanos - System.nanoTime() <= 0;
  }
}
