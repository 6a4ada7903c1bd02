package org.mudward.mud.manager;

/**
 * What one dropped frame says, judged by the snapshot that is published.
 *
 * @param stranger whether the snapshot does not have the device, so that anybody may have made it
 *     up
 */
record DropSample(Violation.Traffic traffic, Violation.Details details, boolean stranger) {}
