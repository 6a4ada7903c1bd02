package org.mudward.enforcer.openflow;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.mudward.policy.flow.FlowEntry;
import org.mudward.policy.flow.Meter;

/**
 * A change of a switch's entries that goes to the switch, in a bundle, while it is still worked
 * out. Packets see nothing of it before {@link FlowSwitch#commit}, and never anything if it is
 * {@linkplain FlowSwitch#abandon abandoned}.
 *
 * <p>For the thread that opened it. Each is to be {@linkplain #end ended} and committed, or
 * abandoned.
 */
public final class OpenChange {
  private final SwitchSession session;
  private final LocalPorts ports;
  private final List<Meter> meters;
  private final MeterDifference others;

  /** What stands in the switch and was not yet found among what is to stand there. */
  private final Map<FlowEntry.Place, FlowEntry> left = new HashMap<>();

  private final ChangeBundle bundle = new ChangeBundle();
  private final CompletableFuture<ChangeBundle.Outcome> outcome;
  private boolean ended;

  OpenChange(
      SwitchSession session,
      LocalPorts ports,
      Collection<FlowEntry> before,
      Collection<Meter> meters,
      MeterDifference others) {
    this.session = session;
    this.ports = ports;
    this.meters = List.copyOf(meters);
    this.others = others;
    ports.local(before).forEach(entry -> left.put(entry.place(), entry));
    outcome = session.run(bundle);
  }

  /** One of the entries that there are to be. No two may have the same place. */
  public void add(FlowEntry entry) {
    if (entry.match().port().isEmpty()) {
      addLocal(entry);
    } else {
      ports.local(List.of(entry)).forEach(this::addLocal);
    }
  }

  private void addLocal(FlowEntry entry) {
    FlowEntry standing = left.isEmpty() ? null : left.remove(entry.place());
    if (!entry.equals(standing)) {
      bundle.add(new FlowStep.Add(entry));
    }
  }

  /** There are no more entries: what else stands in the switch goes. */
  public void end() {
    left.values().forEach(gone -> bundle.add(new FlowStep.Delete(InstalledFlow.of(gone))));
    bundle.end();
    ended = true;
  }

  ChangeBundle.Outcome commit() throws ExecutionException, TimeoutException, InterruptedException {
    bundle.decide(true);
    return Conversation.await(outcome);
  }

  void discard() throws ExecutionException, TimeoutException, InterruptedException {
    if (!ended) {
      bundle.end();
    }
    bundle.decide(false);
    Conversation.await(outcome);
  }

  SwitchSession session() {
    return session;
  }

  /** The meters that there are to be. */
  List<Meter> meters() {
    return meters;
  }

  /** What of them was another before. */
  MeterDifference others() {
    return others;
  }

  /** How many messages it takes. */
  int size() {
    return bundle.count() + others.changes();
  }
}
