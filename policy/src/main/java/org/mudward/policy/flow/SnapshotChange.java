package org.mudward.policy.flow;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.mudward.policy.Device;
import org.mudward.policy.DevicePolicy;
import org.mudward.policy.Group;
import org.mudward.policy.GroupId;
import org.mudward.policy.MacAddress;
import org.mudward.policy.MapChange;
import org.mudward.policy.PolicySnapshot;

/**
 * From one snapshot to another.
 *
 * @param policies those that are new or others
 * @param devices those that are new, others, or gone
 * @param groups likewise
 */
record SnapshotChange(
    PolicySnapshot before,
    PolicySnapshot now,
    List<DevicePolicy> policies,
    Collection<MacAddress> devices,
    Collection<GroupId> groups) {

  static SnapshotChange between(PolicySnapshot before, PolicySnapshot now) {
    MapChange<MacAddress, Device> devices = MapChange.between(before.devices(), now.devices());
    Set<MacAddress> macs = new TreeSet<>(devices.removed());
    devices.changed().forEach(device -> macs.add(device.mac()));
    MapChange<GroupId, Group> groups = MapChange.between(before.groups(), now.groups());
    Set<GroupId> ids = new HashSet<>(groups.removed());
    groups.changed().forEach(group -> ids.add(group.id()));
    return new SnapshotChange(
        before, now, MapChange.between(before.policies(), now.policies()).changed(), macs, ids);
  }

  /** Whether what concerns everybody is another: gateway, baseline, who has no policy. */
  boolean isOfEverybody() {
    return !Objects.equals(before.gateway(), now.gateway())
        || !Objects.equals(before.unknownPolicy(), now.unknownPolicy())
        || !before.baseline().equals(now.baseline());
  }
}
