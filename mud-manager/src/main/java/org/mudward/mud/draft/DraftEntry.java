package org.mudward.mud.draft;

import org.mudward.mud.MudAce;
import org.mudward.policy.Direction;
import org.mudward.policy.Family;

/**
 * An entry of a draft, with what it rests on.
 *
 * @param direction of the policy that it belongs to
 * @param literal whether it names a host by its address, for want of a name
 */
public record DraftEntry(
    Direction direction, Family family, MudAce ace, Evidence evidence, boolean literal) {}
