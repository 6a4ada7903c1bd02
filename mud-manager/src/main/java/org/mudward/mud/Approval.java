package org.mudward.mud;

import java.time.Instant;

/**
 * A person's word that a file may be used although its signature does not vouch for it (RFC 8520
 * section 13.2). It is good for exactly the bytes it names.
 *
 * @param by who said so
 * @param at when
 * @param sha256 of the file's bytes, 64 lower-case hexadecimal digits
 */
public record Approval(String by, Instant at, String sha256) {}
