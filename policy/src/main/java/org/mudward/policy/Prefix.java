package org.mudward.policy;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A block of addresses: those that share the first {@code length} bits.
 *
 * <p>Bits after the length are zero; a text like {@code 192.168.1.5/24} is an error, because its
 * author meant something else than the block it would silently become.
 *
 * @param address the first address of the block
 * @param length 0 to 32 for IPv4, 0 to 128 for IPv6
 */
public record Prefix(IpAddress address, int length) implements Comparable<Prefix> {
  private static final Pattern LENGTH = Pattern.compile("0|[1-9][0-9]{0,2}");

  /**
   * @throws IllegalArgumentException if the length is out of range or a host bit is set
   */
  public Prefix {
    if (length < 0 || length > address.family().bits()) {
      throw new IllegalArgumentException("no such prefix length: " + address + "/" + length);
    }
    if (!masked(address, length).equals(address)) {
      throw new IllegalArgumentException(
          "host bits are set: "
              + address
              + "/"
              + length
              + " (the block is "
              + covering(address, length)
              + ")");
    }
  }

  /** The block of one address. */
  public static Prefix of(IpAddress address) {
    return new Prefix(address, address.family().bits());
  }

  /** The block of this length that holds the address. */
  public static Prefix covering(IpAddress address, int length) {
    return new Prefix(masked(address, length), length);
  }

  /**
   * Reads {@code address/length}, or an address alone for a block of one.
   *
   * @throws IllegalArgumentException naming the text, if it is not of that form or a host bit is
   *     set
   */
  public static Prefix parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      return of(IpAddress.parse(text));
    }
    String digits = text.substring(slash + 1);
    if (!LENGTH.matcher(digits).matches()) {
      throw new IllegalArgumentException("not a prefix: " + text);
    }
    return new Prefix(IpAddress.parse(text.substring(0, slash)), Integer.parseInt(digits));
  }

  /** The mask of a prefix length, as an address. */
  public static IpAddress mask(Family family, int length) {
    if (family == Family.IPV4) {
      return new IpAddress(family, 0, length == 0 ? 0 : (-1L << (32 - length)) & 0xFFFF_FFFFL);
    }
    long high = length == 0 ? 0 : length >= 64 ? -1L : -1L << (64 - length);
    long low = length <= 64 ? 0 : -1L << (128 - length);
    return new IpAddress(family, high, low);
  }

  private static IpAddress masked(IpAddress address, int length) {
    IpAddress mask = mask(address.family(), length);
    return new IpAddress(
        address.family(), address.high() & mask.high(), address.low() & mask.low());
  }

  public Family family() {
    return address.family();
  }

  public boolean contains(IpAddress other) {
    return other.family() == family() && masked(other, length).equals(address);
  }

  /** Whether every address of the other block is one of this. */
  public boolean contains(Prefix other) {
    return other.length >= length && contains(other.address);
  }

  /** The last address of the block. */
  public IpAddress last() {
    IpAddress mask = mask(family(), length);
    long low = address.low() | ~mask.low();
    return family() == Family.IPV4
        ? new IpAddress(Family.IPV4, 0, low & 0xFFFF_FFFFL)
        : new IpAddress(Family.IPV6, address.high() | ~mask.high(), low);
  }

  // Written out here: what the JDK makes for records is slow until the optimising compiler came by.

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Prefix prefix
        && length == prefix.length
        && address.equals(prefix.address);
  }

  @Override
  public int hashCode() {
    return 31 * address.hashCode() + length;
  }

  @Override
  public int compareTo(Prefix other) {
    int byAddress = address.compareTo(other.address);
    return byAddress != 0 ? byAddress : Integer.compare(length, other.length);
  }

  @Override
  public String toString() {
    return address + "/" + length;
  }
}
