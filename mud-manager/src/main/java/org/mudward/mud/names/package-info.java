/**
 * Looking up the names that policies need, through the gateway's resolver, and keeping the answers
 * for TTL and grace (RFC 8520 section 8.1, RFC 9726). The resolver is the one that the devices use,
 * so that both see the same answers.
 */
@NullMarked
package org.mudward.mud.names;

import org.jspecify.annotations.NullMarked;
