package org.mudward.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.channels.AsynchronousCloseException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A stream whose reading can be ended by another thread while nothing comes. Nothing in Java ends a
 * read of standard input, or the opening of a pipe to which nobody writes; so a thread of its own
 * does both, and hands on what it read.
 *
 * <p>What was read when the end was asked for is still handed on; then comes an {@link
 * AsynchronousCloseException}.
 */
final class EndableStream extends InputStream {
  /** Being filled, waiting, being taken. */
  private static final int PIECES = 3;

  /** As much as a pipe of Linux holds. */
  private static final int PIECE = 64 * 1024;

  private static final Piece THE_END = new Piece();

  private final Source source;
  private final ArrayBlockingQueue<Piece> empty = new ArrayBlockingQueue<>(PIECES);

  /** With room for the end. */
  private final ArrayBlockingQueue<Piece> full = new ArrayBlockingQueue<>(PIECES + 1);

  private final CountDownLatch over = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "stream");
  private Piece taken = new Piece();
  private int next;
  private boolean cut;
  private volatile boolean ended;

  /** Where the octets come from. */
  @FunctionalInterface
  interface Source {
    /** Opens it, which may take until somebody writes to it. */
    InputStream open() throws IOException;
  }

  /** Octets that follow each other. */
  private static final class Piece {
    final byte[] octets = new byte[PIECE];
    int count;
    boolean isLast;
    @Nullable IOException fault;
  }

  private EndableStream(Source source) {
    this.source = source;
  }

  /** Begins to read. */
  static EndableStream start(Source source) {
    EndableStream stream = new EndableStream(source);
    for (int i = 1; i < PIECES; i++) {
      stream.empty.add(new Piece());
    }
    stream.thread.setDaemon(true);
    stream.thread.start();
    return stream;
  }

  private void run() {
    try {
      Piece piece = empty.take();
      try (InputStream in = source.open()) {
        while (!ended && fill(piece, in)) {
          full.put(piece);
          piece = empty.take();
        }
        piece.count = 0;
      } catch (IOException e) {
        piece.fault = e;
        piece.count = 0;
      }
      piece.isLast = true;
      full.put(piece);
    } catch (InterruptedException e) {
      // Closed: nobody waits for more.
      Thread.currentThread().interrupt();
    }
    over.countDown();
  }

  private static boolean fill(Piece piece, InputStream in) throws IOException {
    piece.count = Math.max(0, in.read(piece.octets));
    return piece.count > 0;
  }

  @Override
  public int read(byte[] octets, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (next == taken.count) {
      if (cut) {
        throw new AsynchronousCloseException();
      }
      IOException fault = taken.fault;
      if (fault != null) {
        throw fault;
      }
      if (taken.isLast) {
        return -1;
      }
      turn();
    }
    int count = Math.min(length, taken.count - next);
    System.arraycopy(taken.octets, next, octets, offset, count);
    next += count;
    return count;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 1 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int available() {
    return taken.count - next;
  }

  @SuppressWarnings("ReferenceEquality")
  private void turn() throws InterruptedIOException {
    try {
      Piece piece = full.take();
      if (piece == THE_END) {
        cut = true;
        return;
      }
      empty.put(taken);
      taken = piece;
      next = 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while octets were awaited");
    }
  }

  /**
   * Ends the reading, from any thread.
   *
   * @param grace milliseconds in which the stream may end by itself
   */
  void end(long grace) {
    try {
      if (over.await(grace, TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    ended = true;
    full.offer(THE_END);
  }

  /** Whether whoever reads came to that end, and not to that of the stream. */
  boolean isCut() {
    return cut;
  }

  /** The thread ends too, unless it waits for octets; those are nobody's then. */
  @Override
  public void close() {
    thread.interrupt();
  }
}
