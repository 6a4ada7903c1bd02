package org.mudward.policy.observe;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;

/**
 * What passed between a device and one peer by one service, both ways.
 *
 * @param device whose conversation it is
 * @param peerMac who was at the other end of the link when it began: the peer, or the gateway
 * @param peer the peer's address; null if the frames carry no IP
 * @param protocol the protocol of IP, negative if it is hidden; without IP the EtherType
 * @param service the port, or the ICMP type; {@link #NONE} if the frames have or show neither
 * @param servedByDevice whether the port is one of the device; else it is one of the peer. Of ICMP,
 *     whose ways are conversations of their own, whether the device got the messages
 * @param clientPort the port of UDP at the other end, if it was always the same; else {@link #NONE}
 * @param sent by the device
 * @param received by the device
 * @param firstFrame its number in all that was watched
 * @param firstMicros microseconds since 1970, or {@link #NO_TIME}
 * @param lastMicros the same of the last frame
 * @param beginnings numbers of frames with which something new began: connections, or exchanges
 *     from another port; the first of many, and never none
 */
public record Conversation(
    MacAddress device,
    MacAddress peerMac,
    @Nullable IpAddress peer,
    int protocol,
    int service,
    boolean servedByDevice,
    int clientPort,
    Traffic sent,
    Traffic received,
    long firstFrame,
    long firstMicros,
    long lastMicros,
    List<Long> beginnings) {
  /** Neither port nor type. */
  public static final int NONE = -1;

  /** The time of frames whose records have none. */
  public static final long NO_TIME = Long.MIN_VALUE;

  public Conversation {
    beginnings = List.copyOf(beginnings);
  }

  /** What the end sent that the service does not belong to. */
  public Traffic asked() {
    return servedByDevice ? received : sent;
  }

  /** What the end sent that the service belongs to. */
  public Traffic served() {
    return servedByDevice ? sent : received;
  }

  /** Whether a TCP connection was opened, and that was answered. */
  public boolean isConnected() {
    return asked().opened() > 0 && served().answered() > 0;
  }

  /** Whether whoever opened connections broke all of them off at once, as who scans does. */
  public boolean isAbandoned() {
    return asked().reset() > 0 && asked().data() == 0;
  }

  /** Whether both ends always used the same port, as protocols among equals do. */
  public boolean isBetweenEqualPorts() {
    return service != NONE && service == clientPort;
  }
}
