package org.mudward.policy.filter;

import static java.util.Map.entry;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.Condition;
import org.mudward.policy.Direction;
import org.mudward.policy.End;
import org.mudward.policy.Family;
import org.mudward.policy.Field;
import org.mudward.policy.GroupId;
import org.mudward.policy.PortRange;
import org.mudward.policy.Protocol;
import org.mudward.policy.Rule;

/**
 * What a rule asks, as nftables can ask it.
 *
 * <p>Link and network header are asked first, then the protocol, then the transport header, which
 * later fragments do not have. The peer comes last: looking into a set costs most.
 */
final class RuleTests {
  private static final int FIRST_ETHERTYPE = 0x600;
  private static final int SYN = 0x02;
  private static final int ACK = 0x10;

  /** Fields of at most so many bits are compared by value, wider ones in the bits of a mask. */
  private static final int LISTED_BITS = 8;

  /** Fields that are the same in both families, or of one only. */
  private static final Map<Field, FilterField> FIELDS =
      Map.ofEntries(
          entry(Field.IHL, FilterField.IP_HEADER_LENGTH),
          entry(Field.FRAGMENT_FLAGS, FilterField.IP_FRAGMENT_FLAGS),
          entry(Field.FRAGMENT_OFFSET, FilterField.IP_FRAGMENT_OFFSET),
          entry(Field.IDENTIFICATION, FilterField.IP_ID),
          entry(Field.FLOW_LABEL, FilterField.IP6_FLOW_LABEL),
          entry(Field.TCP_SEQUENCE, FilterField.TCP_SEQUENCE),
          entry(Field.TCP_ACKNOWLEDGEMENT, FilterField.TCP_ACKNOWLEDGEMENT),
          entry(Field.TCP_DATA_OFFSET, FilterField.TCP_DATA_OFFSET),
          entry(Field.TCP_RESERVED, FilterField.TCP_RESERVED),
          entry(Field.TCP_FLAGS, FilterField.TCP_FLAGS),
          entry(Field.TCP_WINDOW, FilterField.TCP_WINDOW),
          entry(Field.TCP_URGENT, FilterField.TCP_URGENT),
          entry(Field.UDP_LENGTH, FilterField.UDP_LENGTH));

  private final @Nullable Family family;
  private final Direction direction;
  private final List<FilterTest> network = new ArrayList<>();
  private final List<FilterTest> transport = new ArrayList<>();
  private final List<GroupId> groups = new ArrayList<>();
  private final List<Condition> inexpressible = new ArrayList<>();
  private @Nullable BitSet protocols;
  private boolean impossible;

  /**
   * Whether a port is asked for of which there is none; a packet that hides it may still be meant.
   */
  private boolean noPort;

  private RuleTests(Rule rule, Direction direction) {
    this.family = rule.match().family();
    this.direction = direction;
    if (family == null) {
      rule.match().conditions().forEach(RuleTests::checkLinkOnly);
    } else {
      network.add(FilterTest.In.of(FilterField.META_PROTOCOL, family.etherType()));
    }
    rule.match().conditions().forEach(this::add);
    impossible |= protocols != null && protocols.isEmpty();
  }

  /** A rule that is left out could be one that drops. */
  private static void checkLinkOnly(Condition condition) {
    if (!(condition instanceof Condition.FieldIs is)
        || is.field().layer() != Field.Layer.ETHERNET) {
      throw new IllegalStateException("a rule of any frame asks for " + condition);
    }
  }

  static RuleTests of(Rule rule, Direction direction) {
    return new RuleTests(rule, direction);
  }

  /** Whether no packet is asked for. */
  boolean isImpossible() {
    return impossible;
  }

  /** Whether something is asked that later fragments hide. */
  boolean asksTransport() {
    return noPort || !transport.isEmpty() || !inexpressible.isEmpty();
  }

  /** What nftables is not asked, because it cannot compare it. */
  List<Condition> inexpressible() {
    return inexpressible;
  }

  /**
   * The tests that together are the rule; one list for each way in which the peers can be members.
   *
   * @param later as later fragments are asked: without what they hide
   */
  List<List<FilterTest>> alternatives(GroupSets sets, boolean later) {
    List<FilterTest> common = new ArrayList<>(network);
    if (protocols != null) {
      common.add(new FilterTest.In(FilterField.L4_PROTOCOL, spans(protocols), false));
    }
    if (!later && noPort) {
      return List.of();
    }
    if (!later) {
      common.addAll(transport);
    }
    List<List<FilterTest>> alternatives = List.of(common);
    for (GroupId group : groups) {
      Family known = Objects.requireNonNull(family);
      List<List<FilterTest>> longer = new ArrayList<>();
      for (List<FilterTest> way : sets.member(group, known, direction.peer())) {
        for (List<FilterTest> tests : alternatives) {
          List<FilterTest> all = new ArrayList<>(tests);
          all.addAll(way);
          longer.add(all);
        }
      }
      alternatives = longer;
    }
    return alternatives;
  }

  private void add(Condition condition) {
    if (condition instanceof Condition.PeerIn peer) {
      groups.add(peer.group());
    } else if (condition instanceof Condition.AddressIn address) {
      add(address);
    } else if (condition instanceof Condition.PortIn port) {
      add(port);
    } else if (condition instanceof Condition.FieldIs field) {
      add(field);
    } else if (condition instanceof Condition.InitiatedBy initiated) {
      askProtocols(Protocol.TCP);
      if (initiated.initiator() != direction) {
        transport.add(new FilterTest.Is(FilterField.TCP_FLAGS, SYN | ACK, SYN, true));
      }
    } else if (condition instanceof Condition.TcpOptions) {
      askProtocols(Protocol.TCP);
      inexpressible.add(condition);
    } else if (condition instanceof Condition.IcmpRest) {
      askProtocols(icmp());
      inexpressible.add(condition);
    } else {
      throw new IllegalStateException("no such condition: " + condition);
    }
  }

