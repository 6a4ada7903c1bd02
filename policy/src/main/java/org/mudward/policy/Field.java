package org.mudward.policy;

/**
 * A numeric header field that a condition may compare (RFC 8519, ietf-packet-fields).
 *
 * <p>The layer says where it lives; a packet without that layer does not satisfy the condition, a
 * packet whose octets there are missing leaves it unknown.
 */
public enum Field {
  ETHERNET_SOURCE(Layer.ETHERNET, 48, "source-mac-address"),
  ETHERNET_DESTINATION(Layer.ETHERNET, 48, "destination-mac-address"),
  ETHERTYPE(Layer.ETHERNET, 16, "ethertype"),
  DSCP(Layer.IP, 6, "dscp"),
  ECN(Layer.IP, 2, "ecn"),
  /** Total Length of IPv4, Payload Length of IPv6. */
  LENGTH(Layer.IP, 16, "length"),
  /** Time to live, or hop limit. */
  TTL(Layer.IP, 8, "ttl"),
  /** The protocol; in IPv6 the one after the extension headers. */
  PROTOCOL(Layer.IP, 8, "protocol"),
  /** IPv4 header length in 32-bit words. */
  IHL(Layer.IPV4, 4, "ihl"),
  /** Reserved, don't fragment, more fragments: three bits, reserved highest. */
  FRAGMENT_FLAGS(Layer.IPV4, 3, "flags"),
  /** In units of 8 octets. */
  FRAGMENT_OFFSET(Layer.IPV4, 13, "offset"),
  IDENTIFICATION(Layer.IPV4, 16, "identification"),
  FLOW_LABEL(Layer.IPV6, 20, "flow-label"),
  TCP_SEQUENCE(Layer.TCP, 32, "sequence-number"),
  TCP_ACKNOWLEDGEMENT(Layer.TCP, 32, "acknowledgement-number"),
  /** TCP header length in 32-bit words. */
  TCP_DATA_OFFSET(Layer.TCP, 4, "data-offset"),
  TCP_RESERVED(Layer.TCP, 4, "reserved"),
  /** CWR, ECE, URG, ACK, PSH, RST, SYN, FIN; CWR highest. */
  TCP_FLAGS(Layer.TCP, 8, "flags"),
  TCP_WINDOW(Layer.TCP, 16, "window-size"),
  TCP_URGENT(Layer.TCP, 16, "urgent-pointer"),
  UDP_LENGTH(Layer.UDP, 16, "length"),
  ICMP_TYPE(Layer.ICMP, 8, "type"),
  ICMP_CODE(Layer.ICMP, 8, "code");

  /** Where a field lives. ICMP is protocol 1 in IPv4 and 58 in IPv6, and only there. */
  public enum Layer {
    ETHERNET,
    IP,
    IPV4,
    IPV6,
    TCP,
    UDP,
    ICMP
  }

  private final Layer layer;
  private final int bits;
  private final String node;

  Field(Layer layer, int bits, String node) {
    this.layer = layer;
    this.bits = bits;
    this.node = node;
  }

  public Layer layer() {
    return layer;
  }

  /** Width on the wire. */
  public int bits() {
    return bits;
  }

  /** The mask that covers the whole field. */
  public long mask() {
    return (1L << bits) - 1;
  }

  /** The YANG node of RFC 8519 that names it; not unique, TCP and IPv4 both have {@code flags}. */
  public String node() {
    return node;
  }
}
