package org.mudward.mud.manager;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.MudUrl;
import org.mudward.mud.learn.Sighting.Source;
import org.mudward.mud.learn.Traits;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Standing;

/**
 * A device as the operator sees it.
 *
 * @param name the site's name for it; null if it has none
 * @param url the MUD URL that it is judged by; null if it showed none
 * @param source by which way the URL came; null if there is none
 * @param addresses what it holds, lowest first
 * @param reason why it stands there; empty if there is nothing to say
 * @param signer who signed the file that is in use for it; null if nobody did
 * @param pausedUntil until when it may do what it likes; null if it may not
 * @param port where it is attached, as {@code switch/port}; null if that is not known
 * @param violations how many kinds of traffic of it were dropped
 * @param traits what it says of what it is; no rule comes of it
 */
public record DeviceView(
    MacAddress mac,
    @Nullable String name,
    Standing standing,
    @Nullable MudUrl url,
    @Nullable Source source,
    List<IpAddress> addresses,
    String reason,
    @Nullable String signer,
    @Nullable Instant pausedUntil,
    @Nullable String port,
    int violations,
    Instant firstSeen,
    Instant lastSeen,
    Traits traits) {
  public DeviceView {
    addresses = List.copyOf(addresses);
  }
}
