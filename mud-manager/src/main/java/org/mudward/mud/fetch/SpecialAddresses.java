package org.mudward.mud.fetch;

import java.util.List;
import java.util.Optional;
import org.mudward.policy.Family;
import org.mudward.policy.IpAddress;
import org.mudward.policy.Prefix;

/**
 * Addresses that a MUD URL has no business leading to: IANA's special-purpose registries. A device
 * names the URL, so without this it could make the appliance knock on any door inside.
 */
final class SpecialAddresses {

  /** One block, and what it is. */
  private record Block(Prefix prefix, String what) {}

  private static final List<Block> BLOCKS =
      List.of(
          block("0.0.0.0/8", "this network (RFC 791)"),
          block("10.0.0.0/8", "private (RFC 1918)"),
          block("100.64.0.0/10", "shared address space (RFC 6598)"),
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
          block("240.0.0.0/4", "reserved (RFC 1112)"),
          block("::/96", "unspecified, loopback, IPv4-compatible (RFC 4291)"),
          block("::ffff:0.0.0.0/96", "IPv4-mapped (RFC 4291)"),
          block("64:ff9b:1::/48", "local translation (RFC 8215)"),
          block("100::/64", "discard (RFC 6666)"),
          block("2001::/23", "protocol assignments, Teredo among them (RFC 2928)"),
          block("2001:db8::/32", "documentation (RFC 3849)"),
          block("2002::/16", "6to4 (RFC 3056)"),
          block("2620:4f:8000::/48", "AS112 (RFC 7534)"),
          block("3fff::/20", "documentation (RFC 9637)"),
          block("5f00::/16", "segment routing (RFC 9602)"),
          block("fc00::/7", "unique local (RFC 4193)"),
          block("fe80::/10", "link-local (RFC 4291)"),
          block("fec0::/10", "site-local (RFC 3879)"),
          block("ff00::/8", "multicast (RFC 4291)"));

  /** NAT64 leads to the IPv4 address in its last 32 bits (RFC 6052). */
  private static final Prefix NAT64 = Prefix.parse("64:ff9b::/96");

  private SpecialAddresses() {}

  private static Block block(String prefix, String what) {
    return new Block(Prefix.parse(prefix), what);
  }

  /** What kind of special address this is; empty for an ordinary one. */
  static Optional<String> kind(IpAddress address) {
    if (NAT64.contains(address)) {
      return kind(new IpAddress(Family.IPV4, 0, address.low() & 0xFFFF_FFFFL));
    }
    return BLOCKS.stream()
        .filter(block -> block.prefix().contains(address))
        .map(Block::what)
        .findFirst();
  }
}
