package org.mudward.mud.learn;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.mudward.policy.Packet;
import org.mudward.policy.Protocol;

/**
 * What a UDP datagram carries, as far as its octets are there.
 *
 * @param content a view of these octets from position 0 to its limit, big-endian
 * @param isWhole whether nothing is missing at the end
 */
record Datagram(ByteBuffer content, boolean isWhole) {
  private static final int UDP_HEADER = 8;
  private static final int LENGTH = 4;

  /** The datagram in an IP packet; empty if it has none, or not the header of one. */
  static Optional<Datagram> of(Packet packet) {
    if (packet.family() == null
        || packet.protocol() != Protocol.UDP
        || packet.isLaterFragment()
        || packet.payloadOffset() + UDP_HEADER > packet.payloadEnd()) {
      return Optional.empty();
    }
    ByteBuffer bytes = packet.bytes();
    int udp = packet.payloadOffset();
    int start = udp + UDP_HEADER;
    int end = udp + (bytes.getShort(udp + LENGTH) & 0xFFFF);
    int there = Math.min(end, packet.payloadEnd());
    return end < start
        ? Optional.empty()
        : Optional.of(new Datagram(bytes.slice(start, there - start), end == there));
  }
}
