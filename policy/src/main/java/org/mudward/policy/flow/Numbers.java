package org.mudward.policy.flow;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Gives numbers to policies and classes during one compilation, and remembers the earlier ones.
 *
 * <p>A number that the previous compilation still used is never given to something else, even if
 * this one does not need it: while the switch is being changed, entries of both stand in it.
 */
final class Numbers {

  /** What is numbered, each kind in a space of its own. */
  enum Kind {
    POLICY("policy", Metadata.POLICY_BITS),
    DEVICE_CLASS("device-class", Metadata.DEVICE_CLASS_BITS),
    ADDRESS_CLASS("address-class", Metadata.ADDRESS_CLASS_BITS);

    private final String text;
    private final int bits;

    Kind(String text, int bits) {
      this.text = text;
      this.bits = bits;
    }

    /** The key under which a content stands among the given numbers. */
    String key(String content) {
      return text + " " + content;
    }

    private boolean owns(String key) {
      return key.startsWith(text + " ");
    }
  }

  private final ClassIds previous;
  private final SortedMap<String, Integer> next;
  private final SortedMap<String, Integer> given = new TreeMap<>();
  private final Map<Kind, Set<Integer>> taken = new HashMap<>();

  Numbers(ClassIds previous) {
    this.previous = previous;
    next = new TreeMap<>(previous.next());
    for (Kind kind : Kind.values()) {
      Set<Integer> numbers = new HashSet<>();
      previous
          .given()
          .forEach(
              (key, number) -> {
                if (kind.owns(key)) {
                  numbers.add(number);
                }
              });
      taken.put(kind, numbers);
    }
  }

  /**
   * The number of a content: its earlier one, or a new one.
   *
   * @throws FlowSpaceException if every number of the kind is in use
   */
  int of(Kind kind, String content) {
    String key = kind.key(content);
    Integer number = given.get(key);
    if (number == null) {
      number = previous.given().get(key);
      if (number == null) {
        number = fresh(kind);
      }
      given.put(key, number);
    }
    return number;
  }

  private int fresh(Kind kind) {
    int last = (1 << kind.bits) - 1;
    Set<Integer> inUse = taken.getOrDefault(kind, Set.of());
    if (inUse.size() >= last) {
      throw new FlowSpaceException(
          "more than " + last + " numbers of kind " + kind.text + " are in use");
    }
    int number = next.getOrDefault(kind.text, 1);
    while (number > last || inUse.contains(number)) {
      number = number >= last ? 1 : number + 1;
    }
    inUse.add(number);
    next.put(kind.text, number + 1);
    return number;
  }

  /** What was given out and asked for again in this compilation. */
  ClassIds result() {
    return new ClassIds(next, given);
  }
}
