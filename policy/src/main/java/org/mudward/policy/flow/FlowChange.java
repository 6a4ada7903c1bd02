package org.mudward.policy.flow;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

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

  /** The difference of two sets of entries. */
  public static FlowChange between(Collection<FlowEntry> before, Collection<FlowEntry> after) {
    Set<FlowEntry> added = new LinkedHashSet<>(after);
    List<FlowEntry> removed = new ArrayList<>();
    for (FlowEntry entry : before) {
      if (!added.remove(entry)) {
        removed.add(entry);
      }
    }
    return new FlowChange(added, removed);
  }
}
