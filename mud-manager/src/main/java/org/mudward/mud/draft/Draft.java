package org.mudward.mud.draft;

import java.util.List;

/**
 * What a MUD file needs so that a device can go on doing what it was seen to do.
 *
 * @param entries in the order of their lists
 * @param leftOut what is not permitted by them, and why
 */
public record Draft(List<DraftEntry> entries, List<LeftOut> leftOut) {
  public Draft {
    entries = List.copyOf(entries);
    leftOut = List.copyOf(leftOut);
  }
}
