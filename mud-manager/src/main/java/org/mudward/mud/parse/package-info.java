/**
 * Reading a verified MUD file (RFC 8520, RFC 8519, RFC 7951) and reporting every problem with its
 * place. Pure.
 */
@NullMarked
package org.mudward.mud.parse;

import org.jspecify.annotations.NullMarked;
