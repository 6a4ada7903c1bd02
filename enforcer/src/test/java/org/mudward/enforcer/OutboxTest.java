package org.mudward.enforcer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.mudward.policy.DropStage;
import org.mudward.policy.link.LinkMessage;

class OutboxTest {
  private static final int ROOM = 256;
  private static final int SAMPLES = 64;

  private static LinkMessage.FrameSeen frame(int number) {
    return new LinkMessage.FrameSeen("port " + number, new byte[0]);
  }

  @Test
  void answersGoBeforeFrames() throws Exception {
    Outbox outbox = new Outbox();
    LinkMessage.FrameSeen frame = frame(1);
    LinkMessage.Refused answer = new LinkMessage.Refused(1, "why");
    outbox.frame(frame);
    outbox.answer(answer);
    assertEquals(answer, outbox.take());
    assertEquals(frame, outbox.take());
  }

  @Test
  void samplesGoLastAndTakeNobodysRoom() throws Exception {
    Outbox outbox = new Outbox();
    for (int i = 0; i < 10 * ROOM; i++) {
      outbox.sample(new LinkMessage.FrameDropped("port " + i, DropStage.SPOOF, 0, new byte[0]));
    }
    LinkMessage.FrameSeen frame = frame(1);
    outbox.frame(frame);
    assertEquals(frame, outbox.take());
    assertEquals(0, outbox.leftOut());
    LinkMessage.FrameDropped sample = (LinkMessage.FrameDropped) outbox.take();
    assertEquals("port " + (10 * ROOM - SAMPLES), sample.port());
  }

  @Test
  void theOldestFramesAreLeftOutAndCounted() throws Exception {
    Outbox outbox = new Outbox();
    for (int i = 0; i < ROOM + 10; i++) {
      outbox.frame(frame(i));
    }
    assertEquals(10, outbox.leftOut());
    assertEquals("port 10", ((LinkMessage.FrameSeen) outbox.take()).port());
  }
}
