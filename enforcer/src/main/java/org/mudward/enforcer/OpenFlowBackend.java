package org.mudward.enforcer;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.mudward.enforcer.openflow.FlowResult;
import org.mudward.enforcer.openflow.FlowSwitch;
import org.mudward.enforcer.openflow.SwitchSettings;
import org.mudward.policy.Origin;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.flow.ClassIds;
import org.mudward.policy.flow.FlowCompiler;
import org.mudward.policy.flow.FlowTables;
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
  private @Nullable FlowTables inForce;
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
            listener::frameSeen,
            () -> {
              fresh.set(true);
              listener.ready();
            });
    flowSwitch = created;
    created.listen();
  }

  @Override
  public void restore(PolicySnapshot snapshot, ClassIds ids) {
    inForce = FlowCompiler.compile(snapshot, ids);
  }

  @Override
  public Outcome apply(PolicySnapshot snapshot, ClassIds previous) {
    FlowTables tables;
    try {
      tables = FlowCompiler.compile(snapshot, previous);
    } catch (RuntimeException e) { // whatever is wrong with it: the old stays in force
      LOG.error("event=snapshot.not-compiled revision={}", snapshot.revision(), e);
      return new Outcome.Refused("cannot be compiled: " + e.getMessage(), false);
    }
    FlowTables old = inForce;
    if (fresh.get() && old != null && restore(old) instanceof FlowResult.NoSwitch none) {
      return new Outcome.Unavailable(none.reason());
    }
    FlowResult result = install(tables, APPLIED);
    if (result instanceof FlowResult.InForce) {
      inForce = tables;
      return new Outcome.Applied(tables.ids(), tables.limitations());
    }
    if (result instanceof FlowResult.Rejected rejected) {
      return new Outcome.Refused(reason(rejected, tables), true);
    }
    return new Outcome.Unavailable(((FlowResult.NoSwitch) result).reason());
  }

  private static String reason(FlowResult.Rejected rejected, FlowTables tables) {
    return rejected
        .entry()
        .map(
            entry -> {
              Origin origin = tables.origins().get(entry);
              String whose = origin == null ? "" : " of " + origin + " in " + origin.mudUrl();
              return "the switch refuses an entry of table %d%s: %s"
                  .formatted(entry.table(), whose, rejected.reason());
            })
        .orElse("the switch refuses: " + rejected.reason());
  }

  /** Puts right what differs from what is in force; says so after a connection, or if it did. */
  private FlowResult restore(FlowTables tables) {
    return install(tables, fresh.get() ? APPLIED : "policy.repaired");
  }

  private FlowResult install(FlowTables tables, String event) {
    FlowSwitch connected = flowSwitch;
    if (connected == null) {
      return new FlowResult.NoSwitch("not started");
    }
    boolean wasFresh = fresh.getAndSet(false);
    long start = System.nanoTime();
    FlowResult result = connected.apply(tables.entries());
    if (result instanceof FlowResult.InForce done) {
      // what was read stood there before: it belongs to the tables before
      counts.update(inForce == null ? tables : inForce, done.packets());
      trouble = "";
      if (event.equals(APPLIED) || done.changes() > 0) {
        LOG.info(
            "event={} revision={} entries={} changes={} ms={}",
            event,
            tables.revision(),
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
    FlowTables tables = inForce;
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
