package org.mudward.policy;

import org.jspecify.annotations.Nullable;

/**
 * An Ethernet address (EUI-48).
 *
 * @param bits the 48 bits, first octet highest; 0 to 2^48-1
 */
public record MacAddress(long bits) implements Comparable<MacAddress> {
  private static final long MASK = 0xFFFF_FFFF_FFFFL;

  /** Of the text: six octets of two digits, and what is between them. */
  private static final int LENGTH = 17;

  /**
   * @throws IllegalArgumentException if more than 48 bits are set
   */
  public MacAddress {
    if ((bits & ~MASK) != 0) {
      throw new IllegalArgumentException("a MAC address has 48 bits: " + Long.toHexString(bits));
    }
  }

  /**
   * Reads six hexadecimal octets, with {@code :} or {@code -} between them.
   *
   * @throws IllegalArgumentException naming the text, if it is not of that form
   */
  public static MacAddress parse(String text) {
    String octets = text.trim();
    boolean valid = octets.length() == LENGTH;
    long bits = 0;
    for (int i = 0; valid && i < LENGTH; i++) {
      char c = octets.charAt(i);
      if (i % 3 == 2) {
        valid = c == ':' || c == '-';
      } else {
        valid = Character.digit(c, 16) >= 0 && c < 128;
        bits = bits << 4 | Character.digit(c, 16);
      }
    }
    if (!valid) {
      throw new IllegalArgumentException("not a MAC address: " + text);
    }
    return new MacAddress(bits);
  }

  /** Whether the group bit is set: the address of several stations, or of all. */
  public boolean isMulticast() {
    return (bits & 1L << 40) != 0;
  }

  // Written out here: what the JDK makes for records is slow until the optimising compiler came by.

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof MacAddress address && bits == address.bits;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(bits);
  }

  @Override
  public int compareTo(MacAddress other) {
    return Long.compare(bits, other.bits);
  }

  /** Six lower-case octets with colons. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(17);
    for (int shift = 40; shift >= 0; shift -= 8) {
      if (shift < 40) {
        text.append(':');
      }
      int octet = (int) (bits >>> shift) & 0xFF;
      text.append(Character.forDigit(octet >> 4, 16)).append(Character.forDigit(octet & 15, 16));
    }
    return text.toString();
  }
}
