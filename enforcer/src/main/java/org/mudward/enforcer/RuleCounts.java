package org.mudward.enforcer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mudward.policy.Direction;
import org.mudward.policy.Origin;
import org.mudward.policy.flow.FlowEntry;
import org.mudward.policy.flow.FlowTables;
import org.mudward.policy.flow.Pipeline;
import org.mudward.policy.link.LinkMessage;

/**
 * How many packets each rule has decided since the enforcer started, summed over the entries that
 * stand for it.
 *
 * <p>An entry starts again from zero when it is replaced or the switch restarts; the sums go on.
 */
final class RuleCounts {
  /** The first of the two tables in which packets may end is that of the sender's rules. */
  private static final int FROM_DEVICE_RULES =
      Pipeline.TABLES.stream()
          .filter(Pipeline.Table::drops)
          .mapToInt(Pipeline.Table::number)
          .min()
          .orElseThrow();

  private record Key(Origin origin, Direction direction) {}

  private final Map<Key, Long> totals = new HashMap<>();
  private Map<FlowEntry, Long> last = Map.of();
  private boolean begun;

  /** Takes a reading of the switch; what the first one shows happened before the start. */
  void update(FlowTables tables, Map<FlowEntry, Long> packets) {
    tables
        .origins()
        .forEach(
            (entry, origin) -> {
              long now = packets.getOrDefault(entry, 0L);
              long before = begun ? last.getOrDefault(entry, 0L) : now;
              long more = now >= before ? now - before : now;
              totals.merge(new Key(origin, direction(entry)), more, Long::sum);
            });
    last = Map.copyOf(packets);
    begun = true;
  }

  private static Direction direction(FlowEntry entry) {
    return entry.table() == FROM_DEVICE_RULES ? Direction.FROM_DEVICE : Direction.TO_DEVICE;
  }

  /** The sums that are not zero. */
  List<LinkMessage.Count> totals() {
    List<LinkMessage.Count> counts = new ArrayList<>();
    totals.forEach(
        (key, packets) -> {
          if (packets > 0) {
            counts.add(new LinkMessage.Count(key.origin(), key.direction(), packets));
          }
        });
    return counts;
  }
}
