package org.mudward.mud.manager;

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
 * otherwise; what a router said, it says again.
 */
final class HandedServers {
  /** The classes that may be filled so. */
  private static final List<GroupId> CLASSES = List.of(GroupId.DNS, GroupId.NTP);

  private final Site site;
  private final Map<GroupId, Map<By, Set<IpAddress>>> handed = new HashMap<>();
  private long version;

  /**
   * @param last the snapshot that was published last, with the same site or another
   */
  HandedServers(Site site, Optional<PolicySnapshot> last) {
    this.site = site;
    for (GroupId id : CLASSES) {
      Map<By, Set<IpAddress>> sources = new EnumMap<>(By.class);
      sources.put(By.DHCPV4, remembered(id, Family.IPV4, last));
      sources.put(By.DHCPV6, remembered(id, Family.IPV6, last));
      handed.put(id, sources);
    }
  }

  private static Set<IpAddress> remembered(
      GroupId id, Family family, Optional<PolicySnapshot> last) {
    Set<IpAddress> known = new HashSet<>();
    last.map(snapshot -> snapshot.groups().get(id))
        .filter(Group.Addresses.class::isInstance)
        .map(Group.Addresses.class::cast)
        .ifPresent(
            hosts ->
                hosts.prefixes().stream()
                    .map(prefix -> prefix.address())
                    .filter(address -> address.family() == family)
                    .forEach(known::add));
    return known;
  }

  /** Takes what a device was told. Only a router takes back what it said by naming none. */
  void told(Sighting.Served served) {
    if (!served.dns().isEmpty() || served.by() == By.ROUTER) {
      take(GroupId.DNS, served.by(), served.dns());
    }
    if (!served.ntp().isEmpty()) {
      take(GroupId.NTP, served.by(), served.ntp());
    }
  }

  private void take(GroupId id, By by, Set<IpAddress> servers) {
    Map<By, Set<IpAddress>> sources = handed.getOrDefault(id, Map.of());
    Set<IpAddress> before = sources.put(by, servers);
    if (!servers.equals(before == null ? Set.of() : before)) {
      version++;
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
    handed.getOrDefault(id, Map.of()).values().forEach(all::addAll);
    return all;
  }

  /** Another number whenever other servers are handed out. */
  long version() {
    return version;
  }
}
