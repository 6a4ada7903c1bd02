package org.mudward.mud.resolve;

import java.util.List;
import org.mudward.policy.IpAddress;
import org.mudward.policy.Prefix;

/**
 * Which addresses in a DNS answer count. A public name that suddenly leads into the local network
 * is an attack (DNS rebinding); a site whose names do lead there says so under {@code names}.
 */
public final class AnswerFilter {
  private static final List<Prefix> NOT_PUBLIC =
      List.of(
              "0.0.0.0/8", // this network, RFC 1122
              "10.0.0.0/8", // private, RFC 1918
              "127.0.0.0/8", // loopback, RFC 1122
              "169.254.0.0/16", // link-local, RFC 3927
              "172.16.0.0/12", // private, RFC 1918
              "192.168.0.0/16", // private, RFC 1918
              "224.0.0.0/4", // multicast, RFC 5771
              "255.255.255.255/32", // broadcast, RFC 919
              "::/128", // unspecified, RFC 4291
              "::1/128", // loopback, RFC 4291
              "::ffff:0.0.0.0/96", // IPv4-mapped, RFC 4291: an IPv4 address in disguise
              "fc00::/7", // unique local, RFC 4193
              "fe80::/10", // link-local, RFC 4291
              "ff00::/8") // multicast, RFC 4291
          .stream()
          .map(Prefix::parse)
          .toList();

  private AnswerFilter() {}

  /** Whether an address that a look-up answered may become a member of a group. */
  public static boolean counts(IpAddress address) {
    return NOT_PUBLIC.stream().noneMatch(prefix -> prefix.contains(address));
  }
}
