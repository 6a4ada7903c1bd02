package org.mudward.policy.testing;

import static org.mudward.policy.testing.Pools.any;
import static org.mudward.policy.testing.Pools.chance;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.AccessControlList;
import org.mudward.policy.Condition;
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

/**
 * What happens to a site, one thing after the other or two at once: each is a change of few parts,
 * where random ones would seldom meet just these.
 */
final class StepGenerator {
  private static final DevicePolicy QUARANTINE = DevicePolicy.defaultsOnly("quarantine", "");

  private final Random random;

  /** One thing that happens. */
  private interface Step {
    void on(PolicySnapshot now, PolicySnapshot.Builder next);
  }

  private final List<Step> steps =
      List.of(
          this::moves,
          this::pauses,
          this::goesToQuarantine,
          this::leavesWhileANameChanges,
          this::swapAddresses,
          this::swapPolicies,
          this::isReplaced,
          this::gatewayIsListedOrNot,
          this::changesClass,
          this::otherRates,
          this::otherListsOfTheSameRules,
          this::unusedAreForgotten);

  StepGenerator(Random random) {
    this.random = random;
  }

  /** The snapshot after one or two of these. */
  PolicySnapshot after(PolicySnapshot before) {
    PolicySnapshot now = before;
    for (int i = 1 + random.nextInt(2); i > 0; i--) {
      PolicySnapshot.Builder next = now.toBuilder(before.revision() + 1).after(before);
      any(random, steps).on(now, next);
      now = next.build();
    }
    return now;
  }

  private @Nullable Device device(PolicySnapshot now) {
    List<Device> all = List.copyOf(now.devices().values());
    return all.isEmpty() ? null : any(random, all);
  }

  private void replace(PolicySnapshot now, PolicySnapshot.Builder next, UnaryOperator<Device> way) {
    Device device = device(now);
    if (device != null) {
      next.device(way.apply(device));
    }
  }

  private static Device with(Device device, @Nullable String policy, Set<IpAddress> addresses) {
    return new Device(device.mac(), policy, addresses, device.port());
  }

  private void moves(PolicySnapshot now, PolicySnapshot.Builder next) {
    String port = chance(random, 80) ? "br0/p" + random.nextInt(3) : null;
    replace(
        now, next, device -> new Device(device.mac(), device.policy(), device.addresses(), port));
  }

  private void pauses(PolicySnapshot now, PolicySnapshot.Builder next) {
    replace(now, next, device -> with(device, null, device.addresses()));
  }

  private void goesToQuarantine(PolicySnapshot now, PolicySnapshot.Builder next) {
    next.policy(QUARANTINE);
    replace(now, next, device -> with(device, QUARANTINE.id(), device.addresses()));
  }

  private void leavesWhileANameChanges(PolicySnapshot now, PolicySnapshot.Builder next) {
    Device device = device(now);
    if (device != null) {
      next.removeDevice(device.mac());
    }
    GroupId name = any(random, Pools.ADDRESS_GROUPS.stream().filter(GroupId::isName).toList());
    Prefix address = Prefix.of(any(random, Pools.addresses(any(random, families()))));
    next.group(new Group.Addresses(name, chance(random, 80) ? Set.of(address) : Set.of()));
  }

  private static List<Family> families() {
    return List.of(Family.values());
  }

  private void swapAddresses(PolicySnapshot now, PolicySnapshot.Builder next) {
    Device one = device(now);
    Device other = device(now);
    if (one != null && other != null && !one.mac().equals(other.mac())) {
      next.device(with(one, one.policy(), other.addresses()));
      next.device(with(other, other.policy(), one.addresses()));
    }
  }

  private void swapPolicies(PolicySnapshot now, PolicySnapshot.Builder next) {
    Device one = device(now);
    Device other = device(now);
    if (one != null && other != null && !one.mac().equals(other.mac())) {
      next.device(with(one, other.policy(), one.addresses()));
      next.device(with(other, one.policy(), other.addresses()));
    }
  }

