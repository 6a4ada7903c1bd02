package org.mudward.policy.decide;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.IpAddress;

/**
 * Sets of rules by single addresses of one family, looked up without making an object. Immutable; a
 * table with more addresses costs a copy of its arrays.
 */
final class HostTable {
  private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

  private final long[] high;
  private final long[] low;
  private final long[][] rules;
  private final int size;

  private HostTable(int places) {
    this(new long[places], new long[places], new long[places][], 0);
  }

  private HostTable(long[] high, long[] low, long[][] rules, int size) {
    this.high = high;
    this.low = low;
    this.rules = rules;
    this.size = size;
  }

  static HostTable empty() {
    return new HostTable(2);
  }

  /** The same with these addresses in place of what they had, or beside the others. */
  HostTable with(Map<IpAddress, long[]> more) {
    int most = size + more.size();
    int places = high.length;
    while (places < 2 * most + 1) {
      places *= 2;
    }
    HostTable next = new HostTable(places);
    if (places == high.length) {
      System.arraycopy(high, 0, next.high, 0, places);
      System.arraycopy(low, 0, next.low, 0, places);
      System.arraycopy(rules, 0, next.rules, 0, places);
    } else {
      for (int i = 0; i < high.length; i++) {
        if (rules[i] != null) {
          next.put(high[i], low[i], rules[i]);
        }
      }
    }
    more.forEach((address, set) -> next.put(address.high(), address.low(), set));
    return new HostTable(next.high, next.low, next.rules, next.count());
  }

  private int count() {
    int count = 0;
    for (long[] set : rules) {
      count += set == null ? 0 : 1;
    }
    return count;
  }

  private void put(long wantedHigh, long wantedLow, long[] set) {
    int place = place(wantedHigh, wantedLow);
    high[place] = wantedHigh;
    low[place] = wantedLow;
    rules[place] = set;
  }

  /** Where an address is, or would be. Half of all places are empty, so there is an end. */
  private int place(long wantedHigh, long wantedLow) {
    long mixed = (wantedHigh * SPREAD ^ wantedLow) * SPREAD;
    int place = (int) (mixed >>> 32) & (high.length - 1);
    while (rules[place] != null && (low[place] != wantedLow || high[place] != wantedHigh)) {
      place = (place + 1) & (high.length - 1);
    }
    return place;
  }

  /** The rules of an address; null if it is not here. */
  long @Nullable [] get(long wantedHigh, long wantedLow) {
    return rules[place(wantedHigh, wantedLow)];
  }
}
