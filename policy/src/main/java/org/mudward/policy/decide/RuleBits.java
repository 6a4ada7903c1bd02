package org.mudward.policy.decide;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntPredicate;

/** Sets of rules by their place, as words of 64 bits; equal sets are kept once. */
final class RuleBits {
  private final int rules;
  private final Map<BitSet, long[]> known = new HashMap<>();

  /**
   * @param rules how many there are
   */
  RuleBits(int rules) {
    this.rules = rules;
  }

  /** How many words a set has. */
  int words() {
    return (rules + Long.SIZE - 1) / Long.SIZE;
  }

  /**
   * A set after some rules were asked again.
   *
   * @param before the set; it stays as it is
   * @param asked the places of those rules
   */
  static long[] again(long[] before, BitSet asked, IntPredicate holds) {
    long[] now = before.clone();
    for (int rule = asked.nextSetBit(0); rule >= 0; rule = asked.nextSetBit(rule + 1)) {
      long bit = 1L << rule;
      int word = rule / Long.SIZE;
      now[word] = holds.test(rule) ? now[word] | bit : now[word] & ~bit;
    }
    return now;
  }

  /** The rules whose place satisfies something; not to be changed. */
  long[] where(IntPredicate holds) {
    BitSet set = new BitSet(rules);
    for (int rule = 0; rule < rules; rule++) {
      if (holds.test(rule)) {
        set.set(rule);
      }
    }
    long[] found = known.get(set);
    if (found == null) {
      found = Arrays.copyOf(set.toLongArray(), words());
      known.put(set, found);
    }
    return found;
  }
}
