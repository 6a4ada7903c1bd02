/**
 * Checking the signature of a MUD file (RFC 8520 section 13.2). Only what comes out of here can be
 * parsed into rules. Bouncy Castle lives here.
 */
@NullMarked
package org.mudward.mud.verify;

import org.jspecify.annotations.NullMarked;
