package org.mudward.mud.inventory;

import java.time.Instant;

/**
 * A person's word that a file is not to be used; it is not asked about again.
 *
 * @param by who said so
 * @param at when
 * @param sha256 of the file's octets, 64 lower-case hexadecimal digits
 */
public record Rejection(String by, Instant at, String sha256) {}
