package org.mudward.cli.audit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.mudward.enforcer.audit.Audit;
import org.mudward.enforcer.audit.DeviceTally;
import org.mudward.enforcer.audit.Flow;
import org.mudward.policy.Decision;
import org.mudward.policy.Packet;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.Verdict;
import org.mudward.policy.analysis.Explanation;

/**
 * A flow that the policy of its device drops, and what would have let it pass.
 *
 * @param why the entry that dropped it, or those that came nearest to accepting it
 */
record Drop(Flow flow, List<String> why) {
  Drop {
    why = List.copyOf(why);
  }

  /** The largest of a capture, largest first. */
  static List<Drop> largest(Audit audit, List<DeviceTally> devices, int most) {
    List<Flow> flows = new ArrayList<>();
    for (DeviceTally device : devices) {
      device.flows().stream()
          .filter(flow -> flow.ruling().verdict() != Verdict.ACCEPT)
          .forEach(flows::add);
    }
    flows.sort(Comparator.comparingLong(Flow::frames).reversed().thenComparing(Flow::firstFrame));
    return flows.stream()
        .limit(most)
        .map(flow -> new Drop(flow, why(flow, audit.snapshot())))
        .toList();
  }

  private static List<String> why(Flow flow, PolicySnapshot snapshot) {
    Packet example = flow.example();
    if (example == null || flow.isRest()) {
      return List.of();
    }
    if (!flow.ruling().origin().acl().isEmpty()) {
      return List.of("dropped by " + flow.ruling().origin());
    }
    if (snapshot.decide(example).outcome() == Decision.Outcome.ACCEPT) {
      return List.of("accepted later, when a DNS answer had told the address");
    }
    Explanation explanation = Explanation.of(snapshot, example);
    List<String> why = new ArrayList<>();
    for (Explanation.Side side : sides(explanation)) {
      if (side.direction() == flow.direction()) {
        side.misses().forEach(miss -> why.add(miss.inWords()));
      }
    }
    return why;
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
