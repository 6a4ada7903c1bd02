/**
 * What a manufacturer's (D)TLS profile says about the handshake that a device shows (RFC 9761).
 *
 * <p>Readers take octets as they come off the wire and answer with values, whatever the octets are:
 * what is no handshake, too large or too odd is said, and never thrown. Nothing here decides about
 * packets; that a handshake does not fit is for others to act on.
 */
@NullMarked
package org.mudward.policy.tls;

import org.jspecify.annotations.NullMarked;
