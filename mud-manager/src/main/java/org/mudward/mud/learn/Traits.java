package org.mudward.mud.learn;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * What a device says of what it is, bounded: of most kinds the newest, of those that a device has
 * several of the first few.
 *
 * @param all in the order of their kinds
 */
public record Traits(List<Trait> all) {
  /** Of a kind of which a device may have several: more are somebody's attempt. */
  static final int MAX_OF_A_KIND = 8;

  /** It says nothing. */
  public static final Traits NONE = new Traits(List.of());

  public Traits {
    all = List.copyOf(new TreeSet<>(all));
  }

  /** These, and what it says now. Empty text says nothing. */
  public Traits with(Collection<Trait> newer) {
    Map<Trait.Kind, List<Trait>> kinds = new EnumMap<>(Trait.Kind.class);
    all.forEach(old -> kinds.computeIfAbsent(old.kind(), kind -> new ArrayList<>()).add(old));
    for (Trait trait : newer) {
      if (!trait.text().isBlank()) {
        add(kinds.computeIfAbsent(trait.kind(), kind -> new ArrayList<>()), trait);
      }
    }
    return new Traits(kinds.values().stream().flatMap(List::stream).toList());
  }

  private static void add(List<Trait> own, Trait trait) {
    if (!trait.kind().isSeveral()) {
      own.clear();
    }
    if (own.size() < MAX_OF_A_KIND && !own.contains(trait)) {
      own.add(trait);
    }
  }

  /** Whether it says nothing. */
  public boolean isEmpty() {
    return all.isEmpty();
  }
}
