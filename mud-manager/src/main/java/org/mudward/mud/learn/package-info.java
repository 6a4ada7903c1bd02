/**
 * Reading who emits which MUD URL, and which address a device holds, from the bytes of one frame or
 * from a hook's words, and what certificates and QR codes claim (RFC 8520 sections 10 to 12, RFC
 * 9238). Pure; every reader is bounded.
 */
@NullMarked
package org.mudward.mud.learn;

import org.jspecify.annotations.NullMarked;
