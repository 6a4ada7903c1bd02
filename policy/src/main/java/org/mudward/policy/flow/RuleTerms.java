package org.mudward.policy.flow;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.Condition;
import org.mudward.policy.Direction;
import org.mudward.policy.End;
import org.mudward.policy.Family;
import org.mudward.policy.Field;
import org.mudward.policy.GroupId;
import org.mudward.policy.PortSet;
import org.mudward.policy.Protocol;
import org.mudward.policy.Rule;

/**
 * What a rule asks of packets of one family, sorted by how a flow switch sees it.
 *
 * <p>What the link and the network header show is never unknown; a contradiction there means that
 * the rule matches nothing. The protocol and everything behind it may be unknown, so those are kept
 * apart: a dropping rule still means packets that hide them.
 */
final class RuleTerms {
  /** The flags as a flow switch numbers them; the upper four are not part of RFC 8519's field. */
  private static final long SYN = 0x002;

  private static final long ACK = 0x010;

  private final @Nullable Family family;
  private final Direction direction;

  private boolean impossible;
  private @Nullable BitSet protocols;
  private final Map<FlowField, List<Masked>> network = new EnumMap<>(FlowField.class);
  private final Map<End, PortSet> ports = new EnumMap<>(End.class);
  private final Map<Field, List<Masked>> transport = new EnumMap<>(Field.class);
  private @Nullable Direction initiator;
  private final SortedSet<GroupId> peerGroups = new TreeSet<>();
  private final List<Condition> inexpressible = new ArrayList<>();

  private RuleTerms(@Nullable Family family, Direction direction) {
    this.family = family;
    this.direction = direction;
    if (family != null) {
      network.put(FlowField.ETHERTYPE, List.of(FlowFields.etherType(family)));
    }
  }

  /**
   * The terms of a rule for one family.
   *
   * @param family null only for a rule of any frame that asks nothing of an IP packet
   */
  static RuleTerms of(Rule rule, @Nullable Family family, Direction direction) {
    RuleTerms terms = new RuleTerms(family, direction);
    for (Condition condition : rule.match().conditions()) {
      terms.add(condition);
    }
    return terms;
  }

  private void add(Condition condition) {
    if (condition instanceof Condition.PeerIn peer) {
      peerGroups.add(peer.group());
    } else if (condition instanceof Condition.AddressIn address) {
      add(address);
    } else if (condition instanceof Condition.PortIn port) {
      askTransport(Protocol.TCP, Protocol.UDP);
      ports.merge(port.end(), port.ports(), PortMasks::both);
    } else if (condition instanceof Condition.FieldIs field) {
      add(field);
    } else if (condition instanceof Condition.InitiatedBy initiated) {
      add(initiated);
    } else if (condition instanceof Condition.TcpOptions) {
      askTransport(Protocol.TCP);
      inexpressible.add(condition);
    } else if (condition instanceof Condition.IcmpRest) {
      askTransport(icmp());
      inexpressible.add(condition);
    } else {
      throw new IllegalStateException("no such condition: " + condition);
    }
  }

  private void add(Condition.AddressIn is) {
    impossible |= is.prefix().family() != family;
    if (is.prefix().length() > 0) {
      ask(
          FlowFields.address(is.end(), is.prefix().family()),
          List.of(FlowFields.prefix(is.prefix())));
    }
  }

