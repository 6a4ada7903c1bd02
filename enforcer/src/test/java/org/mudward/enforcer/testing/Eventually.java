package org.mudward.enforcer.testing;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits for what will come true, at most for a while. */
public final class Eventually {
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private Eventually() {}

  public static void eventually(String what, Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + DEADLINE.toNanos();
    while (!condition.call()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("did not come true in " + DEADLINE + ": " + what);
      }
      Thread.sleep(20);
    }
  }
}
