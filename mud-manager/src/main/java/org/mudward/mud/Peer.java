package org.mudward.mud;

import org.jspecify.annotations.Nullable;

/**
 * Who is at the other end of a rule, as the manufacturer put it (RFC 8520 sections 4.1 to 4.7 and
 * 8).
 *
 * <p>Each kind is one answer to the question "which hosts may this device talk to?". None answers
 * it alone: all need to know the network, so the answer changes when the network does.
 */
public sealed interface Peer {

  /** All devices whose MUD URL has this host (section 4.1). */
  record Manufacturer(String host) implements Peer {}

  /** All devices whose MUD URL has the same host and port as this file's (section 4.2). */
  record SameManufacturer() implements Peer {}

  /** All devices with exactly this MUD URL (section 4.4). */
  record Model(String mudUrl) implements Peer {}

  /** The site's local networks (section 4.5). */
  record LocalNetworks() implements Peer {}

  /** Hosts that the site registered under a class URI (section 4.6); the URI is never fetched. */
  record Controller(String classUri) implements Peer {}

  /** Hosts that the site registered for this file's MUD URL (section 4.7). */
  record MyController() implements Peer {}

  /** The addresses behind a name, or an address literal (section 8). */
  record DnsName(String name) implements Peer {
    // Written out here: what the JDK makes for records is slow until the optimising compiler came
    // by.

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof DnsName dns && name.equals(dns.name);
    }

    @Override
    public int hashCode() {
      return name.hashCode();
    }
  }
}
