package org.mudward.benchmarks.audit;

import org.mudward.policy.Family;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;

/** Who sends or receives frames: a MAC address, and an address of each family behind it. */
record Station(MacAddress mac, IpAddress four, IpAddress six) {
  IpAddress address(Family family) {
    return family == Family.IPV4 ? four : six;
  }

  /** A host that is reached by way of this one, as those of the Internet are by the gateway. */
  Station towards(IpAddress host) {
    return host.family() == Family.IPV4
        ? new Station(mac, host, six)
        : new Station(mac, four, host);
  }
}
