package org.mudward.policy;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a rule asks of a packet. A {@link Match} is a plain conjunction of these: MUD has
 * no "or" and no "not".
 *
 * <p>The kinds are few on purpose, because every back end has to know them all.
 */
public sealed interface Condition {

  /** Whether it holds for a packet that goes this way, seen from the device whose rule it is. */
  Truth holds(Packet packet, Direction direction, Membership membership);

  /** The peer belongs to a group; who the peer is, the direction tells. */
  record PeerIn(GroupId group) implements Condition {
    @Override
    public Truth holds(Packet packet, Direction direction, Membership membership) {
      return Truth.of(membership.contains(group, packet, direction.peer()));
    }

    @Override
    public String toString() {
      return "peer in " + group;
    }
  }

  /** An end of the packet lies in a literal block of addresses. */
  record AddressIn(End end, Prefix prefix) implements Condition {
    @Override
    public Truth holds(Packet packet, Direction direction, Membership membership) {
      if (packet.family() != prefix.family()) {
        return Truth.NO;
      }
      IpAddress mask = Prefix.mask(prefix.family(), prefix.length());
      return Truth.of(
          (packet.addressHigh(end) & mask.high()) == prefix.address().high()
              && (packet.addressLow(end) & mask.low()) == prefix.address().low());
    }

    @Override
    public String toString() {
      return end + " in " + prefix;
    }
  }

  /** A TCP or UDP port is one of these. Rules that have it also ask for the protocol. */
  record PortIn(End end, PortSet ports) implements Condition {
    @Override
    public Truth holds(Packet packet, Direction direction, Membership membership) {
      int port = packet.port(end);
      return port == Packet.UNKNOWN ? Truth.UNKNOWN : Truth.of(port >= 0 && ports.contains(port));
    }

    @Override
    public String toString() {
      return end + " port " + ports;
    }
  }

  /**
   * A header field has a value, in the bits of a mask.
   *
   * @param value no bits outside the mask
   * @param mask not zero, no bits outside the field
   */
  record FieldIs(Field field, long value, long mask) implements Condition {
    /**
     * @throws IllegalArgumentException if value or mask do not fit the field
     */
    public FieldIs {
      if (mask == 0 || (mask & ~field.mask()) != 0 || (value & ~mask) != 0) {
        throw new IllegalArgumentException(field + " cannot be " + value + " in mask " + mask);
      }
    }

    /** The whole field has this value. */
    public static FieldIs of(Field field, long value) {
      return new FieldIs(field, value, field.mask());
    }

    @Override
    public Truth holds(Packet packet, Direction direction, Membership membership) {
      long found = packet.field(field);
      return found == Packet.UNKNOWN
          ? Truth.UNKNOWN
          : Truth.of(found >= 0 && (found & mask) == value);
    }

    // Written out here: what the JDK makes for records is slow until the optimising compiler came
    // by.

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof FieldIs is
          && field == is.field
          && value == is.value
          && mask == is.mask;
    }

    @Override
    public int hashCode() {
      return (31 * field.hashCode() + Long.hashCode(value)) * 31 + Long.hashCode(mask);
    }

    @Override
    public String toString() {
      String text = field == Field.PROTOCOL ? Protocol.name((int) value) : Long.toString(value);
      return field.node() + " " + text + (mask == field.mask() ? "" : "/" + mask);
    }
  }

  /** The options of a TCP header are exactly these octets (RFC 8519, tcp/options). */
  record TcpOptions(String hex) implements Condition {
    @Override
    public Truth holds(Packet packet, Direction direction, Membership membership) {
      long words = packet.field(Field.TCP_DATA_OFFSET);
      if (words < 0) {
        return words == Packet.UNKNOWN ? Truth.UNKNOWN : Truth.NO;
      }
      byte[] expected = HexFormat.of().parseHex(hex);
      return words * 4 - 20 == expected.length ? packet.holdsAt(20, expected) : Truth.NO;
    }

    @Override
    public String toString() {
      return "options " + hex;
    }
  }

  /** An ICMP message has these octets after its checksum (RFC 8519, icmp/rest-of-header). */
  record IcmpRest(String hex) implements Condition {
    @Override
    public Truth holds(Packet packet, Direction direction, Membership membership) {
      long type = packet.field(Field.ICMP_TYPE);
      if (type < 0) {
        return type == Packet.UNKNOWN ? Truth.UNKNOWN : Truth.NO;
      }
      return packet.holdsAt(4, HexFormat.of().parseHex(hex));
    }

    @Override
    public String toString() {
      return "rest-of-header " + hex;
    }
  }

  /**
   * The TCP connection was opened in this direction (RFC 8520 section 4.8): a segment that opens
   * one the other way does not match. Only SYN and ACK are looked at.
   */
  record InitiatedBy(Direction initiator) implements Condition {
    private static final int SYN = 0x02;
    private static final int ACK = 0x10;

    @Override
    public Truth holds(Packet packet, Direction direction, Membership membership) {
      long flags = packet.field(Field.TCP_FLAGS);
      if (flags == Packet.ABSENT) {
        return Truth.NO;
      }
      if (direction == initiator) {
        // It needs no flags, but it is about TCP, and a cut IPv6 chain hides the protocol.
        return packet.protocol() == Packet.UNKNOWN ? Truth.UNKNOWN : Truth.YES;
      }
      return flags == Packet.UNKNOWN ? Truth.UNKNOWN : Truth.of((flags & (SYN | ACK)) != SYN);
    }

    @Override
    public String toString() {
      return "direction-initiated " + initiator;
    }
  }
}
