package org.mudward.policy.flow;

import static org.mudward.policy.flow.FlowField.ETHERTYPE;
import static org.mudward.policy.flow.FlowField.IP_FRAGMENT;
import static org.mudward.policy.flow.FlowField.IP_PROTOCOL;

import java.util.ArrayList;
import java.util.List;
import org.mudward.policy.Family;
import org.mudward.policy.IpAddress;
import org.mudward.policy.Limitation;
import org.mudward.policy.Origin;
import org.mudward.policy.Prefix;
import org.mudward.policy.Protocol;

/**
 * The packets of parties with a policy that a flow switch shows otherwise than they are, and that
 * are therefore dropped before any rule.
 *
 * <p>Open vSwitch shows zero for what it cannot read: all of an IP header that lies about its
 * length, everything but the addresses of an IPv6 packet whose extension headers are cut short,
 * ports and flags of a transport header that is not whole. Rules would take these zeros for values.
 * Of TCP the flags are not asked for: Open vSwitch would keep what it knows of a connection apart
 * by all its flags, and take segments of one connection out of their order.
 *
 * <p>Three things a flow switch shows exactly as something else, so that no entry can tell them
 * apart; the tables judge such a frame as the one that it is shown as:
 *
 * <ul>
 *   <li>an IPv4 ICMP message of fewer than 8 octets as an echo reply (type 0, code 0);
 *   <li>a frame in LLC/SNAP with the organization 00-00-00 as one with its EtherType;
 *   <li>an IP packet with a wrong version number as one with the right number.
 * </ul>
 */
final class Guards {
  /**
   * Protocols that an IPv6 packet is shown with when its upper layer is not where a decision looks:
   * a chain of extension headers cut short (0 in the userspace datapath, 59 in the kernel's), and
   * the extension headers that the switch does not walk (mobility, host identity, shim6).
   */
  private static final int[] IPV6_PROTOCOLS = {0, 59, 135, 139, 140};

  /** Where the tables are stricter than any snapshot, whatever its rules. */
  static final List<Limitation> LIMITATIONS =
      List.of(
          general(
              "IPv6 packets are dropped whose extension headers are cut short, end in \"no next"
                  + " header\" (59), or contain mobility, HIP or shim6 headers (135, 139, 140)"),
          general(
              "later fragments of IPv6 packets are judged as if their protocol were unknown: no"
                  + " rule that asks for a protocol accepts them, and every such rule that drops"
                  + " drops them"),
          general(
              "TCP and UDP packets are dropped whose header is not whole, or that go from port 0 to"
                  + " port 0"),
          general("ICMPv6 messages are dropped whose header is not whole, or of type 0 and code 0"),
          general("IPv4 packets of protocol 0 from 0.0.0.0 to 0.0.0.0 are dropped"),
          general("IPv6 packets from :: to :: are dropped"),
          general(
              "frames with more VLAN tags than the switch reads, or with a tag of type 0x9100, are"
                  + " dropped"));

  /** What the guards drop. */
  static final List<FlowMatch> MATCHES = List.copyOf(matches());

  private Guards() {}

  private static Limitation general(String text) {
    return new Limitation(Origin.NO_MATCH, text);
  }

  private static List<FlowMatch> matches() {
    List<FlowMatch> matches = new ArrayList<>();
    matches.addAll(
        lying(Family.IPV4, FlowField.IPV4_SOURCE, FlowField.IPV4_DESTINATION)
            .with(IP_PROTOCOL, Masked.exact(IP_PROTOCOL, 0))
            .rows());
    matches.addAll(lying(Family.IPV6, FlowField.IPV6_SOURCE, FlowField.IPV6_DESTINATION).rows());
    for (int protocol : IPV6_PROTOCOLS) {
      matches.addAll(of(Family.IPV6, protocol).rows());
    }
    for (Family family : Family.values()) {
      matches.addAll(
          zeros(whole(family, Protocol.TCP), FlowField.TCP_SOURCE, FlowField.TCP_DESTINATION));
      matches.addAll(
          zeros(whole(family, Protocol.UDP), FlowField.UDP_SOURCE, FlowField.UDP_DESTINATION));
    }
    matches.addAll(
        zeros(whole(Family.IPV6, Protocol.ICMPV6), FlowField.ICMPV6_TYPE, FlowField.ICMPV6_CODE));
    return matches;
  }

  private static RowProduct lying(Family family, FlowField source, FlowField destination) {
    IpAddress none = new IpAddress(family, 0, 0);
    Masked zero = FlowFields.prefix(Prefix.of(none));
    return RowProduct.ONE
        .with(ETHERTYPE, FlowFields.etherType(family))
        .with(source, zero)
        .with(destination, zero);
  }

  private static RowProduct of(Family family, int protocol) {
    return RowProduct.ONE
        .with(ETHERTYPE, FlowFields.etherType(family))
        .with(IP_PROTOCOL, Masked.exact(IP_PROTOCOL, protocol));
  }

  private static RowProduct whole(Family family, int protocol) {
    return of(family, protocol).with(IP_FRAGMENT, RuleRows.NO_LATER_FRAGMENT);
  }

  private static List<FlowMatch> zeros(RowProduct product, FlowField... fields) {
    RowProduct result = product;
    for (FlowField field : fields) {
      result = result.with(field, Masked.exact(field, 0));
    }
    return result.rows();
  }
}
