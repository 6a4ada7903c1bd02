package org.mudward.policy;

/** IP protocol numbers that policies speak of (IANA, protocol-numbers). */
public final class Protocol {
  public static final int ICMP = 1;
  public static final int TCP = 6;
  public static final int UDP = 17;
  public static final int ICMPV6 = 58;

  private Protocol() {}

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
