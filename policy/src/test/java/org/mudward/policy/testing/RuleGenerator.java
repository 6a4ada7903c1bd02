package org.mudward.policy.testing;

import static org.mudward.policy.testing.Pools.any;
import static org.mudward.policy.testing.Pools.chance;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.mudward.policy.Condition;
import org.mudward.policy.Direction;
import org.mudward.policy.End;
import org.mudward.policy.Family;
import org.mudward.policy.Field;
import org.mudward.policy.GroupId;
import org.mudward.policy.Match;
import org.mudward.policy.Origin;
import org.mudward.policy.PortRange;
import org.mudward.policy.PortSet;
import org.mudward.policy.Prefix;
import org.mudward.policy.Protocol;
import org.mudward.policy.Rule;
import org.mudward.policy.Verdict;

/** Random rules: mostly what manufacturers write, sometimes what the format merely allows. */
final class RuleGenerator {
  private static final List<Field> NETWORK_ODDITIES =
      List.of(
          Field.LENGTH,
          Field.IHL,
          Field.FRAGMENT_FLAGS,
          Field.FRAGMENT_OFFSET,
          Field.IDENTIFICATION);
  private static final List<Field> TCP_ODDITIES =
      List.of(Field.TCP_WINDOW, Field.TCP_DATA_OFFSET, Field.TCP_SEQUENCE, Field.TCP_RESERVED);

  private final Random random;

  RuleGenerator(Random random) {
    this.random = random;
  }

  Rule rule(String mudUrl, String acl, String ace, Family family) {
    List<Condition> conditions = new ArrayList<>();
    network(conditions, family);
    if (chance(random, 85)) {
      transport(conditions, family);
    }
    if (chance(random, 75)) {
      peers(conditions);
    }
    Verdict verdict =
        chance(random, 70)
            ? Verdict.ACCEPT
            : any(random, List.of(Verdict.DROP, Verdict.DROP, Verdict.REJECT));
    return new Rule(new Origin(mudUrl, acl, ace), new Match(family, conditions), verdict);
  }

  private void peers(List<Condition> conditions) {
    int count = chance(random, 20) ? 2 : 1;
    for (int i = 0; i < count; i++) {
      List<GroupId> pool = chance(random, 65) ? Pools.ADDRESS_GROUPS : Pools.DEVICE_GROUPS;
      conditions.add(new Condition.PeerIn(any(random, pool)));
    }
  }

  private void network(List<Condition> conditions, Family family) {
    if (chance(random, 15)) {
      Family other = chance(random, 3) ? opposite(family) : family;
      Prefix prefix = any(random, Pools.prefixes(other));
      conditions.add(new Condition.AddressIn(any(random, List.of(End.values())), prefix));
    }
    if (chance(random, 8)) {
      conditions.add(is(Field.DSCP, any(random, Pools.DSCPS)));
    }
    if (chance(random, 5)) {
      conditions.add(is(Field.TTL, any(random, Pools.TTLS)));
    }
    if (chance(random, 4)) {
      conditions.add(is(Field.ECN, random.nextInt(2)));
    }
    if (chance(random, 4)) {
      conditions.add(is(Field.FLOW_LABEL, any(random, Pools.FLOW_LABELS)));
    }
    if (chance(random, 3)) {
      conditions.add(new Condition.FieldIs(Field.DSCP, 0, 0x21));
    }
    if (chance(random, 6)) {
      conditions.add(is(any(random, NETWORK_ODDITIES), random.nextInt(3)));
    }
    if (chance(random, 3)) {
      conditions.add(is(Field.ETHERTYPE, Family.IPV4.etherType()));
    }
    if (chance(random, 3)) {
      conditions.add(is(Field.ETHERNET_SOURCE, any(random, Pools.DEVICES).bits()));
    }
  }

  private static Family opposite(Family family) {
    return family == Family.IPV4 ? Family.IPV6 : Family.IPV4;
  }

  private void transport(List<Condition> conditions, Family family) {
    int kind = random.nextInt(100);
    if (kind < 40) {
      tcp(conditions);
    } else if (kind < 70) {
      protocol(conditions, Protocol.UDP);
      ports(conditions, 85);
      if (chance(random, 4)) {
        conditions.add(is(Field.UDP_LENGTH, 8));
      }
    } else if (kind < 85) {
      icmp(conditions, family);
    } else if (kind < 88) {
      // Ports of either protocol.
      ports(conditions, 100);
    } else if (kind < 91) {
      conditions.add(new Condition.FieldIs(Field.PROTOCOL, 0x06, 0xEE));
      ports(conditions, 30);
    } else if (kind < 95) {
      conditions.add(is(Field.PROTOCOL, any(random, Pools.ODD_PROTOCOLS)));
    } else {
      conditions.add(is(Field.PROTOCOL, any(random, Pools.PROTOCOLS)));
    }
  }

  private void tcp(List<Condition> conditions) {
    protocol(conditions, Protocol.TCP);
    ports(conditions, 75);
    if (chance(random, 30)) {
      conditions.add(new Condition.InitiatedBy(any(random, List.of(Direction.values()))));
    }
    if (chance(random, 8)) {
      conditions.add(is(Field.TCP_FLAGS, any(random, Pools.FLAGS)));
    }
    if (chance(random, 4)) {
      conditions.add(new Condition.FieldIs(Field.TCP_FLAGS, 0x02, 0x12));
    }
    if (chance(random, 5)) {
      conditions.add(is(any(random, TCP_ODDITIES), random.nextInt(7)));
    }
    if (chance(random, 3)) {
      conditions.add(new Condition.TcpOptions(chance(random, 50) ? "" : "01010101"));
    }
  }

  private void icmp(List<Condition> conditions, Family family) {
    int usual = family == Family.IPV6 ? Protocol.ICMPV6 : Protocol.ICMP;
    protocol(conditions, chance(random, 95) ? usual : Protocol.ICMP);
    if (chance(random, 70)) {
      conditions.add(is(Field.ICMP_TYPE, any(random, Pools.ICMP_TYPES)));
    }
    if (chance(random, 30)) {
      conditions.add(is(Field.ICMP_CODE, random.nextInt(2)));
    }
    if (chance(random, 5)) {
      conditions.add(new Condition.IcmpRest("0000"));
    }
  }

  /** Sometimes left out, where other conditions imply it. */
  private void protocol(List<Condition> conditions, int number) {
    if (chance(random, 95)) {
      conditions.add(is(Field.PROTOCOL, number));
    }
  }

  private void ports(List<Condition> conditions, int percent) {
    if (chance(random, percent)) {
      conditions.add(new Condition.PortIn(End.DESTINATION, portSet()));
    }
    if (chance(random, percent / 4)) {
      conditions.add(new Condition.PortIn(End.SOURCE, portSet()));
    }
    if (chance(random, 2)) {
      conditions.add(new Condition.PortIn(any(random, List.of(End.values())), portSet()));
    }
  }

  private PortSet portSet() {
    int kind = random.nextInt(20);
    int port = any(random, Pools.PORTS);
    if (kind == 0) {
      return PortSet.not(port);
    }
    if (kind == 1) {
      return new PortSet(List.of());
    }
    if (kind == 2) {
      return new PortSet(List.of(PortRange.of(22), new PortRange(79, 443)));
    }
    if (kind < 7) {
      int other = any(random, Pools.PORTS);
      return PortSet.of(Math.min(port, other), Math.max(port, other));
    }
    return PortSet.of(port);
  }

  private static Condition is(Field field, long value) {
    return Condition.FieldIs.of(field, value);
  }
}
