package org.mudward.enforcer.capture;

import org.mudward.policy.Family;
import org.mudward.policy.Protocol;

/**
 * What an Ethernet frame of the usual form shows, read at once from its octets: the ends of a TCP
 * segment or UDP datagram, and where its data begin. It says of each frame what {@link
 * org.mudward.policy.Packet} says, or nothing.
 *
 * <p>The usual form is one tag of a VLAN at most, IPv4 without options or IPv6 without extension
 * headers, no later fragment, and a TCP header of which the flags are there.
 *
 * <p>One object is filled from frame after frame. Most of the time of a short audit passes before
 * the optimising compiler would have done with many small methods, so here are a few plain ones.
 */
public final class Ends {
  private static final int ETHERNET_HEADER = 14;
  private static final int VLAN = 0x8100;
  private static final int VLAN_TAG = 4;
  private static final int IPV4_HEADER = 20;
  private static final int IPV4_WITHOUT_OPTIONS = 0x45;
  private static final int IPV6_HEADER = 40;
  private static final int FRAGMENT_OFFSET = 0x1FFF;
  private static final int UDP_HEADER = 8;
  private static final int TCP_HEADER_WORDS = 5;

  /** TCP as far as its flags. */
  private static final int TCP_LEAST = 14;

  private static final int NO_DATA = -1;
  private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

  private byte[] octets = {};
  private long sourceMac;
  private long destinationMac;
  private Family family = Family.IPV4;
  private int protocol;
  private int sourcePort;
  private int destinationPort;
  private long sourceHigh;
  private long sourceLow;
  private long destinationHigh;
  private long destinationLow;
  private int flags;
  private int firstOctet;
  private int hash;

  private int u16(int at) {
    return (octets[at] & 0xFF) << 8 | (octets[at + 1] & 0xFF);
  }

  private long u32(int at) {
    return (long) u16(at) << 16 | u16(at + 2);
  }

  private long u64(int at) {
    return u32(at) << 32 | u32(at + 4);
  }

  /**
   * Reads a frame.
   *
   * @param start where it starts
   * @param captured how many of its octets are there
   * @param original how many it had on the wire
   * @return whether it is of the usual form; if not, nothing here holds
   */
  public boolean read(byte[] bytes, int start, int captured, int original) {
    octets = bytes;
    int end = start + captured;
    int at = start + ETHERNET_HEADER;
    if (at + VLAN_TAG > end) {
      return false;
    }
    int type = u16(at - 2);
    if (type == VLAN) {
      at += VLAN_TAG;
      type = u16(at - 2);
    }
    int payload = 0;
    int payloadEnd = 0;
    if (type == 0x0800 && at + IPV4_HEADER <= end && octets[at] == IPV4_WITHOUT_OPTIONS) {
      payload = at + IPV4_HEADER;
      payloadEnd = at + u16(at + 2);
      readIpv4(at);
    } else if (type == 0x86DD && at + IPV6_HEADER <= end && (octets[at] & 0xF0) == 0x60) {
      payload = at + IPV6_HEADER;
      payloadEnd = payload + u16(at + 4);
      readIpv6(at);
    }
    if (payloadEnd < payload + UDP_HEADER || payloadEnd > start + original) {
      return false;
    }
    sourceMac = (long) u16(start + 6) << 32 | u32(start + 8);
    destinationMac = (long) u16(start) << 32 | u32(start + 2);
    return readTransport(payload, Math.min(payloadEnd, end));
  }

  private void readIpv4(int at) {
    family = Family.IPV4;
    boolean later = (u16(at + 6) & FRAGMENT_OFFSET) != 0;
    protocol = later ? -1 : octets[at + 9];
    sourceHigh = 0;
    sourceLow = u32(at + 12);
    destinationHigh = 0;
    destinationLow = u32(at + 16);
  }

  private void readIpv6(int at) {
    family = Family.IPV6;
    protocol = octets[at + 6];
    sourceHigh = u64(at + 8);
    sourceLow = u64(at + 16);
    destinationHigh = u64(at + 24);
    destinationLow = u64(at + 32);
  }

  private boolean readTransport(int from, int end) {
    int data;
    int dataEnd = end;
    if (protocol == Protocol.TCP) {
      if (from + TCP_LEAST > end) {
        return false;
      }
      flags = octets[from + 13] & 0xFF;
      int words = octets[from + 12] >>> 4 & 15;
      data = words < TCP_HEADER_WORDS ? end : from + 4 * words;
    } else if (protocol == Protocol.UDP) {
      if (from + UDP_HEADER > end) {
        return false;
      }
      flags = 0;
      data = from + UDP_HEADER;
      dataEnd = Math.min(from + u16(from + 4), end);
    } else {
      return false;
    }
    sourcePort = u16(from);
    destinationPort = u16(from + 2);
    firstOctet = data < dataEnd ? octets[data] & 0xFF : NO_DATA;
    hash = hash(sourcePort, destinationPort, sourceLow, destinationLow);
    return true;
  }

  /** The same of all frames between the same ends; of addresses it takes the lower half. */
  public static int hash(int sourcePort, int destinationPort, long source, long destination) {
    long mixed = (long) sourcePort << 16 | destinationPort;
    mixed = (mixed * SPREAD ^ source) * SPREAD;
    mixed = (mixed ^ destination) * SPREAD;
    return (int) (mixed >>> 32);
  }

  public int hash() {
    return hash;
  }

  public long sourceMac() {
    return sourceMac;
  }

  public long destinationMac() {
    return destinationMac;
  }

  public Family family() {
    return family;
  }

  public int protocol() {
    return protocol;
  }

  public int sourcePort() {
    return sourcePort;
  }

  public int destinationPort() {
    return destinationPort;
  }

  public long sourceHigh() {
    return sourceHigh;
  }

  public long sourceLow() {
    return sourceLow;
  }

  public long destinationHigh() {
    return destinationHigh;
  }

  public long destinationLow() {
    return destinationLow;
  }

  /** Of TCP; 0 for others. */
  public int flags() {
    return flags;
  }

  /** The first octet of the data; negative if there are none. */
  public int firstOctet() {
    return firstOctet;
  }

  /** Whether there are data. */
  public boolean hasData() {
    return firstOctet >= 0;
  }
}
