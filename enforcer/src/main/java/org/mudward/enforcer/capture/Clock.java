package org.mudward.enforcer.capture;

/**
 * How an interface of a pcapng capture counts time: units of 10^-n or 2^-n seconds (if_tsresol),
 * after an offset in seconds (if_tsoffset).
 */
record Clock(int resolution, long offsetSeconds) {
  /** Microseconds since 1970. */
  static final Clock DEFAULT = new Clock(6, 0);

  private static final long MICROS = 1_000_000;
  private static final int BINARY = 0x80;

  /** A fraction of a second in more bits than this says nothing more about its microseconds. */
  private static final int FRACTION_BITS = 40;

  /** The last power of ten that fits 64 bits without a sign. */
  private static final int MAX_DIGITS = 19;

  /** The time in microseconds, rounded down. */
  long micros(long units) {
    int exponent = resolution & (BINARY - 1);
    long time = (resolution & BINARY) != 0 ? binary(units, exponent) : decimal(units, exponent);
    return time + offsetSeconds * MICROS;
  }

  private static long binary(long units, int bits) {
    if (bits >= Long.SIZE) {
      return 0;
    }
    long seconds = units >>> bits;
    long fraction = units & ((1L << bits) - 1);
    int shift = Math.max(0, bits - FRACTION_BITS);
    return seconds * MICROS + (((fraction >>> shift) * MICROS) >>> (bits - shift));
  }

  private static long decimal(long units, int digits) {
    if (digits <= 6) {
      return units * power(6 - digits);
    }
    return digits - 6 > MAX_DIGITS ? 0 : Long.divideUnsigned(units, power(digits - 6));
  }

  private static long power(int digits) {
    long power = 1;
    for (int i = 0; i < digits; i++) {
      power *= 10;
    }
    return power;
  }
}
