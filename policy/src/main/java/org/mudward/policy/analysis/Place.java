package org.mudward.policy.analysis;

import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;

/**
 * Where a packet comes from or goes to: who it is on the link, and who it says it is above.
 *
 * @param mac for a host behind the gateway, the gateway's
 */
record Place(MacAddress mac, IpAddress address) {}
