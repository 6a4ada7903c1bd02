package org.mudward.policy.flow;

import java.util.StringJoiner;
import org.mudward.policy.Family;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;

/**
 * Flow entries in the words of {@code ovs-ofctl}, for people and for tools that read them.
 *
 * <p>{@code ovs-ofctl -O OpenFlow13 add-flows} takes each line as it is.
 */
public final class FlowText {
  private static final String COPY = "CONTROLLER:65535";

  private FlowText() {}

  /** One line: table, priority, match, actions. */
  public static String of(FlowEntry entry) {
    StringJoiner text = new StringJoiner(",");
    text.add("table=" + entry.table()).add("priority=" + entry.priority());
    if (entry.action() instanceof FlowAction.Hold) {
      text.add("hard_timeout=" + FlowAction.Hold.SECONDS);
    }
    String port = entry.match().port();
    if (!port.isEmpty()) {
      text.add("in_port=\"" + port.substring(port.lastIndexOf('/') + 1) + '"');
    }
    entry.match().fields().forEach((field, masked) -> text.add(condition(field, masked)));
    return text + " actions=" + action(entry.action());
  }

  /** A meter in the words of {@code ovs-ofctl -O OpenFlow13 add-meter}. */
  public static String of(Meter meter) {
    return "meter=%d,%s,burst,band=type=drop,rate=%d,burst_size=%d"
        .formatted(meter.number(), meter.unit().word(), meter.rate(), meter.burst());
  }

  private static String condition(FlowField field, Masked masked) {
    return switch (field) {
      case METADATA -> hex("metadata", field, masked);
      case CT_STATE -> hex("ct_state", field, masked);
      case ETHERNET_DESTINATION -> mac("dl_dst", masked);
      case ETHERNET_SOURCE -> mac("dl_src", masked);
      case ETHERTYPE -> hex("eth_type", field, masked);
      case ARP_OPERATION -> number("arp_op", masked.low());
      case ARP_SENDER -> address("arp_spa", Family.IPV4, masked);
      case IP_DSCP -> hex("ip_dscp", field, masked);
      case IP_ECN -> hex("nw_ecn", field, masked);
      case IP_TTL -> hex("nw_ttl", field, masked);
      case IP_PROTOCOL -> number("nw_proto", masked.low());
      case IP_FRAGMENT -> "ip_frag=" + fragment(masked);
      case IPV4_SOURCE -> address("nw_src", Family.IPV4, masked);
      case IPV4_DESTINATION -> address("nw_dst", Family.IPV4, masked);
      case IPV6_SOURCE -> address("ipv6_src", Family.IPV6, masked);
      case IPV6_DESTINATION -> address("ipv6_dst", Family.IPV6, masked);
      case IPV6_FLOW_LABEL -> hex("ipv6_label", field, masked);
      case TCP_SOURCE -> hex("tcp_src", field, masked);
      case TCP_DESTINATION -> hex("tcp_dst", field, masked);
      case TCP_FLAGS -> hex("tcp_flags", field, masked);
      case UDP_SOURCE -> hex("udp_src", field, masked);
      case UDP_DESTINATION -> hex("udp_dst", field, masked);
      case ICMPV4_TYPE -> number("icmp_type", masked.low());
      case ICMPV4_CODE -> number("icmp_code", masked.low());
      case ICMPV6_TYPE -> number("icmpv6_type", masked.low());
      case ICMPV6_CODE -> number("icmpv6_code", masked.low());
      case ND_TARGET -> address("nd_target", Family.IPV6, masked);
    };
  }

  /** Open vSwitch takes its own words only; the first bit is "a fragment", the second "a later". */
  private static String fragment(Masked masked) {
    return switch ((int) (masked.maskLow() << 2 | masked.low())) {
      case 0b11_00 -> "no";
      case 0b01_01 -> "yes";
      case 0b11_01 -> "first";
      case 0b11_11, 0b10_10 -> "later"; // who has the second bit has the first
      case 0b10_00 -> "not_later";
      default -> throw new IllegalArgumentException("no word for a fragment of " + masked);
    };
  }

  private static String number(String name, long value) {
    return name + "=" + value;
  }

  private static String hex(String name, FlowField field, Masked masked) {
    String value = name + "=0x" + Long.toHexString(masked.low());
    return masked.equals(Masked.exact(field, masked.low()))
        ? value
        : value + "/0x" + Long.toHexString(masked.maskLow());
  }

  private static String mac(String name, Masked masked) {
    String value = name + "=" + new MacAddress(masked.low());
    return masked.maskLow() == 0xFFFF_FFFF_FFFFL
        ? value
        : value + "/" + new MacAddress(masked.maskLow());
  }

  private static String address(String name, Family family, Masked masked) {
    return name
        + "="
        + new IpAddress(family, masked.high(), masked.low())
        + "/"
        + new IpAddress(family, masked.maskHigh(), masked.maskLow());
  }

  private static String action(FlowAction action) {
    if (action instanceof FlowAction.Goto next) {
      StringJoiner text = new StringJoiner(",");
      if (next.copyToController()) {
        text.add(COPY);
      }
      if (next.metadataMask() != 0) {
        String mask =
            next.metadataMask() == -1L ? "" : "/0x" + Long.toHexString(next.metadataMask());
        text.add("write_metadata:0x" + Long.toHexString(next.metadata()) + mask);
      }
      return text.add("goto_table:" + next.table()).toString();
    }
    if (action instanceof FlowAction.Metered metered) {
      return "meter:" + metered.meter() + ",goto_table:" + metered.table();
    }
    if (action instanceof FlowAction.CopySome some) {
      return "controller(meter_id=" + some.meter() + "),goto_table:" + some.table();
    }
    if (action instanceof FlowAction.Hold) {
      return COPY;
    }
    if (action instanceof FlowAction.Track track) {
      return "ct(table=" + track.table() + ",zone=" + FlowAction.Track.ZONE + ")";
    }
    if (action instanceof FlowAction.Commit) {
      return "ct(commit,zone=" + FlowAction.Track.ZONE + "),NORMAL";
    }
    if (action instanceof FlowAction.Drop drop && drop.isSampled()) {
      return "meter:" + drop.meter() + ",CONTROLLER:" + FlowAction.Drop.SAMPLE_OCTETS;
    }
    return action instanceof FlowAction.Forward ? "NORMAL" : "drop";
  }
}
