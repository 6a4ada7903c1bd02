package org.mudward.policy.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.mudward.policy.Condition;
import org.mudward.policy.DevicePolicy;
import org.mudward.policy.Direction;
import org.mudward.policy.Group;
import org.mudward.policy.GroupId;
import org.mudward.policy.Origin;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.Rule;
import org.mudward.policy.Verdict;

/**
 * What traffic one policy permits and another does not, by meaning and not by text, over all
 * packets.
 *
 * <p>It is asked without a site, so nobody knows who belongs to a group: a packet's peer may belong
 * to any of them, or to several. Two ways to write the same name are the same group; an address is
 * no name.
 *
 * @param newlyPermitted what only the newer permits, rule by rule of the newer
 * @param noLongerPermitted what only the older permits, rule by rule of the older
 */
public record PolicyDifference(List<Change> newlyPermitted, List<Change> noLongerPermitted) {
  /** The same on both sides. */
  public static final PolicyDifference NONE = new PolicyDifference(List.of(), List.of());

  /**
   * Nodes of the diagrams that one direction may take, some 30 MB: policies come from files that
   * others write, and several may be compared at once.
   */
  private static final int MAX_NODES = 1_000_000;

  public PolicyDifference {
    newlyPermitted = List.copyOf(newlyPermitted);
    noLongerPermitted = List.copyOf(noLongerPermitted);
  }

  /**
   * The part of a rule that the other policy does not permit.
   *
   * @param direction which way the packets go
   * @param origin the rule that permits them
   * @param rule what it speaks of, in words
   * @param whole whether the other policy permits nothing of what this rule permits to peers that
   *     belong to this rule's groups alone; if not, it is a part of it, and the example is from
   *     that part
   * @param example one such packet, in words
   */
  public record Change(
      Direction direction, Origin origin, String rule, boolean whole, String example) {

    /** Such as {@code the device may send TCP over IPv4 to dns:api.example.com, its port 443}. */
    public String words() {
      String who = direction == Direction.FROM_DEVICE ? "may send " : "may be sent ";
      return "the device " + who + (whole ? "" : "more of ") + rule;
    }
  }

  /**
   * Compares two policies, baseline and defaults included.
   *
   * @throws TooLargeException if they are too entangled to be compared
   */
  public static PolicyDifference between(DevicePolicy older, DevicePolicy newer)
      throws TooLargeException {
    List<Change> added = new ArrayList<>();
    List<Change> gone = new ArrayList<>();
    try {
      for (Direction direction : Direction.values()) {
        PacketSpace space = new PacketSpace(new BitSpace(MAX_NODES));
        Side before = new Side(older, direction, space);
        Side after = new Side(newer, direction, space);
        added.addAll(after.without(before));
        gone.addAll(before.without(after));
      }
    } catch (BitSpace.FullException e) {
      throw new TooLargeException("entries that overlap in too many ways");
    }
    return new PolicyDifference(added, gone);
  }

  /** Whether both permit the same packets. */
  public boolean isEmpty() {
    return newlyPermitted.isEmpty() && noLongerPermitted.isEmpty();
  }

  /** What one policy permits in one direction, by the rule that decides. */
  private static final class Side {
    private final Direction direction;
    private final PacketSpace space;
    private final RuleOrder order;
    private final int accepted;

    Side(DevicePolicy policy, Direction direction, PacketSpace space) {
      this.direction = direction;
      this.space = space;
      order = new RuleOrder(rules(policy, direction), direction, space);
      accepted = order.accepted();
    }

    /** As a snapshot has them, in which every group is there, and nobody belongs to any. */
    private static List<Rule> rules(DevicePolicy policy, Direction direction) {
      PolicySnapshot.Builder snapshot = PolicySnapshot.builder(1).policy(policy);
      for (Direction each : Direction.values()) {
        policy.lists(each).stream()
            .flatMap(list -> list.rules().stream())
            .flatMap(rule -> groups(rule).stream())
            .forEach(id -> snapshot.group(new Group.Addresses(id, Set.of())));
      }
      return snapshot.build().rules(policy.id(), direction);
    }

    List<Change> without(Side other) {
      List<Change> changes = new ArrayList<>();
      for (int i = 0; i < order.rules().size(); i++) {
        Rule rule = order.rules().get(i);
        int only = space.bits.minus(order.decided(i), other.accepted);
        if (rule.verdict() == Verdict.ACCEPT && !space.bits.isEmpty(only)) {
          changes.add(change(rule, order.decided(i), only, other));
        }
      }
      return changes;
    }

    /** A peer that belongs to this rule's groups alone says best what became of the rule. */
    private Change change(Rule rule, int decided, int only, Side other) {
      int ordinary = space.memberOfNoneBut(groups(rule));
      int both = space.bits.and(ordinary, space.bits.and(decided, other.accepted));
      int clear = space.bits.and(ordinary, only);
      return new Change(
          direction,
          rule.origin(),
          RuleWords.of(rule, direction),
          space.bits.isEmpty(both),
          space.symbolicExample(space.bits.isEmpty(clear) ? only : clear));
    }

    private static Set<GroupId> groups(Rule rule) {
      return rule.match().conditions().stream()
          .filter(condition -> condition instanceof Condition.PeerIn)
          .map(condition -> ((Condition.PeerIn) condition).group())
          .collect(Collectors.toSet());
    }
  }
}
