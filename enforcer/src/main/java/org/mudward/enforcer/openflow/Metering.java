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
 * entries that hold a device to a rate are left out, drops are not sampled, and announcements are
 * not copied.
 *
 * @param rates whether it holds devices to rates
 * @param samples whether it lets samples of what it drops, and of announcements, through a meter
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
          "what is dropped is counted but not sampled, and what devices announce by multicast DNS"
              + " and SSDP is not listened to, because the switch has not enough meters");

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
    FlowAction action = entry.action();
    if (action instanceof FlowAction.Drop) {
      action = new FlowAction.Drop();
    } else if (action instanceof FlowAction.CopySome some) {
      action = some.withoutCopy();
    }
    return new FlowEntry(entry.table(), entry.priority(), entry.match(), action);
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
