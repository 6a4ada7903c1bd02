package org.mudward.enforcer.openflow;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.flow.FlowAction;
import org.mudward.policy.flow.FlowEntry;
import org.mudward.policy.flow.FlowMatch;

/**
 * An entry as the switch told that it holds it.
 *
 * @param table its table
 * @param priority its priority
 * @param cookie whose it is; see {@link FlowCookie}
 * @param lasting whether it has neither flags nor timeouts but what its action has, so that it
 *     stays as long as it should
 * @param fields the octets of its match, for deleting what cannot be read
 * @param match its match; null if it asks for something that no entry of ours asks for
 * @param action its action; null if it does something that no entry of ours does
 * @param packets how many it matched
 */
record InstalledFlow(
    int table,
    int priority,
    long cookie,
    boolean lasting,
    byte[] fields,
    @Nullable FlowMatch match,
    @Nullable FlowAction action,
    long packets) {

  /** How an entry stands in the switch after it has been added. */
  static InstalledFlow of(FlowEntry entry) {
    return new InstalledFlow(
        entry.table(),
        entry.priority(),
        FlowCookie.of(entry),
        true,
        FlowModEncoder.fields(entry.match()),
        entry.match(),
        entry.action(),
        0);
  }

  boolean isOurs() {
    return FlowCookie.isOurs(cookie);
  }

  FlowEntry.@Nullable Place place() {
    return match == null ? null : new FlowEntry.Place(table, priority, match);
  }

  /** What it says; null if it cannot be read. */
  @Nullable FlowEntry entry() {
    return match == null || action == null ? null : new FlowEntry(table, priority, match, action);
  }

  /** Whether it is just as we would have written it. */
  boolean isIntact() {
    FlowEntry entry = entry();
    return lasting && entry != null && cookie == FlowCookie.of(entry);
  }

  /** How many packets each has matched, of those that are as we would have written them. */
  static Map<FlowEntry, Long> packets(Collection<InstalledFlow> flows) {
    Map<FlowEntry, Long> packets = new HashMap<>();
    for (InstalledFlow flow : flows) {
      FlowEntry entry = flow.entry();
      if (entry != null && flow.isIntact()) {
        packets.put(entry, flow.packets());
      }
    }
    return packets;
  }

  /** For people: where it stands, and whose it is. */
  @Override
  public String toString() {
    String what = match == null ? "an unknown match" : match.fields().toString();
    return "table=%d priority=%d cookie=0x%x %s".formatted(table, priority, cookie, what);
  }
}
