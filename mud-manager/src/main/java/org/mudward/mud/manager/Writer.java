package org.mudward.mud.manager;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.inventory.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread {@code writer}: everything that is decided is decided here, one thing after the other.
 *
 * <p>It works in turns. A turn takes what has gathered, does it, saves the outcome once, and only
 * then answers; so many sightings at once cost one write and one snapshot. A turn that cannot be
 * saved is undone whole, and everybody who waits for it is told.
 */
final class Writer implements AutoCloseable {
  /** About a second's work; more would be answered too late to matter. */
  static final int MAX_QUEUE = 1024;

  /** Room that sightings leave to people and to files, so that no device can shut them out. */
  private static final int RESERVED = 256;

  /** What one turn takes, so that the first of it does not wait long for the last. */
  private static final int MAX_TURN = 256;

  /** So many turns in a row that fail by a fault of ours mean that it will not get better. */
  private static final int MAX_FAULTS = 3;

  private static final long STOP_MILLIS = 10_000;

  private static final Logger LOG = LoggerFactory.getLogger(Writer.class);

  /** Something to do in a turn. */
  interface Step<T> {
    T run(Line line) throws StoreException;
  }

  /** How the line is set up on the writer's thread, and after a turn that failed again. */
  interface Setup extends AutoCloseable {
    Line line() throws StoreException;

    /** The line for what comes after a step, which may have put another in the place of this. */
    Line after(Line line);

    /** What the turn did is on the disk. */
    void saved();

    @Override
    void close() throws StoreException;
  }

  private final Setup setup;
  private final Duration tick;
  private final Runnable fault;
  private final BlockingQueue<Task<?>> queue = new ArrayBlockingQueue<>(MAX_QUEUE);
  private final CompletableFuture<Void> started = new CompletableFuture<>();
  private final Thread thread = new Thread(this::run, "writer");
  private volatile boolean stopping;

  /**
   * @param tick how often it looks at the clock when there is nothing else to do
   * @param fault called when it ends by itself after it had started
   */
  Writer(Setup setup, Duration tick, Runnable fault) {
    this.setup = setup;
    this.tick = tick;
    this.fault = fault;
  }

  /** Starts the thread; done when the line is set up and what it found is saved. */
  CompletableFuture<Void> start() {
    thread.start();
    return started;
  }

  /** Asks for something; the answer comes when it is saved, on the writer's thread. */
  <T> CompletableFuture<T> ask(Step<T> step) {
    Task<T> task = new Task<>(step);
    if (stopping || !queue.offer(task)) {
      task.fail(new RejectedExecutionException("the manager is busy"));
    }
    return task.reply;
  }

  /** Hands over something that a device caused, if there is room for such. */
  boolean tell(Step<Boolean> step) {
    return queue.remainingCapacity() > RESERVED && !stopping && queue.offer(new Task<>(step));
  }

  /** Asks for something that a device caused; fails if there is no room for such. */
  <T> CompletableFuture<T> hear(Step<T> step) {
    return queue.remainingCapacity() > RESERVED
        ? ask(step)
        : CompletableFuture.failedFuture(new RejectedExecutionException("the manager is busy"));
  }

  /** Hands over something that must not be lost; waits for room. */
  void put(Step<Boolean> step) throws InterruptedException {
    boolean taken = false;
    while (!stopping && !taken) {
      taken = queue.offer(new Task<>(step), tick.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void run() {
    try (setup) {
      Line line = setup.line();
      line.finishTurn();
      started.complete(null);
      turns(line);
    } catch (StoreException | RuntimeException | InterruptedException e) {
      if (!started.completeExceptionally(e)) {
        LOG.error("event=writer.ended text=\"{}\"", String.valueOf(e.getMessage()), e);
        fault.run();
      }
    } finally {
      stopping = true;
      queue.forEach(task -> task.fail(new RejectedExecutionException("the manager has ended")));
      queue.clear();
    }
  }

  private void turns(Line first) throws StoreException, InterruptedException {
    Line line = first;
    int faults = 0;
    while (!stopping) {
      List<Task<?>> turn = gather();
      try {
        for (Task<?> task : turn) {
          task.run(line);
          line = setup.after(line);
        }
        line.finishTurn();
        setup.saved();
        turn.forEach(Task::answer);
        faults = 0;
      } catch (StoreException | RuntimeException e) {
        faults = e instanceof StoreException ? 0 : faults + 1;
        LOG.error("event=turn.failed text=\"{}\"", String.valueOf(e.getMessage()), e);
        turn.forEach(task -> task.fail(e));
        if (faults >= MAX_FAULTS) {
          throw e;
        }
        line = setup.line();
      }
    }
  }

  private List<Task<?>> gather() throws InterruptedException {
    List<Task<?>> turn = new ArrayList<>();
    Task<?> first = queue.poll(tick.toMillis(), TimeUnit.MILLISECONDS);
    if (first != null) {
      turn.add(first);
      queue.drainTo(turn, MAX_TURN - 1);
    }
    return turn;
  }

  /** Ends after the turn that is under way. */
  @Override
  public void close() {
    stopping = true;
    // Something to do, so that it need not wait for its next look at the clock.
    queue.offer(new Task<>(line -> true));
    try {
      thread.join(STOP_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A step and whoever waits for it. */
  private static final class Task<T> {
    private final Step<T> step;
    private final CompletableFuture<T> reply = new CompletableFuture<>();
    private @Nullable T value;
    private @Nullable Exception failure;

    Task(Step<T> step) {
      this.step = step;
    }

    /** A command that cannot be done is an answer like any other. */
    void run(Line line) throws StoreException {
      try {
        value = step.run(line);
      } catch (CommandException e) {
        failure = e;
      }
    }

    @SuppressWarnings("NullAway") // a step that did not fail has given its value
    void answer() {
      if (failure == null) {
        reply.complete(value);
      } else {
        reply.completeExceptionally(failure);
      }
    }

    void fail(Exception e) {
      reply.completeExceptionally(e);
    }
  }
}
