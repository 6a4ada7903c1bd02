package org.mudward.enforcer.openflow;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.Limitation;
import org.mudward.policy.flow.FlowChange;
import org.mudward.policy.flow.FlowEntry;
import org.mudward.policy.flow.Meter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One Open vSwitch bridge, made to hold the entries that it should.
 *
 * <p>The switch connects to us. {@link #apply} reads back what it holds and changes only what
 * differs, so that it does not matter who restarted in between. Entries of others are reported and
 * left alone.
 *
 * <p>{@link #apply} waits for the switch; it is for one thread at a time, and never for an event
 * loop.
 */
public final class FlowSwitch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FlowSwitch.class);

  /** Ten thousand devices with two hundred addresses of peers and rules are a tenth of this. */
  static final int MAX_ENTRIES = 1_000_000;

  /** Open vSwitch takes some 100,000 entries a second; a switch that needs longer hangs. */
  private static final int ANSWER_SECONDS = 60;

  /** So long a bridge that somebody made open may go unnoticed, while its controller is there. */
  private static final int VERIFIED_FOR_SECONDS = 60;

  /** Without bundles, so many changes are on their way before the switch is asked how it fares. */
  private static final int CHANGES_AT_ONCE = 1000;

  private final SwitchSettings settings;
  private final OvsBridge bridge;
  private final Runnable connected;
  private final OpenFlowListener listener;
  private final AtomicReference<@Nullable SwitchSession> session = new AtomicReference<>();
  private boolean bundles;
  private Metering metering = Metering.WHOLE;

  /** A session on which the switch has refused meters: what drops need not be sampled. */
  private @Nullable SwitchSession withoutSamples;

  private Optional<Limitation> fault = Optional.empty();
  private @Nullable InetSocketAddress address;
  private @Nullable SwitchSession verified;
  private long verifiedAt;
  private List<String> foreignReported = List.of();

  /** The session on which the switch was last made to hold what it should. */
  private @Nullable SwitchSession inStep;

  /**
   * @param frames gets the frames that the switch copies
   * @param connected is told that a switch is ready, on the event loop: must not block
   */
  public FlowSwitch(SwitchSettings settings, FrameListener frames, Runnable connected) {
    this(settings, frames, connected, true);
  }

  FlowSwitch(SwitchSettings settings, FrameListener frames, Runnable connected, boolean bundles) {
    this.settings = settings;
    this.connected = connected;
    this.bundles = bundles;
    bridge = new OvsBridge(settings);
    listener = new OpenFlowListener(frames, this::ready);
  }

  /**
   * Starts to listen for the switch, and returns where.
   *
   * @throws IOException if the address cannot be had
   */
  public InetSocketAddress listen() throws IOException {
    InetSocketAddress bound = listener.listen(settings.listen());
    address = bound;
    LOG.info("event=openflow.listening address={}", bound);
    return bound;
  }

  private void ready(SwitchSession next) {
    LOG.info("event=switch.connected datapath={}", Long.toHexString(next.datapath()));
    SwitchSession before = session.getAndSet(next);
    if (before != null && before.isOpen()) {
      before.close("the switch has connected again");
    }
    connected.run();
  }

  /**
   * Tells the bridge to forward nothing by itself and to connect to us, if it does not already.
   *
   * @throws IOException if there is no such bridge, or Open vSwitch does not answer
   */
  public void configure() throws IOException {
    InetSocketAddress bound = Objects.requireNonNull(address, "listen first");
    OvsBridge.State state = bridge.read(bound);
    if (!state.differences().isEmpty()) {
      LOG.info("event=bridge.configuring bridge={} was={}", settings.bridge(), state.differences());
      bridge.configure(bound);
    }
  }

  /** Makes the switch hold just these entries and meters, beside those of others. */
  public FlowResult apply(Collection<FlowEntry> desired, Collection<Meter> meters) {
    if (desired.size() > MAX_ENTRIES) {
      return new FlowResult.Rejected("more than " + MAX_ENTRIES + " entries", Optional.empty());
    }
    return onSwitch(current -> apply(current, desired, meters));
  }

  /**
   * Changes what the last {@link #apply} or change has left in the switch, all at once and without
   * reading it back.
   *
   * @param desired all entries that there are to be, for a switch of which that cannot be said: it
   *     has connected anew, or has no bundles
   * @param meters likewise; no change but of all is one of meters
   */
  public FlowResult change(
      FlowChange change, Collection<FlowEntry> desired, Collection<Meter> meters) {
    if (desired.size() > MAX_ENTRIES || !bundles) {
      return apply(desired, meters);
    }
    return onSwitch(
        current ->
            current.equals(inStep) ? change(current, change) : apply(current, desired, meters));
  }

  /** Something that is done with a switch, and waits for it. */
  private interface Work {
    FlowResult on(SwitchSession current)
        throws ExecutionException, TimeoutException, InterruptedException;
  }

  private FlowResult onSwitch(Work work) {
    SwitchSession current = session.get();
    FlowResult result =
        current == null || !current.isOpen()
            ? new FlowResult.NoSwitch("no switch is connected")
            : attempt(current, work);
    inStep = result instanceof FlowResult.InForce ? current : null;
    return result;
  }

  private FlowResult attempt(SwitchSession current, Work work) {
    try {
      verify(current);
    } catch (IOException e) {
      return new FlowResult.NoSwitch(String.valueOf(e.getMessage()));
    }
    try {
      return work.on(current);
    } catch (ExecutionException | TimeoutException e) {
      String reason = String.valueOf(e.getMessage());
      current.close(reason);
      return new FlowResult.NoSwitch(reason);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new FlowResult.NoSwitch("interrupted");
    }
  }

  /**
   * A switch counts as ours when it is the bridge that we know, and forwards nothing by itself.
   * Asked again now and then, for that can be changed while it is connected.
   */
  private void verify(SwitchSession current) throws IOException {
    long now = System.nanoTime();
    if (current.equals(verified)
        && now - verifiedAt < TimeUnit.SECONDS.toNanos(VERIFIED_FOR_SECONDS)) {
      return;
    }
    configure();
    OvsBridge.State state = bridge.read(Objects.requireNonNull(address));
    if (!state.differences().isEmpty()) {
      throw new IOException("bridge " + settings.bridge() + ": " + state.differences());
    }
    if (state.datapath() != current.datapath()) {
      current.close("it is another bridge");
      throw new IOException(
          "datapath %x is not bridge %s, which is %x"
              .formatted(current.datapath(), settings.bridge(), state.datapath()));
    }
    fault = state.limitation();
    verified = current;
    verifiedAt = now;
  }

  private FlowResult apply(
      SwitchSession current, Collection<FlowEntry> desired, Collection<Meter> meters)
      throws ExecutionException, TimeoutException, InterruptedException {
    List<InstalledFlow> installed = await(current, new ReadFlows());
    MeterDifference change = difference(current, desired, meters);
    StepFailure failure = changeInPhases(current, List.of(change.before()));
    if (failure != null && change.metering().samples()) {
      LOG.warn("event=switch.without-samples reason=\"{}\"", failure.reason());
      withoutSamples = current;
      change = difference(current, desired, meters);
      failure = changeInPhases(current, List.of(change.before()));
    }
    Collection<FlowEntry> possible = change.metering().entries(desired);
    boolean alone = settings.foreign() == SwitchSettings.Foreign.REMOVE;
    FlowDifference difference = FlowDifference.between(possible, installed, alone);
    report(difference);
    int changes = change.changes() + difference.steps().size() - difference.again();
    if (failure == null && !difference.steps().isEmpty()) {
      failure = change(current, difference, installed);
    }
    if (failure == null) {
      failure = changeInPhases(current, List.of(change.after()));
    }
    if (failure != null) {
      return rejected(failure);
    }
    metering = change.metering();
    return inForce(changes, Optional.of(packets(installed)));
  }

  private MeterDifference difference(
      SwitchSession current, Collection<FlowEntry> desired, Collection<Meter> meters)
      throws ExecutionException, TimeoutException, InterruptedException {
    ReadMeters.Found found = await(current, new ReadMeters());
    return MeterDifference.between(meters, desired, found, !current.equals(withoutSamples));
  }

  private FlowResult change(SwitchSession current, FlowChange change)
      throws ExecutionException, TimeoutException, InterruptedException {
    List<FlowStep> steps = FlowDifference.of(metering.change(change)).steps();
    if (steps.isEmpty()) {
      return inForce(0, Optional.empty());
    }
    ChangeBundle.Outcome outcome = await(current, new ChangeBundle(steps));
    if (!outcome.supported()) {
      return new FlowResult.NoSwitch("the switch takes no bundles any more");
    }
    return outcome
        .failure()
        .map(FlowSwitch::rejected)
        .orElseGet(() -> inForce(steps.size(), Optional.empty()));
  }

  private FlowResult inForce(int changes, Optional<Map<FlowEntry, Long>> packets) {
    List<Limitation> limitations = new ArrayList<>();
    fault.ifPresent(limitations::add);
    limitations.addAll(metering.limitations());
    return new FlowResult.InForce(changes, limitations, packets);
  }

  private static <T> T await(SwitchSession current, Exchange<T> exchange)
      throws ExecutionException, TimeoutException, InterruptedException {
    return current.run(exchange).get(ANSWER_SECONDS, TimeUnit.SECONDS);
  }

  private @Nullable StepFailure change(
      SwitchSession current, FlowDifference difference, List<InstalledFlow> before)
      throws ExecutionException, TimeoutException, InterruptedException {
    if (bundles) {
      ChangeBundle.Outcome outcome = await(current, new ChangeBundle(difference.steps()));
      if (outcome.supported()) {
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

  private static @Nullable StepFailure changeInPhases(
      SwitchSession current, List<List<FlowStep>> phases)
      throws ExecutionException, TimeoutException, InterruptedException {
    for (List<FlowStep> phase : phases) {
      for (int from = 0; from < phase.size(); from += CHANGES_AT_ONCE) {
        int to = Math.min(phase.size(), from + CHANGES_AT_ONCE);
        Optional<StepFailure> failure = await(current, new ChangePhase(phase.subList(from, to)));
        if (failure.isPresent()) {
          return failure.get();
        }
      }
    }
    return null;
  }

  /** Goes back to the entries of before, by the same way as forward. */
  private static void undo(SwitchSession current, List<InstalledFlow> before)
      throws ExecutionException, TimeoutException, InterruptedException {
    List<FlowEntry> entries =
        before.stream()
            .filter(flow -> flow.isOurs() && flow.isIntact())
            .map(InstalledFlow::entry)
            .filter(Objects::nonNull)
            .toList();
    List<InstalledFlow> now = await(current, new ReadFlows());
    StepFailure failure =
        changeInPhases(current, FlowDifference.between(entries, now, false).phases());
    if (failure != null) {
      LOG.error("event=flows.not-undone reason=\"{}\"", failure.reason());
    }
  }

  private static FlowResult rejected(StepFailure failure) {
    Optional<FlowEntry> entry =
        failure.step() instanceof FlowStep.Add add ? Optional.of(add.entry()) : Optional.empty();
    LOG.error("event=flows.rejected reason=\"{}\" entry={}", failure.reason(), entry.orElse(null));
    return new FlowResult.Rejected(failure.reason(), entry);
  }

  private void report(FlowDifference difference) {
    for (InstalledFlow flow : difference.altered()) {
      LOG.warn("event=flow.altered-by-others restored=true {}", flow);
    }
    List<String> foreign = difference.foreign().stream().map(InstalledFlow::toString).toList();
    if (!foreign.equals(foreignReported)) {
      String example = foreign.isEmpty() ? "none" : foreign.get(0);
      LOG.warn("event=flows.of-others count={} first=\"{}\"", foreign.size(), example);
      foreignReported = foreign;
    }
  }

  private static Map<FlowEntry, Long> packets(List<InstalledFlow> flows) {
    Map<FlowEntry, Long> packets = new HashMap<>();
    for (InstalledFlow flow : flows) {
      FlowEntry entry = flow.entry();
      if (entry != null && flow.isIntact()) {
        packets.put(entry, flow.packets());
      }
    }
    return packets;
  }

  @Override
  public void close() {
    listener.close();
  }
}
