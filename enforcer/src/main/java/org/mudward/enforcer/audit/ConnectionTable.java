package org.mudward.enforcer.audit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mudward.enforcer.capture.CapturedFrame;
import org.mudward.policy.Decision;
import org.mudward.policy.End;
import org.mudward.policy.Family;
import org.mudward.policy.Field;
import org.mudward.policy.IpAddress;
import org.mudward.policy.Packet;

/**
 * The connections of devices with a policy, one by one. Only for whoever asks for them: it makes an
 * object for each frame.
 *
 * <p>Confined to one thread.
 */
public final class ConnectionTable {
  /** Connections that are told apart, some 60 MiB; the packets of later ones are left out. */
  public static final int MAX_CONNECTIONS = 200_000;

  private final Map<Key, Connection> connections = new LinkedHashMap<>();
  private long leftOut;

  /** Two ends, the lesser first, so that both ways are the same. */
  private record Key(IpAddress one, int onePort, IpAddress other, int otherPort, int protocol) {}

  /**
   * Counts a frame.
   *
   * @param packet of it
   * @param number the frame's
   */
  public void count(Packet packet, CapturedFrame frame, Decision decision, long number) {
    Family family = packet.family();
    if (family == null || decision.outcome() == Decision.Outcome.NONE) {
      return;
    }
    IpAddress from = packet.address(End.SOURCE);
    IpAddress to = packet.address(End.DESTINATION);
    int protocol = packet.protocol();
    int fromPort = number(packet, End.SOURCE);
    int toPort = number(packet, End.DESTINATION);
    Key key = key(from, fromPort, to, toPort, protocol);
    Connection connection = connections.get(key);
    if (connection == null) {
      if (connections.size() >= MAX_CONNECTIONS) {
        leftOut++;
        return;
      }
      connection = new Connection(from, to, protocol, fromPort, toPort, number, frame.micros());
      connections.put(key, connection);
    }
    boolean back = !(connection.source().equals(from) && isFrom(connection, fromPort));
    connection.count(back, decision, frame.original(), frame.micros());
  }

  /** A host may talk to itself through a switch; then the port tells the way. */
  private static boolean isFrom(Connection connection, int port) {
    return !CommunityId.hasPorts(connection.protocol()) || connection.sourcePort() == port;
  }

  private static Key key(IpAddress from, int fromPort, IpAddress to, int toPort, int protocol) {
    boolean ports = CommunityId.hasPorts(protocol);
    int first = ports ? fromPort : 0;
    int second = ports ? toPort : 0;
    int order = from.compareTo(to);
    boolean swap = order > 0 || (order == 0 && first > second);
    return swap
        ? new Key(to, second, from, first, protocol)
        : new Key(from, first, to, second, protocol);
  }

  private static int number(Packet packet, End end) {
    if (CommunityId.hasPorts(packet.protocol())) {
      int at = packet.payloadOffset() + (end == End.SOURCE ? 0 : 2);
      boolean there = !packet.isLaterFragment() && at + 2 <= packet.payloadEnd();
      return there ? packet.bytes().getShort(at) & 0xFFFF : Flow.NONE;
    }
    Field field = end == End.SOURCE ? Field.ICMP_TYPE : Field.ICMP_CODE;
    return (int) Math.max(Flow.NONE, packet.field(field));
  }

  /** All of them, in the order in which they began. */
  public List<Connection> connections() {
    return List.copyOf(connections.values());
  }

  /** How many frames belong to connections that there was no room for. */
  public long leftOut() {
    return leftOut;
  }
}
