package org.mudward.policy.analysis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.mudward.policy.Binding;
import org.mudward.policy.Condition;
import org.mudward.policy.Direction;
import org.mudward.policy.End;
import org.mudward.policy.Family;
import org.mudward.policy.Field;
import org.mudward.policy.GroupId;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;
import org.mudward.policy.PortRange;
import org.mudward.policy.Prefix;
import org.mudward.policy.Protocol;
import org.mudward.policy.Verdict;
import org.mudward.policy.flow.FlowField;

/**
 * All packets there can be, by the header fields that policies and switches look at.
 *
 * <p>A packet here is whole and honest: its headers are all there and do not lie. It may be a later
 * fragment, which has a protocol but hides everything of layer 4. What headers may hide otherwise
 * is tested with frames, not proved.
 */
final class PacketSpace {
  private static final String MEMBER = "member of ";
  static final String LATER = "later-fragment";
  static final String TARGET = "nd-target";
  private static final String PORT = "in-port";

  /** What the switch knows of the packet's connection. */
  static final String CONNECTION = "ct-state";

  private static final int PORT_BITS = 20;
  private static final int[] TAGS = {0x8100, 0x88A8, 0x9100};

  /** Of IPv4 and TCP, in words of 32 bits. */
  private static final int SHORTEST_HEADER = 5;

  private static final int NO_NEXT_HEADER = 59;
  private static final int NAKED_SYN = 0x02;
  private static final int SYN_AND_ACK = 0x12;

  final BitSpace bits;
  private final Map<String, Integer> ports = new HashMap<>();

  PacketSpace() {
    this(new BitSpace());
  }

  PacketSpace(BitSpace bits) {
    this.bits = bits;
    bits.field("ethertype", 16);
    bits.field("protocol", 8);
    bits.field(LATER, 1);
    bits.field("mac-source", 48);
    bits.field("mac-destination", 48);
    bits.field("ip-source", 128);
    bits.field("ip-destination", 128);
    bits.field("port-source", 16);
    bits.field("port-destination", 16);
    bits.field("tcp-flags", 12);
    bits.field("icmp-type", 8);
    bits.field("icmp-code", 8);
    bits.field("dscp", 6);
    bits.field("ecn", 2);
    bits.field("ttl", 8);
    bits.field("flow-label", 20);
  }

  int family(Family family) {
    return bits.equal("ethertype", family.etherType(), 0xFFFF);
  }

  int isIp() {
    return bits.or(family(Family.IPV4), family(Family.IPV6));
  }

  int later() {
    return bits.and(isIp(), bits.equal(LATER, 1, 1));
  }

  int protocol(int number) {
    return bits.and(isIp(), bits.equal("protocol", number, 0xFF));
  }

  int mac(End end, MacAddress mac) {
    return bits.equal("mac-" + end, mac.bits(), -1L >>> 16);
  }

  int isMulticast(End end) {
    return bits.equal("mac-" + end, 1L << 40, 1L << 40);
  }

  /** Frames to 01-80-C2-00-00-00 to 0F, which a bridge does not forward (IEEE 802.1Q). */
  int isLinkLocalGroup() {
    return bits.equal("mac-destination", 0x0180_C200_0000L, 0xFFFF_FFFF_FFF0L);
  }

  int address(End end, Prefix prefix) {
    IpAddress value = prefix.address();
    IpAddress mask = Prefix.mask(prefix.family(), prefix.length());
    return bits.and(
        family(prefix.family()),
        bits.equal("ip-" + end, value.high(), value.low(), mask.high(), mask.low()));
  }

  /** The protocol is ICMP, in the sense of the packet's family. */
  int icmp() {
    return bits.or(
        bits.and(family(Family.IPV4), protocol(Protocol.ICMP)),
        bits.and(family(Family.IPV6), protocol(Protocol.ICMPV6)));
  }

  /** Packets that can be: an extension header is never the protocol of an IPv6 packet. */
  int honest() {
    int extensions = bits.none();
    for (int number = 0; number <= Protocol.MAX; number++) {
      if (Protocol.isExtensionHeader(number)) {
        extensions = bits.or(extensions, protocol(number));
      }
    }
    return bits.not(bits.and(family(Family.IPV6), extensions));
  }

