/**
 * Fetching MUD files and signatures over HTTPS (RFC 8520 section 1.6). The only code that dials
 * out, and it expects the server to be hostile.
 */
@NullMarked
package org.mudward.mud.fetch;

import org.jspecify.annotations.NullMarked;
