package org.mudward.policy.testing;

import static org.mudward.policy.testing.Pools.any;
import static org.mudward.policy.testing.Pools.chance;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.AccessControlList;
import org.mudward.policy.Baseline;
import org.mudward.policy.Device;
import org.mudward.policy.DevicePolicy;
import org.mudward.policy.Direction;
import org.mudward.policy.Family;
import org.mudward.policy.Group;
import org.mudward.policy.GroupId;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.Prefix;
import org.mudward.policy.Rate;
import org.mudward.policy.Rule;

/** Random snapshots. */
final class SnapshotGenerator {
  private final Random random;
  private final RuleGenerator rules;

  SnapshotGenerator(Random random) {
    this.random = random;
    this.rules = new RuleGenerator(random);
  }

  PolicySnapshot snapshot() {
    PolicySnapshot.Builder builder = PolicySnapshot.builder(1 + random.nextInt(100));
    if (chance(random, 20)) {
      builder.baseline(some(List.of(Baseline.values()), 50));
    }
    groups(builder);
    List<String> policies = new ArrayList<>();
    int count = 1 + random.nextInt(4);
    for (int i = 0; i < count; i++) {
      policies.add("https://example.com/device" + i);
      builder.policy(policy(policies.get(i)));
    }
    for (MacAddress mac : some(Pools.DEVICES, 80)) {
      builder.device(device(mac, policies));
    }
    if (chance(random, 10)) {
      builder.device(device(Pools.GATEWAY, policies));
    }
    if (chance(random, 60)) {
      builder.gateway(Pools.GATEWAY);
      builder.unknownPolicy(chance(random, 30) ? any(random, policies) : null);
    }
    return builder.build();
  }

  /** One to three groups of addresses have other members; now and then a device changes, too. */
  PolicySnapshot after(PolicySnapshot before) {
    List<Group> changed = new ArrayList<>();
    int count = 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      changed.add(addresses(any(random, Pools.ADDRESS_GROUPS)));
    }
    PolicySnapshot next = before.withGroups(before.revision() + 1, changed);
    if (chance(random, 85)) {
      return next;
    }
    List<String> policies = List.copyOf(before.policies().keySet());
    return next.toBuilder(next.revision())
        .device(device(any(random, Pools.DEVICES), policies))
        .build();
  }

  /**
   * Devices come, go, and get other policies, addresses and ports; policies come, go and say
   * something else; groups have other members, now and then of the other kind.
   */
  PolicySnapshot changed(PolicySnapshot before) {
    PolicySnapshot.Builder builder = before.toBuilder(before.revision() + 1);
    List<String> policies = new ArrayList<>(before.policies().keySet());
    for (int i = random.nextInt(3); i > 0; i--) {
      String id = "https://example.com/device" + random.nextInt(6);
      builder.policy(policy(id));
      policies.add(id);
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      MacAddress mac = chance(random, 5) ? Pools.GATEWAY : any(random, Pools.DEVICES);
      Device device = device(mac, policies);
      String port = chance(random, 30) ? "br0/p" + random.nextInt(3) : null;
      builder.removeDevice(mac);
      if (chance(random, 75)) {
        builder.device(new Device(mac, device.policy(), device.addresses(), port));
      }
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      builder.group(addresses(any(random, Pools.ADDRESS_GROUPS)));
      GroupId id = any(random, Pools.DEVICE_GROUPS);
      builder.group(chance(random, 5) ? addresses(id) : new Group.Devices(id, members()));
    }
    return builder.build();
  }

  private Group.Addresses addresses(GroupId id) {
    Set<Prefix> prefixes = new HashSet<>();
    if (chance(random, 85)) {
      int percent = any(random, new int[] {10, 20, 40});
      prefixes.addAll(some(Pools.prefixes(Family.IPV4), percent));
      prefixes.addAll(some(Pools.prefixes(Family.IPV6), percent));
    }
    return new Group.Addresses(id, prefixes);
  }

  private void groups(PolicySnapshot.Builder builder) {
    Pools.ADDRESS_GROUPS.forEach(id -> builder.group(addresses(id)));
    Pools.DEVICE_GROUPS.forEach(id -> builder.group(new Group.Devices(id, members())));
    for (GroupId id : List.of(GroupId.DNS, GroupId.NTP, GroupId.DHCP_SERVERS)) {
      if (chance(random, 3)) {
        // A class of hosts may be known by device, too.
        builder.group(new Group.Devices(id, Set.copyOf(some(Pools.DEVICES, 50))));
      }
    }
  }

  private Set<MacAddress> members() {
    Set<MacAddress> members = new HashSet<>();
    if (chance(random, 85)) {
      members.addAll(some(Pools.DEVICES, 40));
      members.addAll(some(List.of(Pools.GATEWAY), 10));
      members.addAll(some(Pools.STRANGERS, 10));
    }
    return members;
  }

  private Device device(MacAddress mac, List<String> policies) {
    Set<IpAddress> addresses = new HashSet<>();
    addresses.addAll(some(Pools.addresses(Family.IPV4), 15));
    addresses.addAll(some(Pools.addresses(Family.IPV6), 15));
    return new Device(mac, chance(random, 75) ? any(random, policies) : null, addresses);
  }

  private DevicePolicy policy(String id) {
    return new DevicePolicy(
        id, id, lists(id, Direction.FROM_DEVICE), lists(id, Direction.TO_DEVICE));
  }

  private List<AccessControlList> lists(String id, Direction direction) {
    List<AccessControlList> lists = new ArrayList<>();
    int count = random.nextInt(4);
    for (int i = 0; i < count; i++) {
      Family family = any(random, List.of(Family.values()));
      String name = direction + "-" + i;
      List<Rule> entries = new ArrayList<>();
      int size = random.nextInt(7);
      for (int j = 0; j < size; j++) {
        entries.add(rules.rule(id, name, "ace" + j, family));
      }
      lists.add(new AccessControlList(name, family, entries, rate(id + name)));
    }
    return lists;
  }

  /** A rate for some lists, by their name: the other draws stay what they are. */
  private static @Nullable Rate rate(String name) {
    Random own = new Random(name.hashCode());
    if (!chance(own, 25)) {
      return null;
    }
    Long packets = chance(own, 60) ? Long.valueOf(own.nextLong(1L << 32)) : null;
    Long bits = packets == null || chance(own, 50) ? Long.valueOf(own.nextLong(1L << 44)) : null;
    return new Rate(packets, bits, own.nextLong(1000));
  }

  private <T> List<T> some(List<T> values, int percent) {
    return values.stream().filter(value -> chance(random, percent)).toList();
  }
}
