/**
 * From what was seen of a device to a MUD file that permits it, and no more. Pure: what it makes is
 * a proposal, which a person reads before it is signed or approved.
 */
@NullMarked
package org.mudward.mud.draft;

import org.jspecify.annotations.NullMarked;
