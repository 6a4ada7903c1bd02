package org.mudward.lab;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What has to be taken down again, the last first; it is taken down when the JVM is told to end,
 * too.
 *
 * <p>A part is made while nothing can be taken down, and belongs here before it is used. So a lab
 * that is interrupted while it is being built leaves as little behind as one that is closed.
 */
final class Parts implements AutoCloseable {
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final Thread hook = new Thread(this::takeDown, "lab-cleaning");
  private boolean closed;

  Parts() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Makes a part. What it has made so far is its own to take down if it fails. */
  interface Maker<T extends AutoCloseable> {
    T make() throws IOException;
  }

  /**
   * Makes a part and keeps it.
   *
   * @throws IOException if it cannot be made, or if everything is being taken down
   */
  synchronized <T extends AutoCloseable> T keep(Maker<T> maker) throws IOException {
    if (closed) {
      throw new IOException("the lab is being taken down");
    }
    T part = maker.make();
    parts.push(part);
    return part;
  }

  private synchronized void takeDown() {
    closed = true;
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) { // the others still have to go
        System.err.println("cleaning up: " + e.getMessage());
      }
    }
  }

  @Override
  public void close() {
    takeDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is ending: the hook is what does this, or finds that nothing is left.
      return;
    }
  }
}
