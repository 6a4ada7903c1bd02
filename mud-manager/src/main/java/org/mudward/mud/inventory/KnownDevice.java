package org.mudward.mud.inventory;

import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.MudUrl;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Standing;

/**
 * What is kept of a device.
 *
 * @param url the MUD URL it showed last; null if none
 * @param source by which way; empty if none
 * @param standing where it stands
 * @param reason why, for the operator; empty if there is nothing to say
 * @param quarantined whether the operator put it aside, whatever else is known
 * @param addresses with the end of their leases; {@link Instant#MAX} for none
 */
public record KnownDevice(
    MacAddress mac,
    @Nullable MudUrl url,
    String source,
    Standing standing,
    String reason,
    boolean quarantined,
    Instant firstSeen,
    Instant lastSeen,
    Map<IpAddress, Instant> addresses) {
  public KnownDevice {
    addresses = Collections.unmodifiableMap(new HashMap<>(addresses));
  }

  /** A device that was just seen for the first time. */
  public static KnownDevice seen(MacAddress mac, Instant now) {
    return new KnownDevice(mac, null, "", Standing.UNKNOWN, "", false, now, now, Map.of());
  }

  /** The same, seen again. */
  public KnownDevice at(Instant now) {
    return new KnownDevice(
        mac, url, source, standing, reason, quarantined, firstSeen, now, addresses);
  }

  public KnownDevice withUrl(@Nullable MudUrl newUrl, String newSource) {
    return new KnownDevice(
        mac, newUrl, newSource, standing, reason, quarantined, firstSeen, lastSeen, addresses);
  }

  public KnownDevice standing(Standing newStanding, String newReason) {
    return new KnownDevice(
        mac, url, source, newStanding, newReason, quarantined, firstSeen, lastSeen, addresses);
  }

  public KnownDevice quarantined(boolean aside) {
    return new KnownDevice(
        mac, url, source, standing, reason, aside, firstSeen, lastSeen, addresses);
  }

  public KnownDevice withAddresses(Map<IpAddress, Instant> newAddresses) {
    return new KnownDevice(
        mac, url, source, standing, reason, quarantined, firstSeen, lastSeen, newAddresses);
  }
}
