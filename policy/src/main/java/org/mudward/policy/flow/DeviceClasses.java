package org.mudward.policy.flow;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.Device;
import org.mudward.policy.Group;
import org.mudward.policy.GroupId;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;
import org.mudward.policy.PolicySnapshot;

/**
 * The sets of device groups that a peer can belong to, each with a number: by its MAC address, and
 * behind the gateway by the IP addresses that the snapshot gives its members.
 */
final class DeviceClasses {
  private final GroupClasses classes = new GroupClasses();
  private final SortedMap<MacAddress, Integer> byMac = new TreeMap<>();
  private final SortedMap<IpAddress, Integer> byAddress = new TreeMap<>();

  private DeviceClasses() {}

  static DeviceClasses of(
      Collection<Group.Devices> groups, PolicySnapshot snapshot, Numbers numbers) {
    SortedMap<MacAddress, SortedSet<GroupId>> macs = new TreeMap<>();
    for (Group.Devices group : groups) {
      for (MacAddress member : group.members()) {
        macs.computeIfAbsent(member, m -> new TreeSet<>()).add(group.id());
      }
    }
    DeviceClasses result = new DeviceClasses();
    macs.forEach((mac, set) -> result.byMac.put(mac, result.number(set, numbers)));
    addresses(macs, snapshot)
        .forEach((address, set) -> result.byAddress.put(address, result.number(set, numbers)));
    return result;
  }

  private static SortedMap<IpAddress, SortedSet<GroupId>> addresses(
      SortedMap<MacAddress, SortedSet<GroupId>> macs, PolicySnapshot snapshot) {
    SortedMap<IpAddress, SortedSet<GroupId>> addresses = new TreeMap<>();
    MacAddress gateway = snapshot.gateway();
    if (gateway == null) {
      return addresses;
    }
    macs.forEach(
        (mac, set) -> {
          @Nullable Device device = snapshot.devices().get(mac);
          if (device != null) {
            for (IpAddress address : device.addresses()) {
              addresses.computeIfAbsent(address, a -> new TreeSet<>()).addAll(set);
            }
          }
        });
    // The gateway may be a member itself, whatever address stands in its packets.
    SortedSet<GroupId> own = macs.getOrDefault(gateway, Collections.emptySortedSet());
    addresses.values().forEach(set -> set.addAll(own));
    return addresses;
  }

  private int number(SortedSet<GroupId> groups, Numbers numbers) {
    int number = numbers.of(Numbers.Kind.DEVICE_CLASS, GroupSets.text(groups));
    classes.add(number, groups);
    return number;
  }

  SortedMap<MacAddress, Integer> byMac() {
    return byMac;
  }

  /** Classes of peers behind the gateway, which come before what its own address says. */
  SortedMap<IpAddress, Integer> byAddress() {
    return byAddress;
  }

  /** The classes that belong to all of these groups. */
  List<Integer> inAll(Collection<GroupId> groups) {
    return classes.inAll(groups);
  }
}
