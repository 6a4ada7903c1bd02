package org.mudward.mud.resolve;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.mudward.mud.MudUrl;
import org.mudward.mud.resolve.NetworkView.KnownDevice;
import org.mudward.policy.AccessControlList;
import org.mudward.policy.Condition;
import org.mudward.policy.DevicePolicy;
import org.mudward.policy.Direction;
import org.mudward.policy.Group;
import org.mudward.policy.GroupId;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Prefix;
import org.mudward.policy.Rule;

/**
 * Who belongs to the groups that rules name, in one view of the network (RFC 8520 sections 4 and
 * 8).
 *
 * <p>A group nobody belongs to is there all the same, and empty.
 */
public final class Groups {
  /**
   * Addresses of one name that count, lowest first; a name with more is a whole cloud, and opening
   * a device to it is not what its manufacturer can have meant.
   */
  static final int MAX_ADDRESSES_OF_A_NAME = 64;

  /**
   * What "local" means for multicast and broadcast: link and site scopes that SSDP and mDNS use.
   */
  private static final List<Prefix> LOCAL_MULTICAST =
      List.of("224.0.0.0/24", "239.255.0.0/16", "255.255.255.255/32", "ff02::/16", "ff05::/16")
          .stream()
          .map(Prefix::parse)
          .toList();

  private Groups() {}

  /** The groups that a policy's rules name. */
  public static Set<GroupId> groupsOf(DevicePolicy policy) {
    Set<GroupId> groups = new HashSet<>();
    for (Direction direction : Direction.values()) {
      for (AccessControlList list : policy.lists(direction)) {
        for (Rule rule : list.rules()) {
          for (Condition condition : rule.match().conditions()) {
            if (condition instanceof Condition.PeerIn peer) {
              groups.add(peer.group());
            }
          }
        }
      }
    }
    return groups;
  }

  /** The names that a policy's rules need looked up. */
  public static Set<String> namesOf(DevicePolicy policy) {
    return groupsOf(policy).stream()
        .flatMap(group -> value(group, "dns:").stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The groups named, and those that baseline and defaults need. */
  public static SortedMap<GroupId, Group> of(Set<GroupId> needed, NetworkView view) {
    SortedMap<GroupId, Group> groups = new TreeMap<>();
    for (GroupId id : needed) {
      groups.put(id, group(id, view));
    }
    for (GroupId id : List.of(GroupId.DNS, GroupId.NTP, GroupId.DHCP_SERVERS)) {
      groups.put(id, group(id, view));
    }
    return groups;
  }

  private static Group group(GroupId id, NetworkView view) {
    Site site = view.site();
    Optional<String> value = value(id, "manufacturer:");
    if (value.isPresent()) {
      return devices(id, view, url -> url.host().equals(value.get()));
    }
    Optional<String> same = value(id, "same-manufacturer:");
    if (same.isPresent()) {
      return devices(id, view, url -> (url.host() + ":" + url.port()).equals(same.get()));
    }
    Optional<String> model = value(id, "model:");
    if (model.isPresent()) {
      return devices(id, view, url -> url.text().equals(model.get()));
    }
    Optional<String> name = value(id, "dns:");
    if (name.isPresent()) {
      return hosts(id, addresses(name.get(), view));
    }
    Optional<String> mine = value(id, "my-controller:");
    if (mine.isPresent()) {
      return hosts(id, site.myControllers().getOrDefault(mine.get(), Set.of()));
    }
    if (id.equals(GroupId.LOCAL_NETWORKS)) {
      return new Group.Addresses(id, new HashSet<>(site.localNetworks()));
    }
    if (id.equals(GroupId.LOCAL_NETWORKS_AND_MULTICAST)) {
      Set<Prefix> prefixes = new HashSet<>(site.localNetworks());
      prefixes.addAll(LOCAL_MULTICAST);
      return new Group.Addresses(id, prefixes);
    }
    if (id.equals(GroupId.DHCP_SERVERS)) {
      return hosts(id, site.dhcp().isEmpty() ? site.gatewayAddresses() : site.dhcp());
    }
    return controller(id, site);
  }

  private static Group controller(GroupId id, Site site) {
    Set<IpAddress> hosts = new HashSet<>();
    value(id, "controller:")
        .ifPresent(uri -> hosts.addAll(site.controllers().getOrDefault(uri, Set.of())));
    if (id.equals(GroupId.DNS)) {
      hosts.addAll(site.dns());
    } else if (id.equals(GroupId.NTP)) {
      hosts.addAll(site.ntp());
    }
    return hosts(id, hosts);
  }

  private static Optional<String> value(GroupId id, String kind) {
    return id.text().startsWith(kind)
        ? Optional.of(id.text().substring(kind.length()))
        : Optional.empty();
  }

  private static Set<IpAddress> addresses(String name, NetworkView view) {
    Set<IpAddress> addresses = new HashSet<>(view.site().names().getOrDefault(name, Set.of()));
    view.names().getOrDefault(name, Set.of()).stream()
        .filter(AnswerFilter::counts)
        .sorted()
        .limit(MAX_ADDRESSES_OF_A_NAME)
        .forEach(addresses::add);
    return addresses;
  }

  private static Group hosts(GroupId id, Collection<IpAddress> addresses) {
    return new Group.Addresses(id, addresses.stream().map(Prefix::of).collect(Collectors.toSet()));
  }

  private static Group devices(GroupId id, NetworkView view, Predicate<MudUrl> wanted) {
    Set<MacAddress> members =
        view.devices().stream()
            .filter(KnownDevice::hasFile)
            .filter(device -> device.mudUrl().filter(wanted).isPresent())
            .map(KnownDevice::mac)
            .collect(Collectors.toSet());
    return new Group.Devices(id, members);
  }
}
