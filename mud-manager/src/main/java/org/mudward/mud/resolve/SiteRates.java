package org.mudward.mud.resolve;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.AccessControlList;
import org.mudward.policy.DevicePolicy;
import org.mudward.policy.Rate;

/**
 * To what the operator holds each device, in each list of its file: in place of what the file
 * itself says is to be expected of it.
 *
 * @param ofUrls MUD URL to the rate of the devices that show it
 * @param others the rate of all others that have a file; null for what the file says
 */
public record SiteRates(Map<String, Rate> ofUrls, @Nullable Rate others) {
  public static final SiteRates NONE = new SiteRates(Map.of(), null);

  public SiteRates {
    ofUrls = Map.copyOf(ofUrls);
  }

  /** A policy with the rates of this site. */
  public DevicePolicy on(DevicePolicy policy) {
    Rate rate = ofUrls.getOrDefault(policy.mudUrl(), others);
    return rate == null
        ? policy
        : new DevicePolicy(
            policy.id(),
            policy.mudUrl(),
            held(policy.fromDevice(), rate),
            held(policy.toDevice(), rate));
  }

  private static List<AccessControlList> held(List<AccessControlList> lists, Rate rate) {
    return lists.stream()
        .map(list -> new AccessControlList(list.name(), list.family(), list.rules(), rate))
        .toList();
  }
}
