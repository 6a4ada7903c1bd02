package org.mudward.mud.manager;

import java.util.Set;

/**
 * What one dropped frame says, judged by the snapshot that is published.
 *
 * @param stranger whether the snapshot does not have the device, so that anybody may have made it
 *     up
 * @param names of which the peer's address would have to be one, and nothing else stands against
 *     the packet: perhaps the device has learnt an address that is not known here
 */
record DropSample(
    Violation.Traffic traffic, Violation.Details details, boolean stranger, Set<String> names) {
  DropSample {
    names = Set.copyOf(names);
  }
}
