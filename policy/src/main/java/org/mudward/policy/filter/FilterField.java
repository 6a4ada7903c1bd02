package org.mudward.policy.filter;

import java.util.Locale;
import org.mudward.policy.End;
import org.mudward.policy.Family;
import org.mudward.policy.MacAddress;

/** What a test of a rule may look at, with the words of nftables for it. */
public enum FilterField {
  ETHER_SOURCE("ether saddr", 48),
  ETHER_DESTINATION("ether daddr", 48),
  /** The EtherType after the VLAN tag that the kernel took off. */
  META_PROTOCOL("meta protocol", 16),
  /** The protocol after IPv6 extension headers; tests of it fail where the IP header lies. */
  L4_PROTOCOL("meta l4proto", 8),
  IP_SOURCE("ip saddr", 32),
  IP_DESTINATION("ip daddr", 32),
  IP_DSCP("ip dscp", 6),
  IP_ECN("ip ecn", 2),
  IP_LENGTH("ip length", 16),
  IP_TTL("ip ttl", 8),
  IP_HEADER_LENGTH("ip hdrlength", 4),
  IP_FRAGMENT_FLAGS("ip frag-off", 3, 13),
  IP_FRAGMENT_OFFSET("ip frag-off", 13),
  IP_ID("ip id", 16),
  IP6_SOURCE("ip6 saddr", 128),
  IP6_DESTINATION("ip6 daddr", 128),
  IP6_DSCP("ip6 dscp", 6),
  IP6_ECN("ip6 ecn", 2),
  IP6_LENGTH("ip6 length", 16),
  IP6_HOP_LIMIT("ip6 hoplimit", 8),
  IP6_FLOW_LABEL("ip6 flowlabel", 20),
  /** The first next header, whatever follows. */
  IP6_NEXT_HEADER("ip6 nexthdr", 8),
  /** The next header of an extension header right after the IPv6 header. */
  EXTENSION_NEXT_HEADER("@nh,320,8", 8),
  /** Its length in units of 8 octets, without the first. */
  EXTENSION_LENGTH("@nh,328,8", 8),
  /** The offset of a fragment header right after the IPv6 header. */
  EXTENSION_FRAGMENT_OFFSET("@nh,336,16", 13, 3),
  SOURCE_PORT("th sport", 16),
  DESTINATION_PORT("th dport", 16),
  TCP_SEQUENCE("tcp sequence", 32),
  TCP_ACKNOWLEDGEMENT("tcp ackseq", 32),
  TCP_DATA_OFFSET("tcp doff", 4),
  TCP_RESERVED("tcp reserved", 4),
  TCP_FLAGS("tcp flags", 8),
  TCP_WINDOW("tcp window", 16),
  TCP_URGENT("tcp urgptr", 16),
  UDP_LENGTH("udp length", 16),
  ICMP_TYPE("icmp type", 8),
  ICMP_CODE("icmp code", 8),
  ICMPV6_TYPE("icmpv6 type", 8),
  ICMPV6_CODE("icmpv6 code", 8);

  private final String words;
  private final int bits;
  private final int shift;

  FilterField(String words, int bits) {
    this(words, bits, 0);
  }

  FilterField(String words, int bits, int shift) {
    this.words = words;
    this.bits = bits;
    this.shift = shift;
  }

  /** The expression of nftables that holds it. */
  public String words() {
    return words;
  }

  /** Its width. */
  public int bits() {
    return bits;
  }

  /** How many bits of the expression lie below it. */
  public int shift() {
    return shift;
  }

  /** Whether the expression holds this field and others. */
  boolean isPart() {
    return this == IP_FRAGMENT_FLAGS
        || this == IP_FRAGMENT_OFFSET
        || this == EXTENSION_FRAGMENT_OFFSET;
  }

  /** The address field of a family. */
  public static FilterField address(End end, Family family) {
    if (family == Family.IPV4) {
      return end == End.SOURCE ? IP_SOURCE : IP_DESTINATION;
    }
    return end == End.SOURCE ? IP6_SOURCE : IP6_DESTINATION;
  }

  static FilterField mac(End end) {
    return end == End.SOURCE ? ETHER_SOURCE : ETHER_DESTINATION;
  }

  /** A value of this field as nftables reads it. */
  String text(long value) {
    return switch (this) {
      case ETHER_SOURCE, ETHER_DESTINATION -> new MacAddress(value).toString();
      case META_PROTOCOL -> {
        for (Family family : Family.values()) {
          if (value == family.etherType()) {
            yield family == Family.IPV4 ? "ip" : "ip6";
          }
        }
        yield String.format(Locale.ROOT, "0x%04x", value);
      }
      default -> Long.toString(value << shift);
    };
  }
}
