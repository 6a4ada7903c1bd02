package org.mudward.mud.inventory;

import java.time.Instant;
import org.mudward.mud.ServerKey;

/**
 * What is remembered of one file server.
 *
 * @param authority its host and port
 * @param key that it had last
 * @param since when it had that first
 * @param seen when it answered last
 */
public record ServerEntry(String authority, ServerKey key, Instant since, Instant seen) {}
