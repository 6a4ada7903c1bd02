package org.mudward.policy.flow;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.mudward.policy.GroupId;

/**
 * Which classes belong to a group. A class is a set of groups with a number; a rule asks for the
 * few that belong to its groups, whatever the number of all. A class is there as long as it has
 * members.
 */
final class GroupClasses {
  /** A class; of one set there is one. */
  static final class GroupClass {
    private final int number;
    private final SortedSet<GroupId> groups;
    private int members;

    private GroupClass(int number, SortedSet<GroupId> groups) {
      this.number = number;
      this.groups = groups;
    }

    int number() {
      return number;
    }

    SortedSet<GroupId> groups() {
      return groups;
    }
  }

  private final Numbers numbers;
  private final Numbers.Kind kind;
  private final Map<SortedSet<GroupId>, GroupClass> classes = new HashMap<>();
  private final Map<GroupId, SortedSet<Integer>> byGroup = new HashMap<>();

  GroupClasses(Numbers numbers, Numbers.Kind kind) {
    this.numbers = numbers;
    this.kind = kind;
  }

  /**
   * Adds a member.
   *
   * @param groups those that it belongs to; must not change afterwards
   * @param affected gets these groups if they have a class more by that
   */
  GroupClass join(SortedSet<GroupId> groups, Set<GroupId> affected) {
    GroupClass joined = classes.get(groups);
    if (joined == null) {
      joined = new GroupClass(numbers.of(kind, GroupSets.text(groups)), groups);
      classes.put(groups, joined);
      for (GroupId group : groups) {
        byGroup.computeIfAbsent(group, g -> new TreeSet<>()).add(joined.number);
      }
      affected.addAll(groups);
    }
    joined.members++;
    return joined;
  }

  /**
   * Takes a member away.
   *
   * @param affected gets the groups of its class if that is no more
   */
  void leave(GroupClass left, Set<GroupId> affected) {
    if (--left.members > 0) {
      return;
    }
    classes.remove(left.groups);
    numbers.release(kind, GroupSets.text(left.groups));
    for (GroupId group : left.groups) {
      SortedSet<Integer> others = byGroup.getOrDefault(group, Collections.emptySortedSet());
      others.remove(left.number);
      if (others.isEmpty()) {
        byGroup.remove(group);
      }
    }
    affected.addAll(left.groups);
  }

  /**
   * The numbers of the classes that belong to all of these groups, in order.
   *
   * @param groups not empty
   */
  List<Integer> inAll(Collection<GroupId> groups) {
    List<Integer> left = null;
    for (GroupId group : groups) {
      SortedSet<Integer> these = byGroup.getOrDefault(group, Collections.emptySortedSet());
      if (left == null) {
        left = new ArrayList<>(these);
      } else {
        left.retainAll(these);
      }
    }
    return left == null ? List.of() : left;
  }
}
