package org.mudward.enforcer.openflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FairShareTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  @Test
  void whoFloodsDoesNotShutOutTheOthers() {
    FairShare share = new FairShare(10, 20, 100, 200, 0);
    long passed = 0;
    for (int second = 0; second < 10; second++) {
      for (int i = 0; i < 1000; i++) {
        passed += share.take(1, second * SECOND) ? 1 : 0;
      }
      assertTrue(share.take(2, second * SECOND), "second " + second);
    }
    assertEquals(20 + 9 * 10, passed);
  }

  @Test
  void allTogetherGetNoMoreThanThereIs() {
    FairShare share = new FairShare(10, 20, 100, 200, 0);
    long passed = 0;
    for (int who = 0; who < 10_000; who++) {
      passed += share.take(who, 0) ? 1 : 0;
    }
    assertEquals(200, passed);
    assertFalse(share.take(1, 0));
  }
}
