package org.mudward.mud.manager;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mudward.mud.inventory.DeviceEntry;
import org.mudward.mud.inventory.Inventory;
import org.mudward.mud.manager.ManagerSettings.NewDevices;
import org.mudward.mud.manager.ManagerSettings.Ports;
import org.mudward.mud.resolve.Groups;
import org.mudward.mud.resolve.NetworkView;
import org.mudward.mud.resolve.NetworkView.KnownDevice;
import org.mudward.mud.resolve.SiteRates;
import org.mudward.mud.resolve.Snapshots;
import org.mudward.policy.Device;
import org.mudward.policy.DevicePolicy;
import org.mudward.policy.GroupId;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.Standing;

/** Makes snapshots of what is known. Writer only. */
final class Publisher {
  private final Inventory inventory;
  private final HandedServers servers;
  private final Placements placements;
  private final Devices devices;
  private final NewDevices newDevices;
  private final Ports ports;

  /** What the policies of the devices ask for; a policy is the same object as long as it stays. */
  private final IdentityHashMap<DevicePolicy, Asked> asked = new IdentityHashMap<>();

  /** The policies of the last snapshot, and those of the files of all devices. */
  private Collection<DevicePolicy> assignedLast = List.of();

  private Collection<DevicePolicy> owned = List.of();

  /** The groups that a policy names, and the names that have to be looked up for it. */
  private record Asked(Set<GroupId> groups, Set<String> names) {}

  Publisher(
      Inventory inventory,
      HandedServers servers,
      Placements placements,
      Devices devices,
      ManagerSettings settings) {
    this.inventory = inventory;
    this.servers = servers;
    this.placements = placements;
    this.devices = devices;
    newDevices = settings.newDevices();
    ports = settings.ports();
  }

  /**
   * A snapshot of all that is known, with the next revision. Devices of which nothing is known but
   * that they were seen are not in it: they are among everybody else.
   *
   * @param names what look-ups answered
   */
  PolicySnapshot snapshot(Map<String, Set<IpAddress>> names) {
    SiteRates rates = servers.site().rates();
    Map<String, DevicePolicy> policies = new HashMap<>();
    Map<MacAddress, String> assigned = new HashMap<>();
    List<KnownDevice> known = new ArrayList<>();
    Set<MacAddress> paused = new HashSet<>();
    for (DeviceEntry entry : inventory.devices()) {
      Placement placement = placements.of(entry);
      DevicePolicy policy = placement.policy();
      if (policy != null) {
        if (!policies.containsKey(policy.id())) {
          policies.put(policy.id(), rates.on(policy));
        }
        assigned.put(entry.mac(), policy.id());
      }
      if (placement.standing() == Standing.PAUSED) {
        paused.add(entry.mac());
      }
      if (placement.listed()) {
        known.add(
            new KnownDevice(
                entry.mac(),
                Optional.ofNullable(entry.url()),
                entry.urls().strength(),
                placements.joinsClasses(entry, placement),
                devices.addressesOf(entry),
                ports == Ports.OFF ? null : entry.port()));
      }
    }
    String unknown = null;
    if (newDevices == NewDevices.QUARANTINE) {
      policies.put(Placements.UNKNOWN.id(), Placements.UNKNOWN);
      unknown = Placements.UNKNOWN.id();
    }
    NetworkView view = new NetworkView(servers.site(), known, names);
    Set<GroupId> needed = new HashSet<>();
    assignedLast = List.copyOf(policies.values());
    assignedLast.forEach(policy -> needed.addAll(askedBy(policy).groups()));
    forgetOthers();
    PolicySnapshot.Builder builder =
        PolicySnapshot.builder(inventory.revision() + 1).after(inventory.published().orElse(null));
    return leaving(
        Snapshots.of(builder, policies.values(), needed, assigned, view, unknown), paused);
  }

  /** The same, in which these are left alone, also where everybody else has a policy. */
  private static PolicySnapshot leaving(PolicySnapshot snapshot, Set<MacAddress> alone) {
    if (alone.isEmpty()) {
      return snapshot;
    }
    PolicySnapshot.Builder builder = snapshot.toBuilder(snapshot.revision());
    snapshot.devices().values().stream()
        .filter(device -> alone.contains(device.mac()))
        .forEach(
            device ->
                builder.device(new Device(device.mac(), null, device.addresses(), device.port())));
    return builder.build();
  }

  /**
   * The names that the policies of all devices need, also of those that are held or gone: whoever
   * comes back finds them looked up.
   */
  Set<String> names() {
    Set<String> names = new HashSet<>();
    Set<DevicePolicy> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (DeviceEntry entry : inventory.devices()) {
      DevicePolicy policy = placements.own(entry).orElse(null);
      if (policy != null && seen.add(policy)) {
        names.addAll(askedBy(policy).names());
      }
    }
    owned = seen;
    forgetOthers();
    return names;
  }

  private void forgetOthers() {
    Set<DevicePolicy> used = Collections.newSetFromMap(new IdentityHashMap<>());
    used.addAll(assignedLast);
    used.addAll(owned);
    asked.keySet().removeIf(policy -> !used.contains(policy));
  }

  private Asked askedBy(DevicePolicy policy) {
    return asked.computeIfAbsent(policy, p -> new Asked(Groups.groupsOf(p), Groups.namesOf(p)));
  }
}
