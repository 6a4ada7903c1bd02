package org.mudward.policy;

import java.util.ArrayList;
import java.util.List;

/**
 * The defaults of RFC 8520 section 5 and its appendix A: UDP 53 to and from the hosts of the dns
 * class, UDP 123 to and from those of the ntp class, in both protocols, after everything the file
 * says. A file turns one off by dropping the same traffic.
 */
public final class Defaults {
  private Defaults() {}

  /** The rules for one direction; all of them accept. */
  public static List<Rule> rules(Direction direction) {
    List<Rule> rules = new ArrayList<>();
    for (Family family : Family.values()) {
      rules.add(rule(family, direction, "dns", GroupId.DNS, 53));
      rules.add(rule(family, direction, "ntp", GroupId.NTP, 123));
    }
    return rules;
  }

  private static Rule rule(
      Family family, Direction direction, String name, GroupId group, int port) {
    return new Rule(
        Origin.defaults(name),
        new Match(
            family,
            List.of(
                Condition.FieldIs.of(Field.PROTOCOL, Protocol.UDP),
                new Condition.PortIn(direction.peer(), PortSet.of(port)),
                new Condition.PeerIn(group))),
        Verdict.ACCEPT);
  }
}
