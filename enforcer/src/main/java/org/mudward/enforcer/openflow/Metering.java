package org.mudward.enforcer.openflow;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.mudward.policy.Limitation;
import org.mudward.policy.Origin;
import org.mudward.policy.flow.FlowAction;
import org.mudward.policy.flow.FlowChange;
import org.mudward.policy.flow.FlowEntry;

/**
 * What a switch can do of all that entries want of meters. What it cannot do makes no packet pass:
 * entries that hold a device to a rate are left out, and drops are not sampled.
 *
 * @param rates whether it holds devices to rates
 * @param samples whether it lets samples of what it drops through a meter
 */
record Metering(boolean rates, boolean samples) {
  static final Metering WHOLE = new Metering(true, true);

  private static final Limitation WITHOUT_RATES =
      new Limitation(
          Origin.NO_MATCH,
          "no device is held to a rate of its file, because the switch has not enough meters");

  private static final Limitation WITHOUT_SAMPLES =
      new Limitation(
          Origin.NO_MATCH,
          "what is dropped is counted but not sampled, because the switch has not enough meters");

  /** The entries that the switch can have. */
  Collection<FlowEntry> entries(Collection<FlowEntry> desired) {
    if (rates && samples) {
      return desired;
    }
    List<FlowEntry> possible = new ArrayList<>(desired.size());
    for (FlowEntry entry : desired) {
      if (rates || !(entry.action() instanceof FlowAction.Metered)) {
        possible.add(samples ? entry : unsampled(entry));
      }
    }
    return possible;
  }

  /** A change of entries as the switch can have them. */
  FlowChange change(FlowChange change) {
    return rates && samples
        ? change
        : FlowChange.between(entries(change.removed()), entries(change.added()));
  }

  private static FlowEntry unsampled(FlowEntry entry) {
    boolean sampled = entry.action() instanceof FlowAction.Drop drop && drop.isSampled();
    return sampled
        ? new FlowEntry(entry.table(), entry.priority(), entry.match(), new FlowAction.Drop())
        : entry;
  }

  /** What the operator should know. */
  List<Limitation> limitations() {
    List<Limitation> limitations = new ArrayList<>();
    if (!rates) {
      limitations.add(WITHOUT_RATES);
    }
    if (!samples) {
      limitations.add(WITHOUT_SAMPLES);
    }
    return limitations;
  }
}
