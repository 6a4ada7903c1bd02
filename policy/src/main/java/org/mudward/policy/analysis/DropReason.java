package org.mudward.policy.analysis;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.Condition;
import org.mudward.policy.Direction;
import org.mudward.policy.Match;
import org.mudward.policy.Membership;
import org.mudward.policy.Packet;
import org.mudward.policy.Rule;
import org.mudward.policy.Truth;
import org.mudward.policy.Verdict;

/**
 * Why one side drops a packet, in the few words in which drops are counted and reported.
 *
 * @param kind which of them
 * @param rule the entry that says so, or that would have accepted; null if there is none
 */
public record DropReason(Kind kind, @Nullable Rule rule) {

  /** The words; a packet has the first that fits. */
  public enum Kind {
    /**
     * An entry would have accepted it, but for its direction-initiated, which asks for a connection
     * opened the other way (RFC 8520 section 4.8).
     */
    CONNECTION_BLOCK("connection-block"),
    /** An entry says drop or reject. */
    DENY("deny"),
    /** No entry speaks of it. */
    NO_MATCH("nomatch");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** {@code nomatch}, or the word and the entry, as in {@code deny, from/telnet}. */
  @Override
  public String toString() {
    return rule == null ? kind.toString() : kind + ", " + rule.origin();
  }

  /**
   * Why rules drop a packet; empty if they accept it.
   *
   * @param rules of one policy and direction, in their order
   */
  public static Optional<DropReason> of(
      List<Rule> rules, Packet packet, Direction direction, Membership membership) {
    Rule blocked = null;
    for (Rule rule : rules) {
      if (rule.decides(packet, direction, membership)) {
        if (rule.verdict() == Verdict.ACCEPT) {
          return Optional.empty();
        }
        return Optional.of(blocked == null ? new DropReason(Kind.DENY, rule) : block(blocked));
      }
      if (blocked == null && isOnlyTheOtherWay(rule, packet, direction, membership)) {
        blocked = rule;
      }
    }
    return Optional.of(blocked == null ? new DropReason(Kind.NO_MATCH, null) : block(blocked));
  }

  private static DropReason block(Rule rule) {
    return new DropReason(Kind.CONNECTION_BLOCK, rule);
  }

  /** Of a rule that does not decide: whether it would accept if it asked for no initiator. */
  private static boolean isOnlyTheOtherWay(
      Rule rule, Packet packet, Direction direction, Membership membership) {
    List<Condition> others =
        rule.match().conditions().stream()
            .filter(condition -> !(condition instanceof Condition.InitiatedBy))
            .toList();
    return rule.verdict() == Verdict.ACCEPT
        && new Match(rule.match().family(), others).test(packet, direction, membership)
            == Truth.YES;
  }
}
