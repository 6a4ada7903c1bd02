package org.mudward.policy.oracle;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.End;
import org.mudward.policy.Family;
import org.mudward.policy.Field;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;

/**
 * The headers of one frame, copied out octet by octet with no thought of speed.
 *
 * <p>What is not there is null, and so is what a lying header makes worthless.
 */
final class NaiveFrame {
  private static final List<Integer> TAGS = List.of(0x8100, 0x88A8, 0x9100);
  private static final Set<Integer> EXTENSIONS = Set.of(0, 43, 44, 51, 60, 135, 139, 140);

  @Nullable MacAddress source;
  @Nullable MacAddress destination;

  /** Null for LLC, and for a frame that ends before it. */
  @Nullable Integer etherType;

  @Nullable Family family;

  /** The IP header; null if there is none that can be believed. */
  byte @Nullable [] header;

  /** Null if a chain of extension headers does not lead to it. */
  @Nullable Integer protocol;

  boolean later;

  /** What follows the IP headers, as far as it was captured. */
  byte[] body = {};

  NaiveFrame(byte[] frame, int wireLength) {
    if (frame.length < 14) {
      return;
    }
    destination = mac(Arrays.copyOfRange(frame, 0, 6));
    source = mac(Arrays.copyOfRange(frame, 6, 12));
    int at = 12;
    while (at + 2 <= frame.length && TAGS.contains(number(frame, at, 2))) {
      at += 4;
    }
    if (at + 2 > frame.length || number(frame, at, 2) < 0x600) {
      return;
    }
    etherType = number(frame, at, 2);
    byte[] packet = Arrays.copyOfRange(frame, at + 2, frame.length);
    if (etherType == 0x0800) {
      ipv4(packet, wireLength - at - 2);
    } else if (etherType == 0x86DD) {
      ipv6(packet, wireLength - at - 2);
    }
  }

  private void ipv4(byte[] packet, int onTheWire) {
    if (packet.length < 20) {
      return;
    }
    int headerLength = number(packet, 0, 1) % 16 * 4;
    int total = number(packet, 2, 2);
    if (number(packet, 0, 1) / 16 != 4
        || headerLength < 20
        || headerLength > packet.length
        || total < headerLength
        || total > onTheWire) {
      return;
    }
    family = Family.IPV4;
    header = Arrays.copyOf(packet, headerLength);
    protocol = number(packet, 9, 1);
    later = number(packet, 6, 2) % 0x2000 != 0;
    body = Arrays.copyOfRange(packet, headerLength, Math.min(total, packet.length));
  }

  private void ipv6(byte[] packet, int onTheWire) {
    if (packet.length < 40 || number(packet, 0, 1) / 16 != 6) {
      return;
    }
    int total = 40 + number(packet, 4, 2);
    if (total > onTheWire) {
      return;
    }
    family = Family.IPV6;
    header = Arrays.copyOf(packet, 40);
    body = Arrays.copyOfRange(packet, 40, Math.min(total, packet.length));
    int next = number(packet, 6, 1);
    while (EXTENSIONS.contains(next)) {
      if (later || body.length < 2) {
        return;
      }
      int size = number(body, 1, 1) * 8 + 8;
      if (next == 44) {
        size = 8;
      } else if (next == 51) {
        size = number(body, 1, 1) * 4 + 8;
      }
      if (size > body.length) {
        return;
      }
      if (next == 44 && number(body, 2, 2) / 8 != 0) {
        later = true;
      }
      next = number(body, 0, 1);
      body = Arrays.copyOfRange(body, size, body.length);
    }
    protocol = next;
  }

  boolean isIp() {
    return family != null;
  }

  @Nullable IpAddress address(End end) {
    byte[] octets = header;
    if (octets == null) {
      return null;
    }
    int size = family == Family.IPV4 ? 4 : 16;
    int first = family == Family.IPV4 ? 12 : 8;
    int from = end == End.SOURCE ? first : first + size;
    return IpAddress.of(Arrays.copyOfRange(octets, from, from + size));
  }

  /** Whether there is such a layer; null if that cannot be seen. */
  @Nullable Boolean has(Field.Layer layer) {
    return switch (layer) {
      case ETHERNET -> true;
      case IP -> isIp();
      case IPV4 -> family == Family.IPV4;
      case IPV6 -> family == Family.IPV6;
      case TCP -> carries(6);
      case UDP -> carries(17);
      case ICMP -> carries(family == Family.IPV4 ? 1 : 58);
    };
  }

  /** Whether this is the protocol; null if that cannot be seen. */
  @Nullable Boolean carries(int number) {
    if (!isIp()) {
      return false;
    }
    return protocol == null ? null : protocol == number;
  }

  /** Bits of the transport header; null if some of them are not there. */
  @Nullable Long transport(int firstBit, int count) {
    return later || protocol == null || (firstBit + count + 7) / 8 > body.length
        ? null
        : bits(body, firstBit, count);
  }

  /** The value of a field whose layer is there; null if its octets are not. */
  @Nullable Long value(Field field) {
    boolean four = family == Family.IPV4;
    byte[] octets = header;
    return switch (field) {
      case ETHERNET_SOURCE -> source == null ? null : source.bits();
      case ETHERNET_DESTINATION -> destination == null ? null : destination.bits();
      case ETHERTYPE -> etherType == null ? null : (long) etherType;
      case DSCP -> bits(octets, four ? 8 : 4, 6);
      case ECN -> bits(octets, four ? 14 : 10, 2);
      case LENGTH -> bits(octets, four ? 16 : 32, 16);
      case TTL -> bits(octets, four ? 64 : 56, 8);
      case PROTOCOL -> protocol == null ? null : (long) protocol;
      case IHL -> bits(octets, 4, 4);
      case FRAGMENT_FLAGS -> bits(octets, 48, 3);
      case FRAGMENT_OFFSET -> bits(octets, 51, 13);
      case IDENTIFICATION -> bits(octets, 32, 16);
      case FLOW_LABEL -> bits(octets, 12, 20);
      case TCP_SEQUENCE -> transport(32, 32);
      case TCP_ACKNOWLEDGEMENT -> transport(64, 32);
      case TCP_DATA_OFFSET -> transport(96, 4);
      case TCP_RESERVED -> transport(100, 4);
      case TCP_FLAGS -> transport(104, 8);
      case TCP_WINDOW -> transport(112, 16);
      case TCP_URGENT -> transport(144, 16);
      case UDP_LENGTH -> transport(32, 16);
      case ICMP_TYPE -> transport(0, 8);
      case ICMP_CODE -> transport(8, 8);
    };
  }

  private static MacAddress mac(byte[] octets) {
    return new MacAddress(new BigInteger(1, octets).longValueExact());
  }

  private static int number(byte[] octets, int from, int count) {
    return new BigInteger(1, Arrays.copyOfRange(octets, from, from + count)).intValueExact();
  }

  private static long bits(byte @Nullable [] octets, int first, int count) {
    long value = 0;
    for (int i = first; i < first + count; i++) {
      value = value * 2 + (octets[i / 8] >> (7 - i % 8) & 1);
    }
    return value;
  }
}