  private void add(Condition.FieldIs is) {
    switch (is.field()) {
      case ETHERNET_SOURCE -> ask(FlowField.ETHERNET_SOURCE, masked(is));
      case ETHERNET_DESTINATION -> ask(FlowField.ETHERNET_DESTINATION, masked(is));
      case ETHERTYPE -> ask(FlowField.ETHERTYPE, whole(FlowField.ETHERTYPE, is));
      case DSCP -> ask(FlowField.IP_DSCP, whole(FlowField.IP_DSCP, is));
      case ECN -> ask(FlowField.IP_ECN, whole(FlowField.IP_ECN, is));
      case TTL -> ask(FlowField.IP_TTL, whole(FlowField.IP_TTL, is));
      case LENGTH -> inexpressible.add(is);
      case PROTOCOL -> askProtocols(protocols(is));
      case IHL, FRAGMENT_FLAGS, FRAGMENT_OFFSET, IDENTIFICATION -> {
        impossible |= family != Family.IPV4;
        inexpressible.add(is);
      }
      case FLOW_LABEL -> {
        if (family == Family.IPV6) {
          ask(FlowField.IPV6_FLOW_LABEL, masked(is));
        } else {
          impossible = true;
        }
      }
      case TCP_FLAGS -> {
        askTransport(Protocol.TCP);
        askTransportField(Field.TCP_FLAGS, masked(is));
      }
      case ICMP_TYPE, ICMP_CODE -> {
        askTransport(icmp());
        askTransportField(is.field(), whole(FlowField.ICMPV4_TYPE, is));
      }
      case UDP_LENGTH -> {
        askTransport(Protocol.UDP);
        inexpressible.add(is);
      }
      case TCP_SEQUENCE,
          TCP_ACKNOWLEDGEMENT,
          TCP_DATA_OFFSET,
          TCP_RESERVED,
          TCP_WINDOW,
          TCP_URGENT -> {
        askTransport(Protocol.TCP);
        inexpressible.add(is);
      }
    }
  }

  /** NOT (SYN=1 and ACK=0) is ACK=1 or SYN=0. */
  private void add(Condition.InitiatedBy initiated) {
    BitSet tcp = new BitSet();
    tcp.set(Protocol.TCP);
    askProtocols(tcp);
    initiator = initiated.initiator();
    if (initiated.initiator() != direction) {
      askTransportField(Field.TCP_FLAGS, List.of(Masked.of(ACK, ACK), Masked.of(0, SYN)));
    }
  }

  private int icmp() {
    return family == Family.IPV6 ? Protocol.ICMPV6 : Protocol.ICMP;
  }

  private static List<Masked> masked(Condition.FieldIs is) {
    return List.of(Masked.of(is.value(), is.mask()));
  }

  private static List<Masked> whole(FlowField field, Condition.FieldIs is) {
    return FlowFields.values(field, is.value(), is.mask());
  }

  private static BitSet protocols(Condition.FieldIs is) {
    BitSet set = new BitSet();
    whole(FlowField.IP_PROTOCOL, is).forEach(value -> set.set((int) value.low()));
    return set;
  }

  private void ask(FlowField field, List<Masked> alternatives) {
    List<Masked> both = network.merge(field, alternatives, FlowFields::both);
    impossible |= both.isEmpty();
  }

  private void askTransportField(Field field, List<Masked> alternatives) {
    transport.merge(field, alternatives, FlowFields::both);
  }

  private void askTransport(int... possible) {
    BitSet set = new BitSet();
    for (int protocol : possible) {
      set.set(protocol);
    }
    askProtocols(set);
  }

  private void askProtocols(BitSet possible) {
    if (protocols == null) {
      protocols = possible;
    } else {
      protocols.and(possible);
    }
  }

  @Nullable Family family() {
    return family;
  }

  /** Whether link, network header and family contradict each other: no packet, seen or hidden. */
  boolean impossible() {
    return impossible;
  }

  /** The protocols that are admitted; null for all, known or not. */
  @Nullable BitSet protocols() {
    return protocols;
  }

  /** What is asked of link and network header. */
  Map<FlowField, List<Masked>> network() {
    return network;
  }

  /** What is asked of the transport header, but for the ports. */
  Map<Field, List<Masked>> transport() {
    return transport;
  }

  Map<End, PortSet> ports() {
    return ports;
  }

  /** Whether the rule says who begins a connection. */
  boolean asksWhoBegins() {
    return initiator != null;
  }

  /** Whether the rule is for packets of who begins the connection. */
  boolean isOfWhoBegins() {
    return initiator == direction;
  }

  /** The groups to all of which the peer belongs. */
  SortedSet<GroupId> peerGroups() {
    return peerGroups;
  }

  /** What a flow switch cannot compare. */
  List<Condition> inexpressible() {
    return inexpressible;
  }
}
