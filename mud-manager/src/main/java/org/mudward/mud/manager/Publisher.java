package org.mudward.mud.manager;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
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
import org.mudward.mud.resolve.Snapshots;
import org.mudward.policy.Device;
import org.mudward.policy.DevicePolicy;
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
    Set<DevicePolicy> policies = new HashSet<>();
    Map<MacAddress, String> assigned = new HashMap<>();
    List<KnownDevice> known = new ArrayList<>();
    Set<MacAddress> paused = new HashSet<>();
    for (DeviceEntry entry : inventory.devices()) {
      Placement placement = placements.of(entry);
      DevicePolicy policy = placement.policy();
      if (policy != null) {
        policies.add(policy);
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
      policies.add(Placements.UNKNOWN);
      unknown = Placements.UNKNOWN.id();
    }
    NetworkView view = new NetworkView(servers.site(), known, names);
    return leaving(
        Snapshots.of(inventory.revision() + 1, policies, assigned, view, unknown), paused);
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
    Set<DevicePolicy> seen = new HashSet<>();
    for (DeviceEntry entry : inventory.devices()) {
      placements
          .own(entry)
          .filter(seen::add)
          .ifPresent(policy -> names.addAll(Groups.namesOf(policy)));
    }
    return names;
  }
}
