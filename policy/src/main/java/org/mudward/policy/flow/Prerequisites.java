package org.mudward.policy.flow;

import org.mudward.policy.Binding;
import org.mudward.policy.Family;
import org.mudward.policy.Protocol;

/**
 * What an entry must ask before it may ask for a field (OpenFlow 1.3.5 section 7.2.3.6), and which
 * fields are compared whole. A switch refuses entries that do not keep to it.
 */
final class Prerequisites {
  private Prerequisites() {}

  static void check(FlowEntry entry, FlowField field, Masked value) {
    boolean whole =
        switch (field) {
          case ETHERTYPE, ARP_OPERATION, IP_DSCP, IP_ECN, IP_TTL, IP_PROTOCOL -> true;
          case ICMPV4_TYPE, ICMPV4_CODE, ICMPV6_TYPE, ICMPV6_CODE -> true;
          default -> false;
        };
    if (whole && value.maskLow() != (1L << field.bits()) - 1) {
      throw Pipeline.broken(entry, "compares " + field + " in part");
    }
    if (!satisfied(entry.match(), field)) {
      throw Pipeline.broken(entry, "asks for " + field + " of packets that may not have it");
    }
  }

  private static boolean satisfied(FlowMatch match, FlowField field) {
    return switch (field) {
      case METADATA, CT_STATE, ETHERNET_DESTINATION, ETHERNET_SOURCE, ETHERTYPE -> true;
      case ARP_OPERATION, ARP_SENDER -> is(match, FlowField.ETHERTYPE, Binding.ARP);
      case IP_DSCP, IP_ECN, IP_TTL, IP_PROTOCOL, IP_FRAGMENT ->
          isOf(match, Family.IPV4) || isOf(match, Family.IPV6);
      case IPV4_SOURCE, IPV4_DESTINATION -> isOf(match, Family.IPV4);
      case IPV6_SOURCE, IPV6_DESTINATION, IPV6_FLOW_LABEL -> isOf(match, Family.IPV6);
      case TCP_SOURCE, TCP_DESTINATION, TCP_FLAGS -> isProtocol(match, Protocol.TCP);
      case UDP_SOURCE, UDP_DESTINATION -> isProtocol(match, Protocol.UDP);
      case ICMPV4_TYPE, ICMPV4_CODE -> isOf(match, Family.IPV4) && isProtocol(match, Protocol.ICMP);
      case ICMPV6_TYPE, ICMPV6_CODE ->
          isOf(match, Family.IPV6) && isProtocol(match, Protocol.ICMPV6);
      case ND_TARGET ->
          isOf(match, Family.IPV6)
              && isProtocol(match, Protocol.ICMPV6)
              && is(match, FlowField.ICMPV6_TYPE, Binding.NEIGHBOR_ADVERTISEMENT)
              // Open vSwitch does not keep the target of others in what it caches.
              && is(match, FlowField.ICMPV6_CODE, 0);
    };
  }

  private static boolean isOf(FlowMatch match, Family family) {
    return is(match, FlowField.ETHERTYPE, family.etherType());
  }

  private static boolean isProtocol(FlowMatch match, int protocol) {
    return is(match, FlowField.IP_PROTOCOL, protocol);
  }

  /** Whether a field, none of the widest, is asked to have just this value. */
  private static boolean is(FlowMatch match, FlowField field, long value) {
    Masked asked = match.get(field);
    return asked != null && asked.low() == value && asked.maskLow() == (1L << field.bits()) - 1;
  }
}
