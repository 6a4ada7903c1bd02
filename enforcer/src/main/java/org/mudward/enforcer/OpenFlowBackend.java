package org.mudward.enforcer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.mudward.enforcer.openflow.FlowResult;
import org.mudward.enforcer.openflow.FlowSwitch;
import org.mudward.enforcer.openflow.FrameListener;
import org.mudward.enforcer.openflow.HeldFrame;
import org.mudward.enforcer.openflow.SwitchHub;
import org.mudward.enforcer.openflow.SwitchSettings;
import org.mudward.policy.DropStage;
import org.mudward.policy.Limitation;
import org.mudward.policy.Origin;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.flow.ClassIds;
import org.mudward.policy.flow.FlowChange;
import org.mudward.policy.flow.FlowCompilation;
import org.mudward.policy.flow.FlowEntry;
import org.mudward.policy.link.LinkMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The back end that is Open vSwitch, or other switches that speak OpenFlow 1.3: snapshots become
 * flow tables, the same on each, and packets of entries become packets of rules.
 *
 * <p>A switch that connects first gets what is in force, and only then what is new: numbers in the
 * tables of a change that was cut short are never read in another sense. One that is away keeps
 * what it has, and does not hold up the others; where one refuses, the others go back.
 */
final class OpenFlowBackend implements Backend {
  private static final Logger LOG = LoggerFactory.getLogger(OpenFlowBackend.class);

  private static final String APPLIED = "policy.applied";

  private static final Limitation GOES_BY_FLAGS =
      new Limitation(
          Origin.NO_MATCH,
          "connections are not followed, because not every switch can: rules with"
              + " direction-initiated go by the flags of TCP");

  /** A switch with what its entries have counted, and what was last wrong with it. */
  private static final class Served {
    private final FlowSwitch flowSwitch;
    private final RuleCounts counts = new RuleCounts();
    private String trouble = "";

    Served(FlowSwitch flowSwitch) {
      this.flowSwitch = flowSwitch;
    }

    private void complain(String event, String reason) {
      String said = event + " switch=" + flowSwitch.name() + " reason=\"" + reason + "\"";
      if (!said.equals(trouble)) {
        LOG.warn("{}", said);
        trouble = said;
      }
    }
  }

  private final SwitchSettings settings;
  private @Nullable SwitchHub hub;
  private List<Served> switches = List.of();
  private @Nullable FlowCompilation inForce;

  /** Whether the switches follow connections: the site asks for it, and none has refused. */
  private boolean tracking;

  private List<Limitation> limitations = List.of();

  OpenFlowBackend(SwitchSettings settings) {
    this.settings = settings;
    tracking =
        settings.tracking()
            && settings.bridges().stream().allMatch(bridge -> bridge.datapath().isEmpty());
  }

  @Override
  public void start(Listener listener) throws IOException {
    SwitchHub created = new SwitchHub(settings, frames(listener), events(listener));
    hub = created;
    switches = created.switches().stream().map(Served::new).toList();
    created.listen();
  }

  private static SwitchHub.Listener events(Listener listener) {
    return new SwitchHub.Listener() {
      @Override
      public void connected() {
        listener.ready();
      }

      @Override
      public void portsChanged() {
        listener.ready();
      }
    };
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
    inForce = compiled(snapshot, ids);
  }

  private FlowCompilation compiled(PolicySnapshot snapshot, ClassIds previous) {
    return FlowCompilation.of(snapshot, previous, tracking);
  }

  @Override
  public Outcome apply(PolicySnapshot snapshot, ClassIds previous, Gate gate) {
    boolean followed = tracking;
    Outcome outcome = attempt(snapshot, previous, gate);
    if (!followed || tracking) {
      return outcome;
    }
    // What one switch does not follow no other does: none keeps entries that do, not even for now.
    FlowCompilation tables = inForce;
    if (tables != null) {
      switches.forEach(served -> restore(served, tables));
    }
    return attempt(snapshot, previous, gate);
  }

  private Outcome attempt(PolicySnapshot snapshot, ClassIds previous, Gate gate) {
    FlowCompilation running = inForce;
    boolean fresh = switches.stream().anyMatch(served -> served.flowSwitch.isFresh());
    // Back to an earlier snapshot is no way forward: its numbers are the earlier ones, too.
    if (running == null || fresh || snapshot.revision() <= running.snapshot().revision()) {
      return replace(snapshot, previous, gate);
    }
    return advance(running, snapshot, previous, gate);
  }

