package org.mudward.policy.flow;

import java.util.Collection;
import java.util.List;

/**
 * What makes the entries of one snapshot those of another.
 *
 * @param added entries that are new; one that stands in the place of a removed one replaces it
 * @param removed entries that are gone
 */
public record FlowChange(Collection<FlowEntry> added, Collection<FlowEntry> removed) {
  public FlowChange {
    added = List.copyOf(added);
    removed = List.copyOf(removed);
  }
}
