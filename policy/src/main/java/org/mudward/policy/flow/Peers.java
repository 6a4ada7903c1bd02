package org.mudward.policy.flow;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.Family;
import org.mudward.policy.Group;
import org.mudward.policy.GroupId;
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
  private final Set<GroupId> mentioned;
  private final Set<GroupId> deviceGroups = new HashSet<>();
  private final DeviceClasses devices;
  private final AddressClasses addresses;

  /**
   * The classes of one side.
   *
   * @param mentioned the groups that some rule of this side asks about
   */
  Peers(Side side, PolicySnapshot snapshot, Set<GroupId> mentioned, Numbers numbers) {
    this.side = side;
    this.gateway = snapshot.gateway();
    this.mentioned = Set.copyOf(mentioned);
    List<Group.Devices> byDevice = new ArrayList<>();
    List<Group.Addresses> byAddress = new ArrayList<>();
    for (Group group : snapshot.groups().values()) {
      if (!mentioned.contains(group.id())) {
        continue;
      }
      if (group instanceof Group.Devices found) {
        byDevice.add(found);
        deviceGroups.add(group.id());
      } else if (group instanceof Group.Addresses found) {
        byAddress.add(found);
      }
    }
    devices = DeviceClasses.of(byDevice, snapshot, numbers);
    addresses = AddressClasses.of(byAddress, numbers);
  }

  /**
   * A product that also asks that the peer belongs to all of these groups. A group that is empty or
   * not there leaves no alternative.
   */
  RowProduct restrict(RowProduct product, SortedSet<GroupId> wanted, @Nullable Family family) {
    SortedSet<GroupId> byDevice = new TreeSet<>();
    SortedSet<GroupId> byAddress = new TreeSet<>();
    for (GroupId id : wanted) {
      (deviceGroups.contains(id) ? byDevice : byAddress).add(id);
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
    return numbers.stream().map(number -> Metadata.part(mask, number)).toList();
  }

  /** Adds the entries of the two tables that find the classes. */
  void addTo(EntryList entries) {
    addDevices(entries, side.deviceClassTable());
    addAddresses(entries, side.addressClassTable());
  }

  private void addDevices(EntryList entries, int table) {
    int next = side.addressClassTable();
    MacAddress behind = gateway;
    if (behind != null) {
      Masked gatewayMac = Masked.exact(side.peer(), behind.bits());
      devices
          .byAddress()
          .forEach(
              (address, number) -> {
                FlowField field = side.peerAddress(address.family());
                FlowMatch match = FlowFields.inPrefix(field, Prefix.of(address));
                entries.add(
                    table,
                    BEHIND_GATEWAY,
                    FlowFields.and(match, side.peer(), gatewayMac),
                    write(next, Metadata.DEVICE_CLASS, number));
              });
    }
    devices
        .byMac()
        .forEach(
            (mac, number) -> {
              FlowMatch match =
                  FlowFields.match(side.peer(), Masked.exact(side.peer(), mac.bits()));
              entries.add(table, BY_MAC, match, write(next, Metadata.DEVICE_CLASS, number));
            });
    entries.add(table, MISS, FlowMatch.ANY, pass(next));
  }

  private void addAddresses(EntryList entries, int table) {
    addresses.forEach((block, number) -> entries.add(entry(block, number)));
    entries.add(table, MISS, FlowMatch.ANY, pass(side.rulesTable()));
  }

  private FlowEntry entry(Prefix block, int number) {
    return new FlowEntry(
        side.addressClassTable(),
        SHORTEST_PREFIX + block.length(),
        FlowFields.inPrefix(side.peerAddress(block.family()), block),
        write(side.rulesTable(), Metadata.ADDRESS_CLASS, number));
  }

  /**
   * A group of addresses now holds these blocks instead of those; changes the entries that find
   * them.
   *
   * @return the groups that other classes belong to than before: what asks for one of them has to
   *     be made anew
   */
  Set<GroupId> replace(GroupId group, Set<Prefix> before, Set<Prefix> now, EntryList entries) {
    if (!mentioned.contains(group)) {
      return Set.of();
    }
    AddressClasses.Change change = addresses.replace(group, before, now);
    for (AddressClasses.Moved moved : change.moved()) {
      if (moved.before() != null) {
        entries.remove(entry(moved.block(), moved.before()));
      }
    }
    for (AddressClasses.Moved moved : change.moved()) {
      if (moved.now() != null) {
        entries.add(entry(moved.block(), moved.now()));
      }
    }
    return change.groups();
  }

  private static FlowAction write(int next, long mask, int number) {
    return new FlowAction.Goto(next, Metadata.place(mask, number), mask, false);
  }

  private static FlowAction pass(int next) {
    return new FlowAction.Goto(next, 0, 0, false);
  }
}