  /**
   * Honest packets that there can be on a wire: not a tag and not a length where the EtherType is,
   * a fragment offset that fits, and no header shorter than the shortest. Nothing else is left out,
   * so this may decide whether two sets are the same.
   */
  int real() {
    int set = bits.minus(honest(), bits.between("ethertype", 0, 0x5FF));
    for (int tag : TAGS) {
      set = bits.minus(set, bits.equal("ethertype", tag, 0xFFFF));
    }
    int later = bits.equal(LATER, 1, 1);
    set = bits.minus(set, bits.minus(later, isIp()));
    if (bits.hasField(Field.FRAGMENT_OFFSET.name())) {
      int zero = bits.equal(Field.FRAGMENT_OFFSET.name(), 0, Field.FRAGMENT_OFFSET.mask());
      set = bits.and(set, bits.or(bits.minus(zero, later), bits.minus(later, zero)));
    }
    set = atLeast(set, family(Family.IPV4), Field.IHL, SHORTEST_HEADER);
    set = atLeast(set, protocol(Protocol.TCP), Field.TCP_DATA_OFFSET, SHORTEST_HEADER);
    return longEnough(set);
  }

  /** A whole packet holds its own headers; a later fragment, no header but IP's. */
  private int longEnough(int set) {
    int result = set;
    for (Family family : Family.values()) {
      boolean four = family == Family.IPV4;
      int of = family(family);
      int before = four ? 4 * SHORTEST_HEADER : 0;
      int first = bits.minus(of, bits.equal(LATER, 1, 1));
      int icmp = protocol(four ? Protocol.ICMP : Protocol.ICMPV6);
      int eight = bits.or(protocol(Protocol.UDP), icmp);
      int tcp = bits.and(first, protocol(Protocol.TCP));
      result = atLeast(result, of, Field.LENGTH, before);
      result = atLeast(result, bits.minus(of, first), Field.LENGTH, before + (four ? 1 : 9));
      result = atLeast(result, bits.and(first, eight), Field.LENGTH, before + 8);
      result = atLeast(result, tcp, Field.LENGTH, before + 4 * SHORTEST_HEADER);
    }
    return result;
  }

  private int atLeast(int set, int of, Field field, int least) {
    return least > 0 && bits.hasField(field.name())
        ? bits.minus(set, bits.and(of, bits.between(field.name(), 0, least - 1)))
        : set;
  }

  /** Real packets that a frame is easily written for; only good for choosing an example. */
  int writable() {
    return bits.hasField(Field.LENGTH.name())
        ? bits.and(real(), bits.between(Field.LENGTH.name(), 200, 1400))
        : real();
  }

  /** TCP segments that open a connection: SYN without ACK. */
  int opens() {
    return bits.and(protocol(Protocol.TCP), bits.equal("tcp-flags", NAKED_SYN, SYN_AND_ACK));
  }

  /**
   * Packets that a flow switch cannot tell from damaged ones, or does not read to the end, and that
   * every compiled form therefore drops: see the guards in {@code policy.flow}.
   */
  int indistinct() {
    int ports =
        bits.and(bits.equal("port-source", 0, 0xFFFF), bits.equal("port-destination", 0, 0xFFFF));
    int transport = bits.or(protocol(Protocol.TCP), protocol(Protocol.UDP));
    int portless = bits.and(transport, ports);
    int unspecified = bits.none();
    for (Family family : Family.values()) {
      Prefix zero = Prefix.of(new IpAddress(family, 0, 0));
      unspecified =
          bits.or(unspecified, bits.and(address(End.SOURCE, zero), address(End.DESTINATION, zero)));
    }
    int six = family(Family.IPV6);
    int blank = bits.and(bits.equal("icmp-type", 0, 0xFF), bits.equal("icmp-code", 0, 0xFF));
    portless = bits.or(portless, bits.and(bits.and(six, protocol(Protocol.ICMPV6)), blank));
    portless = bits.or(portless, bits.and(six, protocol(NO_NEXT_HEADER)));
    int laterSix = bits.and(later(), six);
    return bits.or(bits.not(honest()), bits.or(portless, bits.or(unspecified, laterSix)));
  }

  /** A set with what is not known about it: where it holds for sure, and where it may hold. */
  private record Answer(int surely, int perhaps) {}

