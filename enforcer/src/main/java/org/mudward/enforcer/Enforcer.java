package org.mudward.enforcer;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mudward.enforcer.Backend.Outcome;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.link.LinkFormatException;
import org.mudward.policy.link.LinkMessage;
import org.mudward.policy.link.SnapshotJson;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives snapshots, drives one back end, and reports.
 *
 * <p>One thread, {@code enforcer}, owns all of it: messages and events come to it through a queue.
 * It starts with what was last in force, before the manager is there; and when the manager goes,
 * what is in force stays.
 */
public final class Enforcer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Enforcer.class);
  private static final String SNAPSHOT = "snapshot.json";

  /** Snapshots coalesce, frames are rate-limited before: more than this is a stuck enforcer. */
  private static final int QUEUE = 4096;

  /** How often hits are counted. */
  private static final long COUNT_SECONDS = 10;

  /** How long until a refused snapshot is tried again, since the world may have changed. */
  private static final long RETRY_SECONDS = 10;

  private final StateFiles files;
  private final Backend backend;
  private final ManagerLink link;
  private final BlockingQueue<Runnable> queue = new ArrayBlockingQueue<>(QUEUE);
  private final Thread thread = new Thread(this::run, "enforcer");

  private @Nullable PolicySnapshot wanted;
  private long inForce = -1;
  private boolean dirty;
  private boolean retrying;
  private long retryAt;
  private volatile boolean closed;

  /** Starts nothing yet; {@link #start} does. */
  public Enforcer(EnforcerSettings settings, StateFiles files, Backend backend) {
    this.files = files;
    this.backend = backend;
    link = new ManagerLink(settings.link(), message -> enqueue(() -> received(message)));
  }

  /**
   * Loads what was last in force, and goes to work.
   *
   * @throws IOException if the state cannot be read
   */
  public void start() throws IOException {
    byte[] kept = files.read(List.of(SNAPSHOT)).get(SNAPSHOT);
    if (kept != null) {
      try {
        wanted = SnapshotJson.read(kept);
        dirty = true;
        LOG.info("event=state.loaded text=\"{}\"", wanted);
      } catch (LinkFormatException e) {
        // What is in the switch stays in force; the manager will send a snapshot.
        LOG.error("event=state.unreadable reason=\"{}\"", e.getMessage());
      }
    } else {
      LOG.info(
          "event=state.empty text=\"nothing was in force; the switch drops all until the manager speaks\"");
    }
    backend.start(
        new Backend.Listener() {
          @Override
          public void frameSeen(String port, byte[] frame) {
            link.send(new LinkMessage.FrameSeen(port, frame));
          }

          @Override
          public void stateLost(String reason) {
            enqueue(() -> dirty = true);
          }
        });
    thread.start();
    link.start();
  }

  private void enqueue(Runnable task) {
    if (!queue.offer(task)) {
      // Only a change that is lost matters, and a new connection brings everything again.
      LOG.error("event=queue.full");
      link.resynchronise();
    }
  }

  private void received(LinkMessage message) {
    if (message instanceof LinkMessage.Snapshot snapshot) {
      wanted = snapshot.snapshot();
      dirty = true;
    } else if (message instanceof LinkMessage.Delta delta) {
      PolicySnapshot base = wanted;
      try {
        if (base == null) {
          throw new IllegalArgumentException("a change without a snapshot");
        }
        wanted = delta.delta().applyTo(base);
        dirty = true;
      } catch (IllegalArgumentException e) {
        LOG.warn("event=delta.unfit reason=\"{}\"", e.getMessage());
        link.resynchronise();
      }
    } else {
      LOG.warn("event=message.unexpected type={}", message.getClass().getSimpleName());
    }
  }

  private void run() {
    long nextCount = System.nanoTime() + TimeUnit.SECONDS.toNanos(COUNT_SECONDS);
    try {
      while (!closed) {
        Runnable task = queue.poll(500, TimeUnit.MILLISECONDS);
        // All that waits is taken in before anything is applied: only the newest snapshot matters.
        while (task != null) {
          task.run();
          task = queue.poll();
        }
        if (retrying && System.nanoTime() - retryAt >= 0) {
          dirty = true;
        }
        if (dirty && wanted != null) {
          dirty = false;
          retrying = false;
          apply(wanted);
        }
        if (System.nanoTime() - nextCount >= 0) {
          nextCount = System.nanoTime() + TimeUnit.SECONDS.toNanos(COUNT_SECONDS);
          count();
        }
      }
    } catch (InterruptedException e) {
      LOG.info("event=enforcer.stopped");
    }
  }

  private void apply(PolicySnapshot snapshot) throws InterruptedException {
    Outcome outcome = backend.apply(snapshot);
    if (outcome instanceof Outcome.Applied applied) {
      try {
        // The numbers first: a snapshot without its numbers would be compiled to others.
        for (Map.Entry<String, byte[]> file : backend.memory().entrySet()) {
          files.write(file.getKey(), file.getValue());
        }
        files.write(SNAPSHOT, SnapshotJson.write(snapshot));
      } catch (IOException e) {
        LOG.error("event=state.unwritable reason=\"{}\"", e.toString());
        link.send(new LinkMessage.Refused(snapshot.revision(), "in force but not kept: " + e));
        retryLater();
        return;
      }
      inForce = snapshot.revision();
      link.send(new LinkMessage.Applied(inForce, applied.limitations()));
    } else if (outcome instanceof Outcome.Refused refused) {
      LOG.error(
          "event=policy.refused revision={} reason=\"{}\"", snapshot.revision(), refused.reason());
      link.send(new LinkMessage.Refused(snapshot.revision(), refused.reason()));
      retryLater();
    } else if (outcome instanceof Outcome.Absent absent) {
      LOG.info(
          "event=policy.waiting revision={} reason=\"{}\"", snapshot.revision(), absent.reason());
    }
  }

  private void retryLater() {
    retryAt = System.nanoTime() + TimeUnit.SECONDS.toNanos(RETRY_SECONDS);
    retrying = true;
  }

  private void count() throws InterruptedException {
    List<LinkMessage.Count> counts = backend.counts();
    if (!counts.isEmpty()) {
      link.send(new LinkMessage.Counts(counts));
    }
  }

  @Override
  public void close() {
    closed = true;
    link.close();
    thread.interrupt();
    backend.close();
  }
}