  /** Another device with its addresses, policy and port takes its place. */
  private void isReplaced(PolicySnapshot now, PolicySnapshot.Builder next) {
    Device device = device(now);
    if (device != null) {
      MacAddress other = any(random, Pools.DEVICES);
      next.removeDevice(device.mac());
      next.device(new Device(other, device.policy(), device.addresses(), device.port()));
    }
  }

  private void gatewayIsListedOrNot(PolicySnapshot now, PolicySnapshot.Builder next) {
    if (now.devices().containsKey(Pools.GATEWAY)) {
      next.removeDevice(Pools.GATEWAY);
    } else {
      String policy = chance(random, 30) ? any(random, policies(now)) : null;
      next.device(new Device(Pools.GATEWAY, policy, Set.of(IpAddress.parse("10.0.0.1"))));
    }
  }

  private static List<String> policies(PolicySnapshot now) {
    return List.copyOf(now.policies().keySet());
  }

  private void changesClass(PolicySnapshot now, PolicySnapshot.Builder next) {
    Device device = device(now);
    GroupId from = any(random, Pools.DEVICE_GROUPS);
    GroupId to = any(random, Pools.DEVICE_GROUPS);
    if (device != null
        && !from.equals(to)
        && now.groups().get(from) instanceof Group.Devices left
        && now.groups().get(to) instanceof Group.Devices joined) {
      next.group(
          new Group.Devices(
              from,
              Set.copyOf(
                  left.members().stream().filter(mac -> !mac.equals(device.mac())).toList())));
      List<MacAddress> members = new ArrayList<>(joined.members());
      members.add(device.mac());
      next.group(new Group.Devices(to, Set.copyOf(members)));
    }
  }

  private void otherRates(PolicySnapshot now, PolicySnapshot.Builder next) {
    Rate rate =
        chance(random, 25) ? null : new Rate(1 + random.nextLong(1000), null, random.nextInt(60));
    next.policy(
        eachList(
            now,
            list ->
                Stream.of(new AccessControlList(list.name(), list.family(), list.rules(), rate))));
  }

  /** Each list in two, of which the second has no rate; a rule means the same wherever it is. */
  private void otherListsOfTheSameRules(PolicySnapshot now, PolicySnapshot.Builder next) {
    next.policy(
        eachList(
            now,
            list -> {
              int middle = list.rules().size() / 2;
              var rules = list.rules();
              return Stream.of(
                  list.withRules(rules.subList(0, middle)),
                  new AccessControlList(
                      list.name(), list.family(), rules.subList(middle, rules.size())));
            }));
  }

  /** A policy with other lists. */
  private interface Lists {
    Stream<AccessControlList> of(AccessControlList list);
  }

  private DevicePolicy eachList(PolicySnapshot now, Lists way) {
    DevicePolicy policy = any(random, List.copyOf(now.policies().values()));
    return new DevicePolicy(
        policy.id(),
        policy.mudUrl(),
        policy.fromDevice().stream().flatMap(way::of).toList(),
        policy.toDevice().stream().flatMap(way::of).toList());
  }

  private void unusedAreForgotten(PolicySnapshot now, PolicySnapshot.Builder next) {
    List<GroupId> groups = new ArrayList<>(List.of(GroupId.DNS, GroupId.NTP, GroupId.DHCP_SERVERS));
    for (DevicePolicy policy : now.policies().values()) {
      boolean used =
          policy.id().equals(now.unknownPolicy())
              || now.devices().values().stream().anyMatch(d -> policy.id().equals(d.policy()));
      if (used) {
        groups.addAll(asked(policy));
      } else {
        next.removePolicy(policy.id());
      }
    }
    now.groups().keySet().stream().filter(id -> !groups.contains(id)).forEach(next::removeGroup);
  }

  private static List<GroupId> asked(DevicePolicy policy) {
    return Stream.of(Direction.values())
        .flatMap(direction -> policy.lists(direction).stream())
        .flatMap(list -> list.rules().stream())
        .flatMap(rule -> rule.match().conditions().stream())
        .filter(Condition.PeerIn.class::isInstance)
        .map(condition -> ((Condition.PeerIn) condition).group())
        .toList();
  }
}
