package org.mudward.mud.inventory;

import java.time.Instant;

/**
 * A line of the journal.
 *
 * @param seq counts up, without gaps
 * @param event a fixed name such as {@code device.enforced}
 * @param mac the device it is about; empty if none
 * @param text in words
 */
public record Event(long seq, Instant time, String event, String mac, String text) {}
