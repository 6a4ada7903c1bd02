package org.mudward.mud.learn;

import java.util.Optional;
import java.util.Set;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;

/**
 * Who is believed where anybody could speak.
 *
 * @param dhcpServers whose leases count, and what they hand out
 * @param router whose advertisements count; empty for nobody's
 */
public record Believed(Set<IpAddress> dhcpServers, Optional<MacAddress> router) {
  public Believed {
    dhcpServers = Set.copyOf(dhcpServers);
  }

  /** These servers, and no router. */
  public static Believed servers(Set<IpAddress> dhcpServers) {
    return new Believed(dhcpServers, Optional.empty());
  }
}