  /** The short way, if what concerns everybody has stayed. */
  private Outcome advance(
      FlowCompilation running, PolicySnapshot snapshot, ClassIds previous, Gate gate) {
    PolicySnapshot before = running.snapshot();
    Optional<FlowChange> change;
    try {
      change = running.advance(snapshot);
    } catch (RuntimeException e) {
      inForce = compiled(before, previous);
      return notCompiled(snapshot, e);
    }
    if (change.isEmpty()) {
      return replace(snapshot, previous, gate);
    }
    Outcome outcome =
        install(running, gate, step(change.get(), running), () -> compiled(before, previous));
    if (!(outcome instanceof Outcome.Applied)) {
      inForce = compiled(before, previous);
    }
    return outcome;
  }

  private static Function<FlowSwitch, FlowResult> step(FlowChange change, FlowCompilation tables) {
    return connected -> connected.change(change, tables.entries(), tables.meters(), tables::origin);
  }

  private Outcome replace(PolicySnapshot snapshot, ClassIds previous, Gate gate) {
    FlowCompilation old = inForce;
    SentWhileMade sent = null;
    if (old != null && old.judgesNobody() && switches.size() == 1) {
      sent = new SentWhileMade(switches.get(0).flowSwitch, old.entries());
    }
    FlowCompilation tables;
    try {
      tables =
          old == null
              ? compiled(snapshot, previous)
              : sent == null ? old.next(snapshot, previous) : old.next(snapshot, previous, sent);
    } catch (RuntimeException e) {
      if (sent != null) {
        sent.abandon(String.valueOf(e.getMessage()));
      }
      return notCompiled(snapshot, e);
    }
    if (sent != null && sent.isOpen()) {
      return finish(sent, tables, gate);
    }
    if (old != null) {
      switches.stream()
          .filter(served -> served.flowSwitch.isFresh())
          .forEach(served -> restore(served, old));
    }
    Function<FlowSwitch, FlowResult> way =
        old != null
            ? step(FlowChange.between(old.entries(), tables.entries()), tables)
            : whole(tables);
    Outcome outcome = install(tables, gate, way, () -> old);
    if (outcome instanceof Outcome.Applied) {
      inForce = tables;
    }
    return outcome;
  }

