package org.mudward.enforcer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.Direction;
import org.mudward.policy.Origin;
import org.mudward.policy.flow.FlowEntry;
import org.mudward.policy.flow.Pipeline;
import org.mudward.policy.link.LinkMessage;

/**
 * How many packets each rule has decided since the enforcer started, summed over the entries that
 * stand for it.
 *
 * <p>An entry starts again from zero when it is replaced or the switch restarts; the sums go on.
 */
final class RuleCounts {
  private record Key(Origin origin, Direction direction) {}

  /** How many packets an entry had matched, and which rule it stood for. */
  private record Reading(Key key, long packets) {}

  private final Map<Key, Long> totals = new HashMap<>();
  private Map<FlowEntry, Reading> last = new HashMap<>();
  private boolean begun;

  /**
   * Takes a reading of the switch; what the first one shows happened before the start.
   *
   * @param origins the rule that an entry stands for; one of which it says none any more still
   *     stands for the rule of the last reading
   * @param packets what each entry in the switch has matched
   */
  void update(Function<FlowEntry, @Nullable Origin> origins, Map<FlowEntry, Long> packets) {
    last = read(origins, packets);
    begun = true;
  }

  /** Takes a reading of entries that end after it. */
  void end(Function<FlowEntry, @Nullable Origin> origins, Map<FlowEntry, Long> packets) {
    read(origins, packets);
    last.keySet().removeAll(packets.keySet());
  }

  private Map<FlowEntry, Reading> read(
      Function<FlowEntry, @Nullable Origin> origins, Map<FlowEntry, Long> packets) {
    Map<FlowEntry, Reading> readings = new HashMap<>();
    packets.forEach(
        (entry, now) -> {
          Reading earlier = last.get(entry);
          Origin origin = origins.apply(entry);
          Key key = origin == null ? null : new Key(origin, Pipeline.direction(entry.table()));
          if (key == null && earlier != null) {
            key = earlier.key();
          }
          if (key == null) {
            return;
          }
          long before = !begun ? now : earlier == null ? 0 : earlier.packets();
          totals.merge(key, now >= before ? now - before : now, Long::sum);
          readings.put(entry, new Reading(key, now));
        });
    return readings;
  }

  /** The sums that are not zero, over several switches. */
  static List<LinkMessage.Count> sum(List<RuleCounts> ofSwitches) {
    Map<Key, Long> all = new HashMap<>();
    ofSwitches.forEach(one -> one.totals.forEach((key, count) -> all.merge(key, count, Long::sum)));
    List<LinkMessage.Count> counts = new ArrayList<>();
    all.forEach(
        (key, packets) -> {
          if (packets > 0) {
            counts.add(new LinkMessage.Count(key.origin(), key.direction(), packets));
          }
        });
    return counts;
  }
}
