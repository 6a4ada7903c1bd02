package org.mudward.enforcer.audit;

import org.jspecify.annotations.Nullable;
import org.mudward.policy.End;
import org.mudward.policy.Field;
import org.mudward.policy.IpAddress;
import org.mudward.policy.Packet;

/**
 * The two ends of the first packet of a flow, which stands for all of them where one has to be
 * named.
 *
 * @param device the address of the device; null if the packet has none
 * @param devicePort the port of the device; of ICMP what its end has of type and code; {@link
 *     Flow#NONE} if there is none
 * @param peerPort the port of the peer, likewise
 */
public record FirstPacket(@Nullable IpAddress device, int devicePort, int peerPort) {
  /** The port of an end; of ICMP, the source has the type and the destination has the code. */
  static int number(Packet packet, End end) {
    if (packet.family() == null) {
      return Flow.NONE;
    }
    int port = packet.port(end);
    if (port == Packet.ABSENT) {
      Field field = end == End.SOURCE ? Field.ICMP_TYPE : Field.ICMP_CODE;
      return (int) Math.max(Flow.NONE, packet.field(field));
    }
    return Math.max(Flow.NONE, port);
  }
}
