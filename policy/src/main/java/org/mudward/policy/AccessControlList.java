package org.mudward.policy;

import java.util.List;

/**
 * A named list of rules for one Internet protocol, first match first (RFC 8519 section 4).
 *
 * @param name as the file has it; names of different files may be the same
 * @param family which protocol it speaks of
 * @param rules in document order
 */
public record AccessControlList(String name, Family family, List<Rule> rules) {

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
}
