package org.mudward.policy.flow;

/**
 * A meter of the switch: counts the packets that entries send through it, and drops those above a
 * rate (OpenFlow 1.3, section 5.7).
 *
 * @param number from {@link #FIRST} to {@link #LAST}; smaller ones are left to others
 * @param unit what is counted
 * @param rate so many units a second, 1 to 2^32-1
 * @param burst so many units at once, 1 to 2^32-1
 */
public record Meter(int number, Unit unit, long rate, long burst) {
  /** The first number that is ours. */
  public static final int FIRST = 4096;

  /** Open vSwitch has 65536 meters; the last number in 16 bits. */
  public static final int LAST = 0xFFFF;

  private static final long MAX_UINT32 = 0xFFFF_FFFFL;

  /** What a meter counts. */
  public enum Unit {
    PACKETS("pktps"),
    KILOBITS("kbps");

    private final String word;

    Unit(String word) {
      this.word = word;
    }

    /** The word of {@code ovs-ofctl}. */
    String word() {
      return word;
    }
  }

  /**
   * @throws IllegalArgumentException if a number is out of its range
   */
  public Meter {
    if (number < FIRST || number > LAST) {
      throw new IllegalArgumentException("no number of ours: " + number);
    }
    if (rate < 1 || rate > MAX_UINT32 || burst < 1 || burst > MAX_UINT32) {
      throw new IllegalArgumentException("no rate of a meter: " + rate + ", burst " + burst);
    }
  }
}
