package org.mudward.policy;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A device as a snapshot knows it.
 *
 * @param mac its address on the link
 * @param policy the id of its policy; null for a host that is known and left alone
 * @param addresses what it holds leases of, or was given by the site
 */
public record Device(MacAddress mac, @Nullable String policy, Set<IpAddress> addresses) {
  public Device {
    addresses = Set.copyOf(addresses);
  }
}
