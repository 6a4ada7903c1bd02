package org.mudward.policy;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How much of the traffic that a list of rules accepts is to be expected of one device
 * (draft-lear-opsawg-mud-bw-profile section 2). A back end drops what is more; no decision about a
 * single packet depends on it.
 *
 * @param packetsPerSecond 0 to 2^32-1; null for no bound
 * @param bitsPerSecond 0 to 2^63-1; null for no bound
 * @param seconds how long a burst at these rates may last, 0 to 2^32-1: so much may come at once
 */
public record Rate(@Nullable Long packetsPerSecond, @Nullable Long bitsPerSecond, long seconds) {
  private static final long MAX_UINT32 = 0xFFFF_FFFFL;

  /**
   * @throws IllegalArgumentException if nothing is bounded, or a number is out of its range
   */
  public Rate {
    if (packetsPerSecond == null && bitsPerSecond == null) {
      throw new IllegalArgumentException("a rate of nothing");
    }
    check("packets per second", packetsPerSecond == null ? 0 : packetsPerSecond, MAX_UINT32);
    check("bits per second", bitsPerSecond == null ? 0 : bitsPerSecond, Long.MAX_VALUE);
    check("seconds", seconds, MAX_UINT32);
  }

  /**
   * What is to be expected of some together, so that none of them is cut: without a bound where one
   * of them has none.
   *
   * @return empty if nothing is bounded then
   */
  public static Optional<Rate> sum(List<Rate> rates) {
    Long packets = 0L;
    Long bits = 0L;
    long seconds = 0;
    for (Rate rate : rates) {
      packets = sum(packets, rate.packetsPerSecond, MAX_UINT32);
      bits = sum(bits, rate.bitsPerSecond, Long.MAX_VALUE);
      seconds = Math.max(seconds, rate.seconds);
    }
    return rates.isEmpty() || (packets == null && bits == null)
        ? Optional.empty()
        : Optional.of(new Rate(packets, bits, seconds));
  }

  /** Whether another rate bounds at least as much as this one; null bounds nothing. */
  public boolean covers(@Nullable Rate other) {
    return other != null
        && isWithin(other.packetsPerSecond, packetsPerSecond)
        && isWithin(other.bitsPerSecond, bitsPerSecond)
        && other.seconds <= seconds;
  }

  private static boolean isWithin(@Nullable Long other, @Nullable Long own) {
    return own == null || (other != null && other <= own);
  }

  private static @Nullable Long sum(@Nullable Long one, @Nullable Long other, long max) {
    return one == null || other == null ? null : one > max - other ? max : one + other;
  }

  /** That the devices of a policy are not held to the rate of one of its lists. */
  public static Limitation limitation(DevicePolicy policy, AccessControlList list, String why) {
    return new Limitation(
        new Origin(policy.mudUrl(), list.name(), "rate"), "not held to its rate, because " + why);
  }

  private static void check(String what, long value, long max) {
    if (value < 0 || value > max) {
      throw new IllegalArgumentException(what + " from 0 to " + max + ", not " + value);
    }
  }

  /** Such as {@code at most 10 packets/s and 64000 bit/s for 60 s}. */
  @Override
  public String toString() {
    String packets = packetsPerSecond == null ? "" : packetsPerSecond + " packets/s";
    String bits = bitsPerSecond == null ? "" : bitsPerSecond + " bit/s";
    String and = packets.isEmpty() || bits.isEmpty() ? "" : " and ";
    return "at most " + packets + and + bits + " for " + seconds + " s";
  }
}
