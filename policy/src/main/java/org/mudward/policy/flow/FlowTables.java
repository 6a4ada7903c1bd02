package org.mudward.policy.flow;

import java.util.List;
import java.util.Map;
import org.mudward.policy.Limitation;
import org.mudward.policy.Origin;

/**
 * A compiled snapshot.
 *
 * @param revision the snapshot's
 * @param entries no two with the same table, priority and match
 * @param origins for entries that stand for a rule, which one
 * @param meters those that entries send packets through
 * @param limitations where the tables are stricter than the snapshot
 * @param ids the numbers that were given out, for the next compilation
 */
public record FlowTables(
    long revision,
    List<FlowEntry> entries,
    Map<FlowEntry, Origin> origins,
    List<Meter> meters,
    List<Limitation> limitations,
    ClassIds ids) {
  public FlowTables {
    entries = List.copyOf(entries);
    origins = Map.copyOf(origins);
    meters = List.copyOf(meters);
    limitations = List.copyOf(limitations);
  }
}
