package org.mudward.enforcer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.mudward.enforcer.openflow.HeldFrame;

class HeldFramesTest {
  private static final int MANY = 10_000;

  private final HeldFrames held = new HeldFrames();
  private final AtomicInteger released = new AtomicInteger();

  private long keep() {
    return held.keep(new HeldFrame("lan1", new byte[14], released::incrementAndGet));
  }

  @Test
  void aFrameGoesWithItsRevisionOrALaterOne() {
    long first = keep();
    long second = keep();
    held.allow(second, 8);
    held.allow(first, 7);
    held.inForce(7);
    assertEquals(1, released.get());
    held.inForce(9);
    assertEquals(2, released.get());
    held.allow(keep(), 9);
    assertEquals(3, released.get());
  }

  @Test
  void whatNobodyAnswersMakesRoomByGoingOn() {
    for (int i = 0; i < MANY; i++) {
      keep();
    }
    assertTrue(released.get() >= MANY - 1024 && released.get() < MANY, released.toString());
  }

  @Test
  void whatWaitsForARevisionThatDoesNotComeMakesRoomToo() {
    for (int i = 0; i < MANY; i++) {
      held.allow(keep(), 100 + i);
    }
    assertTrue(released.get() >= MANY - 1024 && released.get() < MANY, released.toString());
    held.inForce(100 + MANY);
    assertEquals(MANY, released.get());
  }
}
