package org.mudward.enforcer.audit;

import org.jspecify.annotations.Nullable;
import org.mudward.policy.Decision;
import org.mudward.policy.IpAddress;

/**
 * The packets between two ends, both ways, that a policy judged. The source is that of the first
 * packet. Grows with each of them.
 */
public final class Connection {
  private final IpAddress source;
  private final IpAddress destination;
  private final int protocol;
  private final int sourcePort;
  private final int destinationPort;
  private final long firstMicros;
  private long lastMicros;
  private final long[] frames = new long[2];
  private final long[] octets = new long[2];
  private long dropped;
  private final long firstFrame;

  Connection(
      IpAddress source,
      IpAddress destination,
      int protocol,
      int sourcePort,
      int destinationPort,
      long firstFrame,
      long micros) {
    this.source = source;
    this.destination = destination;
    this.protocol = protocol;
    this.sourcePort = sourcePort;
    this.destinationPort = destinationPort;
    this.firstFrame = firstFrame;
    firstMicros = micros;
    lastMicros = micros;
  }

  void count(boolean back, Decision decision, int size, long micros) {
    int way = back ? 1 : 0;
    frames[way]++;
    octets[way] += size;
    dropped += decision.outcome() == Decision.Outcome.DROP ? 1 : 0;
    lastMicros = Math.max(lastMicros, micros);
  }

  public IpAddress source() {
    return source;
  }

  public IpAddress destination() {
    return destination;
  }

  public int protocol() {
    return protocol;
  }

  /** The port; the type of ICMP; {@link Flow#NONE} if there is none, or it is not shown. */
  public int sourcePort() {
    return sourcePort;
  }

  /** The port; the code of ICMP; {@link Flow#NONE} if there is none, or it is not shown. */
  public int destinationPort() {
    return destinationPort;
  }

  /** By which other tools know it; null if the packets do not show enough. */
  public @Nullable String communityId() {
    return CommunityId.of(source, destination, protocol, sourcePort, destinationPort);
  }

  /** Frames from the source. */
  public long framesThere() {
    return frames[0];
  }

  /** Frames to the source. */
  public long framesBack() {
    return frames[1];
  }

  public long octetsThere() {
    return octets[0];
  }

  public long octetsBack() {
    return octets[1];
  }

  /** How many of its frames the policies drop. */
  public long dropped() {
    return dropped;
  }

  public long firstFrame() {
    return firstFrame;
  }

  /** Microseconds since 1970, or {@code CapturedFrame.NO_TIME}. */
  public long firstMicros() {
    return firstMicros;
  }

  public long lastMicros() {
    return lastMicros;
  }
}
