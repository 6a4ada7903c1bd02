package org.mudward.enforcer;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.mudward.policy.link.LinkMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What waits to go up to the manager. Answers go before frames, and frames before samples of what
 * was dropped; when a manager is slow, the oldest of each is left out, for the newest tells more.
 */
final class Outbox {
  private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

  /** A few seconds of what the switch may copy; at most 16 MiB of frames. */
  private static final int MAX_FRAMES = 256;

  /** Each replaces the one before, so a manager that is this far behind misses nothing. */
  private static final int MAX_ANSWERS = 64;

  /** What a person looks at later; a manager that is behind needs no more of it. */
  private static final int MAX_SAMPLES = 64;

  private final ArrayBlockingQueue<LinkMessage> answers = new ArrayBlockingQueue<>(MAX_ANSWERS);
  private final ArrayBlockingQueue<LinkMessage> frames = new ArrayBlockingQueue<>(MAX_FRAMES);
  private final ArrayBlockingQueue<LinkMessage> samples = new ArrayBlockingQueue<>(MAX_SAMPLES);
  private final Semaphore waiting = new Semaphore(0);
  private final AtomicLong leftOut = new AtomicLong();

  void answer(LinkMessage message) {
    put(answers, message);
  }

  void frame(LinkMessage frame) {
    if (put(frames, frame)) {
      long count = leftOut.incrementAndGet();
      if (Long.bitCount(count) == 1) { // a line at 1, 2, 4, 8 and so on
        LOG.warn("event=link.frames-left-out count={}", count);
      }
    }
  }

  void sample(LinkMessage.FrameDropped sample) {
    put(samples, sample);
  }

  /** Never waits; returns whether an older one had to go. */
  private boolean put(ArrayBlockingQueue<LinkMessage> queue, LinkMessage message) {
    boolean removed = false;
    while (!queue.offer(message)) {
      removed |= queue.poll() != null;
    }
    waiting.release();
    return removed;
  }

  /** The next message, when there is one. */
  LinkMessage take() throws InterruptedException {
    while (true) {
      waiting.acquire();
      LinkMessage message = answers.poll();
      if (message == null) {
        message = frames.poll();
      }
      if (message == null) {
        message = samples.poll();
      }
      if (message != null) {
        return message;
      }
    }
  }

  long leftOut() {
    return leftOut.get();
  }
}
