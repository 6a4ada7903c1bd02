package org.mudward.policy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An IPv4 or IPv6 address.
 *
 * <p>Parsing reads literals only; a host name is an error, never a question to the network.
 *
 * @param family which protocol it belongs to
 * @param high the upper 64 bits of an IPv6 address; 0 for IPv4
 * @param low the lower 64 bits of an IPv6 address, or the 32 bits of an IPv4 address
 */
public record IpAddress(Family family, long high, long low) implements Comparable<IpAddress> {

  /**
   * @throws IllegalArgumentException if an IPv4 address has more than 32 bits
   */
  public IpAddress {
    if (family == Family.IPV4 && (high != 0 || low >>> 32 != 0)) {
      throw new IllegalArgumentException("an IPv4 address has 32 bits");
    }
  }

  /**
   * Reads a dotted-decimal IPv4 address or an IPv6 address (RFC 4291 section 2.2, no zone).
   *
   * @throws IllegalArgumentException naming the text, if it is neither
   */
  public static IpAddress parse(String text) {
    return text.indexOf(':') >= 0 ? parse6(text) : parse4(text, text);
  }

  /**
   * The address that a text is; empty if it is none. For texts that are mostly something else, such
   * as names: those are told by their last character, without an exception for each.
   */
  public static Optional<IpAddress> find(String text) {
    boolean digits = !text.isEmpty() && Character.isDigit(text.charAt(text.length() - 1));
    if (!digits && text.indexOf(':') < 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(parse(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** An address from its 4 or 16 octets in network order. */
  public static IpAddress of(byte[] octets) {
    if (octets.length == 4) {
      return new IpAddress(Family.IPV4, 0, bits(octets, 0, 4));
    }
    if (octets.length == 16) {
      return new IpAddress(Family.IPV6, bits(octets, 0, 8), bits(octets, 8, 8));
    }
    throw new IllegalArgumentException("an address has 4 or 16 octets, not " + octets.length);
  }

  private static long bits(byte[] octets, int from, int count) {
    long bits = 0;
    for (int i = 0; i < count; i++) {
      bits = bits << 8 | (octets[from + i] & 0xFF);
    }
    return bits;
  }

  private static IpAddress parse4(String text, String whole) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != 4) {
      throw new IllegalArgumentException("not an IP address: " + whole);
    }
    long bits = 0;
    for (String part : parts) {
      if (part.isEmpty() || part.length() > 3 || (part.length() > 1 && part.charAt(0) == '0')) {
        throw new IllegalArgumentException("not an IP address: " + whole);
      }
      int octet = 0;
      for (int i = 0; i < part.length(); i++) {
        char c = part.charAt(i);
        if (c < '0' || c > '9') {
          throw new IllegalArgumentException("not an IP address: " + whole);
        }
        octet = octet * 10 + c - '0';
      }
      if (octet > 255) {
        throw new IllegalArgumentException("not an IP address: " + whole);
      }
      bits = bits << 8 | octet;
    }
    return new IpAddress(Family.IPV4, 0, bits);
  }

  private static IpAddress parse6(String text) {
    String hex = text;
    int[] words = new int[8];
    int tailWords = 0;
    if (text.indexOf('.') >= 0) {
      int cut = text.lastIndexOf(':') + 1;
      long tail = parse4(text.substring(cut), text).low();
      words[6] = (int) (tail >>> 16);
      words[7] = (int) tail & 0xFFFF;
      tailWords = 2;
      hex = text.substring(0, cut);
      hex = hex.endsWith("::") ? hex : hex.substring(0, Math.max(0, hex.length() - 1));
    }
    int room = 8 - tailWords;
    int gap = hex.indexOf("::");
    if (gap >= 0) {
      int head = words(hex.substring(0, gap), words, 0, room, text);
      String rest = hex.substring(gap + 2);
      int[] after = new int[8];
      int count = words(rest, after, 0, room, text);
      if (head + count >= room) {
        throw new IllegalArgumentException("not an IP address: " + text);
      }
      System.arraycopy(after, 0, words, room - count, count);
    } else if (words(hex, words, 0, room, text) != room) {
      throw new IllegalArgumentException("not an IP address: " + text);
    }
    long high = 0;
    long low = 0;
    for (int i = 0; i < 4; i++) {
      high = high << 16 | words[i];
      low = low << 16 | words[i + 4];
    }
    return new IpAddress(Family.IPV6, high, low);
  }

  private static int words(String text, int[] into, int from, int room, String whole) {
    if (text.isEmpty()) {
      return 0;
    }
    String[] parts = text.split(":", -1);
    if (parts.length > room) {
      throw new IllegalArgumentException("not an IP address: " + whole);
    }
    for (int i = 0; i < parts.length; i++) {
      String part = parts[i];
      if (part.isEmpty() || part.length() > 4) {
        throw new IllegalArgumentException("not an IP address: " + whole);
      }
      int word = 0;
      for (int j = 0; j < part.length(); j++) {
        int digit = part.charAt(j) < 128 ? Character.digit(part.charAt(j), 16) : -1;
        if (digit < 0) {
          throw new IllegalArgumentException("not an IP address: " + whole);
        }
        word = word << 4 | digit;
      }
      into[from + i] = word;
    }
    return parts.length;
  }

  /** The 4 or 16 octets in network order. */
  public byte[] octets() {
    byte[] octets = new byte[family.bits() / 8];
    for (int i = 0; i < octets.length; i++) {
      int back = octets.length - 1 - i;
      octets[i] = (byte) (back < 8 ? low >>> (8 * back) : high >>> (8 * (back - 8)));
    }
    return octets;
  }

  /** The same address as the JDK's type, without any look-up. */
  public InetAddress toInetAddress() {
    try {
      return InetAddress.getByAddress(octets());
    } catch (UnknownHostException impossible) {
      throw new AssertionError(impossible);
    }
  }

  // Written out here: what the JDK makes for records is slow until the optimising compiler came by.

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof IpAddress address
        && low == address.low
        && high == address.high
        && family == address.family;
  }

  @Override
  public int hashCode() {
    return (31 * family.bits() + Long.hashCode(high)) * 31 + Long.hashCode(low);
  }

  @Override
  public int compareTo(IpAddress other) {
    int byFamily = family.compareTo(other.family);
    if (byFamily != 0) {
      return byFamily;
    }
    int byHigh = Long.compareUnsigned(high, other.high);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
  }

  /** The canonical text: dotted decimal, or RFC 5952. */
  @Override
  public String toString() {
    if (family == Family.IPV4) {
      return (low >>> 24) + "." + (low >>> 16 & 255) + "." + (low >>> 8 & 255) + "." + (low & 255);
    }
    int[] words = new int[8];
    for (int i = 0; i < 4; i++) {
      words[i] = (int) (high >>> (48 - 16 * i)) & 0xFFFF;
      words[i + 4] = (int) (low >>> (48 - 16 * i)) & 0xFFFF;
    }
    int best = -1;
    int bestLength = 1;
    for (int i = 0; i < 8; i++) {
      int length = 0;
      while (i + length < 8 && words[i + length] == 0) {
        length++;
      }
      if (length > bestLength) {
        best = i;
        bestLength = length;
      }
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      if (i == best) {
        text.append("::");
        i += bestLength - 1;
        continue;
      }
      if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
        text.append(':');
      }
      text.append(Integer.toHexString(words[i]));
    }
    return text.toString();
  }
}
