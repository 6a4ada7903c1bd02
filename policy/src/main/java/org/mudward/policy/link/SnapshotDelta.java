package org.mudward.policy.link;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import org.mudward.policy.Device;
import org.mudward.policy.DevicePolicy;
import org.mudward.policy.Group;
import org.mudward.policy.GroupId;
import org.mudward.policy.MacAddress;
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
    return Optional.of(
        new SnapshotDelta(
            old.revision(),
            now.revision(),
            changed(old.policies(), now.policies()),
            removed(old.policies(), now.policies()),
            changed(old.devices(), now.devices()),
            removed(old.devices(), now.devices()),
            changed(old.groups(), now.groups()),
            removed(old.groups(), now.groups())));
  }

  private static <K, V> List<V> changed(Map<K, V> old, SortedMap<K, V> now) {
    List<V> changed = new ArrayList<>();
    now.forEach(
        (key, value) -> {
          if (!value.equals(old.get(key))) {
            changed.add(value);
          }
        });
    return changed;
  }

  private static <K, V> List<K> removed(SortedMap<K, V> old, Map<K, V> now) {
    return old.keySet().stream().filter(key -> !now.containsKey(key)).toList();
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
    PolicySnapshot.Builder builder = snapshot.toBuilder(revision);
    removedPolicies.forEach(builder::removePolicy);
    removedDevices.forEach(builder::removeDevice);
    removedGroups.forEach(builder::removeGroup);
    policies.forEach(builder::policy);
    devices.forEach(builder::device);
    groups.forEach(builder::group);
    return builder.build();
  }
}
