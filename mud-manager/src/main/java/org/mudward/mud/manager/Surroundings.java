package org.mudward.mud.manager;

import java.time.Clock;
import java.time.Duration;

/**
 * The world as the manager meets it: time, servers and names. Tests bring their own.
 *
 * @param clock tells leases, validity and journal their time
 * @param files where MUD files come from; closed with the manager
 * @param tick how often the clock is looked at when nothing else happens
 */
public record Surroundings(Clock clock, FileSource files, Duration tick) {
  /** Leases and names end on the second; nothing here is finer. */
  public static final Duration TICK = Duration.ofSeconds(1);
}
