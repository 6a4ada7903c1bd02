package org.mudward.policy.link;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.mudward.policy.Device;
import org.mudward.policy.DevicePolicy;
import org.mudward.policy.Group;
import org.mudward.policy.GroupId;
import org.mudward.policy.MacAddress;
import org.mudward.policy.MapChange;
import org.mudward.policy.PolicySnapshot;

/**
 * What makes one snapshot of another: parts to set and parts to remove.
 *
 * @param base the revision that it builds on
 * @param revision the revision that results
 */
public record SnapshotDelta(
    long base,
    long revision,
    List<DevicePolicy> policies,
    List<String> removedPolicies,
    List<Device> devices,
    List<MacAddress> removedDevices,
    List<Group> groups,
    List<GroupId> removedGroups) {
  public SnapshotDelta {
    policies = List.copyOf(policies);
    removedPolicies = List.copyOf(removedPolicies);
    devices = List.copyOf(devices);
    removedDevices = List.copyOf(removedDevices);
    groups = List.copyOf(groups);
    removedGroups = List.copyOf(removedGroups);
  }

  /**
   * The difference; empty if it concerns what a delta cannot say, so that the whole must be sent.
   */
  public static Optional<SnapshotDelta> between(PolicySnapshot old, PolicySnapshot now) {
    if (!Objects.equals(old.gateway(), now.gateway())
        || !Objects.equals(old.unknownPolicy(), now.unknownPolicy())
        || !old.baseline().equals(now.baseline())) {
      return Optional.empty();
    }
    MapChange<String, DevicePolicy> policies = MapChange.between(old.policies(), now.policies());
    MapChange<MacAddress, Device> devices = MapChange.between(old.devices(), now.devices());
    MapChange<GroupId, Group> groups = MapChange.between(old.groups(), now.groups());
    return Optional.of(
        new SnapshotDelta(
            old.revision(),
            now.revision(),
            policies.changed(),
            policies.removed(),
            devices.changed(),
            devices.removed(),
            groups.changed(),
            groups.removed()));
  }

  /**
   * The snapshot that results.
   *
   * @throws IllegalArgumentException if the base is another revision, or the parts do not fit
   */
  public PolicySnapshot applyTo(PolicySnapshot snapshot) {
    if (snapshot.revision() != base) {
      throw new IllegalArgumentException(
          "a change of revision " + base + " does not fit revision " + snapshot.revision());
    }
    if (isOfGroupsOnly()) {
      return snapshot.withGroups(revision, groups);
    }
    PolicySnapshot.Builder builder = snapshot.toBuilder(revision);
    removedPolicies.forEach(builder::removePolicy);
    removedDevices.forEach(builder::removeDevice);
    removedGroups.forEach(builder::removeGroup);
    policies.forEach(builder::policy);
    devices.forEach(builder::device);
    groups.forEach(builder::group);
    return builder.build();
  }

  /** How many parts it sets or removes. */
  public int size() {
    return policies.size()
        + removedPolicies.size()
        + devices.size()
        + removedDevices.size()
        + groups.size()
        + removedGroups.size();
  }

  /** Whether it only says who belongs to groups, as an answer of the DNS does. */
  private boolean isOfGroupsOnly() {
    return policies.isEmpty()
        && removedPolicies.isEmpty()
        && devices.isEmpty()
        && removedDevices.isEmpty()
        && removedGroups.isEmpty();
  }
}
