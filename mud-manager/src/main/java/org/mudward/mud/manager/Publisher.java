package org.mudward.mud.manager;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mudward.mud.inventory.DeviceEntry;
import org.mudward.mud.inventory.Inventory;
import org.mudward.mud.manager.ManagerSettings.NewDevices;
import org.mudward.mud.resolve.Groups;
import org.mudward.mud.resolve.NetworkView;
import org.mudward.mud.resolve.NetworkView.KnownDevice;
import org.mudward.mud.resolve.Site;
import org.mudward.policy.Device;
import org.mudward.policy.DevicePolicy;
import org.mudward.policy.GroupId;
import org.mudward.policy.IpAddress;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.Standing;

/** Makes snapshots of what is known. Writer only. */
final class Publisher {
  private final Inventory inventory;
  private final Site site;
  private final Placements placements;
  private final Devices devices;
  private final NewDevices newDevices;

  Publisher(
      Inventory inventory,
      Site site,
      Placements placements,
      Devices devices,
      NewDevices newDevices) {
    this.inventory = inventory;
    this.site = site;
    this.placements = placements;
    this.devices = devices;
    this.newDevices = newDevices;
  }

  /**
   * A snapshot of all that is known, with the next revision.
   *
   * @param names what look-ups answered
   */
  PolicySnapshot snapshot(Map<String, Set<IpAddress>> names) {
    PolicySnapshot.Builder builder =
        PolicySnapshot.builder(inventory.revision() + 1)
            .gateway(site.gateway())
            .baseline(site.baseline());
    Set<GroupId> needed = new HashSet<>();
    List<KnownDevice> known = new ArrayList<>();
    for (DeviceEntry entry : inventory.devices()) {
      Placement placement = placements.of(entry);
      Set<IpAddress> addresses = devices.addressesOf(entry);
      boolean enforced = placement.standing() == Standing.ENFORCED;
      known.add(
          new KnownDevice(entry.mac(), Optional.ofNullable(entry.url()), enforced, addresses));
      if (placement.listed()) {
        DevicePolicy policy = placement.policy();
        builder.device(new Device(entry.mac(), policy == null ? null : policy.id(), addresses));
        if (policy != null) {
          builder.policy(policy);
          needed.addAll(Groups.groupsOf(policy));
        }
      }
    }
    if (newDevices == NewDevices.QUARANTINE) {
      builder.policy(Placements.UNKNOWN).unknownPolicy(Placements.UNKNOWN.id());
    }
    Groups.of(needed, new NetworkView(site, known, names)).values().forEach(builder::group);
    return builder.build();
  }

  /** The names that the policies in use need. */
  Set<String> names() {
    Set<String> names = new HashSet<>();
    Set<DevicePolicy> seen = new HashSet<>();
    for (DeviceEntry entry : inventory.devices()) {
      DevicePolicy policy = placements.of(entry).policy();
      if (policy != null && seen.add(policy)) {
        names.addAll(Groups.namesOf(policy));
      }
    }
    return names;
  }
}
