/**
 * Looking up the names that policies need, through the gateway's resolver, and keeping the answers
 * for their time to live and a grace period (RFC 8520 section 8, RFC 9726).
 */
@NullMarked
package org.mudward.mud.names;

import org.jspecify.annotations.NullMarked;
