package org.mudward.policy;

import static org.mudward.policy.Direction.FROM_DEVICE;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What any device needs in order to be on a network at all: outside MUD, named, visible, and
 * switchable by the site one by one. A manufacturer's {@code drop} does not reach it.
 *
 * <p>DHCP has a direction: a device may speak to a server and be spoken to by one, but it is never
 * taken for a server itself.
 */
public enum Baseline {
  ARP("arp"),
  EAPOL("eapol"),
  LLDP("lldp"),
  DHCPV4("dhcpv4"),
  DHCPV6("dhcpv6"),
  ND("nd"),
  MLD("mld");

  private static final Prefix BROADCAST = Prefix.parse("255.255.255.255");
  private static final Prefix ALL_DHCP_AGENTS = Prefix.parse("ff02::1:2");
  private static final int[] ND_TYPES = {133, 134, 135, 136};
  private static final int[] MLD_TYPES = {130, 131, 132, 143};

  private final String text;

  Baseline(String text) {
    this.text = text;
  }

  /** The rules of this entry for one direction; all of them accept. */
  public List<Rule> rules(Direction direction) {
    return switch (this) {
      case ARP -> List.of(etherType(0x0806));
      case EAPOL -> List.of(etherType(0x888E));
      case LLDP -> List.of(etherType(0x88CC));
      case DHCPV4 -> dhcp(direction, Family.IPV4, 68, 67, BROADCAST);
      case DHCPV6 -> dhcp(direction, Family.IPV6, 546, 547, ALL_DHCP_AGENTS);
      case ND -> icmpv6(ND_TYPES);
      case MLD -> icmpv6(MLD_TYPES);
    };
  }

  private Rule etherType(int type) {
    return rule(null, List.of(Condition.FieldIs.of(Field.ETHERTYPE, type)));
  }

  private List<Rule> dhcp(Direction direction, Family family, int client, int server, Prefix all) {
    boolean sent = direction == FROM_DEVICE;
    List<Condition> ports =
        List.of(
            Condition.FieldIs.of(Field.PROTOCOL, Protocol.UDP),
            new Condition.PortIn(End.SOURCE, PortSet.of(sent ? client : server)),
            new Condition.PortIn(End.DESTINATION, PortSet.of(sent ? server : client)));
    List<Rule> rules = new ArrayList<>();
    rules.add(rule(family, with(ports, new Condition.PeerIn(GroupId.DHCP_SERVERS))));
    if (sent) {
      rules.add(rule(family, with(ports, new Condition.AddressIn(End.DESTINATION, all))));
    }
    return rules;
  }

  private static List<Condition> with(List<Condition> conditions, Condition last) {
    List<Condition> all = new ArrayList<>(conditions);
    all.add(last);
    return all;
  }

  private List<Rule> icmpv6(int[] types) {
    List<Rule> rules = new ArrayList<>();
    for (int type : types) {
      rules.add(
          rule(
              Family.IPV6,
              List.of(
                  Condition.FieldIs.of(Field.PROTOCOL, Protocol.ICMPV6),
                  Condition.FieldIs.of(Field.ICMP_TYPE, type))));
    }
    return rules;
  }

  private Rule rule(@Nullable Family family, List<Condition> conditions) {
    return new Rule(Origin.baseline(text), new Match(family, conditions), Verdict.ACCEPT);
  }

  /** The name under which a site switches it, and under which decisions show it. */
  @Override
  public String toString() {
    return text;
  }
}
