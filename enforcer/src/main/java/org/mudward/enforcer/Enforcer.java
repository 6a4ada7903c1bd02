package org.mudward.enforcer;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.mudward.enforcer.openflow.HeldFrame;
import org.mudward.policy.Limitation;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.flow.ClassIds;
import org.mudward.policy.link.LinkMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the newest snapshot of the manager in force, and the last one when there is no manager.
 *
 * <p>One thread, {@code enforcer}, decides and waits for the back end: snapshots are applied one at
 * a time, and of several that arrive meanwhile only the newest. A snapshot is written to the disk
 * while the back end makes ready for it, and not in force before it is there. It is answered as
 * applied when it is in force <em>and</em> saved; when either fails, the old one stays in force and
 * the manager is told why. A snapshot that arrives while there is no switch waits for one,
 * unanswered.
 *
 * <p>After a restart of ours the last snapshot is compared with what the back end still holds, and
 * only the difference is changed.
 */
public final class Enforcer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Enforcer.class);

  /** Between looks at the back end, for counts and for what others changed. */
  private static final long CHECK_SECONDS = 10;

  /** Between looks at links: a port that comes and goes all the time is not worth more. */
  private static final long LINKS_MILLIS = 500;

  /** A change on its way is given so long to end. */
  private static final long CLOSE_SECONDS = 10;

  private final StateFiles files;
  private final Backend backend;
  private final ManagerLink link;
  private final HeldFrames held = new HeldFrames();
  private final long checkMillis;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final AtomicReference<@Nullable Wanted> wanted = new AtomicReference<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread created = new Thread(task, "enforcer");
            created.setDaemon(true);
            return created;
          });
  private StateFiles.@Nullable Saved inForce;
  private @Nullable PolicySnapshot staged;
  private @Nullable PolicySnapshot retried;
  private final AtomicBoolean askedAnew = new AtomicBoolean();
  private String refusal = "";
  private String waiting = "";
  private List<Limitation> limitations = List.of();
  private LinkMessage.@Nullable Ports portsSaid;
  private int portsSaidTo;

  /**
   * What the manager wants.
   *
   * @param written the same as a file has it; null if somebody would have to write it
   */
  private record Wanted(PolicySnapshot snapshot, byte @Nullable [] written) {}

  public Enforcer(EnforcerSettings settings) {
    this(
        settings,
        new OpenFlowBackend(settings.openFlow()),
        TimeUnit.SECONDS.toMillis(CHECK_SECONDS));
  }

  Enforcer(EnforcerSettings settings, Backend backend, long checkMillis) {
    this.backend = backend;
    this.checkMillis = checkMillis;
    files = new StateFiles(settings.stateDirectory());
    link =
        new ManagerLink(
            settings.linkSocket(),
            this::want,
            may -> held.allow(may.id(), may.revision()),
            this::fault);
  }

  /**
   * Starts: first the back end with the last snapshot, then the link. To be called once.
   *
   * @throws IOException if the state directory or the listening address cannot be had
   */
  public void start() throws IOException {
    Optional<StateFiles.Saved> saved = files.load();
    saved.ifPresent(this::restore);
    String last = inForce == null ? "what the switch has" : inForce.snapshot().toString();
    LOG.info("event=enforcer.starting in-force=\"{}\"", last);
    backend.start(new Events());
    thread.scheduleWithFixedDelay(guarded(this::check), 0, checkMillis, TimeUnit.MILLISECONDS);
    thread.scheduleWithFixedDelay(
        guarded(this::tellPorts), LINKS_MILLIS, LINKS_MILLIS, TimeUnit.MILLISECONDS);
    link.start();
  }

  private void restore(StateFiles.Saved saved) {
    try {
      backend.restore(saved.snapshot(), saved.ids());
      inForce = saved;
      held.inForce(saved.snapshot().revision());
    } catch (RuntimeException e) { // another version of ours wrote it: the manager sends it again
      LOG.error("event=state.not-restored snapshot=\"{}\"", saved.snapshot(), e);
    }
  }

  /** Ends normally when {@link #close} is called, and with the fault if there is one of ours. */
  public CompletableFuture<Void> ended() {
    return ended;
  }

  private void want(PolicySnapshot snapshot, byte @Nullable [] written) {
    askedAnew.set(true);
    wanted.set(new Wanted(snapshot, written));
    later(this::applyWanted);
  }

  private void later(Runnable task) {
    try {
      thread.execute(guarded(task));
    } catch (RejectedExecutionException closing) {
      LOG.debug("event=enforcer.closing", closing);
    }
  }

  private Runnable guarded(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (RuntimeException | Error fault) {
        fault(fault);
      }
    };
  }

  /**
   * A fault of ours ends the role; the switch keeps its rules, and the service manager restarts.
   */
  private void fault(Throwable fault) {
    LOG.error("event=enforcer.fault", fault);
    thread.shutdown();
    ended.completeExceptionally(fault);
  }

  private void applyWanted() {
    Wanted next = wanted.getAndSet(null);
    if (next == null) {
      return;
    }
    PolicySnapshot snapshot = next.snapshot();
    if (askedAnew.getAndSet(false)) {
      refusal = ""; // who asks anew is answered anew
    }
    retried = null;
    StateFiles.Saved before = inForce;
    boolean known = before != null && before.snapshot().equals(snapshot);
    try {
      if (!known && !Objects.equals(staged, snapshot)) {
        files.stage(snapshot, next.written());
        staged = snapshot;
      }
    } catch (IOException e) {
      staged = null;
      refuse(snapshot, Backend.notSaved(e), true);
      return;
    }
    Backend.Gate gate = known ? Backend.Gate.OPEN : this::pass;
    Backend.Outcome outcome =
        backend.apply(snapshot, before == null ? ClassIds.EMPTY : before.ids(), gate);
    if (outcome instanceof Backend.Outcome.Unavailable missing) {
      await(snapshot, missing.reason(), known);
    } else if (outcome instanceof Backend.Outcome.Refused refused) {
      refuse(snapshot, refused.reason(), refused.mayPass());
    } else if (outcome instanceof Backend.Outcome.Applied applied) {
      keep(new StateFiles.Saved(snapshot, applied.ids()), known, applied);
    }
  }

  /** What is to be in force has to be on the disk, so that a full one shows before. */
  private void pass(ClassIds ids) throws IOException {
    try {
      files.prepare(ids);
    } catch (IOException e) {
      staged = null;
      throw e;
    }
  }

  private void await(PolicySnapshot snapshot, String reason, boolean known) {
    try {
      if (!known) {
        files.awaitStaged();
      }
    } catch (IOException e) {
      staged = null;
      refuse(snapshot, Backend.notSaved(e), true);
      return;
    }
    String said = snapshot.revision() + " " + reason;
    if (!said.equals(waiting)) {
      LOG.warn("event=policy.waits revision={} reason=\"{}\"", snapshot.revision(), reason);
    }
    waiting = said;
    wanted.compareAndSet(null, new Wanted(snapshot, null));
  }

  private void keep(StateFiles.Saved state, boolean known, Backend.Outcome.Applied applied) {
    staged = null;
    try {
      if (!known) {
        files.commit(state.ids());
      }
      inForce = state;
      long revision = state.snapshot().revision();
      held.inForce(revision);
      LOG.info(
          "event=policy.kept revision={} limitations={}", revision, applied.limitations().size());
      limitations = applied.limitations();
      link.answer(new LinkMessage.Applied(revision, limitations));
    } catch (IOException e) {
      goBack(state);
      refuse(state.snapshot(), Backend.notSaved(e), false);
    }
    files.beginChanges(); // nobody waits for that
  }

  /** What would not survive a restart must not be in force either, or it would change by itself. */
  private void goBack(StateFiles.Saved state) {
    StateFiles.Saved before = inForce;
    if (before != null) {
      Backend.Outcome back = backend.apply(before.snapshot(), before.ids(), Backend.Gate.OPEN);
      if (!(back instanceof Backend.Outcome.Applied)) {
        backend.restore(before.snapshot(), before.ids()); // the next look puts it right
      }
    } else {
      LOG.error(
          "event=policy.not-saved revision={} still-in-force=true", state.snapshot().revision());
    }
  }

  /** The manager is told once; what may pass later is tried again at each check. */
  private void refuse(PolicySnapshot snapshot, String reason, boolean mayPass) {
    String said = snapshot.revision() + " " + reason;
    if (!said.equals(refusal)) {
      LOG.error("event=policy.refused revision={} reason=\"{}\"", snapshot.revision(), reason);
      link.answer(new LinkMessage.Refused(snapshot.revision(), reason));
    }
    refusal = said;
    retried = mayPass ? snapshot : null;
  }

  private void check() {
    List<LinkMessage.Count> counts = backend.check();
    if (!counts.isEmpty()) {
      link.answer(new LinkMessage.Counts(counts));
    }
    if (retried != null) {
      wanted.compareAndSet(null, new Wanted(retried, null));
    }
    tellLimitations();
    applyWanted();
    if (files.isLong()) {
      fold();
    }
  }

  /** Changes stay as they are where that fails: they say the same. */
  private void fold() {
    staged = null; // folding takes its place, whether it comes to an end or not
    try {
      files.fold();
    } catch (IOException e) {
      LOG.warn("event=state.not-folded reason=\"{}\"", e.getMessage());
    }
  }

  /** A switch that is another now, or went away, is worth a word. */
  private void tellLimitations() {
    List<Limitation> now = backend.limitations();
    if (inForce != null && !now.equals(limitations)) {
      limitations = now;
      link.answer(new LinkMessage.Applied(inForce.snapshot().revision(), now));
    }
  }

  /** Says which ports have a link, to each manager, and again when that changes. */
  private void tellPorts() {
    int connections = link.connections();
    LinkMessage.Ports now = new LinkMessage.Ports(backend.ports());
    if (link.isUp() && !(connections == portsSaidTo && now.equals(portsSaid))) {
      portsSaid = now;
      portsSaidTo = connections;
      link.answer(now);
    }
  }

  @Override
  public void close() {
    link.close();
    thread.shutdown();
    try {
      if (!thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        thread.shutdownNow();
      }
    } catch (InterruptedException e) {
      thread.shutdownNow();
      Thread.currentThread().interrupt();
    }
    if (thread.isTerminated()) {
      endFiles();
    }
    backend.close();
    ended.complete(null);
  }

  private void endFiles() {
    try {
      files.close();
    } catch (IOException e) {
      LOG.warn("event=state.not-folded reason=\"{}\"", e.getMessage());
    }
  }

  /** Hands what the back end tells to the right thread. */
  private final class Events implements Backend.Listener {
    @Override
    public void ready() {
      later(Enforcer.this::check);
      later(Enforcer.this::applyWanted);
    }

    @Override
    public void frameSeen(String port, byte[] frame) {
      link.frame(new LinkMessage.FrameSeen(port, frame));
    }

    @Override
    public void frameDropped(LinkMessage.FrameDropped frame) {
      link.sample(frame);
    }

    @Override
    public void frameHeld(HeldFrame frame) {
      if (link.isUp()) {
        link.frame(new LinkMessage.FrameHeld(held.keep(frame), frame.port(), frame.frame()));
      } else {
        frame.release();
      }
    }
  }
}
