package org.mudward.policy.flow;

/** What an entry does with a packet that it matches. */
public sealed interface FlowAction {

  /**
   * The packet ends here. Of a sampled drop the controller gets the beginning, as far as a meter
   * lets it; the packet ends all the same.
   *
   * @param meter the number of the {@link Meter} that bounds the samples; 0 for none
   */
  record Drop(int meter) implements FlowAction {
    /**
     * How much of a packet a sample has: Ethernet with two VLAN tags, IPv6, TCP with all its
     * options, and 134 octets of extension headers between.
     */
    public static final int SAMPLE_OCTETS = 256;

    /**
     * @throws IllegalArgumentException if it is no meter of ours
     */
    public Drop {
      if (meter != 0 && (meter < Meter.FIRST || meter > Meter.LAST)) {
        throw new IllegalArgumentException("no meter of ours: " + meter);
      }
    }

    /** Without samples. */
    public Drop() {
      this(0);
    }

    /** Whether the controller gets samples. */
    public boolean isSampled() {
      return meter != 0;
    }
  }

  /**
   * The packet goes on to a later table.
   *
   * @param table greater than the entry's own
   * @param metadata the bits to write
   * @param metadataMask which bits are written; 0 for none
   * @param copyToController whether the controller gets a copy first
   */
  record Goto(int table, long metadata, long metadataMask, boolean copyToController)
      implements FlowAction {}

  /**
   * The packet goes on to a later table, whatever a meter says; the controller gets a copy as far
   * as the meter lets it.
   *
   * @param meter the number of a {@link Meter}
   * @param table greater than the entry's own
   */
  record CopySome(int meter, int table) implements FlowAction {
    /** The same for every packet without a copy. */
    public Goto withoutCopy() {
      return new Goto(table, 0, 0, false);
    }
  }

  /**
   * The packet counts against a meter, which drops what is too much, and goes on to a later table.
   *
   * @param meter the number of a {@link Meter}
   * @param table greater than the entry's own
   */
  record Metered(int meter, int table) implements FlowAction {}

  /**
   * The packet goes to the controller alone, which sends it on. The entry ends by itself after
   * {@link #SECONDS} unless it is added again: without a controller nothing is held for long.
   */
  record Hold() implements FlowAction {
    /** Three times the time between looks at the switch. */
    public static final int SECONDS = 30;
  }

  /** The packet leaves as a learning switch would send it. */
  record Forward() implements FlowAction {}

  /**
   * The packet goes on to a later table, once the switch knows what it knows of its connection.
   *
   * @param table greater than the entry's own
   */
  record Track(int table) implements FlowAction {
    /**
     * The zone of Open vSwitch's conntrack in which connections are kept, apart from those of
     * others.
     */
    public static final int ZONE = 0x4D55;

    /** The same for every packet without looking. */
    public Goto withoutLooking() {
      return new Goto(table, 0, 0, false);
    }
  }

  /** The packet leaves as a learning switch would send it, and its connection is known from now. */
  record Commit() implements FlowAction {}
}
