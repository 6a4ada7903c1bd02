package org.mudward.mud.inventory;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
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
 * @param port where it is attached, as {@code switch/port}; null if that is not known
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
    @Nullable Session session,
    @Nullable String port) {
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
        null,
        null);
  }

  /** The MUD URL that it is judged by; null if it showed none. */
  public @Nullable MudUrl url() {
    return urls.url();
  }

  /** Whether a lease of it has run out. */
  public boolean hasEndedLease(Instant now) {
    for (Lease lease : addresses.values()) {
      if (lease.hasEnded(now)) {
        return true;
      }
    }
    return false;
  }

  /** By which way the URL came; null if there is none. */
  public @Nullable Source source() {
    return urls.source();
  }

  /** What is changed of a copy before it is one. */
  private static final class Draft {
    private UrlHistory urls;
    private boolean quarantined;
    private boolean departed;
    private @Nullable Instant pausedUntil;
    private String remark;
    private Instant lastSeen;
    private SortedMap<IpAddress, Lease> addresses;
    private @Nullable Duration announcedFor;
    private Traits traits;
    private @Nullable Session session;
    private @Nullable String port;

    Draft(DeviceEntry of) {
      urls = of.urls;
      quarantined = of.quarantined;
      departed = of.departed;
      pausedUntil = of.pausedUntil;
      remark = of.remark;
      lastSeen = of.lastSeen;
      addresses = of.addresses;
      announcedFor = of.announcedFor;
      traits = of.traits;
      session = of.session;
      port = of.port;
    }
  }

  private DeviceEntry with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return new DeviceEntry(
        mac,
        draft.urls,
        draft.quarantined,
        draft.departed,
        draft.pausedUntil,
        draft.remark,
        firstSeen,
        draft.lastSeen,
        draft.addresses,
        draft.announcedFor,
        draft.traits,
        draft.session,
        draft.port);
  }

  /** The same, having said something else of its URL. */
  public DeviceEntry withUrls(UrlHistory newUrls) {
    return with(draft -> draft.urls = newUrls);
  }

  /** The same put aside, or taken back. */
  public DeviceEntry withQuarantine(boolean aside) {
    return with(draft -> draft.quarantined = aside);
  }

  /** The same left alone until then, or no longer. */
  public DeviceEntry withPause(@Nullable Instant until) {
    return with(draft -> draft.pausedUntil = until);
  }

  /** The same as gone, or as here again. */
  public DeviceEntry withDeparted(boolean gone) {
    return with(draft -> draft.departed = gone);
  }

  /** The same with another remark on what it emitted. */
  public DeviceEntry withRemark(String newRemark) {
    return with(draft -> draft.remark = newRemark);
  }

  /** The same, seen at this moment. */
  public DeviceEntry seenAt(Instant now) {
    return with(draft -> draft.lastSeen = now);
  }

  /** The same with these addresses. */
  public DeviceEntry withAddresses(Map<IpAddress, Lease> newAddresses) {
    return with(draft -> draft.addresses = new TreeMap<>(newAddresses));
  }

  /** The same, whose announcement by LLDP holds for so long; null if it announces nothing. */
  public DeviceEntry withAnnouncedFor(@Nullable Duration time) {
    return with(draft -> draft.announcedFor = time);
  }

  /** The same, saying this of what it is. */
  public DeviceEntry withTraits(Traits said) {
    return with(draft -> draft.traits = said);
  }

  /** The same, let in by this session; null if by none that is known. */
  public DeviceEntry withSession(@Nullable Session joined) {
    return with(draft -> draft.session = joined);
  }

  /** The same, attached there; null if that is not known. */
  public DeviceEntry withPort(@Nullable String place) {
    return with(draft -> draft.port = place);
  }
}
