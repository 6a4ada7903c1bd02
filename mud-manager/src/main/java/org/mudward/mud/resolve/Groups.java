package org.mudward.mud.resolve;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.mudward.mud.MudUrl;
import org.mudward.mud.resolve.NetworkView.KnownDevice;
import org.mudward.policy.Condition;
import org.mudward.policy.DevicePolicy;
import org.mudward.policy.Direction;
import org.mudward.policy.Family;
import org.mudward.policy.Group;
import org.mudward.policy.GroupId;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Prefix;

/**
 * Who belongs to the groups that rules name, in one view of the network.
 *
 * <p>Nobody fits: the group is there and empty, and matches nothing (RFC 8520 section 1.7). The
 * same goes for a group of a kind that is not known.
 */
public final class Groups {
  /**
   * Looked-up addresses of one family that one name may have. Far more than any answer that fits a
   * device's resolver; without it one name could fill a switch.
   */
  public static final int MAX_ADDRESSES = 64;

  /** What the defaults of RFC 8520 section 5 and the baseline speak of, needed or not. */
  private static final Set<GroupId> ALWAYS = Set.of(GroupId.DNS, GroupId.NTP, GroupId.DHCP_SERVERS);

  /** Where a device may send to when it may send to its local networks. */
  private static final List<Prefix> LOCAL_MULTICAST =
      Stream.of("224.0.0.0/24", "239.255.0.0/16", "255.255.255.255/32", "ff02::/16", "ff05::/16")
          .map(Prefix::parse)
          .toList();

  private Groups() {}

  /** The groups that a policy names. */
  public static SortedSet<GroupId> groupsOf(DevicePolicy policy) {
    SortedSet<GroupId> groups = new TreeSet<>();
    for (Direction direction : Direction.values()) {
      policy.lists(direction).stream()
          .flatMap(list -> list.rules().stream())
          .flatMap(rule -> rule.match().conditions().stream())
          .filter(Condition.PeerIn.class::isInstance)
          .forEach(condition -> groups.add(((Condition.PeerIn) condition).group()));
    }
    return Collections.unmodifiableSortedSet(groups);
  }

