package org.mudward.mud.manager;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that owns the manager's state. Work comes to it through a bounded queue; between
 * pieces of work it looks at the clock.
 *
 * <p>A fault in a piece of work ends the process: half of a change must not be built upon, and the
 * store has what was answered as saved.
 */
final class Writer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Writer.class);

  /** Frames are rate-limited before; more than this waiting is a stuck writer. */
  private static final int QUEUE = 10_000;

  /** How often the clock is looked at: leases, names, files. */
  private static final long TICK_MILLIS = 200;

  private final BlockingQueue<Runnable> queue = new ArrayBlockingQueue<>(QUEUE);
  private final Thread thread = new Thread(this::run, "writer");
  private final Runnable tick;
  private final Runnable fault;
  private volatile boolean closed;

  Writer(Runnable tick, Runnable fault) {
    this.tick = tick;
    this.fault = fault;
  }

  void start() {
    thread.start();
  }

  /** Gives work; whether there was room. Devices ask again, so what finds no room is left out. */
  boolean offer(Runnable work) {
    return queue.offer(work);
  }

  /** Gives work and hands back its result. */
  <T> CompletableFuture<T> submit(Callable<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    boolean room =
        queue.offer(
            () -> {
              try {
                result.complete(work.call());
              } catch (Exception e) {
                result.completeExceptionally(e);
              }
            });
    if (!room) {
      result.completeExceptionally(new IllegalStateException("the manager is too busy"));
    }
    return result;
  }

  private void run() {
    try {
      while (!closed) {
        Runnable work = queue.poll(TICK_MILLIS, TimeUnit.MILLISECONDS);
        while (work != null) {
          work.run();
          work = queue.poll();
        }
        tick.run();
      }
    } catch (InterruptedException e) {
      LOG.info("event=writer.stopped");
    } catch (RuntimeException e) {
      LOG.error("event=writer.fault", e);
      fault.run();
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
