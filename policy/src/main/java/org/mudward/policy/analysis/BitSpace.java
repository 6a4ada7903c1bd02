package org.mudward.policy.analysis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import jdd.bdd.BDD;

/**
 * Sets of packets as binary decision diagrams: named groups of bits, and the operations on sets.
 *
 * <p>A set is an int that means something only here. Nothing is ever freed: a space is made for one
 * question and thrown away with its answer. This is the only type that knows the BDD library.
 */
final class BitSpace {
  /** Nodes to start with; the table grows by itself. */
  private static final int INITIAL_NODES = 200_000;

  private static final int CACHE = 50_000;

  private final BDD bdd;
  private final Map<String, int[]> variables = new HashMap<>();

  BitSpace() {
    this(Integer.MAX_VALUE);
  }

  /** A space that throws {@link FullException} rather than hold more nodes than these. */
  BitSpace(int maxNodes) {
    bdd = new LimitedDiagram(maxNodes);
  }

  /** The sets of a space have become too complicated; it can no longer be used. */
  static final class FullException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private static final class LimitedDiagram extends BDD {
    private final int maxNodes;

    LimitedDiagram(int maxNodes) {
      super(INITIAL_NODES, CACHE);
      this.maxNodes = maxNodes;
    }

    @Override
    protected void grow() {
      if (table_size >= maxNodes) {
        throw new FullException();
      }
      super.grow();
    }
  }

  int all() {
    return bdd.getOne();
  }

  int none() {
    return bdd.getZero();
  }

  int and(int one, int other) {
    return bdd.ref(bdd.and(one, other));
  }

  int or(int one, int other) {
    return bdd.ref(bdd.or(one, other));
  }

  int not(int set) {
    return bdd.ref(bdd.not(set));
  }

  int minus(int one, int other) {
    return and(one, not(other));
  }

  boolean isEmpty(int set) {
    return set == bdd.getZero();
  }

  /** Makes the bits of a field, highest first; fields made earlier are decided earlier. */
  void field(String name, int bits) {
    int[] made = new int[bits];
    for (int i = 0; i < bits; i++) {
      made[i] = bdd.ref(bdd.createVar());
    }
    variables.put(name, made);
  }

  boolean hasField(String name) {
    return variables.containsKey(name);
  }

  /** The fields there are. */
  Set<String> fields() {
    return Set.copyOf(variables.keySet());
  }

  /** The packets whose field has this value in the bits of the mask; at most 64 bits. */
  int equal(String name, long value, long mask) {
    int[] bits = bits(name);
    int set = bdd.getOne();
    for (int i = bits.length - 1; i >= 0; i--) {
      int shift = bits.length - 1 - i;
      if (shift < 64 && (mask >>> shift & 1) != 0) {
        int literal = (value >>> shift & 1) != 0 ? bits[i] : not(bits[i]);
        set = and(literal, set);
      }
    }
    return set;
  }

  /** The packets whose field of 128 bits has this value in the bits of the mask. */
  int equal(String name, long high, long low, long maskHigh, long maskLow) {
    int[] bits = bits(name);
    int set = bdd.getOne();
    for (int i = bits.length - 1; i >= 0; i--) {
      int shift = bits.length - 1 - i;
      long value = shift < 64 ? low >>> shift : high >>> (shift - 64);
      long mask = shift < 64 ? maskLow >>> shift : maskHigh >>> (shift - 64);
      if ((mask & 1) != 0) {
        set = and((value & 1) != 0 ? bits[i] : not(bits[i]), set);
      }
    }
    return set;
  }

  /** The packets whose field is at least this and at most that. */
  int between(String name, long low, long high) {
    return and(atLeast(bits(name), low), not(atLeast(bits(name), high + 1)));
  }

  private int atLeast(int[] bits, long bound) {
    if (bound >>> bits.length != 0) {
      return bdd.getZero();
    }
    int set = bdd.getOne();
    for (int i = bits.length - 1; i >= 0; i--) {
      boolean one = (bound >>> (bits.length - 1 - i) & 1) != 0;
      set = one ? and(bits[i], set) : or(bits[i], set);
    }
    return set;
  }

  private int[] bits(String name) {
    int[] bits = variables.get(name);
    if (bits == null) {
      throw new IllegalArgumentException("no such field: " + name);
    }
    return bits;
  }

  /**
   * One packet of a set that is not empty: the values of all fields; bits that do not matter are 0.
   */
  Map<String, long[]> example(int set) {
    int[] assignment = bdd.oneSat(set, null);
    Map<String, long[]> values = new HashMap<>();
    variables.forEach(
        (name, bits) -> {
          long high = 0;
          long low = 0;
          for (int bit : bits) {
            int variable = bdd.getVar(bit);
            high = high << 1 | low >>> 63;
            low = low << 1 | (assignment[variable] == 1 ? 1 : 0);
          }
          values.put(name, new long[] {high, low});
        });
    return values;
  }

  /** The set of this one packet, given as {@link #example} gives it. */
  int single(Map<String, long[]> values) {
    int set = bdd.getOne();
    for (Map.Entry<String, long[]> field : values.entrySet()) {
      long[] value = field.getValue();
      set = and(set, equal(field.getKey(), value[0], value[1], -1L, -1L));
    }
    return set;
  }

  /** Forgets all fields but these: the packets that some packet of the set equals in them. */
  int onlyAbout(int set, Set<String> names) {
    int others = bdd.getOne();
    for (Map.Entry<String, int[]> field : variables.entrySet()) {
      if (!names.contains(field.getKey())) {
        for (int bit : field.getValue()) {
          others = and(others, bit);
        }
      }
    }
    return bdd.ref(bdd.exists(set, others));
  }

  /** Values of a field, from low to high, both included. */
  record Interval(int low, int high) {}

  /**
   * What is left of a set at each value of a field of at most 16 bits, equal remainders together.
   * The set must not depend on fields that were made before this one.
   */
  Map<Integer, List<Interval>> byValue(String name, int set) {
    Map<Integer, List<Interval>> found = new LinkedHashMap<>();
    walk(bits(name), 0, 0, set, found);
    return found;
  }

  private void walk(int[] bits, int index, int low, int node, Map<Integer, List<Interval>> found) {
    int size = 1 << (bits.length - index);
    boolean decided = isConstant(node) || bdd.getVar(node) > bdd.getVar(bits[bits.length - 1]);
    if (decided || index == bits.length) {
      add(found.computeIfAbsent(node, n -> new ArrayList<>()), low, low + size - 1);
      return;
    }
    boolean asks = bdd.getVar(node) == bdd.getVar(bits[index]);
    walk(bits, index + 1, low, asks ? bdd.getLow(node) : node, found);
    walk(bits, index + 1, low + size / 2, asks ? bdd.getHigh(node) : node, found);
  }

  private boolean isConstant(int node) {
    return node == bdd.getOne() || node == bdd.getZero();
  }

  private static void add(List<Interval> intervals, int low, int high) {
    int last = intervals.size() - 1;
    if (last >= 0 && intervals.get(last).high() == low - 1) {
      intervals.set(last, new Interval(intervals.get(last).low(), high));
    } else {
      intervals.add(new Interval(low, high));
    }
  }
}
