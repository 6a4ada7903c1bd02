package org.mudward.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A named list of rules for one Internet protocol, first match first (RFC 8519 section 4).
 *
 * @param name as the file has it; names of different files may be the same
 * @param family which protocol it speaks of
 * @param rules in document order
 * @param rate how much of what it accepts each device may send or receive; null for no bound
 */
public record AccessControlList(String name, Family family, List<Rule> rules, @Nullable Rate rate) {

  /**
   * @throws IllegalArgumentException if a rule speaks of the other family
   */
  public AccessControlList {
    rules = List.copyOf(rules);
    for (Rule rule : rules) {
      if (rule.match().family() != family) {
        throw new IllegalArgumentException(name + " is a list for " + family + ": " + rule);
      }
    }
  }

  /** A list without a bound. */
  public AccessControlList(String name, Family family, List<Rule> rules) {
    this(name, family, rules, null);
  }

  /** The same list with other rules. */
  public AccessControlList withRules(List<Rule> others) {
    return new AccessControlList(name, family, others, rate);
  }
}
