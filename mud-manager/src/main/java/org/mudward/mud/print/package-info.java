/**
 * MUD files as text: the one form of RFC 7951 in which Mudward writes them, for files that somebody
 * wrote by hand, files from before the RFC, and files made of what was learnt.
 *
 * <p>Whatever is printed here was read again by the parser, strictly, and means the same as before;
 * what cannot pass that is refused.
 */
@NullMarked
package org.mudward.mud.print;

import org.jspecify.annotations.NullMarked;
