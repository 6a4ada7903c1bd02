package org.mudward.policy.flow;

/**
 * The layout of the 64 bits that a packet carries from table to table.
 *
 * <pre>
 * 63             44 43            24 23              0
 * | policy (20)    | device class (20) | address class (24) |
 * </pre>
 *
 * <p>The policy is that of the party which is being judged; the classes say to which groups its
 * peer belongs, by device and by address. Zero is "none" in each part.
 */
public final class Metadata {
  static final int POLICY_BITS = 20;
  static final int DEVICE_CLASS_BITS = 20;
  static final int ADDRESS_CLASS_BITS = 24;

  /** The bits that hold the class of the peer's address. */
  public static final long ADDRESS_CLASS = (1L << ADDRESS_CLASS_BITS) - 1;

  /** The bits that hold the class of the peer as a device. */
  public static final long DEVICE_CLASS = ((1L << DEVICE_CLASS_BITS) - 1) << ADDRESS_CLASS_BITS;

  /** The bits that hold the policy. */
  public static final long POLICY =
      ((1L << POLICY_BITS) - 1) << (ADDRESS_CLASS_BITS + DEVICE_CLASS_BITS);

  /**
   * The sender holds an address of IPv4, and may use no other. Stands in bits of the class of the
   * address from the table that finds the sender to the next, before there is a class.
   */
  static final long HOLDS_IPV4 = 1;

  /** All of them: who writes these forgets what was there. */
  static final long ALL = -1L;

  private Metadata() {}

  /** A value of one part, in its place and compared in its bits. */
  static Masked part(long mask, int number) {
    return Masked.of(place(mask, number), mask);
  }

  /** A value of one part, in its place. */
  static long place(long mask, int number) {
    return (long) number << Long.numberOfTrailingZeros(mask);
  }
}
