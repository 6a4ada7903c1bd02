package org.mudward.policy.flow;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.mudward.policy.DevicePolicy;
import org.mudward.policy.Limitation;
import org.mudward.policy.Origin;

/**
 * The drops of which the controller gets samples, and the meters that bound these: one for each
 * policy and direction, and one for what senders forge, so that a model that floods does not hide
 * what others do.
 *
 * <p>A meter belongs to the policy's id: a file that changes keeps it.
 */
final class Samples {
  /**
   * Policies whose drops are sampled. More models are on no link, and the meters of two revisions
   * must leave room for those of rates.
   */
  static final int MAX_POLICIES = 1024;

  /** The meters of so many policies, and the one of the forgers. */
  static final int MAX_METERS = 2 * MAX_POLICIES + 1;

  /** A person looks at kinds of traffic, and each shows itself in the first few packets. */
  private static final int PER_SECOND = 10;

  /** A device that starts tries several things at once. */
  private static final int AT_ONCE = 20;

  /** What one meter is for. */
  private record Use(Side side, String policy) {}

  private final Map<Use, FlowAction.Drop> drops = new HashMap<>();
  private final FlowAction.Drop forged;
  private final List<Meter> meters = new ArrayList<>();
  private final List<Limitation> limitations = new ArrayList<>();

  /**
   * @param policies those in use, by id
   */
  Samples(SortedMap<String, DevicePolicy> policies, Numbers numbers) {
    forged = policies.isEmpty() ? new FlowAction.Drop() : sampled(numbers, "sample spoof");
    policies.keySet().stream().limit(MAX_POLICIES).forEach(policy -> add(policy, numbers));
    int left = policies.size() - MAX_POLICIES;
    if (left > 0) {
      limitations.add(
          new Limitation(
              Origin.NO_MATCH,
              "what "
                  + left
                  + " policies drop is counted but not sampled, because there are more than "
                  + MAX_POLICIES));
    }
  }

  private void add(String policy, Numbers numbers) {
    for (Side side : Side.values()) {
      drops.put(new Use(side, policy), sampled(numbers, "sample " + side + " " + policy));
    }
  }

  private FlowAction.Drop sampled(Numbers numbers, String content) {
    int number = numbers.of(Numbers.Kind.METER, content);
    meters.add(new Meter(number, Meter.Unit.PACKETS, PER_SECOND, AT_ONCE));
    return new FlowAction.Drop(number);
  }

  /** How a policy drops. */
  FlowAction.Drop of(Side side, String policy) {
    return drops.getOrDefault(new Use(side, policy), new FlowAction.Drop());
  }

  /** How what senders forge is dropped. */
  FlowAction.Drop forged() {
    return forged;
  }

  List<Meter> meters() {
    return List.copyOf(meters);
  }

  List<Limitation> limitations() {
    return List.copyOf(limitations);
  }
}
