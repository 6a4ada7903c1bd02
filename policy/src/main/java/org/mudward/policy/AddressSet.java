package org.mudward.policy;

import java.util.Collection;
import java.util.List;

/**
 * Which addresses a set of prefixes holds, answered by binary search and without allocation.
 *
 * <p>Overlapping prefixes are merged to disjoint ranges. The empty set holds nothing.
 */
final class AddressSet {
  private final Ranges four;
  private final Ranges six;

  AddressSet(Collection<Prefix> prefixes) {
    four = Ranges.of(prefixes.stream().filter(p -> p.family() == Family.IPV4).sorted().toList());
    six = Ranges.of(prefixes.stream().filter(p -> p.family() == Family.IPV6).sorted().toList());
  }

  boolean contains(Family family, long high, long low) {
    return (family == Family.IPV4 ? four : six).contains(high, low);
  }

  /** Sorted disjoint ranges, as parallel arrays of first and last address. */
  private record Ranges(
      long[] firstHigh, long[] firstLow, long[] lastHigh, long[] lastLow, int size) {

    static Ranges of(List<Prefix> sorted) {
      int n = sorted.size();
      Ranges ranges = new Ranges(new long[n], new long[n], new long[n], new long[n], n);
      int size = 0;
      for (Prefix prefix : sorted) {
        IpAddress first = prefix.address();
        IpAddress last = prefix.last();
        // Sorted prefixes either nest or are disjoint: one that lies in the last range adds
        // nothing.
        if (size > 0
            && compare(last.high(), last.low(), ranges.lastHigh[size - 1], ranges.lastLow[size - 1])
                <= 0) {
          continue;
        }
        ranges.firstHigh[size] = first.high();
        ranges.firstLow[size] = first.low();
        ranges.lastHigh[size] = last.high();
        ranges.lastLow[size] = last.low();
        size++;
      }
      return new Ranges(ranges.firstHigh, ranges.firstLow, ranges.lastHigh, ranges.lastLow, size);
    }

    boolean contains(long high, long low) {
      int from = 0;
      int to = size - 1;
      while (from <= to) {
        int middle = (from + to) >>> 1;
        if (compare(high, low, firstHigh[middle], firstLow[middle]) < 0) {
          to = middle - 1;
        } else if (compare(high, low, lastHigh[middle], lastLow[middle]) > 0) {
          from = middle + 1;
        } else {
          return true;
        }
      }
      return false;
    }

    private static int compare(long high, long low, long otherHigh, long otherLow) {
      int byHigh = Long.compareUnsigned(high, otherHigh);
      return byHigh != 0 ? byHigh : Long.compareUnsigned(low, otherLow);
    }
  }
}
