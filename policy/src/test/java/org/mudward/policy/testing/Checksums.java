package org.mudward.policy.testing;

import java.nio.ByteBuffer;
import org.mudward.policy.IpAddress;
import org.mudward.policy.Protocol;

/** The Internet checksum (RFC 1071), and where transport headers keep it. */
final class Checksums {
  private Checksums() {}

  static int of(byte[] octets, int from, int length) {
    long sum = 0;
    for (int i = 0; i < length; i++) {
      int octet = octets[from + i] & 0xFF;
      sum += i % 2 == 0 ? octet << 8 : octet;
    }
    while (sum >>> 16 != 0) {
      sum = (sum & 0xFFFF) + (sum >>> 16);
    }
    return (int) ~sum & 0xFFFF;
  }

  /** Fills in the checksum of a segment, datagram or message, if all of its place is there. */
  static void transport(IpAddress source, IpAddress destination, int protocol, byte[] body) {
    int at =
        switch (protocol) {
          case Protocol.TCP -> 16;
          case Protocol.UDP -> 6;
          case Protocol.ICMP, Protocol.ICMPV6 -> 2;
          default -> body.length;
        };
    if (at + 2 > body.length) {
      return;
    }
    ByteBuffer octets = ByteBuffer.wrap(body);
    octets.putShort(at, (short) 0);
    int sum =
        protocol == Protocol.ICMP
            ? of(body, 0, body.length)
            : withPseudoHeader(source, destination, protocol, body);
    // A sum of zero would mean "none" in UDP (RFC 768).
    octets.putShort(at, (short) (protocol == Protocol.UDP && sum == 0 ? 0xFFFF : sum));
  }

  private static int withPseudoHeader(
      IpAddress source, IpAddress destination, int protocol, byte[] body) {
    ByteBuffer all = ByteBuffer.allocate(40 + body.length);
    all.put(source.octets()).put(destination.octets());
    all.putInt(body.length).putInt(protocol).put(body);
    return of(all.array(), 0, all.position());
  }
}
