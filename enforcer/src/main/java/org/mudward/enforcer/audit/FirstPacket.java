package org.mudward.enforcer.audit;

import org.jspecify.annotations.Nullable;
import org.mudward.policy.Direction;
import org.mudward.policy.End;
import org.mudward.policy.Family;
import org.mudward.policy.Field;
import org.mudward.policy.IpAddress;
import org.mudward.policy.Packet;

/**
 * The two ends of the first packet of a flow, which stands for all of them where one has to be
 * named.
 *
 * @param device the address of the device; null if the packet has none
 * @param devicePort the port of the device; of ICMP what its end has of type and code, see {@link
 *     #of}; {@link Flow#NONE} if there is none
 * @param peerPort the port of the peer, likewise
 */
public record FirstPacket(@Nullable IpAddress device, int devicePort, int peerPort) {
  private static final FirstPacket NO_IP = new FirstPacket(null, Flow.NONE, Flow.NONE);

  /** Of ICMP, the source has the type and the destination has the code. */
  static FirstPacket of(Packet packet, Direction direction) {
    Family family = packet.family();
    if (family == null) {
      return NO_IP;
    }
    End peer = direction.peer();
    End own = peer.opposite();
    IpAddress device = new IpAddress(family, packet.addressHigh(own), packet.addressLow(own));
    return new FirstPacket(device, number(packet, own), number(packet, peer));
  }

  private static int number(Packet packet, End end) {
    int port = packet.port(end);
    if (port == Packet.ABSENT) {
      Field field = end == End.SOURCE ? Field.ICMP_TYPE : Field.ICMP_CODE;
      return (int) Math.max(Flow.NONE, packet.field(field));
    }
    return Math.max(Flow.NONE, port);
  }
}