  private static Answer known(int set) {
    return new Answer(set, set);
  }

  /** Something of layer 4: later fragments of the protocol hide it. */
  private Answer hidden(int ofProtocol, int set) {
    int shown = bits.and(ofProtocol, set);
    return new Answer(bits.minus(shown, later()), bits.or(shown, bits.and(ofProtocol, later())));
  }

  /**
   * Where a rule takes a condition to hold: what is not known satisfies a dropping rule, and no
   * accepting one. For all kinds but those that ask for members of a group.
   */
  int satisfies(Condition condition, Direction direction, Verdict verdict) {
    Answer answer = holds(condition, direction);
    return verdict == Verdict.ACCEPT ? answer.surely() : answer.perhaps();
  }

  private Answer holds(Condition condition, Direction direction) {
    if (condition instanceof Condition.AddressIn address) {
      return known(address(address.end(), address.prefix()));
    }
    if (condition instanceof Condition.PortIn port) {
      int ports = bits.none();
      for (PortRange range : port.ports().ranges()) {
        ports = bits.or(ports, bits.between("port-" + port.end(), range.low(), range.high()));
      }
      return hidden(bits.or(protocol(Protocol.TCP), protocol(Protocol.UDP)), ports);
    }
    if (condition instanceof Condition.InitiatedBy initiated) {
      int tcp = protocol(Protocol.TCP);
      return direction == initiated.initiator()
          ? known(tcp)
          : hidden(tcp, bits.not(bits.equal("tcp-flags", NAKED_SYN, SYN_AND_ACK)));
    }
    if (condition instanceof Condition.FieldIs field) {
      return field(field);
    }
    if (condition instanceof Condition.TcpOptions options) {
      return hidden(protocol(Protocol.TCP), opaque("options-" + options.hex(), 1, 1, 1));
    }
    if (condition instanceof Condition.IcmpRest rest) {
      return hidden(icmp(), opaque("icmp-rest-" + rest.hex(), 1, 1, 1));
    }
    throw new IllegalArgumentException("not a condition on headers alone: " + condition);
  }

  private Answer field(Condition.FieldIs is) {
    Field field = is.field();
    long value = is.value();
    long mask = is.mask();
    return switch (field) {
      case ETHERNET_SOURCE -> known(bits.equal("mac-source", value, mask));
      case ETHERNET_DESTINATION -> known(bits.equal("mac-destination", value, mask));
      case ETHERTYPE -> known(bits.equal("ethertype", value, mask));
      case PROTOCOL -> known(bits.and(isIp(), bits.equal("protocol", value, mask)));
      case DSCP -> known(bits.and(isIp(), bits.equal("dscp", value, mask)));
      case ECN -> known(bits.and(isIp(), bits.equal("ecn", value, mask)));
      case TTL -> known(bits.and(isIp(), bits.equal("ttl", value, mask)));
      case FLOW_LABEL ->
          known(bits.and(family(Family.IPV6), bits.equal("flow-label", value, mask)));
      case TCP_FLAGS -> hidden(protocol(Protocol.TCP), bits.equal("tcp-flags", value, mask));
      case ICMP_TYPE -> hidden(icmp(), bits.equal("icmp-type", value, mask));
      case ICMP_CODE -> hidden(icmp(), bits.equal("icmp-code", value, mask));
      default -> rare(field, value, mask);
    };
  }

  /** Fields that no switch sees: their bits are made when a rule asks for them. */
  private Answer rare(Field field, long value, long mask) {
    int set = opaque(field.name(), field.bits(), value, mask);
    return switch (field.layer()) {
      case ETHERNET -> known(set);
      case IP -> known(bits.and(isIp(), set));
      case IPV4 -> known(bits.and(family(Family.IPV4), set));
      case IPV6 -> known(bits.and(family(Family.IPV6), set));
      case TCP -> hidden(protocol(Protocol.TCP), set);
      case UDP -> hidden(protocol(Protocol.UDP), set);
      case ICMP -> hidden(icmp(), set);
    };
  }

  /**
   * Packets whose peer belongs to a group, whoever that may be: groups may have members in common.
   */
  int memberOf(GroupId group) {
    return opaque(MEMBER + group, 1, 1, 1);
  }

