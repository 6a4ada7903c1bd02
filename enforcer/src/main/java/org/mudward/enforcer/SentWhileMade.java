package org.mudward.enforcer;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mudward.enforcer.openflow.FlowResult;
import org.mudward.enforcer.openflow.FlowSwitch;
import org.mudward.enforcer.openflow.OpenChange;
import org.mudward.policy.flow.FlowEntry;
import org.mudward.policy.flow.FlowSink;
import org.mudward.policy.flow.Meter;

/**
 * Sends entries to a switch while they are made, if it can take them so: the switch reads them
 * meanwhile, and packets see nothing of them before all are there and {@link #commit} is called.
 */
final class SentWhileMade implements FlowSink {
  private final FlowSwitch flowSwitch;
  private final Collection<FlowEntry> before;
  private @Nullable OpenChange change;
  private int entries;

  /**
   * @param before the entries that are in force, none of which stands for a rule of a policy
   */
  SentWhileMade(FlowSwitch flowSwitch, Collection<FlowEntry> before) {
    this.flowSwitch = flowSwitch;
    this.before = before;
  }

  @Override
  public void meters(List<Meter> meters) {
    change = flowSwitch.open(before, meters).orElse(null);
  }

  @Override
  public void entry(FlowEntry entry) {
    entries++;
    if (change != null && entries <= FlowSwitch.MAX_ENTRIES) {
      change.add(entry);
    }
  }

  /** Whether the switch takes them so; if not, nothing has been done. */
  boolean isOpen() {
    return change != null;
  }

  /** All entries are made. */
  void end() {
    Objects.requireNonNull(change).end();
  }

  /** Lets them take effect, all or none. */
  FlowResult commit() {
    if (entries > FlowSwitch.MAX_ENTRIES) {
      String reason = "more than " + FlowSwitch.MAX_ENTRIES + " entries";
      abandon(reason);
      return new FlowResult.Rejected(reason, Optional.empty());
    }
    return flowSwitch.commit(Objects.requireNonNull(change));
  }

  /** Lets none of them take effect. */
  void abandon(String reason) {
    if (change != null) {
      flowSwitch.abandon(change, reason);
      change = null;
    }
  }
}
