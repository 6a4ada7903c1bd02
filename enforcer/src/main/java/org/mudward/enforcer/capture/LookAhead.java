package org.mudward.enforcer.capture;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ArrayBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Reads the frames of a capture on a thread of its own, some way ahead of who takes them. What
 * frames show of their ends is read there as well; their order, and what comes of damage, is as
 * without it.
 *
 * <p>From {@link #start} until {@link #next} has said that there is no more, or this is closed, the
 * reader belongs to that thread.
 */
final class LookAhead implements Closeable {
  /** Being filled, waiting, being taken; some 2 MiB. */
  private static final int BATCHES = 3;

  private final FrameReader reader;
  private final CapturedFrame found = new CapturedFrame();
  private final ArrayBlockingQueue<Batch> empty = new ArrayBlockingQueue<>(BATCHES);
  private final ArrayBlockingQueue<Batch> full = new ArrayBlockingQueue<>(BATCHES);
  private final Thread thread = new Thread(this::run, "read-ahead");
  private Batch taken = new Batch();
  private int next;

  /** Whether the frame that was found last has no place yet. */
  private boolean waits;

  private LookAhead(FrameReader reader) {
    this.reader = reader;
  }

  /** Frames that follow each other, with their octets. */
  private static final class Batch {
    /** A quarter of a MiB of usual frames: it stays in the cache until it is judged. */
    static final int MAX_FRAMES = 512;

    /** Octets of them; room for the longest frame by itself. */
    static final int MAX_OCTETS = CapturedFrame.MAX_FRAME;

    final byte[] octets = new byte[MAX_OCTETS];
    final CapturedFrame[] frames = new CapturedFrame[MAX_FRAMES];
    int count;
    int used;
    boolean isLast;
    @Nullable Throwable fault;

    Batch() {
      for (int i = 0; i < MAX_FRAMES; i++) {
        frames[i] = new CapturedFrame();
      }
    }

    /** Takes a copy; false if there is no room for it. */
    boolean take(CapturedFrame frame) {
      if (count == MAX_FRAMES || frame.captured() > MAX_OCTETS - used) {
        return false;
      }
      CapturedFrame copy = frames[count];
      copy.copy(frame, octets, used);
      copy.look();
      count++;
      used += frame.captured();
      return true;
    }
  }

  /** Begins behind the frame that the reader went to last. */
  static LookAhead start(FrameReader reader) {
    LookAhead ahead = new LookAhead(reader);
    for (int i = 1; i < BATCHES; i++) {
      ahead.empty.add(new Batch());
    }
    ahead.thread.setDaemon(true);
    ahead.thread.start();
    return ahead;
  }

  private void run() {
    try {
      boolean more = true;
      while (more) {
        Batch batch = empty.take();
        fill(batch);
        more = !batch.isLast;
        full.put(batch);
      }
    } catch (InterruptedException e) {
      // Closed: nobody waits for more.
      Thread.currentThread().interrupt();
    }
  }

  private void fill(Batch batch) {
    batch.count = 0;
    batch.used = 0;
    try {
      while (waits || reader.next(found)) {
        waits = !batch.take(found);
        if (waits) {
          return;
        }
      }
    } catch (IOException | RuntimeException | Error e) {
      batch.fault = e;
    }
    batch.isLast = true;
  }

  /**
   * The next frame, which stays until this is asked for another; null if there is no more.
   *
   * @throws IOException what came up behind the last frame
   */
  @Nullable CapturedFrame next() throws IOException {
    while (next == taken.count) {
      if (taken.isLast) {
        rethrow(taken.fault);
        return null;
      }
      turn();
    }
    return taken.frames[next++];
  }

  private void turn() throws InterruptedIOException {
    try {
      empty.put(taken);
      taken = full.take();
      next = 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while frames were awaited");
    }
  }

  private static void rethrow(@Nullable Throwable fault) throws IOException {
    if (fault instanceof IOException e) {
      throw e;
    }
    if (fault instanceof RuntimeException e) {
      throw e;
    }
    if (fault instanceof Error e) {
      throw e;
    }
  }

  /** Ends the reading, wherever it is. */
  @Override
  public void close() {
    thread.interrupt();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
