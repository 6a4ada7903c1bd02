package org.mudward.policy.analysis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.Condition;
import org.mudward.policy.Decision;
import org.mudward.policy.Device;
import org.mudward.policy.Direction;
import org.mudward.policy.End;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Packet;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.Rule;
import org.mudward.policy.Ruling;
import org.mudward.policy.Truth;
import org.mudward.policy.Verdict;

/**
 * Why a packet is accepted or dropped: the rule that decided on each side, or the rules that came
 * nearest to permitting it and what they missed.
 *
 * @param decision what {@link PolicySnapshot#decide} says
 * @param sender the sender's side; null if it has no policy
 * @param receiver the receiver's side; null if it has no policy
 */
public record Explanation(Decision decision, @Nullable Side sender, @Nullable Side receiver) {
  /** Three are read; more are noise. */
  private static final int MAX_MISSES = 3;

  /**
   * One party's part in a decision.
   *
   * @param direction which of its policies was asked
   * @param policy the id of the policy
   * @param ruling what it said
   * @param rule the rule that decided; null if none matched
   * @param reason why it dropped; null if it accepted
   * @param misses the accepting rules that came nearest, nearest first; empty if it accepted
   */
  public record Side(
      Direction direction,
      String policy,
      Ruling ruling,
      @Nullable Rule rule,
      @Nullable DropReason reason,
      List<Miss> misses) {
    public Side {
      misses = List.copyOf(misses);
    }
  }

  /**
   * A rule that would have permitted the packet, had some conditions held, or had it come first.
   *
   * @param failed what did not hold, or could not be seen; empty if an earlier rule decided
   * @param reasons for each of these, what the packet has and what is wanted
   */
  public record Miss(Rule rule, List<Condition> failed, List<String> reasons) {
    public Miss {
      failed = List.copyOf(failed);
      reasons = List.copyOf(reasons);
    }

    /** Such as {@code from/cloud: all but destination port: 80, wanted 443}. */
    public String inWords() {
      return rule.origin() + ": " + MissWords.line(reasons, failed.isEmpty());
    }

    /**
     * What would have to be different.
     *
     * @param traffic what was dropped, such as {@code tcp 8883 to api.example.com}
     */
    public String suggestion(String traffic) {
      return MissWords.suggestion(traffic, rule.origin(), reasons);
    }
  }

  /** A miss before it is put into words, which only the nearest ones are worth. */
  private record Missed(Rule rule, List<Condition> failed) {
    Miss inWords(PolicySnapshot snapshot, Packet packet, Direction direction) {
      List<String> reasons =
          failed.stream().map(c -> MissWords.of(c, packet, direction, snapshot)).toList();
      return new Miss(rule, failed, reasons);
    }
  }

  /** Explains what happens to a packet. */
  public static Explanation of(PolicySnapshot snapshot, Packet packet) {
    Decision decision = snapshot.decide(packet);
    return new Explanation(
        decision,
        side(snapshot, packet, Direction.FROM_DEVICE, decision.sender()),
        side(snapshot, packet, Direction.TO_DEVICE, decision.receiver()));
  }

  private static @Nullable Side side(
      PolicySnapshot snapshot, Packet packet, Direction direction, @Nullable Ruling ruling) {
    if (ruling == null) {
      return null;
    }
    End own = direction.peer().opposite();
    String policy = policyOf(snapshot, new MacAddress(packet.mac(own)));
    List<Rule> rules = snapshot.rules(policy, direction);
    Rule deciding =
        rules.stream().filter(r -> r.decides(packet, direction, snapshot)).findFirst().orElse(null);
    List<Miss> misses =
        ruling.verdict() == Verdict.ACCEPT ? List.of() : misses(snapshot, packet, direction, rules);
    DropReason reason = DropReason.of(rules, packet, direction, snapshot).orElse(null);
    return new Side(direction, policy, ruling, deciding, reason, misses);
  }

  private static String policyOf(PolicySnapshot snapshot, MacAddress mac) {
    Device device = snapshot.devices().get(mac);
    String policy = device == null ? snapshot.unknownPolicy() : device.policy();
    if (policy == null) {
      throw new IllegalStateException("a ruling without a policy: " + mac);
    }
    return policy;
  }

  private static List<Miss> misses(
      PolicySnapshot snapshot, Packet packet, Direction direction, List<Rule> rules) {
    List<Missed> missed = new ArrayList<>();
    for (Rule rule : rules) {
      boolean otherFamily =
          rule.match().family() != packet.family() || rule.origin().acl().equals("baseline");
      if (rule.verdict() != Verdict.ACCEPT || otherFamily) {
        continue;
      }
      List<Condition> failed =
          rule.match().conditions().stream()
              .filter(c -> c.holds(packet, direction, snapshot) != Truth.YES)
              .toList();
      if (failed.isEmpty() || failed.size() < rule.match().conditions().size()) {
        missed.add(new Missed(rule, failed));
      }
    }
    missed.sort(Comparator.comparingInt(miss -> miss.failed().size()));
    return missed.stream()
        .limit(MAX_MISSES)
        .map(miss -> miss.inWords(snapshot, packet, direction))
        .toList();
  }
}
