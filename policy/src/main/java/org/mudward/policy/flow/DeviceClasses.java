package org.mudward.policy.flow;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.Device;
import org.mudward.policy.GroupId;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.flow.GroupClasses.GroupClass;

/**
 * The sets of device groups that a peer can belong to, each with a number: by its MAC address, and
 * behind the gateway by the IP addresses that the snapshot gives its members.
 *
 * <p>Members come and go one by one ({@link #join}, {@link #leave}); {@link #settle} then gives
 * those that are touched by that their classes.
 */
final class DeviceClasses {
  private final @Nullable MacAddress gateway;
  private final GroupClasses classes;
  private final Map<MacAddress, SortedSet<GroupId>> members = new HashMap<>();
  private final Map<MacAddress, Set<IpAddress>> held = new HashMap<>();
  private final Map<IpAddress, Set<MacAddress>> holders = new HashMap<>();
  private final Map<MacAddress, GroupClass> byMac = new HashMap<>();
  private final Map<IpAddress, GroupClass> byAddress = new HashMap<>();
  private final Set<MacAddress> touched = new HashSet<>();

  /** Who has another class than before, by MAC and by IP address. */
  record Change(
      List<Moved<MacAddress>> devices, List<Moved<IpAddress>> addresses, Set<GroupId> groups) {}

  /**
   * What became of a member.
   *
   * @param before the number of its class; null if it had none
   * @param now the same for afterwards
   */
  record Moved<K>(K member, @Nullable Integer before, @Nullable Integer now) {}

  /**
   * No members yet.
   *
   * @param gateway behind which members are known by address; null if there is none
   */
  DeviceClasses(@Nullable MacAddress gateway, Numbers numbers) {
    this.gateway = gateway;
    classes = new GroupClasses(numbers, Numbers.Kind.DEVICE_CLASS);
  }

  void join(MacAddress member, GroupId group) {
    members.computeIfAbsent(member, m -> new TreeSet<>()).add(group);
    touched.add(member);
  }

  void leave(MacAddress member, GroupId group) {
    SortedSet<GroupId> own = Objects.requireNonNull(members.get(member));
    own.remove(group);
    if (own.isEmpty()) {
      members.remove(member);
    }
    touched.add(member);
  }

  /**
   * Gives classes to those that joined, left, or are other devices than before.
   *
   * @param devices those that are others in this snapshot than in the one before
   */
  Change settle(PolicySnapshot snapshot, Collection<MacAddress> devices) {
    Set<IpAddress> addresses = new TreeSet<>();
    if (gateway != null) {
      if (touched.contains(gateway)) {
        addresses.addAll(holders.keySet());
      }
      touched.forEach(mac -> addresses.addAll(holds(mac, snapshot)));
      devices.forEach(mac -> addresses.addAll(holds(mac, snapshot)));
    }
    Change change = new Change(new ArrayList<>(), new ArrayList<>(), new HashSet<>());
    for (MacAddress mac : new TreeSet<>(touched)) {
      place(byMac, mac, groups(mac), change.devices(), change.groups());
    }
    for (IpAddress address : addresses) {
      place(byAddress, address, groups(address), change.addresses(), change.groups());
    }
    touched.clear();
    return change;
  }

  /** Takes down which addresses a member has now; returns these and those before. */
  private Set<IpAddress> holds(MacAddress mac, PolicySnapshot snapshot) {
    Device device = members.containsKey(mac) ? snapshot.devices().get(mac) : null;
    Set<IpAddress> now = device == null ? Set.of() : device.addresses();
    Set<IpAddress> before = Objects.requireNonNullElse(held.put(mac, now), Set.of());
    if (now.isEmpty()) {
      held.remove(mac);
    }
    for (IpAddress address : before) {
      Set<MacAddress> others = holdersOf(address);
      others.remove(mac);
      if (others.isEmpty()) {
        holders.remove(address);
      }
    }
    now.forEach(address -> holdersOf(address).add(mac));
    Set<IpAddress> either = new HashSet<>(before);
    either.addAll(now);
    return either;
  }

  private Set<MacAddress> holdersOf(IpAddress address) {
    return holders.computeIfAbsent(address, a -> new HashSet<>(2));
  }

  private SortedSet<GroupId> groups(MacAddress member) {
    return new TreeSet<>(members.getOrDefault(member, Collections.emptySortedSet()));
  }

  private SortedSet<GroupId> groups(IpAddress address) {
    SortedSet<GroupId> groups = new TreeSet<>();
    for (MacAddress holder : holders.getOrDefault(address, Set.of())) {
      groups.addAll(members.getOrDefault(holder, Collections.emptySortedSet()));
    }
    if (!groups.isEmpty() && gateway != null) {
      // The gateway may be a member itself, whatever address stands in its packets.
      groups.addAll(members.getOrDefault(gateway, Collections.emptySortedSet()));
    }
    return groups;
  }

  private <K> void place(
      Map<K, GroupClass> placed,
      K member,
      SortedSet<GroupId> groups,
      List<Moved<K>> moved,
      Set<GroupId> affected) {
    GroupClass before = placed.get(member);
    if (groups.equals(before == null ? Set.of() : before.groups())) {
      return;
    }
    GroupClass now = groups.isEmpty() ? null : classes.join(groups, affected);
    if (now != null) {
      placed.put(member, now);
    }
    if (before != null) {
      if (now == null) {
        placed.remove(member);
      }
      classes.leave(before, affected);
    }
    moved.add(new Moved<>(member, number(before), number(now)));
  }

  private static @Nullable Integer number(@Nullable GroupClass found) {
    return found == null ? null : found.number();
  }

  /** The classes that belong to all of these groups. */
  List<Integer> inAll(Collection<GroupId> groups) {
    return classes.inAll(groups);
  }
}
