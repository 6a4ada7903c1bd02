package org.mudward.policy.flow;

import org.jspecify.annotations.Nullable;

/**
 * A value that is compared in the bits of a mask; up to 128 bits.
 *
 * @param high upper 64 bits of the value, only for IPv6 addresses
 * @param low lower 64 bits of the value
 * @param maskHigh upper 64 bits of the mask
 * @param maskLow lower 64 bits of the mask
 */
public record Masked(long high, long low, long maskHigh, long maskLow) {

  /**
   * @throws IllegalArgumentException if the value has bits that the mask has not
   */
  public Masked {
    if ((high & ~maskHigh) != 0 || (low & ~maskLow) != 0) {
      throw new IllegalArgumentException("value outside its mask");
    }
  }

  /** All bits of a field that has at most 64. */
  public static Masked exact(FlowField field, long value) {
    return new Masked(0, value, 0, field.bits() == 64 ? -1L : (1L << field.bits()) - 1);
  }

  /** Some bits of a field that has at most 64. */
  public static Masked of(long value, long mask) {
    return new Masked(0, value, 0, mask);
  }

  // Written out here: what the JDK makes for records is slow until the optimising compiler came by.

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Masked masked
        && low == masked.low
        && maskLow == masked.maskLow
        && high == masked.high
        && maskHigh == masked.maskHigh;
  }

  @Override
  public int hashCode() {
    long mixed = ((high * 31 + low) * 31 + maskHigh) * 31 + maskLow;
    return Long.hashCode(mixed);
  }

  public boolean matches(long otherHigh, long otherLow) {
    return (otherHigh & maskHigh) == high && (otherLow & maskLow) == low;
  }
}
