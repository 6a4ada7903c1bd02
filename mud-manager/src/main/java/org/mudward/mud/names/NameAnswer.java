package org.mudward.mud.names;

import java.time.Duration;
import java.util.Set;
import org.mudward.policy.IpAddress;

/**
 * What a look-up brought.
 *
 * @param addresses empty if the name has none of the family asked for
 * @param ttl for how long it holds
 */
public record NameAnswer(Set<IpAddress> addresses, Duration ttl) {
  public NameAnswer {
    addresses = Set.copyOf(addresses);
  }
}
