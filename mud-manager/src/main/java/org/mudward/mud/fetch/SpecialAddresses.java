package org.mudward.mud.fetch;

import java.util.List;
import java.util.Optional;
import org.mudward.policy.Family;
import org.mudward.policy.IpAddress;
import org.mudward.policy.Prefix;

/**
 * The addresses that are not simply somebody's server on the Internet: IANA's IPv4 and IPv6
 * special-purpose address registries (RFC 6890), and all of IPv6 outside global unicast.
 *
 * <p>Private networks are among them. A site whose MUD server is inside permits its address.
 */
final class SpecialAddresses {

  /** One block, and what it is. */
  private record Block(Prefix prefix, String what) {}

  /** The first block that holds an address names it, so particular ones come before general. */
  private static final List<Block> BLOCKS =
      List.of(
          block("0.0.0.0/8", "this network, unspecified (RFC 791)"),
          block("10.0.0.0/8", "private (RFC 1918)"),
          block("100.64.0.0/10", "shared address space of a provider (RFC 6598)"),
          block("127.0.0.0/8", "loopback (RFC 1122)"),
          block("169.254.0.0/16", "link-local (RFC 3927)"),
          block("172.16.0.0/12", "private (RFC 1918)"),
          block("192.0.0.0/24", "protocol assignments (RFC 6890)"),
          block("192.0.2.0/24", "documentation (RFC 5737)"),
          block("192.31.196.0/24", "AS112 (RFC 7535)"),
          block("192.52.193.0/24", "AMT (RFC 7450)"),
          block("192.88.99.0/24", "6to4 relays (RFC 7526)"),
          block("192.168.0.0/16", "private (RFC 1918)"),
          block("192.175.48.0/24", "AS112 (RFC 7534)"),
          block("198.18.0.0/15", "benchmarking (RFC 2544)"),
          block("198.51.100.0/24", "documentation (RFC 5737)"),
          block("203.0.113.0/24", "documentation (RFC 5737)"),
          block("224.0.0.0/4", "multicast (RFC 5771)"),
          block("255.255.255.255/32", "broadcast (RFC 919)"),
          block("240.0.0.0/4", "reserved (RFC 1112)"),
          block("::/128", "unspecified (RFC 4291)"),
          block("::1/128", "loopback (RFC 4291)"),
          block("::/96", "IPv4-compatible (RFC 4291)"),
          block("::ffff:0:0/96", "IPv4-mapped (RFC 4291)"),
          block("::ffff:0:0:0/96", "IPv4-translated (RFC 2765)"),
          block("64:ff9b:1::/48", "local translation to IPv4 (RFC 8215)"),
          block("100::/64", "discard (RFC 6666)"),
          block("100:0:0:1::/64", "dummy (RFC 9780)"),
          block("2001::/32", "Teredo (RFC 4380)"),
          block("2001::/23", "protocol assignments (RFC 2928)"),
          block("2001:db8::/32", "documentation (RFC 3849)"),
          block("2002::/16", "6to4 (RFC 3056)"),
          block("2620:4f:8000::/48", "AS112 (RFC 7534)"),
          block("3fff::/20", "documentation (RFC 9637)"),
          block("5f00::/16", "segment routing (RFC 9602)"),
          block("fc00::/7", "unique local (RFC 4193)"),
          block("fe80::/10", "link-local (RFC 4291)"),
          block("fec0::/10", "site-local (RFC 3879)"),
          block("ff00::/8", "multicast (RFC 4291)"),
          // 2000::/3 is all the global unicast that IANA gives out (RFC 4291 section 2.4).
          block("::/3", "not global unicast (RFC 4291)"),
          block("4000::/2", "not global unicast (RFC 4291)"),
          block("8000::/1", "not global unicast (RFC 4291)"));

  /** A NAT64 leads to the IPv4 address in the last 32 bits (RFC 6052 section 2.1). */
  private static final Prefix NAT64 = Prefix.parse("64:ff9b::/96");

  /**
   * The JDK turns these into IPv4 addresses behind everybody's back, so what is dialled would not
   * be what was judged.
   */
  private static final Prefix MAPPED = Prefix.parse("::ffff:0:0/96");

  private SpecialAddresses() {}

  private static Block block(String prefix, String what) {
    return new Block(Prefix.parse(prefix), what);
  }

  /** What kind of special address this is; empty for an ordinary one. */
  static Optional<String> kind(IpAddress address) {
    return BLOCKS.stream()
        .filter(block -> block.prefix().contains(address))
        .map(Block::what)
        .findFirst();
  }

  /** The address that a packet to this one arrives at: another only behind a NAT64. */
  static IpAddress reached(IpAddress address) {
    return NAT64.contains(address)
        ? new IpAddress(Family.IPV4, 0, address.low() & 0xFFFF_FFFFL)
        : address;
  }

  static boolean isMapped(IpAddress address) {
    return MAPPED.contains(address);
  }
}
