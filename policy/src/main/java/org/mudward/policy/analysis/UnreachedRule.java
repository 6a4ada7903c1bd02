package org.mudward.policy.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.mudward.policy.Direction;
import org.mudward.policy.Rule;

/**
 * A rule that decides nothing, over all packets and not samples.
 *
 * <p>Who belongs to a group is not asked: a rule counts as unreached only if it is so on every
 * network.
 *
 * @param index of the rule among those that were given, from 0
 * @param before the indexes of the earlier rules that decide what it speaks of; none if it speaks
 *     of no packet there can be
 */
public record UnreachedRule(int index, List<Integer> before) {
  /** Rules that are looked at. More are no policy that a person wrote. */
  public static final int MAX_RULES = 2_000;

  /**
   * Nodes of the diagrams that the answer may take, some 100 MB. Rules that cut the same fields
   * into ever more pieces would otherwise cost any amount of memory.
   */
  private static final int MAX_NODES = 4_000_000;

  public UnreachedRule {
    before = List.copyOf(before);
  }

  /**
   * The rules that are never reached, in order.
   *
   * @throws TooLargeException if there are too many rules, or they are too entangled
   */
  public static List<UnreachedRule> of(List<Rule> rules, Direction direction)
      throws TooLargeException {
    if (rules.size() > MAX_RULES) {
      throw new TooLargeException("more than " + MAX_RULES + " entries");
    }
    PacketSpace space = new PacketSpace(new BitSpace(MAX_NODES));
    try {
      RuleOrder order = new RuleOrder(rules, direction, space);
      List<UnreachedRule> found = new ArrayList<>();
      for (int i = 0; i < rules.size(); i++) {
        if (space.bits.isEmpty(order.decided(i))) {
          found.add(new UnreachedRule(i, before(order, i, space)));
        }
      }
      return found;
    } catch (BitSpace.FullException e) {
      throw new TooLargeException("entries that overlap in too many ways");
    }
  }

  private static List<Integer> before(RuleOrder order, int index, PacketSpace space) {
    return IntStream.range(0, index)
        .filter(
            earlier ->
                !space.bits.isEmpty(space.bits.and(order.decided(earlier), order.matched(index))))
        .boxed()
        .toList();
  }
}
