package org.mudward.policy.flow;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Gives numbers to policies and classes, and remembers the earlier ones. Counts who holds a number:
 * what nobody holds any more is forgotten.
 *
 * <p>Time goes by in turns, one for each compilation. A number that was still used in the turn
 * before is never given to something else, even if nobody asks for it now: while the switch is
 * being changed, entries of both turns stand in it.
 */
final class Numbers {

  /** What is numbered, each kind in a space of its own. */
  enum Kind {
    POLICY("policy", Metadata.POLICY_BITS),
    DEVICE_CLASS("device-class", Metadata.DEVICE_CLASS_BITS),
    ADDRESS_CLASS("address-class", Metadata.ADDRESS_CLASS_BITS),
    METER("meter", Meter.FIRST, Meter.LAST);

    private final String text;
    private final int first;
    private final int last;

    Kind(String text, int bits) {
      this(text, 1, (1 << bits) - 1);
    }

    Kind(String text, int first, int last) {
      this.text = text;
      this.first = first;
      this.last = last;
    }

    /** The key under which a content stands among the given numbers. */
    String key(String content) {
      return text + " " + content;
    }

    private boolean owns(String key) {
      return key.startsWith(text + " ");
    }
  }

  private final Map<Kind, Space> spaces = new EnumMap<>(Kind.class);

  /** What is held, of all kinds, by key. */
  private final SortedMap<String, Integer> given = new TreeMap<>();

  Numbers(ClassIds previous) {
    for (Kind kind : Kind.values()) {
      spaces.put(kind, new Space(kind, previous, given));
    }
  }

  /**
   * The number of a content: its earlier one, or a new one. To be given back with {@link #release}
   * as often as asked for.
   *
   * @throws FlowSpaceException if every number of the kind is in use
   */
  int of(Kind kind, String content) {
    return space(kind).hold(kind.key(content));
  }

  /** Says that a number is needed once less. */
  void release(Kind kind, String content) {
    space(kind).release(kind.key(content));
  }

  /** Begins a turn: what nobody held in the one before may be given to something else. */
  void turn() {
    spaces.values().forEach(Space::turn);
  }

  /** What is held at the moment. */
  ClassIds result() {
    SortedMap<String, Integer> next = new TreeMap<>();
    spaces.values().forEach(space -> space.addNext(next));
    return new ClassIds(next, given);
  }

  private Space space(Kind kind) {
    return Objects.requireNonNull(spaces.get(kind));
  }

  /** The numbers of one kind. */
  private static final class Space {

    /** A number with how many hold it. */
    private record Use(int number, int holders) {}

    private final Kind kind;
    private final Map<String, Use> held = new HashMap<>();
    private final Map<String, Integer> before = new HashMap<>();
    private final Set<Integer> taken = new HashSet<>();
    private final SortedMap<String, Integer> given;
    private @Nullable Integer next;

    Space(Kind kind, ClassIds previous, SortedMap<String, Integer> given) {
      this.kind = kind;
      this.given = given;
      Integer following = previous.next().get(kind.text);
      next = following == null || following < kind.first ? null : following;
      previous
          .given()
          .forEach(
              (key, number) -> {
                // One that is none of its kind, or another's, came from a damaged file.
                boolean isOne = number >= kind.first && number <= kind.last;
                if (kind.owns(key) && isOne && taken.add(number)) {
                  before.put(key, number);
                }
              });
    }

    int hold(String key) {
      Use use = held.get(key);
      if (use != null) {
        held.put(key, new Use(use.number(), use.holders() + 1));
        return use.number();
      }
      Integer earlier = before.get(key);
      int number = earlier == null ? fresh() : earlier;
      before.remove(key);
      held.put(key, new Use(number, 1));
      given.put(key, number);
      return number;
    }

    void release(String key) {
      Use use = held.get(key);
      if (use == null) {
        throw new IllegalStateException("nobody holds " + key);
      }
      if (use.holders() > 1) {
        held.put(key, new Use(use.number(), use.holders() - 1));
      } else {
        held.remove(key);
        given.remove(key);
        before.put(key, use.number());
      }
    }

    void turn() {
      before.values().forEach(taken::remove);
      before.clear();
    }

    private int fresh() {
      int many = kind.last - kind.first + 1;
      if (taken.size() >= many) {
        throw new FlowSpaceException(
            "more than " + many + " numbers of kind " + kind.text + " are in use");
      }
      int number = next == null ? kind.first : next;
      while (number > kind.last || taken.contains(number)) {
        number = number >= kind.last ? kind.first : number + 1;
      }
      taken.add(number);
      next = number + 1;
      return number;
    }

    void addNext(SortedMap<String, Integer> numbers) {
      if (next != null) {
        numbers.put(kind.text, next);
      }
    }
  }
}
