package org.mudward.policy;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A device as a snapshot knows it.
 *
 * @param mac its address on the link
 * @param policy the id of its policy; null for a host that is known and left alone
 * @param addresses what it holds leases of, or was given by the site
 * @param port the one port where its frames may come in, as {@code switch/port}; null if that is
 *     not known, and it may be anywhere
 */
public record Device(
    MacAddress mac, @Nullable String policy, Set<IpAddress> addresses, @Nullable String port) {
  /**
   * @throws IllegalArgumentException for a port without a name, which would be anywhere
   */
  public Device {
    addresses = Set.copyOf(addresses);
    if (port != null && port.isEmpty()) {
      throw new IllegalArgumentException("device " + mac + " has a port without a name");
    }
  }

  /** A device that may be anywhere. */
  public Device(MacAddress mac, @Nullable String policy, Set<IpAddress> addresses) {
    this(mac, policy, addresses, null);
  }
}
