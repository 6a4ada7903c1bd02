package org.mudward.policy.flow;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.mudward.policy.GroupId;

/**
 * Which classes belong to a group. A class is a set of groups with a number; a rule asks for the
 * few that belong to its groups, whatever the number of all.
 */
final class GroupClasses {
  private final Map<GroupId, SortedSet<Integer>> byGroup = new HashMap<>();

  /** Adds a class; one that is there stays. */
  void add(int number, Collection<GroupId> groups) {
    for (GroupId group : groups) {
      byGroup.computeIfAbsent(group, g -> new TreeSet<>()).add(number);
    }
  }

  /**
   * The numbers of the classes that belong to all of these groups, in order.
   *
   * @param groups not empty
   */
  List<Integer> inAll(Collection<GroupId> groups) {
    SortedSet<Integer> left = null;
    for (GroupId group : groups) {
      SortedSet<Integer> these = byGroup.getOrDefault(group, Collections.emptySortedSet());
      if (left == null) {
        left = new TreeSet<>(these);
      } else {
        left.retainAll(these);
      }
    }
    return left == null ? List.of() : List.copyOf(left);
  }
}