  private int opaque(String name, int width, long value, long mask) {
    if (!bits.hasField(name)) {
      bits.field(name, width);
    }
    return bits.equal(name, value, mask);
  }

  /** What a switch shows of a packet under one of its fields; zero where it hides something. */
  int shown(FlowField field, long high, long low, long maskHigh, long maskLow) {
    return switch (field) {
      case ETHERNET_SOURCE -> bits.equal("mac-source", low, maskLow);
      case ETHERNET_DESTINATION -> bits.equal("mac-destination", low, maskLow);
      case ETHERTYPE -> bits.equal("ethertype", low, maskLow);
      case IP_DSCP -> bits.equal("dscp", low, maskLow);
      case IP_ECN -> bits.equal("ecn", low, maskLow);
      case IP_TTL -> bits.equal("ttl", low, maskLow);
      case IP_PROTOCOL -> shownProtocol(low, maskLow);
      case IP_FRAGMENT -> shownFragment(low, maskLow);
      case IPV4_SOURCE, IPV6_SOURCE -> bits.equal("ip-source", high, low, maskHigh, maskLow);
      case IPV4_DESTINATION, IPV6_DESTINATION ->
          bits.equal("ip-destination", high, low, maskHigh, maskLow);
      case IPV6_FLOW_LABEL -> bits.equal("flow-label", low, maskLow);
      case TCP_SOURCE, UDP_SOURCE -> zeroIfLater("port-source", low, maskLow);
      case TCP_DESTINATION, UDP_DESTINATION -> zeroIfLater("port-destination", low, maskLow);
      case TCP_FLAGS -> zeroIfLater("tcp-flags", low, maskLow);
      case ICMPV4_TYPE, ICMPV6_TYPE -> zeroIfLater("icmp-type", low, maskLow);
      case ICMPV4_CODE, ICMPV6_CODE -> zeroIfLater("icmp-code", low, maskLow);
      case ARP_OPERATION -> bits.equal("protocol", low, 0xFF);
      case ARP_SENDER -> bits.equal("ip-source", 0, low, 0, maskLow);
      case ND_TARGET -> shownTarget(new IpAddress(Family.IPV6, high, low));
      case CT_STATE -> opaque(CONNECTION, field.bits(), low, maskLow);
      case METADATA -> throw new IllegalArgumentException("metadata is no field of a packet");
    };
  }

  private int zeroIfLater(String name, long value, long mask) {
    int shown = bits.minus(bits.equal(name, value, mask), later());
    return value == 0 ? bits.or(shown, later()) : shown;
  }

  private int shownTarget(IpAddress target) {
    int code = bits.equal("icmp-code", 0, 0xFF);
    int shown = bits.and(target(target), bits.minus(code, later()));
    boolean zero = target.high() == 0 && target.low() == 0;
    return zero ? bits.or(shown, bits.or(bits.not(code), later())) : shown;
  }

  /** Neighbor advertisements, if that is what they are, for an address. */
  int target(IpAddress address) {
    if (!bits.hasField(TARGET)) {
      bits.field(TARGET, 128);
    }
    return bits.equal(TARGET, address.high(), address.low(), -1L, -1L);
  }

  /** Packets that come in at a port. */
  int comesInAt(String port) {
    if (!bits.hasField(PORT)) {
      bits.field(PORT, PORT_BITS);
    }
    Integer number = ports.computeIfAbsent(port, p -> ports.size() + 1);
    return bits.equal(PORT, number, (1L << PORT_BITS) - 1);
  }

  /** ARP; its operation stands where the protocol of IP does, as in a switch. */
  int isArp() {
    return bits.equal("ethertype", Binding.ARP, 0xFFFF);
  }

  /** ARP messages whose sender says that it has an address. */
  int arp(IpAddress sender) {
    return bits.and(isArp(), bits.equal("ip-source", 0, sender.low(), 0, 0xFFFF_FFFFL));
  }

  /** What calls itself ARP and is not plain ARP for IPv4 on Ethernet. */
  int strangeArp() {
    return bits.and(isArp(), bits.equal("protocol", 0, 0xFF));
  }

