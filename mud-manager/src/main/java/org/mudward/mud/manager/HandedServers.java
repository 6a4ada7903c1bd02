package org.mudward.mud.manager;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mudward.mud.learn.Sighting;
import org.mudward.mud.learn.Sighting.Served.By;
import org.mudward.mud.resolve.Site;
import org.mudward.policy.Family;
import org.mudward.policy.Group;
import org.mudward.policy.GroupId;
import org.mudward.policy.IpAddress;
import org.mudward.policy.PolicySnapshot;

/**
 * The resolvers and time servers that the site's own DHCP servers and router hand out: they fill
 * the dns and ntp classes (RFC 8520 section 5) where the site file names none. What each of DHCPv4,
 * DHCPv6 and the router said last counts. Writer only.
 *
 * <p>A manager that comes back goes on with the classes of its last snapshot, until DHCP says
 * otherwise. What a router said, it says again: those of IPv6, which may have been its own, are
 * remembered for a day.
 */
final class HandedServers {
  /** Clients ask DHCPv6 again that often if it does not say how often (RFC 8415 section 7.6). */
  static final Duration REMEMBERED = Duration.ofDays(1);

  /** The classes that may be filled so. */
  private static final List<GroupId> CLASSES = List.of(GroupId.DNS, GroupId.NTP);

  private final Site site;
  private final Clock clock;
  private final Map<GroupId, Map<By, Map<IpAddress, Instant>>> handed = new HashMap<>();
  private long version;

  /**
   * @param last the snapshot that was published last, with the same site or another
   */
  HandedServers(Site site, Optional<PolicySnapshot> last, Clock clock) {
    this.site = site;
    this.clock = clock;
    for (GroupId id : CLASSES) {
      Map<By, Map<IpAddress, Instant>> sources = new EnumMap<>(By.class);
      sources.put(By.DHCPV4, remembered(id, Family.IPV4, last, Instant.MAX));
      Instant tomorrow = clock.instant().plus(REMEMBERED);
      sources.put(By.DHCPV6, remembered(id, Family.IPV6, last, tomorrow));
      handed.put(id, sources);
    }
  }

  private static Map<IpAddress, Instant> remembered(
      GroupId id, Family family, Optional<PolicySnapshot> last, Instant until) {
    Map<IpAddress, Instant> known = new HashMap<>();
    last.map(snapshot -> snapshot.groups().get(id))
        .filter(Group.Addresses.class::isInstance)
        .map(Group.Addresses.class::cast)
        .ifPresent(
            hosts ->
                hosts.prefixes().stream()
                    .map(prefix -> prefix.address())
                    .filter(address -> address.family() == family)
                    .forEach(address -> known.put(address, until)));
    return known;
  }

  /** Takes what a device was told. Only a router takes back what it said by naming none. */
  void told(Sighting.Served served) {
    if (!served.dns().isEmpty() || served.by() == By.ROUTER) {
      take(GroupId.DNS, served, served.dns());
    }
    if (!served.ntp().isEmpty()) {
      take(GroupId.NTP, served, served.ntp());
    }
  }

  private void take(GroupId id, Sighting.Served served, Set<IpAddress> servers) {
    Map<IpAddress, Instant> now = new HashMap<>();
    for (IpAddress server : servers) {
      Duration lasting = served.lasting().get(server);
      now.put(server, lasting == null ? Instant.MAX : clock.instant().plus(lasting));
    }
    Map<By, Map<IpAddress, Instant>> sources = handed.getOrDefault(id, Map.of());
    Map<IpAddress, Instant> before = sources.put(served.by(), now);
    if (!servers.equals(before == null ? Set.of() : before.keySet())) {
      version++;
    }
  }

  /** Looks at the clock: who was one for a time only, and was not named again, is none any more. */
  void look() {
    Instant now = clock.instant();
    for (Map<By, Map<IpAddress, Instant>> sources : handed.values()) {
      for (Map<IpAddress, Instant> servers : sources.values()) {
        if (servers.values().removeIf(until -> !until.isAfter(now))) {
          version++;
        }
      }
    }
  }

  /** The site with what was handed out where it names nothing. */
  Site site() {
    return site.withServers(
        site.dns().isEmpty() ? all(GroupId.DNS) : site.dns(),
        site.ntp().isEmpty() ? all(GroupId.NTP) : site.ntp());
  }

  private Set<IpAddress> all(GroupId id) {
    Set<IpAddress> all = new HashSet<>();
    handed.getOrDefault(id, Map.of()).values().forEach(by -> all.addAll(by.keySet()));
    return all;
  }

  /** Another number whenever other servers are handed out. */
  long version() {
    return version;
  }
}
