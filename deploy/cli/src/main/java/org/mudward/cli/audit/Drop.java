package org.mudward.cli.audit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mudward.enforcer.audit.Audit;
import org.mudward.enforcer.audit.DeviceTally;
import org.mudward.enforcer.audit.Flow;
import org.mudward.policy.Decision;
import org.mudward.policy.Packet;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.Verdict;
import org.mudward.policy.analysis.DropReason;
import org.mudward.policy.analysis.Explanation;

/**
 * A flow that the policy of its device drops, and what would have let it pass.
 *
 * @param why the entry that dropped it, or those that came nearest to accepting it
 * @param suggestions what would have to be different, nearest entry first
 * @param reason which of few kinds it is; null if it is not known any more
 */
record Drop(Flow flow, List<String> why, List<String> suggestions, @Nullable DropReason reason) {
  Drop {
    why = List.copyOf(why);
    suggestions = List.copyOf(suggestions);
  }

  private static Drop of(Flow flow, String why) {
    return new Drop(flow, why.isEmpty() ? List.of() : List.of(why), List.of(), null);
  }

  /** The largest of a capture, largest first. */
  static List<Drop> largest(Audit audit, List<DeviceTally> devices, PeerNames names, int most) {
    List<Flow> flows = new ArrayList<>();
    for (DeviceTally device : devices) {
      device.flows().stream()
          .filter(flow -> flow.ruling().verdict() != Verdict.ACCEPT)
          .forEach(flows::add);
    }
    flows.sort(Comparator.comparingLong(Flow::frames).reversed().thenComparing(Flow::firstFrame));
    return flows.stream()
        .limit(most)
        .map(flow -> explained(flow, audit.snapshot(), names))
        .toList();
  }

  private static Drop explained(Flow flow, PolicySnapshot snapshot, PeerNames names) {
    Packet example = flow.example();
    if (example == null || flow.isRest()) {
      return of(flow, "");
    }
    if (!flow.ruling().origin().acl().isEmpty()) {
      return of(flow, "dropped by " + flow.ruling().origin());
    }
    if (snapshot.decide(example).outcome() == Decision.Outcome.ACCEPT) {
      return of(flow, "accepted later, when a DNS answer had told the address");
    }
    for (Explanation.Side side : sides(Explanation.of(snapshot, example))) {
      if (side.direction() == flow.direction()) {
        String traffic = Words.traffic(flow, names);
        return new Drop(
            flow,
            side.misses().stream().map(Explanation.Miss::inWords).toList(),
            side.misses().stream().map(miss -> miss.suggestion(traffic)).toList(),
            side.reason());
      }
    }
    return of(flow, "");
  }

  private static List<Explanation.Side> sides(Explanation explanation) {
    List<Explanation.Side> sides = new ArrayList<>();
    if (explanation.sender() != null) {
      sides.add(explanation.sender());
    }
    if (explanation.receiver() != null) {
      sides.add(explanation.receiver());
    }
    return sides;
  }
}
