package org.mudward.policy.flow;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.Family;
import org.mudward.policy.GroupId;
import org.mudward.policy.Prefix;
import org.mudward.policy.flow.GroupClasses.GroupClass;

/**
 * The sets of address groups that an address can belong to, each with a number, and the blocks of
 * addresses that have them.
 *
 * <p>A block belongs to its own groups and to those of every block around it; the longest block
 * that holds an address speaks for it. A block that belongs to the same groups as those around it
 * is left out. Blocks come and go one by one ({@link #join}, {@link #leave}); {@link #settle} then
 * gives those that are touched by that their classes.
 */
final class AddressClasses {
  private final TreeMap<Prefix, SortedSet<GroupId>> direct = new TreeMap<>();
  private final TreeMap<Prefix, GroupClass> blocks = new TreeMap<>();
  private final Map<Family, GroupClasses> classes = new EnumMap<>(Family.class);

  private final SortedSet<Prefix> touched = new TreeSet<>();

  /** The prefix lengths that occur or have occurred: only there can a block around another be. */
  private final Map<Family, BitSet> lengths = new EnumMap<>(Family.class);

  /**
   * What became of a block.
   *
   * @param before the number of its class; null if it was not there
   * @param now the same for afterwards
   */
  record Moved(Prefix block, @Nullable Integer before, @Nullable Integer now) {}

  /**
   * What a change of groups did.
   *
   * @param groups those to which other classes belong than before
   */
  record Change(List<Moved> moved, Set<GroupId> groups) {}

  /** No groups yet. */
  AddressClasses(Numbers numbers) {
    for (Family family : Family.values()) {
      classes.put(family, new GroupClasses(numbers, Numbers.Kind.ADDRESS_CLASS));
      lengths.put(family, new BitSet());
    }
  }

  void join(Prefix prefix, GroupId group) {
    direct.computeIfAbsent(prefix, p -> new TreeSet<>()).add(group);
    lengthsOf(prefix.family()).set(prefix.length());
    touched.add(prefix);
  }

  void leave(Prefix prefix, GroupId group) {
    SortedSet<GroupId> own = Objects.requireNonNull(direct.get(prefix));
    own.remove(group);
    if (own.isEmpty()) {
      direct.remove(prefix);
    }
    touched.add(prefix);
  }

  /** Gives classes to blocks that joined or left, and to those in them; looks at no others. */
  Change settle() {
    SortedSet<Prefix> affected = new TreeSet<>(touched);
    Prefix around = null;
    for (Prefix prefix : touched) {
      if (around == null || !around.contains(prefix)) {
        around = prefix;
        affected.addAll(within(prefix));
      }
    }
    touched.clear();
    Change change = new Change(new ArrayList<>(), new HashSet<>());
    affected.forEach(block -> place(block, change));
    return change;
  }

  /** A block and those in it. */
  private List<Prefix> within(Prefix prefix) {
    List<Prefix> blocks = new ArrayList<>();
    for (Prefix block : direct.tailMap(prefix, true).keySet()) {
      if (!prefix.contains(block)) {
        break; // blocks in another come right after it
      }
      blocks.add(block);
    }
    return blocks;
  }

  /** Gives a block the class that it should have, or takes it out. */
  private void place(Prefix block, Change change) {
    SortedSet<GroupId> groups = groups(block);
    GroupClass before = blocks.get(block);
    if (before != null && before.groups().equals(groups)) {
      return;
    }
    GroupClasses those = classesOf(block.family());
    GroupClass now = groups.isEmpty() ? null : those.join(groups, change.groups());
    if (now != null) {
      blocks.put(block, now);
    }
    if (before != null) {
      if (now == null) {
        blocks.remove(block);
      }
      those.leave(before, change.groups());
    }
    if (before != null || now != null) {
      change.moved().add(new Moved(block, number(before), number(now)));
    }
  }

  private static @Nullable Integer number(@Nullable GroupClass found) {
    return found == null ? null : found.number();
  }

  /** All groups of a block; empty if those around it have the same, or if it is not there. */
  private SortedSet<GroupId> groups(Prefix block) {
    SortedSet<GroupId> own = direct.get(block);
    if (own == null) {
      return new TreeSet<>();
    }
    SortedSet<GroupId> around = new TreeSet<>();
    BitSet occurring = lengthsOf(block.family());
    for (int length = occurring.nextSetBit(0);
        length >= 0 && length < block.length();
        length = occurring.nextSetBit(length + 1)) {
      SortedSet<GroupId> outer = direct.get(Prefix.covering(block.address(), length));
      if (outer != null) {
        around.addAll(outer);
      }
    }
    if (around.containsAll(own)) {
      return new TreeSet<>();
    }
    around.addAll(own);
    return around;
  }

  /** The classes of a family that belong to all of these groups. */
  List<Integer> inAll(Collection<GroupId> groups, Family family) {
    return classesOf(family).inAll(groups);
  }

  private GroupClasses classesOf(Family family) {
    return Objects.requireNonNull(classes.get(family));
  }

  private BitSet lengthsOf(Family family) {
    return Objects.requireNonNull(lengths.get(family));
  }
}