  /** Lets what was sent take effect, once all else is done. */
  private Outcome finish(SentWhileMade sent, FlowCompilation tables, Gate gate) {
    try {
      sent.end();
      gate.pass(tables.ids());
    } catch (IOException e) {
      sent.abandon(Backend.notSaved(e));
      return new Outcome.Refused(Backend.notSaved(e), true);
    }
    Outcome outcome = install(tables, Gate.OPEN, connected -> sent.commit(), () -> null);
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

  /**
   * Puts tables into every switch that is here.
   *
   * @param gate is passed first
   * @param before the tables to go back to if a switch refuses; null if there were none
   */
  private Outcome install(
      FlowCompilation tables,
      Gate gate,
      Function<FlowSwitch, FlowResult> way,
      Supplier<@Nullable FlowCompilation> before) {
    try {
      gate.pass(tables.ids());
    } catch (IOException e) {
      return new Outcome.Refused(Backend.notSaved(e), true);
    }
    List<Served> done = new ArrayList<>();
    Map<Served, FlowResult> results = new LinkedHashMap<>();
    for (Served served : switches) {
      FlowResult result = install(served, tables, way, APPLIED);
      results.put(served, result);
      if (result instanceof FlowResult.Rejected rejected) {
        FlowCompilation old = before.get();
        if (old != null) {
          done.forEach(other -> install(other, old, whole(old), APPLIED));
        }
        goByFlagsIfItDoesNotFollow(rejected);
        return new Outcome.Refused(reason(served, rejected, tables), true);
      }
      if (result instanceof FlowResult.InForce) {
        done.add(served);
      }
    }
    if (done.isEmpty()) {
      return new Outcome.Unavailable(
          results.values().stream()
              .map(result -> result instanceof FlowResult.NoSwitch none ? none.reason() : "")
              .distinct()
              .collect(Collectors.joining("; ")));
    }
    limitations = limitations(results);
    return new Outcome.Applied(tables.ids(), all(tables));
  }

  /** A switch that cannot follow connections gets tables that go by flags, as all get then. */
  private void goByFlagsIfItDoesNotFollow(FlowResult.Rejected rejected) {
    boolean cannot =
        rejected.entry().filter(FlowEntry::isAboutConnections).isPresent()
            && !rejected.isForWantOfRoom();
    if (tracking && cannot) {
      LOG.warn("event=switch.without-tracking reason=\"{}\"", rejected.reason());
      tracking = false;
      FlowCompilation tables = inForce;
      inForce = tables == null ? null : compiled(tables.snapshot(), tables.ids());
    }
  }

  private List<Limitation> all(FlowCompilation tables) {
    List<Limitation> all = new ArrayList<>(tables.limitations());
    if (settings.tracking() && !tracking) {
      all.add(GOES_BY_FLAGS);
    }
    all.addAll(limitations);
    return all;
  }

  /** What the switches themselves do not do, and which of them are away. */
  private static List<Limitation> limitations(Map<Served, FlowResult> results) {
    Set<Limitation> limitations = new LinkedHashSet<>();
    results.forEach(
        (served, result) -> {
          if (result instanceof FlowResult.InForce done) {
            limitations.addAll(done.limitations());
          } else if (result instanceof FlowResult.NoSwitch none) {
            String text =
                "switch " + served.flowSwitch.name() + " keeps what it has: " + none.reason();
            limitations.add(new Limitation(Origin.NO_MATCH, text));
          } else if (result instanceof FlowResult.Rejected rejected) {
            String text =
                "switch "
                    + served.flowSwitch.name()
                    + " keeps what it has: it refuses, "
                    + rejected.reason();
            limitations.add(new Limitation(Origin.NO_MATCH, text));
          }
        });
    return List.copyOf(limitations);
  }

  private static String reason(
      Served served, FlowResult.Rejected rejected, FlowCompilation tables) {
    String who = "switch " + served.flowSwitch.name();
    return rejected
        .entry()
        .map(
            entry -> {
              Origin origin = tables.origin(entry);
              String whose = origin == null ? "" : " of " + origin;
              if (origin != null && !origin.mudUrl().isEmpty()) {
                whose += " in " + origin.mudUrl();
              }
              return "%s refuses an entry of table %d%s: %s"
                  .formatted(who, entry.table(), whose, rejected.reason());
            })
        .orElse(who + " refuses: " + rejected.reason());
  }

  /** Puts right what differs from what is in force; says so after a connection, or if it did. */
  private FlowResult restore(Served served, FlowCompilation tables) {
    String event = served.flowSwitch.isFresh() ? APPLIED : "policy.repaired";
    return install(served, tables, whole(tables), event);
  }

  private static Function<FlowSwitch, FlowResult> whole(FlowCompilation tables) {
    return connected -> connected.apply(tables.entries(), tables.meters(), tables::origin);
  }

  private FlowResult install(
      Served served, FlowCompilation tables, Function<FlowSwitch, FlowResult> way, String event) {
    long start = System.nanoTime();
    FlowResult result = way.apply(served.flowSwitch);
    if (result instanceof FlowResult.InForce done) {
      // what was read stood there before: it belongs to the tables before
      FlowCompilation before = inForce == null ? tables : inForce;
      done.packets().ifPresent(packets -> served.counts.update(before::origin, packets));
      served.counts.end(before::origin, done.ended());
      served.trouble = "";
      if (event.equals(APPLIED) || done.changes() > 0) {
        LOG.info(
            "event={} revision={} entries={} changes={} ms={} switch={}",
            event,
            tables.snapshot().revision(),
            tables.entries().size(),
            done.changes(),
            TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start),
            served.flowSwitch.name());
      }
    }
    return result;
  }

  @Override
  public List<LinkMessage.Count> check() {
    FlowCompilation tables = inForce;
    if (tables == null) {
      switches.forEach(OpenFlowBackend::find);
      return List.of();
    }
    Map<Served, FlowResult> results = new LinkedHashMap<>();
    for (Served served : switches) {
      served.flowSwitch.lookAhead();
      FlowResult result = restore(served, tables);
      results.put(served, result);
      if (result instanceof FlowResult.NoSwitch none) {
        served.complain("event=switch.missing", none.reason());
        find(served);
      } else if (result instanceof FlowResult.Rejected rejected) {
        goByFlagsIfItDoesNotFollow(rejected); // and the next look restores what it can have
        LOG.error("event=policy.not-restored reason=\"{}\"", reason(served, rejected, tables));
      }
    }
    limitations = limitations(results);
    return RuleCounts.sum(switches.stream().map(served -> served.counts).toList());
  }

  @Override
  public List<Limitation> limitations() {
    FlowCompilation tables = inForce;
    return tables == null ? List.of() : all(tables);
  }

  @Override
  public List<LinkMessage.SwitchPorts> ports() {
    List<LinkMessage.SwitchPorts> ports = new ArrayList<>();
    for (Served served : switches) {
      served
          .flowSwitch
          .portsUp()
          .map(up -> new LinkMessage.SwitchPorts(served.flowSwitch.name(), up))
          .ifPresent(ports::add);
    }
    return ports;
  }

  /** The bridge may be made after us, or lose what it was told. */
  private static void find(Served served) {
    try {
      served.flowSwitch.configure();
    } catch (IOException e) {
      served.complain("event=bridge.unreachable", String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void close() {
    if (hub != null) {
      hub.close();
    }
  }
}
