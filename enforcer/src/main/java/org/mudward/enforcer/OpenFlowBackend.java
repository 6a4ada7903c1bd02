package org.mudward.enforcer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.mudward.enforcer.openflow.FlowResult;
import org.mudward.enforcer.openflow.FlowSwitch;
import org.mudward.enforcer.openflow.FrameListener;
import org.mudward.enforcer.openflow.HeldFrame;
import org.mudward.enforcer.openflow.SwitchSettings;
import org.mudward.policy.DropStage;
import org.mudward.policy.Limitation;
import org.mudward.policy.Origin;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.flow.ClassIds;
import org.mudward.policy.flow.FlowChange;
import org.mudward.policy.flow.FlowCompilation;
import org.mudward.policy.flow.Pipeline;
import org.mudward.policy.link.LinkMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The back end that is an Open vSwitch bridge: snapshots become flow tables, and packets of entries
 * become packets of rules.
 *
 * <p>A switch that connects first gets what is in force, and only then what is new: numbers in the
 * tables of a change that was cut short are never read in another sense.
 */
final class OpenFlowBackend implements Backend {
  private static final Logger LOG = LoggerFactory.getLogger(OpenFlowBackend.class);

  private static final String APPLIED = "policy.applied";

  private final SwitchSettings settings;
  private final RuleCounts counts = new RuleCounts();
  private @Nullable FlowSwitch flowSwitch;
  private @Nullable FlowCompilation inForce;
  private final AtomicBoolean fresh = new AtomicBoolean(true);
  private String trouble = "";

  OpenFlowBackend(SwitchSettings settings) {
    this.settings = settings;
  }

  @Override
  public void start(Listener listener) throws IOException {
    FlowSwitch created =
        new FlowSwitch(
            settings,
            frames(listener),
            () -> {
              fresh.set(true);
              listener.ready();
            });
    flowSwitch = created;
    created.listen();
  }

  private static FrameListener frames(Listener listener) {
    return new FrameListener() {
      @Override
      public void seen(String port, byte[] frame) {
        listener.frameSeen(port, frame);
      }

      @Override
      public void dropped(String port, DropStage stage, int length, byte[] frame) {
        listener.frameDropped(new LinkMessage.FrameDropped(port, stage, length, frame));
      }

      @Override
      public void held(HeldFrame frame) {
        listener.frameHeld(frame);
      }
    };
  }

  @Override
  public void restore(PolicySnapshot snapshot, ClassIds ids) {
    inForce = FlowCompilation.of(snapshot, ids);
  }

  @Override
  public Outcome apply(PolicySnapshot snapshot, ClassIds previous) {
    FlowCompilation running = inForce;
    // Back to an earlier snapshot is no way forward: its numbers are the earlier ones, too.
    if (running == null || fresh.get() || snapshot.revision() <= running.snapshot().revision()) {
      return replace(snapshot, previous);
    }
    return advance(running, snapshot, previous);
  }

  /** The short way, if only addresses of groups have changed. */
  private Outcome advance(FlowCompilation running, PolicySnapshot snapshot, ClassIds previous) {
    PolicySnapshot before = running.snapshot();
    Optional<FlowChange> change;
    try {
      change = running.advance(snapshot);
    } catch (RuntimeException e) {
      inForce = FlowCompilation.of(before, previous);
      return notCompiled(snapshot, e);
    }
    if (change.isEmpty()) {
      return replace(snapshot, previous);
    }
    Outcome outcome = outcome(install(running, step(change.get(), running), APPLIED), running);
    if (!(outcome instanceof Outcome.Applied)) {
      inForce = FlowCompilation.of(before, previous);
    }
    return outcome;
  }

  /** From what is in force to other tables; what rules have counted is read before they go. */
  private static Function<FlowSwitch, FlowResult> step(FlowChange change, FlowCompilation tables) {
    return endsRules(change)
        ? whole(tables)
        : connected -> connected.change(change, tables.entries(), tables.meters());
  }

  private static boolean endsRules(FlowChange change) {
    return change.removed().stream().anyMatch(entry -> Pipeline.holdsRules(entry.table()));
  }

