package org.mudward.policy;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A view over the header octets of one frame; nothing is copied.
 *
 * <p>A frame may be cut short by a capture, and a packet may lie about itself. What its octets do
 * not show is {@link #UNKNOWN}; what its kind does not have is {@link #ABSENT}. A packet whose IP
 * header lies, or is not wholly there, has no {@link #family()}. Octets after the IP length are
 * padding and never read.
 *
 * <p>One object may be pointed at frame after frame with {@link #set}; it is confined to a thread.
 */
public final class Packet {
  /** The field exists in this packet but its octets are not there. */
  public static final int UNKNOWN = -1;

  /** Packets of this kind have no such field. */
  public static final int ABSENT = -2;

  /** What {@link #etherType} says of a frame with a length instead of a type (IEEE 802.3). */
  public static final int LLC = -3;

  private static final int ETHERNET_HEADER = 14;
  private static final int FIRST_ETHERTYPE = 0x600;
  private static final int IPV6_HEADER = 40;

  private ByteBuffer bytes;

  /** The same octets: an array is read several times as fast until the compiler is at its best. */
  private byte[] octets;

  private int start;
  private int end;
  private int wireEnd;
  private boolean ethernet;
  private int etherType;
  private int linkPayload;
  private int ip;
  private @Nullable Family family;
  private int protocol;
  private int payload;
  private int payloadEnd;
  private boolean laterFragment;

  /** An empty frame; point it at one with {@link #set}. */
  public Packet() {
    clear(ByteBuffer.allocate(0), 0, 0, 0);
  }

  /** A whole frame. */
  public static Packet of(byte[] frame) {
    return new Packet().set(ByteBuffer.wrap(frame), 0, frame.length, frame.length);
  }

  /**
   * Points this view at a frame.
   *
   * @param bytes holds the frame; read by absolute position, big-endian, never changed. Only what
   *     is in an array from its first place on is read in place, of others a copy is made
   * @param offset where the frame starts
   * @param captured how many of its octets are there
   * @param original how many it had on the wire, at least {@code captured}
   */
  public Packet set(ByteBuffer bytes, int offset, int captured, int original) {
    clear(bytes, offset, captured, original);
    ethernet = captured >= ETHERNET_HEADER;
    if (ethernet) {
      readTyped(u16(offset + 12), offset + ETHERNET_HEADER);
    }
    return this;
  }

  /**
   * Points this view at what a frame of another kind carries. It shows no MAC addresses, and so has
   * neither sender nor receiver.
   *
   * @param etherType what the octets are, as Ethernet would say it
   * @param offset where they start, after the header of the link
   */
  public Packet setPayload(
      int etherType, ByteBuffer bytes, int offset, int captured, int original) {
    clear(bytes, offset, captured, original);
    readTyped(etherType, offset);
    return this;
  }

  private void clear(ByteBuffer newBytes, int offset, int captured, int original) {
    ByteBuffer held = newBytes;
    if (!held.hasArray() || held.arrayOffset() != 0) {
      held = ByteBuffer.allocate(newBytes.limit()).put(0, newBytes, 0, newBytes.limit());
    }
    bytes = held;
    octets = held.array();
    start = offset;
    end = offset + captured;
    wireEnd = offset + original;
    ethernet = false;
    etherType = UNKNOWN;
    linkPayload = end;
    family = null;
    protocol = ABSENT;
    laterFragment = false;
    ip = 0;
    payload = 0;
    payloadEnd = 0;
  }

  /** Reads what stands after a type, which may be that of a VLAN tag. */
  private void readTyped(int firstType, int from) {
    int type = firstType;
    int at = from;
    while (type == 0x8100 || type == 0x88A8 || type == 0x9100) {
      if (at + 4 > end) {
        return;
      }
      type = u16(at + 2);
      at += 4;
    }
    etherType = type < FIRST_ETHERTYPE ? LLC : type;
    linkPayload = at;
    if (type == Family.IPV4.etherType()) {
      readIpv4(at);
    } else if (type == Family.IPV6.etherType()) {
      readIpv6(at);
    }
  }

  private void readIpv4(int at) {
    if (at + 20 > end) {
      return;
    }
    int header = (u8(at) & 15) * 4;
    int total = u16(at + 2);
    boolean lies = u8(at) >>> 4 != 4 || header < 20 || total < header || at + total > wireEnd;
    if (lies || at + header > end) {
      return;
    }
    family = Family.IPV4;
    ip = at;
    protocol = u8(at + 9);
    laterFragment = (u16(at + 6) & 0x1FFF) != 0;
    payload = at + header;
    payloadEnd = Math.min(at + total, end);
  }

  private void readIpv6(int at) {
    if (at + IPV6_HEADER > end || u8(at) >>> 4 != 6 || at + IPV6_HEADER + u16(at + 4) > wireEnd) {
      return;
    }
    family = Family.IPV6;
    ip = at;
    payload = at + IPV6_HEADER;
    payloadEnd = Math.min(payload + u16(at + 4), end);
    protocol = walkExtensionHeaders(u8(at + 6));
  }

  /** The protocol after the extension headers; {@link #UNKNOWN} if the chain is cut. */
  private int walkExtensionHeaders(int next) {
    int header = next;
    while (Protocol.isExtensionHeader(header)) {
      if (laterFragment || payload + 8 > payloadEnd) {
        return UNKNOWN;
      }
      int length = 8;
      if (header == 44) {
        laterFragment = (u16(payload + 2) & 0xFFF8) != 0;
      } else if (header == 51) {
        length = (u8(payload + 1) + 2) * 4;
      } else {
        length = (u8(payload + 1) + 1) * 8;
      }
      header = u8(payload);
      payload += length;
      if (payload > payloadEnd) {
        return UNKNOWN;
      }
    }
    return header;
  }

  private int u8(int at) {
    return octets[at] & 0xFF;
  }

  private int u16(int at) {
    return (octets[at] & 0xFF) << 8 | (octets[at + 1] & 0xFF);
  }

  private long u32(int at) {
    return (long) u16(at) << 16 | u16(at + 2);
  }

  private long u64(int at) {
    return u32(at) << 32 | u32(at + 4);
  }

  /** Whether the frame shows its addresses; without them it has neither sender nor receiver. */
  public boolean isEthernet() {
    return ethernet;
  }

  /** The 48 bits of the source address. */
  public long sourceMac() {
    return (long) u16(start + 6) << 32 | u32(start + 8);
  }

  /** The 48 bits of the destination address. */
  public long destinationMac() {
    return (long) u16(start) << 32 | u32(start + 2);
  }

  public long mac(End which) {
    return which == End.SOURCE ? sourceMac() : destinationMac();
  }

  /** The EtherType after any VLAN tags, {@link #LLC}, or {@link #UNKNOWN} if it was cut off. */
  public int etherType() {
    return etherType;
  }

  /** The Internet protocol, or null if this is no IP packet or one whose header lies. */
  public @Nullable Family family() {
    return family;
  }

  /** The upper 64 bits of an address; 0 in IPv4. Only for packets with a family. */
  public long addressHigh(End which) {
    return family == Family.IPV6 ? u64(ip + (which == End.SOURCE ? 8 : 24)) : 0;
  }

  /** The lower 64 bits of an address, or the 32 of IPv4. Only for packets with a family. */
  public long addressLow(End which) {
    return family == Family.IPV6
        ? u64(ip + (which == End.SOURCE ? 16 : 32))
        : u32(ip + (which == End.SOURCE ? 12 : 16));
  }

  /** An address as a value; allocates, so for messages and not for deciding. */
  public IpAddress address(End which) {
    Family known = family;
    if (known == null) {
      throw new IllegalStateException("no IP packet");
    }
    return new IpAddress(known, addressHigh(which), addressLow(which));
  }

  /** The protocol number, {@link #UNKNOWN} if an IPv6 chain is cut, {@link #ABSENT} without IP. */
  public int protocol() {
    return protocol;
  }

  /** Whether this is a fragment other than the first. */
  public boolean isLaterFragment() {
    return laterFragment;
  }

  /** A TCP or UDP port, {@link #UNKNOWN} or {@link #ABSENT}. */
  public int port(End which) {
    if (protocol == UNKNOWN) {
      return UNKNOWN;
    }
    if (protocol != Protocol.TCP && protocol != Protocol.UDP) {
      return ABSENT;
    }
    return (int) transport(which == End.SOURCE ? 0 : 2, 2);
  }

  /** The flags of TCP, as {@link #field} has them; the one field that is asked of every segment. */
  public int tcpFlags() {
    if (family == null) {
      return ABSENT;
    }
    if (protocol == Protocol.TCP) {
      return (int) transport(13, 1);
    }
    return protocol == UNKNOWN ? UNKNOWN : ABSENT;
  }

  /** The position of the first octet after the IP headers; only for packets with a family. */
  public int payloadOffset() {
    return payload;
  }

  /** The position after the last octet of the IP packet that is there. */
  public int payloadEnd() {
    return payloadEnd;
  }

  /** The position of the first octet after the EtherType; the end if there is no EtherType. */
  public int linkPayloadOffset() {
    return linkPayload;
  }

  /** The position after the last octet of the frame that is there. */
  public int frameEnd() {
    return end;
  }

  /**
   * The same view of a copy of its first octets, to be kept; cut there, as by a capture. Only for
   * frames that show their MAC addresses.
   */
  public Packet copy(int most) {
    byte[] head = new byte[Math.min(most, end - start)];
    bytes.get(start, head);
    return new Packet().set(ByteBuffer.wrap(head), 0, head.length, wireEnd - start);
  }

  /** How many octets the frame had on the wire. */
  public int wireLength() {
    return wireEnd - start;
  }

  /** The octets that this is a view of. */
  public ByteBuffer bytes() {
    return bytes;
  }

  /** The value of a field, {@link #UNKNOWN} or {@link #ABSENT}. */
  public long field(Field field) {
    return switch (field.layer()) {
      case ETHERNET -> ethernetField(field);
      case IP -> family == null ? ABSENT : ipField(field);
      case IPV4 -> family == Family.IPV4 ? ipv4Field(field) : ABSENT;
      case IPV6 -> family == Family.IPV6 ? u32(ip) & 0xF_FFFF : ABSENT;
      case TCP -> ofProtocol(field, Protocol.TCP);
      case UDP -> ofProtocol(field, Protocol.UDP);
      case ICMP -> ofProtocol(field, family == Family.IPV6 ? Protocol.ICMPV6 : Protocol.ICMP);
    };
  }

  private long ethernetField(Field field) {
    if (!isEthernet()) {
      return UNKNOWN;
    }
    return switch (field) {
      case ETHERNET_SOURCE -> sourceMac();
      case ETHERNET_DESTINATION -> destinationMac();
      default -> etherType == LLC ? ABSENT : etherType;
    };
  }

  private long ipField(Field field) {
    boolean four = family == Family.IPV4;
    int trafficClass = four ? u8(ip + 1) : (int) (u32(ip) >>> 20) & 0xFF;
    return switch (field) {
      case DSCP -> trafficClass >>> 2;
      case ECN -> trafficClass & 3;
      case LENGTH -> u16(ip + (four ? 2 : 4));
      case TTL -> u8(ip + (four ? 8 : 7));
      default -> protocol;
    };
  }

  private long ipv4Field(Field field) {
    return switch (field) {
      case IHL -> u8(ip) & 15;
      case FRAGMENT_FLAGS -> u16(ip + 6) >>> 13;
      case FRAGMENT_OFFSET -> u16(ip + 6) & 0x1FFF;
      default -> u16(ip + 4);
    };
  }

  private long ofProtocol(Field field, int wanted) {
    if (family == null) {
      return ABSENT;
    }
    if (protocol == UNKNOWN) {
      return UNKNOWN;
    }
    return protocol == wanted ? transportField(field) : ABSENT;
  }

  private long transportField(Field field) {
    return switch (field) {
      case TCP_SEQUENCE -> transport(4, 4);
      case TCP_ACKNOWLEDGEMENT -> transport(8, 4);
      case TCP_DATA_OFFSET -> shifted(transport(12, 1), 4);
      case TCP_RESERVED -> masked(transport(12, 1), 15);
      case TCP_FLAGS -> transport(13, 1);
      case TCP_WINDOW -> transport(14, 2);
      case TCP_URGENT -> transport(18, 2);
      case UDP_LENGTH -> transport(4, 2);
      case ICMP_TYPE -> transport(0, 1);
      case ICMP_CODE -> transport(1, 1);
      default -> throw new IllegalArgumentException("not a transport field: " + field);
    };
  }

  private static long shifted(long value, int by) {
    return value < 0 ? value : value >>> by;
  }

  private static long masked(long value, long mask) {
    return value < 0 ? value : value & mask;
  }

  private long transport(int at, int octets) {
    if (laterFragment || payload + at + octets > payloadEnd) {
      return UNKNOWN;
    }
    return switch (octets) {
      case 1 -> u8(payload + at);
      case 2 -> u16(payload + at);
      default -> u32(payload + at);
    };
  }

  /**
   * Whether the payload of the IP packet holds these octets at this place; for TCP options and the
   * rest of an ICMP header. Unknown if some of them are not there, whatever the others are.
   *
   * @param at counted from the first octet after the IP headers
   */
  public Truth holdsAt(int at, byte[] expected) {
    boolean cut = expected.length > 0 && payload + at + expected.length > payloadEnd;
    if (laterFragment || cut) {
      return Truth.UNKNOWN;
    }
    for (int i = 0; i < expected.length; i++) {
      if (bytes.get(payload + at + i) != expected[i]) {
        return Truth.NO;
      }
    }
    return Truth.YES;
  }
}
