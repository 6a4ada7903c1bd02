package org.mudward.policy.flow;

import java.util.ArrayList;
import java.util.Collection;
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

/**
 * The sets of device groups that a peer can belong to, each with a number: by its MAC address, and
 * behind the gateway by the IP addresses that the snapshot gives its members.
 *
 * <p>Members come and go one by one ({@link #join}, {@link #leave}); {@link #settle} then gives
 * those that are touched by that their classes.
 */
final class DeviceClasses {
  private final Numbers numbers;
  private final @Nullable MacAddress gateway;
  private final GroupClasses classes = new GroupClasses();
  private final Map<MacAddress, SortedSet<GroupId>> members = new HashMap<>();
  private final Map<MacAddress, Set<IpAddress>> held = new HashMap<>();
  private final Map<IpAddress, SortedSet<MacAddress>> holders = new HashMap<>();
  private final Map<MacAddress, Placed> byMac = new HashMap<>();
  private final Map<IpAddress, Placed> byAddress = new HashMap<>();
  private final Set<MacAddress> touched = new HashSet<>();

  /** A member's class. */
  private record Placed(int number, SortedSet<GroupId> groups) {}

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
    this.numbers = numbers;
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
    Set<IpAddress> either = new HashSet<>(before);
    either.addAll(now);
    before.forEach(address -> holdersOf(address).remove(mac));
    now.forEach(address -> holdersOf(address).add(mac));
    before.forEach(address -> holders.remove(address, new TreeSet<MacAddress>()));
    return either;
  }

  private SortedSet<MacAddress> holdersOf(IpAddress address) {
    return holders.computeIfAbsent(address, a -> new TreeSet<>());
  }

  private SortedSet<GroupId> groups(MacAddress member) {
    return new TreeSet<>(members.getOrDefault(member, new TreeSet<>()));
  }

  private SortedSet<GroupId> groups(IpAddress address) {
    SortedSet<GroupId> groups = new TreeSet<>();
    for (MacAddress holder : holders.getOrDefault(address, new TreeSet<>())) {
      groups.addAll(groups(holder));
    }
    if (!groups.isEmpty() && gateway != null) {
      // The gateway may be a member itself, whatever address stands in its packets.
      groups.addAll(groups(gateway));
    }
    return groups;
  }

  private <K> void place(
      Map<K, Placed> placed,
      K member,
      SortedSet<GroupId> groups,
      List<Moved<K>> moved,
      Set<GroupId> affected) {
    Placed before = placed.get(member);
    if (groups.equals(before == null ? Set.of() : before.groups())) {
      return;
    }
    Placed now = null;
    if (!groups.isEmpty()) {
      now = new Placed(numbers.of(Numbers.Kind.DEVICE_CLASS, GroupSets.text(groups)), groups);
      placed.put(member, now);
      if (classes.add(now.number(), groups)) {
        affected.addAll(groups);
      }
    }
    if (before != null) {
      if (now == null) {
        placed.remove(member);
      }
      numbers.release(Numbers.Kind.DEVICE_CLASS, GroupSets.text(before.groups()));
      if (classes.remove(before.number(), before.groups())) {
        affected.addAll(before.groups());
      }
    }
    moved.add(new Moved<>(member, number(before), number(now)));
  }

  private static @Nullable Integer number(@Nullable Placed placed) {
    return placed == null ? null : placed.number();
  }

  /** The classes that belong to all of these groups. */
  List<Integer> inAll(Collection<GroupId> groups) {
    return classes.inAll(groups);
  }
}