  private void add(Condition.AddressIn is) {
    if (is.prefix().family() != family) {
      impossible = true;
    } else if (is.prefix().length() > 0) {
      network.add(new FilterTest.Within(FilterField.address(is.end(), family), is.prefix()));
    }
  }

  private void add(Condition.PortIn is) {
    askProtocols(Protocol.TCP, Protocol.UDP);
    List<FilterTest.Span> spans = new ArrayList<>();
    for (PortRange range : is.ports().ranges()) {
      spans.add(new FilterTest.Span(range.low(), range.high()));
    }
    if (spans.isEmpty()) {
      noPort = true;
      return;
    }
    FilterField field =
        is.end() == End.SOURCE ? FilterField.SOURCE_PORT : FilterField.DESTINATION_PORT;
    transport.add(new FilterTest.In(field, spans, false));
  }

  private void add(Condition.FieldIs is) {
    boolean six = family == Family.IPV6;
    switch (is.field()) {
      case ETHERNET_SOURCE -> ask(network, FilterField.ETHER_SOURCE, is);
      case ETHERNET_DESTINATION -> ask(network, FilterField.ETHER_DESTINATION, is);
      case ETHERTYPE -> addEtherType(is);
      case DSCP -> ask(network, six ? FilterField.IP6_DSCP : FilterField.IP_DSCP, is);
      case ECN -> ask(network, six ? FilterField.IP6_ECN : FilterField.IP_ECN, is);
      case TTL -> ask(network, six ? FilterField.IP6_HOP_LIMIT : FilterField.IP_TTL, is);
      case LENGTH -> ask(network, six ? FilterField.IP6_LENGTH : FilterField.IP_LENGTH, is);
      case PROTOCOL -> askProtocols(values(is));
      case IHL, FRAGMENT_FLAGS, FRAGMENT_OFFSET, IDENTIFICATION -> only(Family.IPV4, is);
      case FLOW_LABEL -> only(Family.IPV6, is);
      case UDP_LENGTH -> {
        askProtocols(Protocol.UDP);
        ask(transport, FIELDS.get(is.field()), is);
      }
      case ICMP_TYPE, ICMP_CODE -> {
        askProtocols(icmp());
        boolean type = is.field() == Field.ICMP_TYPE;
        FilterField four = type ? FilterField.ICMP_TYPE : FilterField.ICMP_CODE;
        FilterField other = type ? FilterField.ICMPV6_TYPE : FilterField.ICMPV6_CODE;
        ask(transport, six ? other : four, is);
      }
      case TCP_SEQUENCE,
          TCP_ACKNOWLEDGEMENT,
          TCP_DATA_OFFSET,
          TCP_RESERVED,
          TCP_FLAGS,
          TCP_WINDOW,
          TCP_URGENT -> {
        askProtocols(Protocol.TCP);
        ask(transport, FIELDS.get(is.field()), is);
      }
    }
  }

  /** A frame with a length there is shown with a number below the first EtherType. */
  private void addEtherType(Condition.FieldIs is) {
    if (family != null) {
      impossible |= (family.etherType() & is.mask()) != is.value();
    } else if (is.mask() == is.field().mask()) {
      impossible |= is.value() < FIRST_ETHERTYPE;
      network.add(FilterTest.In.of(FilterField.META_PROTOCOL, is.value()));
    } else {
      network.add(FilterTest.In.atLeast(FilterField.META_PROTOCOL, FIRST_ETHERTYPE));
      ask(network, FilterField.META_PROTOCOL, is);
    }
  }

  private void only(Family wanted, Condition.FieldIs is) {
    if (family == wanted) {
      ask(network, FIELDS.get(is.field()), is);
    } else {
      impossible = true;
    }
  }

  private static void ask(
      List<FilterTest> tests, @Nullable FilterField field, Condition.FieldIs is) {
    if (field == null) {
      throw new IllegalStateException("no field of nftables: " + is);
    }
    if (is.field().bits() <= LISTED_BITS && field != FilterField.TCP_FLAGS && !field.isPart()) {
      tests.add(new FilterTest.In(field, spans(values(is)), false));
    } else {
      tests.add(new FilterTest.Is(field, is.mask(), is.value(), false));
    }
  }

  private int icmp() {
    return family == Family.IPV6 ? Protocol.ICMPV6 : Protocol.ICMP;
  }

  private static BitSet values(Condition.FieldIs is) {
    BitSet values = new BitSet();
    for (int value = 0; value <= is.field().mask(); value++) {
      if ((value & is.mask()) == is.value()) {
        values.set(value);
      }
    }
    return values;
  }

  private static List<FilterTest.Span> spans(BitSet values) {
    List<FilterTest.Span> spans = new ArrayList<>();
    for (int low = values.nextSetBit(0); low >= 0; ) {
      int end = values.nextClearBit(low);
      spans.add(new FilterTest.Span(low, end - 1L));
      low = values.nextSetBit(end);
    }
    return spans;
  }

  private void askProtocols(int... possible) {
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
}
