package org.mudward.policy;

import java.util.List;

/**
 * What one MUD file lets its devices do; all devices with that MUD URL share it.
 *
 * <p>Without lists it is the policy of a device that is held, of one in quarantine, and of a file
 * that says nothing: baseline and defaults remain.
 *
 * @param id names it within a snapshot: the MUD URL, or a word such as {@code held}
 * @param mudUrl the MUD URL; empty if none stands behind it
 * @param fromDevice the lists of from-device-policy, in document order
 * @param toDevice the lists of to-device-policy, in document order
 */
public record DevicePolicy(
    String id,
    String mudUrl,
    List<AccessControlList> fromDevice,
    List<AccessControlList> toDevice) {

  /**
   * @throws IllegalArgumentException if the id is empty
   */
  public DevicePolicy {
    if (id.isEmpty()) {
      throw new IllegalArgumentException("a policy has an id");
    }
    fromDevice = List.copyOf(fromDevice);
    toDevice = List.copyOf(toDevice);
  }

  /** Baseline and defaults, nothing else. */
  public static DevicePolicy defaultsOnly(String id, String mudUrl) {
    return new DevicePolicy(id, mudUrl, List.of(), List.of());
  }

  public List<AccessControlList> lists(Direction direction) {
    return direction == Direction.FROM_DEVICE ? fromDevice : toDevice;
  }
}
