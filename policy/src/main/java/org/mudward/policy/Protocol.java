package org.mudward.policy;

/** IP protocol numbers that policies speak of (IANA, protocol-numbers). */
public final class Protocol {
  public static final int ICMP = 1;
  public static final int TCP = 6;
  public static final int UDP = 17;
  public static final int ICMPV6 = 58;

  /** The last protocol number. */
  public static final int MAX = 255;

  private Protocol() {}

  /**
   * Whether decisions look behind it: an extension header of IPv6 that another header follows (RFC
   * 8200, RFC 4302, RFC 6275, RFC 7401, RFC 5533). The upper layer of an IPv6 packet is never one
   * of these.
   */
  public static boolean isExtensionHeader(int number) {
    return switch (number) {
      case 0, 43, 44, 51, 60, 135, 139, 140 -> true;
      default -> false;
    };
  }

  /** {@code tcp}, {@code udp}, {@code icmp}, {@code icmpv6}, or the number. */
  public static String name(int number) {
    return switch (number) {
      case ICMP -> "icmp";
      case TCP -> "tcp";
      case UDP -> "udp";
      case ICMPV6 -> "icmpv6";
      default -> Integer.toString(number);
    };
  }
}
