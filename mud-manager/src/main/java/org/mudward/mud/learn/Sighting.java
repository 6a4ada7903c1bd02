package org.mudward.mud.learn;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.MudUrl;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;

/**
 * Something learnt about a device from one frame or one hook call. Times are the receiver's affair.
 */
public sealed interface Sighting {
  /** The device that it is about. */
  MacAddress mac();

  /**
   * The device emitted a MUD URL.
   *
   * @param url null if what it emitted is no valid MUD URL
   * @param source by which way
   * @param problem what is wrong with it, for the journal; null if nothing is
   */
  record Emitted(MacAddress mac, @Nullable MudUrl url, Source source, @Nullable String problem)
      implements Sighting {}

  /**
   * The device was given an address.
   *
   * @param lease for how long; null if the source does not say
   */
  record Leased(MacAddress mac, IpAddress address, @Nullable Duration lease) implements Sighting {}

  /**
   * The device gave up an address, or its lease ended.
   *
   * @param address null for all its addresses
   */
  record Released(MacAddress mac, @Nullable IpAddress address) implements Sighting {}

  /** By which way a MUD URL was learnt. */
  enum Source {
    DHCPV4("dhcpv4"),
    DNSMASQ("dnsmasq"),
    /** The operator wrote it into the site file. */
    SITE("site");

    private final String text;

    Source(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
