package org.mudward.policy;

/** The two Internet protocols. What is written for one never speaks for the other. */
public enum Family {
  IPV4(32, 0x0800),
  IPV6(128, 0x86DD);

  private final int bits;
  private final int etherType;

  Family(int bits, int etherType) {
    this.bits = bits;
    this.etherType = etherType;
  }

  /** Length of an address, 32 or 128. */
  public int bits() {
    return bits;
  }

  /** The EtherType that carries it. */
  public int etherType() {
    return etherType;
  }
}
