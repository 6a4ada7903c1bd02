package org.mudward.enforcer.audit;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.End;
import org.mudward.policy.Packet;
import org.mudward.policy.tls.ClientHello;
import org.mudward.policy.tls.HandshakeReader;
import org.mudward.policy.tls.HelloReading;
import org.mudward.policy.tls.ServerReader;
import org.mudward.policy.tls.ServerReading;

/** A hello that is being put together from what one side of a connection sends. */
final class OpenHello {
  private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

  private final long sourceHigh;
  private final long sourceLow;
  private final long destinationHigh;
  private final long destinationLow;
  private final long ports;
  private final boolean datagram;
  private final @Nullable HandshakeReader client;
  private final @Nullable ServerReader server;
  private final @Nullable ProfileSight sight;
  private String fault = "";
  private Optional<ClientHello> hello = Optional.empty();
  private long next = -1;
  private int segments;

  /**
   * One whose first packet is this.
   *
   * @param sight where it is judged by profiles; null if it is not
   */
  OpenHello(Packet packet, boolean fromClient, boolean datagram, @Nullable ProfileSight sight) {
    this.sight = sight;
    sourceHigh = packet.addressHigh(End.SOURCE);
    sourceLow = packet.addressLow(End.SOURCE);
    destinationHigh = packet.addressHigh(End.DESTINATION);
    destinationLow = packet.addressLow(End.DESTINATION);
    ports = ports(packet);
    this.datagram = datagram;
    client = !fromClient ? null : datagram ? HandshakeReader.dtls() : HandshakeReader.tls();
    server = fromClient ? null : datagram ? ServerReader.dtls() : ServerReader.tls();
  }

  private static long ports(Packet packet) {
    long both = (long) packet.port(End.SOURCE) << 16 | packet.port(End.DESTINATION);
    return both << 8 | packet.protocol();
  }

  /** Of what tells connections and their sides apart. */
  static int hash(Packet packet) {
    long mixed = ports(packet) * SPREAD;
    mixed = (mixed ^ packet.addressLow(End.SOURCE)) * SPREAD;
    mixed = (mixed ^ packet.addressLow(End.DESTINATION)) * SPREAD;
    return (int) (mixed >>> 32);
  }

  /** Whether a packet is of the same side of the same connection. */
  boolean isOf(Packet packet) {
    return ports == ports(packet)
        && sourceLow == packet.addressLow(End.SOURCE)
        && destinationLow == packet.addressLow(End.DESTINATION)
        && sourceHigh == packet.addressHigh(End.SOURCE)
        && destinationHigh == packet.addressHigh(End.DESTINATION);
  }

  /**
   * Adds the data of a packet.
   *
   * @param sequence of TCP
   * @return whether more is needed
   */
  boolean add(long sequence, PacketData data) {
    if (!datagram) {
      if (next >= 0 && sequence != next) {
        return isBefore(sequence) && ++segments < HandshakeTable.MAX_SEGMENTS;
      }
      next = sequence + data.size() & 0xFFFF_FFFFL;
    }
    return read(data.octets()) && ++segments < HandshakeTable.MAX_SEGMENTS;
  }

  /** Whether a segment was sent again. */
  private boolean isBefore(long sequence) {
    return (int) (sequence - next) < 0;
  }

  private boolean read(byte[] octets) {
    if (client != null) {
      HelloReading reading = client.add(octets);
      if (reading instanceof HelloReading.Hello found) {
        hello = Optional.of(found.hello());
      } else if (reading instanceof HelloReading.Unknown unknown) {
        fault = unknown.why();
      } else if (reading instanceof HelloReading.NotTls other) {
        fault = other.why();
      }
      return reading instanceof HelloReading.NeedsMore;
    }
    if (server == null) {
      return false;
    }
    ServerReading reading = server.add(octets);
    return server.choice().isEmpty() && reading instanceof ServerReading.NeedsMore;
  }

  /**
   * Ends it: what is whole is judged, and of what is not is said that it is not.
   *
   * @param reason why it is not whole, unless its octets say so themselves
   */
  void end(String reason, FrameFacts facts) {
    if (sight != null) {
      hello.ifPresentOrElse(
          whole -> sight.judge(whole, facts),
          () -> sight.unread(fault.isEmpty() ? reason : fault, facts));
    }
  }

  /** What the client offers, once it is read. */
  Optional<ClientHello> hello() {
    return hello;
  }

  /** What the server chose, once it is read. */
  Optional<ServerReader.Choice> choice() {
    return server == null ? Optional.empty() : server.choice();
  }
}
