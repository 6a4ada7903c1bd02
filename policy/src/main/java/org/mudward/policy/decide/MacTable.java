package org.mudward.policy.decide;

import java.util.Arrays;
import java.util.Map;
import org.mudward.policy.MacAddress;

/** Numbers by MAC address, looked up without making an object. */
final class MacTable {
  /** What an address has that is not there. */
  static final int NONE = -1;

  private static final long EMPTY = -1;
  private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

  private final long[] keys;
  private final int[] values;
  private final int shift;

  /**
   * @param numbers at least 0
   */
  MacTable(Map<MacAddress, Integer> numbers) {
    int bits = 64 - Long.numberOfLeadingZeros(2L * numbers.size() + 1);
    keys = new long[1 << bits];
    values = new int[1 << bits];
    shift = Long.SIZE - bits;
    Arrays.fill(keys, EMPTY);
    numbers.forEach(
        (mac, number) -> {
          int place = place(mac.bits());
          keys[place] = mac.bits();
          values[place] = number;
        });
  }

  /** Where an address is, or would be. Half of all places are empty, so there is an end. */
  private int place(long mac) {
    int place = (int) ((mac * SPREAD) >>> shift);
    while (keys[place] != mac && keys[place] != EMPTY) {
      place = (place + 1) & (keys.length - 1);
    }
    return place;
  }

  int get(long mac) {
    int place = place(mac);
    return keys[place] == mac ? values[place] : NONE;
  }
}
