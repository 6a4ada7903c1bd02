package org.mudward.policy.flow;

/** A packet field that an entry of a flow table may match, with its width on the wire. */
public enum FlowField {
  /** Bits that earlier tables wrote about the packet. */
  METADATA(64),
  /** What the switch knows of the packet's connection, if it looked: see {@link Tracking}. */
  CT_STATE(32),
  ETHERNET_DESTINATION(48),
  ETHERNET_SOURCE(48),
  ETHERTYPE(16),
  /** What an ARP message asks or says; 0 if it is none for IPv4 on Ethernet. */
  ARP_OPERATION(16),
  /** The sender's address in an ARP message for IPv4 on Ethernet. */
  ARP_SENDER(32),
  IP_DSCP(6),
  IP_ECN(2),
  IP_TTL(8),
  IP_PROTOCOL(8),
  /** Two bits: 1 any fragment, 2 a later one. */
  IP_FRAGMENT(2),
  IPV4_SOURCE(32),
  IPV4_DESTINATION(32),
  IPV6_SOURCE(128),
  IPV6_DESTINATION(128),
  IPV6_FLOW_LABEL(20),
  TCP_SOURCE(16),
  TCP_DESTINATION(16),
  /** NS, CWR, ECE, URG, ACK, PSH, RST, SYN, FIN; FIN lowest. */
  TCP_FLAGS(12),
  UDP_SOURCE(16),
  UDP_DESTINATION(16),
  ICMPV4_TYPE(8),
  ICMPV4_CODE(8),
  ICMPV6_TYPE(8),
  ICMPV6_CODE(8),
  /** The target address of a neighbor solicitation or advertisement. */
  ND_TARGET(128);

  private final int bits;
  private final int bit;

  @SuppressWarnings("EnumOrdinal") // of this program's run, and written nowhere
  FlowField(int bits) {
    this.bits = bits;
    bit = 1 << ordinal();
  }

  /** The one bit by which it stands in a set of fields; those of earlier fields are lower. */
  int bit() {
    return bit;
  }

  /** Its width. */
  public int bits() {
    return bits;
  }
}
