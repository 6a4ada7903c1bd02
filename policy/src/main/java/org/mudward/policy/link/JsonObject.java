package org.mudward.policy.link;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The few members of a JSON object, in their order: a snapshot has tens of thousands of these. */
final class JsonObject {
  private static final int MOST_HAVE = 4;

  private String[] names = new String[MOST_HAVE];
  private @Nullable Object[] values = new @Nullable Object[MOST_HAVE];
  private int size;

  int size() {
    return size;
  }

  boolean has(String name) {
    return index(name) >= 0;
  }

  private int index(String name) {
    int index = size - 1;
    while (index >= 0 && !names[index].equals(name)) {
      index--;
    }
    return index;
  }

  /** Adds a member that it has not. */
  void add(String name, Object value) {
    if (size == names.length) {
      names = Arrays.copyOf(names, 2 * size);
      values = Arrays.copyOf(values, 2 * size);
    }
    names[size] = name;
    values[size] = value;
    size++;
  }

  /** Takes a member out; null if it is not there. */
  @Nullable Object remove(String name) {
    int index = index(name);
    if (index < 0) {
      return null;
    }
    Object value = values[index];
    size--;
    System.arraycopy(names, index + 1, names, index, size - index);
    System.arraycopy(values, index + 1, values, index, size - index);
    return value;
  }

  /** The name of one that is there; null if there is none. */
  @Nullable String first() {
    return size == 0 ? null : names[0];
  }
}
