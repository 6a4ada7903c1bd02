package org.mudward.policy.flow;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.mudward.policy.Family;
import org.mudward.policy.Group;
import org.mudward.policy.GroupId;
import org.mudward.policy.Prefix;

/**
 * The sets of address groups that an address can belong to, each with a number, and the blocks of
 * addresses that have them.
 *
 * <p>A block belongs to its own groups and to those of every block around it; the longest block
 * that holds an address speaks for it. A block that belongs to the same groups as the one around it
 * is left out.
 */
final class AddressClasses {
  private final Map<Prefix, Integer> blocks = new TreeMap<>();
  private final Map<Family, GroupClasses> classes = new EnumMap<>(Family.class);

  private AddressClasses() {
    for (Family family : Family.values()) {
      classes.put(family, new GroupClasses());
    }
  }

  static AddressClasses of(Collection<Group.Addresses> groups, Numbers numbers) {
    TreeMap<Prefix, SortedSet<GroupId>> direct = new TreeMap<>();
    for (Group.Addresses group : groups) {
      for (Prefix prefix : group.prefixes()) {
        direct.computeIfAbsent(prefix, p -> new TreeSet<>()).add(group.id());
      }
    }
    AddressClasses result = new AddressClasses();
    Deque<Block> around = new ArrayDeque<>();
    direct.forEach((prefix, own) -> result.add(prefix, own, around, numbers));
    return result;
  }

  /** A block with everything that it belongs to. */
  private record Block(Prefix prefix, SortedSet<GroupId> groups) {}

  /** Blocks come in order, so that those around this one are exactly the open ones that hold it. */
  private void add(Prefix prefix, SortedSet<GroupId> own, Deque<Block> around, Numbers numbers) {
    while (!around.isEmpty() && !around.peek().prefix().contains(prefix)) {
      around.pop();
    }
    SortedSet<GroupId> groups = new TreeSet<>(own);
    if (!around.isEmpty()) {
      groups.addAll(around.peek().groups());
      if (groups.equals(around.peek().groups())) {
        return;
      }
    }
    around.push(new Block(prefix, groups));
    int number = numbers.of(Numbers.Kind.ADDRESS_CLASS, GroupSets.text(groups));
    blocks.put(prefix, number);
    classesOf(prefix.family()).add(number, groups);
  }

  /** The blocks with the number of their class. */
  Map<Prefix, Integer> blocks() {
    return blocks;
  }

  /** The classes of a family that belong to all of these groups. */
  List<Integer> inAll(Collection<GroupId> groups, Family family) {
    return classesOf(family).inAll(groups);
  }

  private GroupClasses classesOf(Family family) {
    return Objects.requireNonNull(classes.get(family));
  }
}
