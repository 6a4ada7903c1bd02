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
 * few that belong to its groups, whatever the number of all. A class is there as long as it has
 * members.
 */
final class GroupClasses {
  private final Map<GroupId, SortedSet<Integer>> byGroup = new HashMap<>();
  private final Map<Integer, Integer> members = new HashMap<>();

  /**
   * Adds a member of a class.
   *
   * @return whether the class is new by that
   */
  boolean add(int number, Collection<GroupId> groups) {
    if (members.merge(number, 1, Integer::sum) > 1) {
      return false;
    }
    for (GroupId group : groups) {
      byGroup.computeIfAbsent(group, g -> new TreeSet<>()).add(number);
    }
    return true;
  }

  /**
   * Takes a member away from a class.
   *
   * @return whether that was the last
   */
  boolean remove(int number, Collection<GroupId> groups) {
    if (members.merge(number, -1, Integer::sum) > 0) {
      return false;
    }
    members.remove(number);
    for (GroupId group : groups) {
      SortedSet<Integer> classes = byGroup.getOrDefault(group, Collections.emptySortedSet());
      classes.remove(number);
      if (classes.isEmpty()) {
        byGroup.remove(group);
      }
    }
    return true;
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
