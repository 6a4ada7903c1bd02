package org.mudward.policy;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * How one map became another.
 *
 * @param changed the values that are new or have taken another's place, by key
 * @param removed the keys that are gone, in order
 */
public record MapChange<K, V>(List<V> changed, List<K> removed) {
  public MapChange {
    changed = List.copyOf(changed);
    removed = List.copyOf(removed);
  }

  /** Whether both maps hold the same. */
  public boolean isEmpty() {
    return changed.isEmpty() && removed.isEmpty();
  }

  /** The change from one map to another, both in natural order; walks through both once. */
  public static <K extends Comparable<? super K>, V> MapChange<K, V> between(
      SortedMap<K, V> old, SortedMap<K, V> now) {
    List<V> changed = new ArrayList<>();
    List<K> removed = new ArrayList<>();
    if (old != now) {
      Walk<K, V> before = new Walk<>(old);
      for (Map.Entry<K, V> entry : now.entrySet()) {
        V value = before.reach(entry.getKey(), removed);
        if (value == null || (value != entry.getValue() && !value.equals(entry.getValue()))) {
          changed.add(entry.getValue());
        }
      }
      before.drain(removed);
    }
    return new MapChange<>(changed, removed);
  }

  /** A way through a sorted map, key by key. */
  private static final class Walk<K extends Comparable<? super K>, V> {
    private final Iterator<Map.Entry<K, V>> rest;
    private Map.@Nullable Entry<K, V> here;

    Walk(SortedMap<K, V> map) {
      rest = map.entrySet().iterator();
      step();
    }

    private void step() {
      here = rest.hasNext() ? rest.next() : null;
    }

    /** Passes the keys before this one, and returns its value if it is there. */
    @Nullable V reach(K key, List<K> passed) {
      for (Map.Entry<K, V> entry = here; entry != null; entry = here) {
        int order = entry.getKey() == key ? 0 : entry.getKey().compareTo(key);
        if (order > 0) {
          return null;
        }
        step();
        if (order == 0) {
          return entry.getValue();
        }
        passed.add(entry.getKey());
      }
      return null;
    }

    void drain(List<K> passed) {
      for (Map.Entry<K, V> entry = here; entry != null; entry = here) {
        passed.add(entry.getKey());
        step();
      }
    }
  }
}
