package org.mudward.cli.audit;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.resolve.AnswerFilter;
import org.mudward.policy.IpAddress;
import org.mudward.policy.Prefix;

/**
 * Which hosts are local: those of the site's networks, and all addresses that the Internet does not
 * carry.
 *
 * @param networks the site's
 */
record Locality(List<Prefix> networks) {
  Locality {
    networks = List.copyOf(networks);
  }

  boolean isLocal(IpAddress address) {
    return !AnswerFilter.accepts(address)
        || networks.stream().anyMatch(network -> network.contains(address));
  }

  /** Whether there is an address, and the Internet has it. */
  boolean isOfInternet(@Nullable IpAddress address) {
    return address != null && !isLocal(address);
  }
}
