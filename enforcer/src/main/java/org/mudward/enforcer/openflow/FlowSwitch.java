package org.mudward.enforcer.openflow;

import static org.mudward.enforcer.openflow.Conversation.await;
import static org.mudward.enforcer.openflow.Conversation.changeInPhases;
import static org.mudward.enforcer.openflow.Conversation.counts;
import static org.mudward.enforcer.openflow.Conversation.undo;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.Limitation;
import org.mudward.policy.Origin;
import org.mudward.policy.flow.FlowChange;
import org.mudward.policy.flow.FlowEntry;
import org.mudward.policy.flow.Meter;
import org.mudward.policy.flow.Narrowing;
import org.mudward.policy.flow.SwitchAbilities;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One switch, made to hold the entries that it should.
 *
 * <p>The switch connects to us. {@link #apply} reads back what it holds and changes only what
 * differs, so that it does not matter who restarted in between. Entries of others are reported and
 * left alone.
 *
 * <p>{@link #apply} waits for the switch; it is for one thread at a time, and never for an event
 * loop.
 */
public final class FlowSwitch {
  private static final Logger LOG = LoggerFactory.getLogger(FlowSwitch.class);

  /** Ten thousand devices with two hundred addresses of peers and rules are a tenth of this. */
  public static final int MAX_ENTRIES = 1_000_000;

  /** So long a bridge that somebody made open may go unnoticed, while its controller is there. */
  private static final int VERIFIED_FOR_SECONDS = 60;

  /** A look at the switch asks for the bridge, too, so that no change has to wait for that. */
  private static final int VERIFIED_ANEW_SECONDS = 40;

  private final SwitchHub hub;
  private final BridgeSettings bridge;
  private final SwitchControl control;
  private boolean bundles;

  /** A session on which a bundle was made, so that the next need not wait to be opened. */
  private @Nullable SwitchSession bundled;

  /** The meters that it has of ours. */
  private List<Meter> metersSet = List.of();

  /** A session on which the switch has refused meters: what drops need not be sampled. */
  private @Nullable SwitchSession withoutSamples;

  private List<Limitation> faults = List.of();
  private volatile OptionalLong datapath;
  private @Nullable SwitchSession verified;
  private long verifiedAt;
  private final Strangers strangers = new Strangers();

  /** The session on which the switch was last made to hold what it should. */
  private @Nullable SwitchSession inStep;

  /** The session on which it was found out what the switch can do. */
  private @Nullable SwitchSession probed;

  private SwitchAbilities abilities = SwitchAbilities.ALL;
  private List<Limitation> narrowed = List.of();
  private Metering metering = Metering.WHOLE;
  private long greatestMeter;

  /** The ports that it had then. */
  private LocalPorts ports;

  FlowSwitch(SwitchHub hub, BridgeSettings bridge, SwitchControl control, boolean bundles) {
    this.hub = hub;
    this.bridge = bridge;
    this.control = control;
    this.bundles = bundles;
    datapath = bridge.datapath();
    ports = new LocalPorts(bridge.name(), bridge.trunks(), Map.of());
  }

  /** What it is called. */
  public String name() {
    return bridge.name();
  }

  /** The number by which it introduces itself, as far as that is known. */
  OptionalLong datapath() {
    return datapath;
  }

  private Optional<SwitchSession> session() {
    OptionalLong known = datapath;
    return known.isPresent() ? hub.session(known.getAsLong()) : Optional.empty();
  }

  /** Its ports that have a link, by name; empty if it is not connected. */
  public Optional<Set<String>> portsUp() {
    return session().map(open -> open.ports().up());
  }

  /** Whether it is here, and was not yet made to hold what it should since it came. */
  public boolean isFresh() {
    return datapath.isEmpty()
        ? hub.hasSessions()
        : session().filter(open -> !open.equals(inStep)).isPresent();
  }

  /** Whether it is known, and not here. */
  boolean isMissing() {
    return datapath.isPresent() && session().isEmpty();
  }

  /** Whether it is no bridge of this machine's Open vSwitch. */
  boolean isPlain() {
    return bridge.datapath().isPresent();
  }

  /** Whether it was reached by its own socket, because it does not connect. */
  boolean isManaged() {
    return session().filter(SwitchSession::isManagement).isPresent();
  }

  /** Whether it is here, and was last made to hold what it should. */
  boolean isInStep() {
    return session().filter(open -> open.equals(inStep)).isPresent();
  }

  /** Ends the session, if there is one. */
  void leave(String reason) {
    session().ifPresent(open -> open.close(reason));
  }

  SwitchControl control() {
    return control;
  }

  /**
   * Tells the switch to forward nothing by itself and to connect to us, if it does not already.
   *
   * @throws IOException if there is no such bridge, or Open vSwitch does not answer
   */
  public void configure() throws IOException {
    InetSocketAddress address = hub.address();
    SwitchControl.State state = control.read(address);
    datapath = OptionalLong.of(state.datapath());
    if (!state.differences().isEmpty()) {
      LOG.info("event=bridge.configuring bridge={} was={}", name(), state.differences());
      control.configure(address);
    }
  }

  /** Makes it certain that the next change need not ask for the bridge. */
  public void lookAhead() {
    if (System.nanoTime() - verifiedAt > TimeUnit.SECONDS.toNanos(VERIFIED_ANEW_SECONDS)) {
      verified = null;
    }
  }

  /** Makes the switch hold just these entries and meters, beside those of others. */
  public FlowResult apply(Collection<FlowEntry> desired, Collection<Meter> meters) {
    return apply(desired, meters, entry -> null);
  }

  /**
   * Makes the switch hold just these entries and meters, beside those of others, as far as it can.
   *
   * @param origins which rules entries stand for, to say which ones it cannot have
   */
  public FlowResult apply(
      Collection<FlowEntry> desired,
      Collection<Meter> meters,
      Function<FlowEntry, @Nullable Origin> origins) {
    if (desired.size() > MAX_ENTRIES) {
      return new FlowResult.Rejected("more than " + MAX_ENTRIES + " entries", Optional.empty());
    }
    return onSwitch(
        current -> {
          Collection<FlowEntry> possible = desired;
          narrowed = List.of();
          if (!abilities.equals(SwitchAbilities.ALL)) {
            if (!abilities.missing().isEmpty()) {
              return new FlowResult.Rejected(
                  "cannot compare " + String.join(", ", abilities.missing()), Optional.empty());
            }
            Narrowing narrowing = Narrowing.of(name(), desired, origins, abilities);
            possible = narrowing.entries();
            narrowed = narrowing.limitations();
          }
          return apply(current, possible, meters);
        });
  }

  /**
   * Changes what the last {@link #apply} or change has left in the switch, all at once and without
   * reading it back; of entries of rules that go, what they counted is read.
   *
   * @param desired all entries that there are to be, for a switch of which that cannot be said: it
   *     has connected anew, or has no bundles, or cannot have them as they are
   * @param meters likewise; which of them are new, it knows by those that it set last
   * @param origins which rules entries stand for
   */
  public FlowResult change(
      FlowChange change,
      Collection<FlowEntry> desired,
      Collection<Meter> meters,
      Function<FlowEntry, @Nullable Origin> origins) {
    Optional<SwitchSession> here = known();
    if (desired.size() > MAX_ENTRIES
        || change.removed().size() > ReadCounts.MAX_ENTRIES
        || here.isEmpty()) {
      return apply(desired, meters, origins);
    }
    return onSwitch(
        current ->
            current.equals(here.get())
                ? change(current, ports.local(change), desired, meters)
                : apply(current, desired, meters));
  }

  /** The session on which this switch is known to hold what it should, and can change at once. */
  private Optional<SwitchSession> known() {
    return session()
        .filter(open -> open.equals(inStep))
        .filter(open -> bundles && abilities.equals(SwitchAbilities.ALL))
        .filter(open -> ports.equals(portsOf(open)));
  }

  /**
   * Begins a change that is sent while it is worked out, and takes effect as a whole when it is
   * {@linkplain #commit committed}. Until that, or until it is {@linkplain #abandon abandoned},
   * nothing else may be done with this switch.
   *
   * @param before the entries that the last {@link #apply} or change has left in the switch, none
   *     of which counts packets for a rule that goes
   * @param meters those that there are to be
   * @return empty if this switch has to be changed in the ordinary way
   */
  public Optional<OpenChange> open(Collection<FlowEntry> before, Collection<Meter> meters) {
    Optional<MeterDifference> others =
        MeterDifference.between(metersSet, meters, metering, greatestMeter);
    Optional<SwitchSession> here = known().filter(open -> open.equals(bundled));
    if (here.isEmpty() || others.isEmpty() || !metering.equals(Metering.WHOLE)) {
      return Optional.empty();
    }
    try {
      SwitchSession current = verify();
      if (current.equals(here.get())
          && changeInPhases(current, List.of(others.get().before())) == null) {
        return Optional.of(new OpenChange(current, ports, before, meters, others.get()));
      }
    } catch (ExecutionException | TimeoutException e) {
      here.get().close(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      LOG.debug("event=change.not-opened", e); // the ordinary way says what is wrong
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Optional.empty();
  }

  /** Lets an open change take effect, once all of it was sent. */
  public FlowResult commit(OpenChange change) {
    return onSession(
        change.session(),
        current -> {
          FlowResult refusal = change.commit().refusal();
          return refusal != null
              ? refusal
              : changed(current, change.meters(), change.others(), change.size(), Map.of());
        });
  }

  /** Throws an open change away; what the switch holds is read before it is changed again. */
  public FlowResult abandon(OpenChange change, String reason) {
    return onSession(
        change.session(),
        current -> {
          change.discard();
          return new FlowResult.Rejected(reason, Optional.empty());
        });
  }

  /** Something that is done with a switch, and waits for it. */
  private interface Work {
    FlowResult on(SwitchSession current)
        throws ExecutionException, TimeoutException, InterruptedException;
  }

  private FlowResult onSwitch(Work work) {
    if (!hub.hasSessions()) {
      return settled(new FlowResult.NoSwitch("no switch is connected"));
    }
    SwitchSession current;
    try {
      current = verify();
    } catch (IOException e) {
      return settled(new FlowResult.NoSwitch(String.valueOf(e.getMessage())));
    }
    return onSession(
        current,
        open -> {
          probe(open);
          return work.on(open);
        });
  }

  private FlowResult onSession(SwitchSession current, Work work) {
    try {
      return settled(work.on(current));
    } catch (ExecutionException | TimeoutException e) {
      String reason = String.valueOf(e.getMessage());
      current.close(reason);
      return settled(new FlowResult.NoSwitch(reason));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return settled(new FlowResult.NoSwitch("interrupted"));
    }
  }

  private FlowResult settled(FlowResult result) {
    inStep = result instanceof FlowResult.InForce ? verified : null;
    if (inStep != null) {
      try {
        hub.waiting().restored(this);
      } catch (IOException e) {
        return new FlowResult.NoSwitch("it waits on: " + e.getMessage());
      }
    }
    return result;
  }

  /** Finds out what a switch can do that is no bridge of the Open vSwitch that we know. */
  private void probe(SwitchSession current)
      throws ExecutionException, TimeoutException, InterruptedException {
    if (!current.equals(probed)) {
      abilities =
          bridge.datapath().isPresent() || !current.fragments()
              ? await(current, new ReadAbilities(current.fragments()))
              : SwitchAbilities.ALL;
      probed = current;
    }
  }

  /**
   * The session of the switch that we know, and that forwards nothing by itself. Asked again now
   * and then, for that can be changed while it is connected.
   */
  private SwitchSession verify() throws IOException {
    long now = System.nanoTime();
    SwitchSession known = verified;
    if (known != null
        && session().filter(known::equals).isPresent()
        && now - verifiedAt < TimeUnit.SECONDS.toNanos(VERIFIED_FOR_SECONDS)) {
      return known;
    }
    configure();
    SwitchControl.State state = control.read(hub.address());
    if (!state.differences().isEmpty()) {
      throw new IOException("bridge " + name() + ": " + state.differences());
    }
    datapath = OptionalLong.of(state.datapath());
    SwitchSession current = session().orElseThrow(() -> hub.notHere(name(), state.datapath()));
    current.belongsTo(bridge);
    hub.sendStrangersAway();
    faults = state.limitations();
    verified = current;
    verifiedAt = now;
    return current;
  }

  private LocalPorts portsOf(SwitchSession current) {
    return new LocalPorts(bridge.name(), bridge.trunks(), current.ports().numbers());
  }

  private FlowResult apply(
      SwitchSession current, Collection<FlowEntry> wanted, Collection<Meter> meters)
      throws ExecutionException, TimeoutException, InterruptedException {
    ports = portsOf(current);
    List<FlowEntry> desired = ports.local(wanted);
    List<InstalledFlow> installed = await(current, new ReadFlows(current.fragments()));
    MeterDifference change = difference(current, desired, meters);
    StepFailure failure = changeInPhases(current, List.of(change.before()));
    if (failure != null && change.metering().samples()) {
      LOG.warn("event=switch.without-samples reason=\"{}\"", failure.reason());
      withoutSamples = current;
      change = difference(current, desired, meters);
      failure = changeInPhases(current, List.of(change.before()));
    }
    Collection<FlowEntry> possible = change.metering().entries(desired);
    boolean alone = hub.settings().foreign() == SwitchSettings.Foreign.REMOVE;
    FlowDifference difference = FlowDifference.between(possible, installed, alone);
    strangers.report(difference);
    int changes = change.changes() + difference.steps().size() - difference.again();
    if (failure == null && !difference.steps().isEmpty()) {
      failure = change(current, difference, installed);
    }
    if (failure == null) {
      failure = changeInPhases(current, List.of(change.after()));
    }
    if (failure != null) {
      return failure.rejected();
    }
    metering = change.metering();
    metersSet = List.copyOf(meters);
    greatestMeter = change.greatestNumber();
    return inForce(changes, Optional.of(InstalledFlow.packets(installed)), Map.of());
  }

  private MeterDifference difference(
      SwitchSession current, Collection<FlowEntry> desired, Collection<Meter> meters)
      throws ExecutionException, TimeoutException, InterruptedException {
    ReadMeters.Found found = await(current, new ReadMeters());
    return MeterDifference.between(meters, desired, found, !current.equals(withoutSamples));
  }

  private FlowResult change(
      SwitchSession current,
      FlowChange change,
      Collection<FlowEntry> desired,
      Collection<Meter> meters)
      throws ExecutionException, TimeoutException, InterruptedException {
    Optional<MeterDifference> known =
        MeterDifference.between(metersSet, meters, metering, greatestMeter);
    if (known.isEmpty() || changeInPhases(current, List.of(known.get().before())) != null) {
      return apply(current, desired, meters); // which finds out what the switch can have
    }
    MeterDifference others = known.get();
    FlowChange possible = metering.change(change);
    Map<FlowEntry, Long> ended = counts(current, possible.removed());
    List<FlowStep> steps = FlowDifference.of(possible).steps();
    if (!steps.isEmpty()) {
      FlowResult refusal =
          await(current, new ChangeBundle(steps, current.equals(bundled))).refusal();
      if (refusal != null) {
        return refusal;
      }
    }
    return changed(current, meters, others, steps.size() + others.changes(), ended);
  }

  /** Ends a change of entries with the meters that they do not use any more. */
  private FlowResult changed(
      SwitchSession current,
      Collection<Meter> meters,
      MeterDifference others,
      int messages,
      Map<FlowEntry, Long> ended)
      throws ExecutionException, TimeoutException, InterruptedException {
    StepFailure failure = changeInPhases(current, List.of(others.after()));
    if (failure != null) {
      return failure.rejected();
    }
    metersSet = List.copyOf(meters);
    return inForce(messages, Optional.empty(), ended);
  }

  private FlowResult inForce(
      int changes, Optional<Map<FlowEntry, Long>> packets, Map<FlowEntry, Long> ended) {
    List<Limitation> limitations = new ArrayList<>(faults);
    limitations.addAll(narrowed);
    limitations.addAll(metering.limitations());
    return new FlowResult.InForce(changes, limitations, packets, ended);
  }

  private @Nullable StepFailure change(
      SwitchSession current, FlowDifference difference, List<InstalledFlow> before)
      throws ExecutionException, TimeoutException, InterruptedException {
    if (bundles) {
      ChangeBundle.Outcome outcome =
          await(current, new ChangeBundle(difference.steps(), current.equals(bundled)));
      if (outcome.supported()) {
        bundled = current;
        return outcome.failure().orElse(null);
      }
      bundles = false;
      LOG.info("event=switch.without-bundles changes=\"in phases\"");
    }
    StepFailure failure = changeInPhases(current, difference.phases());
    if (failure != null) {
      undo(current, before);
    }
    return failure;
  }
}
