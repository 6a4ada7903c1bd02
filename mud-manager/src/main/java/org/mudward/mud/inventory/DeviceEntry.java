package org.mudward.mud.inventory;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.MudUrl;
import org.mudward.mud.learn.Session;
import org.mudward.mud.learn.Sighting.Source;
import org.mudward.mud.learn.Traits;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;

/**
 * What is remembered of one device: what was seen of it, and what a person decided about it.
 *
 * <p>Only facts; which standing and which policy follow from them is worked out anew each time, so
 * that the two can never disagree.
 *
 * @param mac its address on the link
 * @param urls what it said of its MUD URL
 * @param quarantined whether the operator put it aside
 * @param departed whether its last address was given up or ran out, or it took its URL back, and it
 *     has not shown its URL since
 * @param pausedUntil until when the operator lets it do what it likes; null if he does not
 * @param remark what was wrong with what it emitted last; empty if nothing was
 * @param firstSeen when it was first seen
 * @param lastSeen when it was last seen, to about a minute
 * @param addresses what it holds
 * @param announcedFor for how long an announcement of its by LLDP holds that is not repeated; null
 *     if it announces nothing
 * @param traits what it says of what it is, for a person
 * @param session by which a switch let it in, where that was told; null if it was not
 */
public record DeviceEntry(
    MacAddress mac,
    UrlHistory urls,
    boolean quarantined,
    boolean departed,
    @Nullable Instant pausedUntil,
    String remark,
    Instant firstSeen,
    Instant lastSeen,
    SortedMap<IpAddress, Lease> addresses,
    @Nullable Duration announcedFor,
    Traits traits,
    @Nullable Session session) {
  public DeviceEntry {
    addresses = Collections.unmodifiableSortedMap(new TreeMap<>(addresses));
  }

  /** A device that is seen for the first time. */
  public static DeviceEntry seen(MacAddress mac, Instant now) {
    return new DeviceEntry(
        mac,
        UrlHistory.NONE,
        false,
        false,
        null,
        "",
        now,
        now,
        Collections.emptySortedMap(),
        null,
        Traits.NONE,
        null);
  }

  /** The MUD URL that it is judged by; null if it showed none. */
  public @Nullable MudUrl url() {
    return urls.url();
  }

  /** By which way the URL came; null if there is none. */
  public @Nullable Source source() {
    return urls.source();
  }

  /** The same, having said something else of its URL. */
  public DeviceEntry withUrls(UrlHistory newUrls) {
    return new DeviceEntry(
        mac,
        newUrls,
        quarantined,
        departed,
        pausedUntil,
        remark,
        firstSeen,
        lastSeen,
        addresses,
        announcedFor,
        traits,
        session);
  }

  /** The same put aside, or taken back. */
  public DeviceEntry withQuarantine(boolean aside) {
    return new DeviceEntry(
        mac,
        urls,
        aside,
        departed,
        pausedUntil,
        remark,
        firstSeen,
        lastSeen,
        addresses,
        announcedFor,
        traits,
        session);
  }

  /** The same left alone until then, or no longer. */
  public DeviceEntry withPause(@Nullable Instant until) {
    return new DeviceEntry(
        mac,
        urls,
        quarantined,
        departed,
        until,
        remark,
        firstSeen,
        lastSeen,
        addresses,
        announcedFor,
        traits,
        session);
  }

  /** The same as gone, or as here again. */
  public DeviceEntry withDeparted(boolean gone) {
    return new DeviceEntry(
        mac,
        urls,
        quarantined,
        gone,
        pausedUntil,
        remark,
        firstSeen,
        lastSeen,
        addresses,
        announcedFor,
        traits,
        session);
  }

  /** The same with another remark on what it emitted. */
  public DeviceEntry withRemark(String newRemark) {
    return new DeviceEntry(
        mac,
        urls,
        quarantined,
        departed,
        pausedUntil,
        newRemark,
        firstSeen,
        lastSeen,
        addresses,
        announcedFor,
        traits,
        session);
  }

  /** The same, seen at this moment. */
  public DeviceEntry seenAt(Instant now) {
    return new DeviceEntry(
        mac,
        urls,
        quarantined,
        departed,
        pausedUntil,
        remark,
        firstSeen,
        now,
        addresses,
        announcedFor,
        traits,
        session);
  }

  /** The same with these addresses. */
  public DeviceEntry withAddresses(Map<IpAddress, Lease> newAddresses) {
    return new DeviceEntry(
        mac,
        urls,
        quarantined,
        departed,
        pausedUntil,
        remark,
        firstSeen,
        lastSeen,
        new TreeMap<>(newAddresses),
        announcedFor,
        traits,
        session);
  }

  /** The same, whose announcement by LLDP holds for so long; null if it announces nothing. */
  public DeviceEntry withAnnouncedFor(@Nullable Duration time) {
    return new DeviceEntry(
        mac,
        urls,
        quarantined,
        departed,
        pausedUntil,
        remark,
        firstSeen,
        lastSeen,
        addresses,
        time,
        traits,
        session);
  }

  /** The same, saying this of what it is. */
  public DeviceEntry withTraits(Traits said) {
    return new DeviceEntry(
        mac,
        urls,
        quarantined,
        departed,
        pausedUntil,
        remark,
        firstSeen,
        lastSeen,
        addresses,
        announcedFor,
        said,
        session);
  }

  /** The same, let in by this session; null if by none that is known. */
  public DeviceEntry withSession(@Nullable Session joined) {
    return new DeviceEntry(
        mac,
        urls,
        quarantined,
        departed,
        pausedUntil,
        remark,
        firstSeen,
        lastSeen,
        addresses,
        announcedFor,
        traits,
        joined);
  }
}
