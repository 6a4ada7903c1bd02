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
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.Family;
import org.mudward.policy.Group;
import org.mudward.policy.GroupId;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.Prefix;

/**
 * Who can be at the other end of a packet on one side, as far as some rule asks: the classes of
 * devices and of addresses, and the entries that find them.
 */
final class Peers {
  private static final int BEHIND_GATEWAY = 2;
  private static final int BY_MAC = 1;
  private static final int MISS = 0;

  /** Prefix length 0 has priority 1, above the miss. */
  private static final int SHORTEST_PREFIX = 1;

  private final Side side;
  private final @Nullable MacAddress gateway;
  private final EntryList entries;

  /** How many policies ask about a group, baseline and defaults counted as one. */
  private final Map<GroupId, Integer> asked = new HashMap<>();

  /** The groups that count, with the members that they have been given. */
  private final Map<GroupId, Group> known = new HashMap<>();

  private final DeviceClasses devices;
  private final AddressClasses addresses;

  /** Nobody yet, for nothing is asked. */
  Peers(Side side, @Nullable MacAddress gateway, EntryList entries, Numbers numbers) {
    this.side = side;
    this.gateway = gateway;
    this.entries = entries;
    devices = new DeviceClasses(gateway, numbers);
    addresses = new AddressClasses(numbers);
    entries.add(side.deviceClassTable(), MISS, FlowMatch.ANY, pass(side.addressClassTable()));
    entries.add(side.addressClassTable(), MISS, FlowMatch.ANY, pass(side.rulesTable()));
  }

  /** One more policy asks about these groups. */
  void ask(Collection<GroupId> groups) {
    groups.forEach(group -> asked.merge(group, 1, Integer::sum));
  }

  /** One policy less asks about them. */
  void askNoMore(Collection<GroupId> groups) {
    groups.forEach(group -> asked.merge(group, -1, Integer::sum));
  }

  /**
   * A product that also asks that the peer belongs to all of these groups. A group that is empty or
   * not there leaves no alternative.
   */
  RowProduct restrict(RowProduct product, SortedSet<GroupId> wanted, @Nullable Family family) {
    if (wanted.isEmpty()) {
      return product;
    }
    List<GroupId> byDevice = new ArrayList<>();
    List<GroupId> byAddress = new ArrayList<>();
    for (GroupId id : wanted) {
      (known.get(id) instanceof Group.Devices ? byDevice : byAddress).add(id);
    }
    RowProduct result = product;
    if (!byDevice.isEmpty()) {
      result =
          result.with(FlowField.METADATA, parts(Metadata.DEVICE_CLASS, devices.inAll(byDevice)));
    }
    if (!byAddress.isEmpty()) {
      List<Integer> found = family == null ? List.of() : addresses.inAll(byAddress, family);
      result = result.with(FlowField.METADATA, parts(Metadata.ADDRESS_CLASS, found));
    }
    return result;
  }

  private static List<Masked> parts(long mask, List<Integer> numbers) {
    List<Masked> parts = new ArrayList<>(numbers.size());
    for (int number : numbers) {
      parts.add(Metadata.part(mask, number));
    }
    return parts;
  }

  /**
   * Goes on to the groups of a snapshot, and changes the entries of the two tables that find the
   * classes.
   *
   * @param groups those that may be others than before, or are asked about as they were not
   * @param others the devices that are others than before
   * @return the groups that other classes belong to than before: what asks for one of them has to
   *     be made anew
   */
  Set<GroupId> change(
      PolicySnapshot snapshot, Collection<GroupId> groups, Collection<MacAddress> others) {
    for (GroupId id : groups) {
      boolean counts = asked.getOrDefault(id, 0) > 0;
      asked.remove(id, 0);
      Group now = counts ? snapshot.groups().get(id) : null;
      Group before = now == null ? known.remove(id) : known.put(id, now);
      replace(members(before), members(now), id, devices::leave, devices::join);
      replace(blocks(before), blocks(now), id, addresses::leave, addresses::join);
    }
    Set<GroupId> affected = new HashSet<>(moveBlocks());
    DeviceClasses.Change change = devices.settle(snapshot, others);
    move(change.devices(), this::byMac);
    move(change.addresses(), this::byAddress);
    affected.addAll(change.groups());
    return affected;
  }

  private static Set<MacAddress> members(@Nullable Group group) {
    return group instanceof Group.Devices found ? found.members() : Set.of();
  }

  private static Set<Prefix> blocks(@Nullable Group group) {
    return group instanceof Group.Addresses found ? found.prefixes() : Set.of();
  }

  private static <T> void replace(
      Set<T> before,
      Set<T> now,
      GroupId group,
      BiConsumer<T, GroupId> leave,
      BiConsumer<T, GroupId> join) {
    for (T one : before) {
      if (!now.contains(one)) {
        leave.accept(one, group);
      }
    }
    for (T one : now) {
      if (!before.contains(one)) {
        join.accept(one, group);
      }
    }
  }

  private Set<GroupId> moveBlocks() {
    AddressClasses.Change change = addresses.settle();
    for (AddressClasses.Moved moved : change.moved()) {
      if (moved.before() != null) {
        entries.remove(entry(moved.block(), moved.before()));
      }
      if (moved.now() != null) {
        entries.add(entry(moved.block(), moved.now()));
      }
    }
    return change.groups();
  }

  private <K> void move(
      List<DeviceClasses.Moved<K>> moved, BiFunction<K, Integer, FlowEntry> entry) {
    for (DeviceClasses.Moved<K> one : moved) {
      if (one.before() != null) {
        entries.remove(entry.apply(one.member(), one.before()));
      }
      if (one.now() != null) {
        entries.add(entry.apply(one.member(), one.now()));
      }
    }
  }

  private FlowEntry byMac(MacAddress mac, int number) {
    FlowMatch match = FlowMatch.of(side.peer(), Masked.exact(side.peer(), mac.bits()));
    return new FlowEntry(side.deviceClassTable(), BY_MAC, match, ofDevices(number));
  }

  private FlowEntry byAddress(IpAddress address, int number) {
    FlowMatch match = FlowFields.inPrefix(side.peerAddress(address.family()), Prefix.of(address));
    Masked behind = Masked.exact(side.peer(), Objects.requireNonNull(gateway).bits());
    return new FlowEntry(
        side.deviceClassTable(), BEHIND_GATEWAY, match.and(side.peer(), behind), ofDevices(number));
  }

  private FlowAction ofDevices(int number) {
    return write(side.addressClassTable(), Metadata.DEVICE_CLASS, number);
  }

  private FlowEntry entry(Prefix block, int number) {
    return new FlowEntry(
        side.addressClassTable(),
        SHORTEST_PREFIX + block.length(),
        FlowFields.inPrefix(side.peerAddress(block.family()), block),
        write(side.rulesTable(), Metadata.ADDRESS_CLASS, number));
  }

  private static FlowAction write(int next, long mask, int number) {
    return new FlowAction.Goto(next, Metadata.place(mask, number), mask, false);
  }

  private static FlowAction pass(int next) {
    return new FlowAction.Goto(next, 0, 0, false);
  }
}
