package org.mudward.policy.analysis;

import java.util.ArrayList;
import java.util.List;
import org.mudward.policy.Condition;
import org.mudward.policy.Direction;
import org.mudward.policy.Rule;
import org.mudward.policy.Verdict;

/**
 * Which packets each of some rules decides, the first that matches first. Nobody is known to belong
 * to a group, so a packet's peer may belong to any of them, or to several.
 */
final class RuleOrder {
  private final List<Rule> rules;
  private final Direction direction;
  private final PacketSpace space;
  private final List<Integer> matched = new ArrayList<>();
  private final List<Integer> decided = new ArrayList<>();

  RuleOrder(List<Rule> rules, Direction direction, PacketSpace space) {
    this.rules = List.copyOf(rules);
    this.direction = direction;
    this.space = space;
    int left = space.honest();
    for (Rule rule : rules) {
      int matches = matches(rule);
      matched.add(space.bits.and(space.honest(), matches));
      decided.add(space.bits.and(left, matches));
      left = space.bits.minus(left, matches);
    }
  }

  private int matches(Rule rule) {
    var family = rule.match().family();
    int set = family == null ? space.bits.all() : space.family(family);
    for (Condition condition : rule.match().conditions()) {
      int holds =
          condition instanceof Condition.PeerIn peer
              ? space.memberOf(peer.group())
              : space.satisfies(condition, direction, rule.verdict());
      set = space.bits.and(set, holds);
    }
    return set;
  }

  List<Rule> rules() {
    return rules;
  }

  /** The packets that a rule speaks of. */
  int matched(int rule) {
    return matched.get(rule);
  }

  /** Those of them that no rule before it speaks of. */
  int decided(int rule) {
    return decided.get(rule);
  }

  /** The packets that accepting rules decide. */
  int accepted() {
    int accepts = space.bits.none();
    for (int i = 0; i < rules.size(); i++) {
      if (rules.get(i).verdict() == Verdict.ACCEPT) {
        accepts = space.bits.or(accepts, decided.get(i));
      }
    }
    return accepts;
  }
}