  private Outcome replace(PolicySnapshot snapshot, ClassIds previous) {
    FlowCompilation tables;
    try {
      tables = FlowCompilation.of(snapshot, previous);
    } catch (RuntimeException e) {
      return notCompiled(snapshot, e);
    }
    FlowCompilation old = inForce;
    if (fresh.get() && old != null && restore(old) instanceof FlowResult.NoSwitch none) {
      return new Outcome.Unavailable(none.reason());
    }
    Function<FlowSwitch, FlowResult> way =
        old != null && old.meters().equals(tables.meters())
            ? step(FlowChange.between(old.entries(), tables.entries()), tables)
            : whole(tables);
    Outcome outcome = outcome(install(tables, way, APPLIED), tables);
    if (outcome instanceof Outcome.Applied) {
      inForce = tables;
    }
    return outcome;
  }

  /** Whatever is wrong with a snapshot: the old one stays in force. */
  private static Outcome notCompiled(PolicySnapshot snapshot, RuntimeException reason) {
    LOG.error("event=snapshot.not-compiled revision={}", snapshot.revision(), reason);
    return new Outcome.Refused("cannot be compiled: " + reason.getMessage(), false);
  }

  private static Outcome outcome(FlowResult result, FlowCompilation tables) {
    if (result instanceof FlowResult.InForce done) {
      List<Limitation> limitations = new ArrayList<>(tables.limitations());
      limitations.addAll(done.limitations());
      return new Outcome.Applied(tables.ids(), limitations);
    }
    if (result instanceof FlowResult.Rejected rejected) {
      return new Outcome.Refused(reason(rejected, tables), true);
    }
    return new Outcome.Unavailable(((FlowResult.NoSwitch) result).reason());
  }

  private static String reason(FlowResult.Rejected rejected, FlowCompilation tables) {
    return rejected
        .entry()
        .map(
            entry -> {
              Origin origin = tables.origin(entry);
              String whose = origin == null ? "" : " of " + origin + " in " + origin.mudUrl();
              return "the switch refuses an entry of table %d%s: %s"
                  .formatted(entry.table(), whose, rejected.reason());
            })
        .orElse("the switch refuses: " + rejected.reason());
  }

  /** Puts right what differs from what is in force; says so after a connection, or if it did. */
  private FlowResult restore(FlowCompilation tables) {
    return install(tables, whole(tables), fresh.get() ? APPLIED : "policy.repaired");
  }

  private static Function<FlowSwitch, FlowResult> whole(FlowCompilation tables) {
    return connected -> connected.apply(tables.entries(), tables.meters());
  }

  private FlowResult install(
      FlowCompilation tables, Function<FlowSwitch, FlowResult> way, String event) {
    FlowSwitch connected = flowSwitch;
    if (connected == null) {
      return new FlowResult.NoSwitch("not started");
    }
    boolean wasFresh = fresh.getAndSet(false);
    long start = System.nanoTime();
    FlowResult result = way.apply(connected);
    if (result instanceof FlowResult.InForce done) {
      // what was read stood there before: it belongs to the tables before
      FlowCompilation before = inForce == null ? tables : inForce;
      done.packets().ifPresent(packets -> counts.update(before::origin, packets));
      trouble = "";
      if (event.equals(APPLIED) || done.changes() > 0) {
        LOG.info(
            "event={} revision={} entries={} changes={} ms={}",
            event,
            tables.snapshot().revision(),
            tables.entries().size(),
            done.changes(),
            TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
      }
    } else if (wasFresh) {
      fresh.set(true);
    }
    return result;
  }

  @Override
  public List<LinkMessage.Count> check() {
    FlowCompilation tables = inForce;
    if (tables == null) {
      findSwitch();
      return List.of();
    }
    FlowResult result = restore(tables);
    if (result instanceof FlowResult.NoSwitch none) {
      complain("event=switch.missing", none.reason());
      findSwitch();
    } else if (result instanceof FlowResult.Rejected rejected) {
      LOG.error("event=policy.not-restored reason=\"{}\"", reason(rejected, tables));
    }
    return counts.totals();
  }

  /** The bridge may be made after us, or lose what it was told. */
  private void findSwitch() {
    FlowSwitch created = flowSwitch;
    if (created == null) {
      return;
    }
    try {
      created.configure();
    } catch (IOException e) {
      complain("event=bridge.unreachable", String.valueOf(e.getMessage()));
    }
  }

  private void complain(String event, String reason) {
    String said = event + " reason=\"" + reason + "\"";
    if (!said.equals(trouble)) {
      LOG.warn("{}", said);
      trouble = said;
    }
  }

  @Override
  public void close() {
    if (flowSwitch != null) {
      flowSwitch.close();
    }
  }
}