  /** The names that have to be looked up for a policy; not those that are address literals. */
  public static SortedSet<String> namesOf(DevicePolicy policy) {
    return groupsOf(policy).stream()
        .filter(GroupKind.DNS_NAME::names)
        .map(GroupKind.DNS_NAME::value)
        .filter(HostNames::isAskable)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The groups that are needed, and those of the defaults and the baseline, with their members. */
  public static SortedMap<GroupId, Group> of(Set<GroupId> needed, NetworkView view) {
    SortedMap<GroupId, Group> groups = new TreeMap<>();
    ClassMembers classes = new ClassMembers(view.devices());
    Stream.concat(ALWAYS.stream(), needed.stream())
        .forEach(id -> groups.put(id, group(id, view, classes)));
    return Collections.unmodifiableSortedMap(groups);
  }

  private static Group group(GroupId id, NetworkView view, ClassMembers classes) {
    Site site = view.site();
    if (id.equals(GroupId.DHCP_SERVERS)) {
      return hosts(id, site.dhcp());
    }
    if (id.equals(GroupId.LOCAL_NETWORKS)) {
      return new Group.Addresses(id, Set.copyOf(site.localNetworks()));
    }
    if (id.equals(GroupId.LOCAL_NETWORKS_AND_MULTICAST)) {
      Set<Prefix> all = new HashSet<>(site.localNetworks());
      all.addAll(LOCAL_MULTICAST);
      return new Group.Addresses(id, all);
    }
    GroupId plain = GroupKind.withoutStrength(id);
    for (GroupKind kind : GroupKind.values()) {
      if (kind.names(plain) && (kind.isOfDevices() || plain.equals(id))) {
        return group(id, kind, kind.value(plain), view, classes);
      }
    }
    return hosts(id, Set.of());
  }

  private static Group group(
      GroupId id, GroupKind kind, String value, NetworkView view, ClassMembers classes) {
    Site site = view.site();
    return switch (kind) {
      case MANUFACTURER, SAME_MANUFACTURER, MODEL -> new Group.Devices(id, classes.of(kind, id));
      case CONTROLLER -> hosts(id, controllers(id, value, site));
      case MY_CONTROLLER -> hosts(id, site.myControllers().getOrDefault(value, Set.of()));
      case DNS_NAME -> hosts(id, new NamedHosts(value, view).members());
    };
  }

  /** The devices of each class that has some: each device is looked at once for each kind. */
  private static final class ClassMembers {
    private final List<KnownDevice> devices;
    private final Map<GroupKind, Map<GroupId, Set<MacAddress>>> members =
        new EnumMap<>(GroupKind.class);

    ClassMembers(List<KnownDevice> devices) {
      this.devices = devices;
    }

    Set<MacAddress> of(GroupKind kind, GroupId id) {
      return members.computeIfAbsent(kind, this::sorted).getOrDefault(id, Set.of());
    }

    private Map<GroupId, Set<MacAddress>> sorted(GroupKind kind) {
      Map<GroupId, Set<MacAddress>> classes = new HashMap<>();
      for (KnownDevice device : devices) {
        MudUrl url = device.hasFile() ? device.mudUrl().orElse(null) : null;
        if (url != null) {
          classes
              .computeIfAbsent(kind.classOf(url, device.strength()), id -> new HashSet<>())
              .add(device.mac());
        }
      }
      return classes;
    }
  }

  private static Set<IpAddress> controllers(GroupId id, String uri, Site site) {
    Set<IpAddress> hosts = new HashSet<>(site.controllers().getOrDefault(uri, Set.of()));
    if (id.equals(GroupId.DNS)) {
      hosts.addAll(site.dns());
    } else if (id.equals(GroupId.NTP)) {
      hosts.addAll(site.ntp());
    }
    return hosts;
  }

  private static Group hosts(GroupId id, Collection<IpAddress> addresses) {
    return new Group.Addresses(id, addresses.stream().map(Prefix::of).collect(Collectors.toSet()));
  }

  /**
   * What the operator should know about the members: answers that do not count, and names with more
   * addresses than they may have. One sentence each, in the order of the groups.
   */
  public static List<String> notices(Set<GroupId> needed, NetworkView view) {
    return new TreeSet<>(needed)
        .stream()
            .filter(GroupKind.DNS_NAME::names)
            .map(id -> new NamedHosts(GroupKind.DNS_NAME.value(id), view))
            .flatMap(hosts -> hosts.notices().stream())
            .toList();
  }

  /** The hosts behind one name, and what was left out. */
  private record NamedHosts(String name, NetworkView view) {
    private Set<IpAddress> answers() {
      return view.names().getOrDefault(name, Set.of());
    }

    Set<IpAddress> members() {
      Set<IpAddress> members = new HashSet<>(view.site().names().getOrDefault(name, Set.of()));
      HostNames.literal(name).ifPresent(members::add);
      for (Family family : Family.values()) {
        usable(family).stream().limit(MAX_ADDRESSES).forEach(members::add);
      }
      return members;
    }

    /** In the order of addresses, so that the same answers are cut in the same way. */
    private SortedSet<IpAddress> usable(Family family) {
      return answers().stream()
          .filter(address -> address.family() == family && AnswerFilter.accepts(address))
          .collect(Collectors.toCollection(TreeSet::new));
    }

    List<String> notices() {
      List<String> notices = new ArrayList<>();
      Set<IpAddress> fixed = view.site().names().getOrDefault(name, Set.of());
      answers().stream()
          .filter(address -> !AnswerFilter.accepts(address) && !fixed.contains(address))
          .sorted()
          .forEach(
              address ->
                  notices.add(
                      name
                          + " has the answer "
                          + address
                          + ", which does not count: it is no public address"));
      for (Family family : Family.values()) {
        int count = usable(family).size();
        if (count > MAX_ADDRESSES) {
          notices.add(
              "%s has %d addresses of %s; only the first %d count"
                  .formatted(name, count, family, MAX_ADDRESSES));
        }
      }
      return notices;
    }
  }
}