  /** A later fragment of IPv6 shows the protocol of its fragment header. */
  private int shownProtocol(long value, long mask) {
    int laterSix = bits.and(later(), family(Family.IPV6));
    int shown = bits.minus(bits.equal("protocol", value, mask), laterSix);
    return (44 & mask) == value ? bits.or(shown, laterSix) : shown;
  }

  /** Bit 2: a later fragment. Bit 1, any fragment, is only asked together with it. */
  private int shownFragment(long value, long mask) {
    if ((mask & 2) == 0) {
      throw new IllegalArgumentException("first fragments are not told apart here");
    }
    return (value & 2) != 0 ? later() : bits.not(later());
  }

  /** Packets whose peer belongs to none of the groups that were asked for, except these. */
  int memberOfNoneBut(Set<GroupId> groups) {
    int set = bits.all();
    for (String name : bits.fields()) {
      if (name.startsWith(MEMBER)
          && !groups.contains(new GroupId(name.substring(MEMBER.length())))) {
        set = bits.minus(set, bits.equal(name, 1, 1));
      }
    }
    return set;
  }

  /**
   * One packet of a set whose peers are known by groups only, in words: protocol, ports, and the
   * groups that the peer has to belong to. What does not matter is not said.
   */
  String symbolicExample(int set) {
    Map<String, long[]> values = bits.example(set);
    int etherType = (int) low(values, "ethertype");
    List<String> words = new ArrayList<>();
    words.add(String.format("ethertype 0x%04x", etherType));
    for (Family family : Family.values()) {
      if (etherType == family.etherType()) {
        String protocol = Protocol.name((int) low(values, "protocol"));
        words.set(0, RuleWords.family(family) + " " + protocol.toUpperCase(Locale.ROOT));
      }
    }
    if (low(values, LATER) != 0) {
      words.add("a later fragment");
    }
    for (String field : List.of("port-source", "port-destination", "tcp-flags", "icmp-type")) {
      if (low(values, field) != 0) {
        words.add(field.replace('-', ' ') + " " + low(values, field));
      }
    }
    values.keySet().stream()
        .filter(name -> name.startsWith(MEMBER) && low(values, name) != 0)
        .sorted()
        .forEach(name -> words.add("peer in " + name.substring(MEMBER.length())));
    return String.join(", ", words);
  }

  /** One packet, as {@link BitSpace#example} gives it, in words. */
  static String words(Map<String, long[]> values) {
    int etherType = (int) low(values, "ethertype");
    StringBuilder text = new StringBuilder();
    text.append(new MacAddress(low(values, "mac-source"))).append(" -> ");
    text.append(new MacAddress(low(values, "mac-destination")));
    for (Family family : Family.values()) {
      if (etherType == family.etherType()) {
        text.append(", ").append(address(values, "ip-source", family)).append(" -> ");
        text.append(address(values, "ip-destination", family));
        return text.append(transport(values)).toString();
      }
    }
    if (etherType == Binding.ARP) {
      return text.append(", ARP of ").append(address(values, "ip-source", Family.IPV4)).toString();
    }
    return text.append(String.format(", ethertype 0x%04x", etherType)).toString();
  }

  private static String transport(Map<String, long[]> values) {
    int protocol = (int) low(values, "protocol");
    String name = ", " + Protocol.name(protocol);
    if (low(values, LATER) != 0) {
      return name + ", a later fragment";
    }
    return switch (protocol) {
      case Protocol.TCP, Protocol.UDP ->
          name
              + " port "
              + low(values, "port-source")
              + " -> "
              + low(values, "port-destination")
              + (protocol == Protocol.TCP
                  ? String.format(" flags 0x%02x", low(values, "tcp-flags"))
                  : "");
      case Protocol.ICMP, Protocol.ICMPV6 ->
          name + " type " + low(values, "icmp-type") + " code " + low(values, "icmp-code");
      default -> name;
    };
  }

  private static long low(Map<String, long[]> values, String name) {
    long[] found = values.get(name);
    return found == null ? 0 : found[1];
  }

  private static IpAddress address(Map<String, long[]> values, String name, Family family) {
    long[] found = values.get(name);
    long high = found == null ? 0 : found[0];
    long low = found == null ? 0 : found[1];
    return family == Family.IPV4
        ? new IpAddress(family, 0, low & 0xFFFF_FFFFL)
        : new IpAddress(family, high, low);
  }
}
