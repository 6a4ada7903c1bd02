package org.mudward.policy;

import org.jspecify.annotations.Nullable;

/**
 * An Ethernet address (EUI-48).
 *
 * @param bits the 48 bits, first octet highest; 0 to 2^48-1
 */
public record MacAddress(long bits) implements Comparable<MacAddress> {
  private static final long MASK = 0xFFFF_FFFF_FFFFL;

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
    String[] octets = text.trim().split("[:-]", -1);
    if (octets.length != 6) {
      throw new IllegalArgumentException("not a MAC address: " + text);
    }
    long bits = 0;
    for (String octet : octets) {
      if (octet.length() != 2 || !isHex(octet.charAt(0)) || !isHex(octet.charAt(1))) {
        throw new IllegalArgumentException("not a MAC address: " + text);
      }
      bits = bits << 8 | Integer.parseInt(octet, 16);
    }
    return new MacAddress(bits);
  }

  private static boolean isHex(char c) {
    return Character.digit(c, 16) >= 0 && c < 128;
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
