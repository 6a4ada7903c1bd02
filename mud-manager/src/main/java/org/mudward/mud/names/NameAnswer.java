package org.mudward.mud.names;

import java.time.Duration;
import java.util.Set;
import org.mudward.policy.IpAddress;

/**
 * What a resolver says of a name in one family.
 *
 * @param addresses none if the name does not exist or has none of this family
 * @param ttl how long that holds: the shortest life of any record on the way to the addresses
 */
public record NameAnswer(Set<IpAddress> addresses, Duration ttl) {
  public NameAnswer {
    addresses = Set.copyOf(addresses);
  }
}
