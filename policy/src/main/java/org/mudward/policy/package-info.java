/**
 * The values of a policy (addresses, matches, rules, device policies, the snapshot) and what they
 * decide about a packet.
 *
 * <p>Everything here is an immutable value or a pure function: no I/O, no threads, no clock. {@link
 * org.mudward.policy.PolicySnapshot#decide} is the meaning; every other form of a policy, in a
 * switch, in a firewall or in a report, is tested against it.
 */
@NullMarked
package org.mudward.policy;

import org.jspecify.annotations.NullMarked;
