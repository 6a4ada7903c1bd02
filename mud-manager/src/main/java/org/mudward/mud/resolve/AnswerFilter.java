package org.mudward.mud.resolve;

import java.util.List;
import java.util.stream.Stream;
import org.mudward.policy.Family;
import org.mudward.policy.IpAddress;
import org.mudward.policy.Prefix;

/**
 * Which addresses do not count in a DNS answer, because a public name that has one of them is
 * turned against this network (rebinding): whoever runs a name that some policy mentions could
 * otherwise let devices reach any host next to them.
 *
 * <p>What the operator writes down for a name is not filtered.
 */
public final class AnswerFilter {
  private static final List<Prefix> REFUSED =
      Stream.of(
              // Unspecified: "this host on this network", RFC 1122 section 3.2.1.3.
              "0.0.0.0/8",
              "::/128",
              // Loopback, RFC 1122 and RFC 4291 section 2.5.3.
              "127.0.0.0/8",
              "::1/128",
              // Private: RFC 1918, and the unique local addresses of RFC 4193.
              "10.0.0.0/8",
              "172.16.0.0/12",
              "192.168.0.0/16",
              "fc00::/7",
              // Link-local, RFC 3927 and RFC 4291 section 2.5.6.
              "169.254.0.0/16",
              "fe80::/10",
              // Multicast, RFC 5771 and RFC 4291 section 2.7.
              "224.0.0.0/4",
              "ff00::/8",
              // Limited broadcast, RFC 919.
              "255.255.255.255/32")
          .map(Prefix::parse)
          .toList();

  private static final Prefix MAPPED = Prefix.parse("::ffff:0:0/96");

  private AnswerFilter() {}

  /** Whether a looked-up name may have this address. */
  public static boolean accepts(IpAddress address) {
    IpAddress meant = meant(address);
    for (Prefix block : REFUSED) {
      if (block.contains(meant)) {
        return false;
      }
    }
    return true;
  }

  /** An IPv4-mapped address is judged by the IPv4 address in it (RFC 4291 section 2.5.5.2). */
  private static IpAddress meant(IpAddress address) {
    return MAPPED.contains(address)
        ? new IpAddress(Family.IPV4, 0, address.low() & 0xFFFF_FFFFL)
        : address;
  }
}
