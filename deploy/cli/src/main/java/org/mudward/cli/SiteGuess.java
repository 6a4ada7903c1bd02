package org.mudward.cli;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mudward.enforcer.audit.Flow;
import org.mudward.mud.resolve.Site;
import org.mudward.policy.Direction;
import org.mudward.policy.Family;
import org.mudward.policy.IpAddress;
import org.mudward.policy.Prefix;
import org.mudward.policy.Protocol;

/**
 * What a site seems to be like, where nobody says it: private addresses are local, and whoever of
 * them gave a device answers of DNS, NTP or DHCP is the site's server for that. In IPv6 a server
 * may have a public address, too: whoever answers from the /64 of the device's own address is on
 * its link.
 */
final class SiteGuess {
  private static final List<Prefix> LOCAL =
      Stream.of(
              "10.0.0.0/8",
              "172.16.0.0/12",
              "192.168.0.0/16",
              "169.254.0.0/16",
              "fc00::/7",
              "fe80::/10")
          .map(Prefix::parse)
          .toList();

  /** The top three bits of the addresses whose last 64 bits name a host (RFC 4291 section 2.4). */
  private static final int GLOBAL_UNICAST = 0b001;

  private static final int DNS = 53;
  private static final int NTP = 123;
  private static final Set<Integer> DHCP = Set.of(67, 546, 547);

  private final Set<IpAddress> dns = new HashSet<>();
  private final Set<IpAddress> ntp = new HashSet<>();
  private final Set<IpAddress> dhcp = new HashSet<>();

  private SiteGuess() {}

  /**
   * The site that flows of devices show.
   *
   * @param devices what it is to say of devices
   */
  static Site of(List<Flow> flows, List<Site.SiteDevice> devices) {
    SiteGuess guess = new SiteGuess();
    flows.forEach(guess::look);
    return new Site(
        LOCAL,
        null,
        Set.of(),
        guess.dns,
        guess.ntp,
        guess.dhcp,
        Map.of(),
        Map.of(),
        List.of(),
        Map.of(),
        devices,
        Site.EMPTY.baseline());
  }

  private void look(Flow flow) {
    IpAddress peer = flow.address();
    boolean isServer =
        flow.direction() == Direction.TO_DEVICE && flow.servedBy() == flow.direction().peer();
    boolean isNear = peer != null && (isLocal(peer) || isOnLink(peer, flow.own()));
    if (peer == null || flow.protocol() != Protocol.UDP || !isNear) {
      return;
    }
    if (DHCP.contains(flow.service())) {
      dhcp.add(peer);
    } else if (isServer && flow.service() == DNS) {
      dns.add(peer);
    } else if (isServer && flow.service() == NTP) {
      ntp.add(peer);
    }
  }

  private static boolean isLocal(IpAddress address) {
    return LOCAL.stream().anyMatch(prefix -> prefix.contains(address));
  }

  private static boolean isOnLink(IpAddress peer, @Nullable IpAddress own) {
    return own != null
        && own.family() == Family.IPV6
        && peer.family() == Family.IPV6
        && peer.high() >>> 61 == GLOBAL_UNICAST
        && peer.high() == own.high();
  }
}
