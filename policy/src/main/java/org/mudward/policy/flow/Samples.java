package org.mudward.policy.flow;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
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
  private record Use(String policy, Side side) implements Comparable<Use> {
    @Override
    public int compareTo(Use other) {
      int byPolicy = policy.compareTo(other.policy);
      return byPolicy == 0 ? side.compareTo(other.side) : byPolicy;
    }

    private String content() {
      return "sample " + side + " " + policy;
    }
  }

  private final Numbers numbers;
  private final SortedMap<Use, FlowAction.Drop> drops = new TreeMap<>();
  private final FlowAction.Drop forged;
  private final List<Limitation> limitations = new ArrayList<>();

  /**
   * @param policies those in use, by id
   */
  Samples(SortedMap<String, DevicePolicy> policies, Numbers numbers) {
    this.numbers = numbers;
    forged = policies.isEmpty() ? new FlowAction.Drop() : sampled("sample spoof");
    policies.keySet().stream().limit(MAX_POLICIES).forEach(this::add);
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

  /** A policy more, for which there is room. */
  void add(String policy) {
    for (Side side : Side.values()) {
      Use use = new Use(policy, side);
      drops.put(use, sampled(use.content()));
    }
  }

  /** A policy that was added is gone. */
  void remove(String policy) {
    for (Side side : Side.values()) {
      Use use = new Use(policy, side);
      drops.remove(use);
      numbers.release(Numbers.Kind.METER, use.content());
    }
  }

  private FlowAction.Drop sampled(String content) {
    return new FlowAction.Drop(numbers.of(Numbers.Kind.METER, content));
  }

  /** How a policy drops. */
  FlowAction.Drop of(Side side, String policy) {
    return drops.getOrDefault(new Use(policy, side), new FlowAction.Drop());
  }

  /** How what senders forge is dropped. */
  FlowAction.Drop forged() {
    return forged;
  }

  List<Meter> meters() {
    List<Meter> meters = new ArrayList<>();
    if (forged.isSampled()) {
      meters.add(meter(forged));
    }
    drops.values().forEach(drop -> meters.add(meter(drop)));
    return meters;
  }

  private static Meter meter(FlowAction.Drop drop) {
    return new Meter(drop.meter(), Meter.Unit.PACKETS, PER_SECOND, AT_ONCE);
  }

  List<Limitation> limitations() {
    return List.copyOf(limitations);
  }
}
