package org.mudward.mud.inventory;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.MudUrl;
import org.mudward.mud.learn.Sighting.Source;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;

/**
 * What is remembered of one device: what was seen of it, and what a person decided about it.
 *
 * <p>Only facts; which standing and which policy follow from them is worked out anew each time, so
 * that the two can never disagree.
 *
 * @param mac its address on the link
 * @param url the MUD URL that it is judged by; null if it showed none
 * @param source by which way the URL came; null if there is none
 * @param claimed a URL of another authority that it showed later, which is not followed until a
 *     person agrees (RFC 8520 section 16); null if there is none
 * @param quarantined whether the operator put it aside
 * @param departed whether its last address was given up or ran out, or it took its URL back, and it
 *     has not shown its URL since
 * @param urlChanges how often it changed its URL
 * @param remark what was wrong with what it emitted last; empty if nothing was
 * @param firstSeen when it was first seen
 * @param lastSeen when it was last seen, to about a minute
 * @param addresses what it holds
 */
public record DeviceEntry(
    MacAddress mac,
    @Nullable MudUrl url,
    @Nullable Source source,
    @Nullable MudUrl claimed,
    boolean quarantined,
    boolean departed,
    int urlChanges,
    String remark,
    Instant firstSeen,
    Instant lastSeen,
    SortedMap<IpAddress, Lease> addresses) {
  public DeviceEntry {
    addresses = Collections.unmodifiableSortedMap(new TreeMap<>(addresses));
  }

  /** A device that is seen for the first time. */
  public static DeviceEntry seen(MacAddress mac, Instant now) {
    return new DeviceEntry(
        mac, null, null, null, false, false, 0, "", now, now, Collections.emptySortedMap());
  }

  /** The same with a URL that is followed from now on; whatever was claimed before is settled. */
  public DeviceEntry withUrl(MudUrl newUrl, Source newSource, int changes) {
    return new DeviceEntry(
        mac,
        newUrl,
        newSource,
        null,
        quarantined,
        departed,
        changes,
        "",
        firstSeen,
        lastSeen,
        addresses);
  }

  /** The same with a URL that it claims and that is not followed; null settles the claim. */
  public DeviceEntry withClaim(@Nullable MudUrl newClaim) {
    return new DeviceEntry(
        mac,
        url,
        source,
        newClaim,
        quarantined,
        departed,
        urlChanges,
        remark,
        firstSeen,
        lastSeen,
        addresses);
  }

  /** The same put aside, or taken back. */
  public DeviceEntry withQuarantine(boolean aside) {
    return new DeviceEntry(
        mac,
        url,
        source,
        claimed,
        aside,
        departed,
        urlChanges,
        remark,
        firstSeen,
        lastSeen,
        addresses);
  }

  /** The same as gone, or as here again. */
  public DeviceEntry withDeparted(boolean gone) {
    return new DeviceEntry(
        mac,
        url,
        source,
        claimed,
        quarantined,
        gone,
        urlChanges,
        remark,
        firstSeen,
        lastSeen,
        addresses);
  }

  /** The same with its count of URL changes started anew. */
  public DeviceEntry withoutUrlChanges() {
    return new DeviceEntry(
        mac,
        url,
        source,
        claimed,
        quarantined,
        departed,
        0,
        remark,
        firstSeen,
        lastSeen,
        addresses);
  }

  /** The same with another remark on what it emitted. */
  public DeviceEntry withRemark(String newRemark) {
    return new DeviceEntry(
        mac,
        url,
        source,
        claimed,
        quarantined,
        departed,
        urlChanges,
        newRemark,
        firstSeen,
        lastSeen,
        addresses);
  }

  /** The same, seen at this moment. */
  public DeviceEntry seenAt(Instant now) {
    return new DeviceEntry(
        mac,
        url,
        source,
        claimed,
        quarantined,
        departed,
        urlChanges,
        remark,
        firstSeen,
        now,
        addresses);
  }

  /** The same with these addresses. */
  public DeviceEntry withAddresses(Map<IpAddress, Lease> newAddresses) {
    return new DeviceEntry(
        mac,
        url,
        source,
        claimed,
        quarantined,
        departed,
        urlChanges,
        remark,
        firstSeen,
        lastSeen,
        new TreeMap<>(newAddresses));
  }
}
