package org.mudward.enforcer.audit;

import org.jspecify.annotations.Nullable;
import org.mudward.policy.Decision;
import org.mudward.policy.End;
import org.mudward.policy.Family;
import org.mudward.policy.Packet;
import org.mudward.policy.decide.Decider;

/**
 * What was found out about packets between the same ends, so that the next one need not be looked
 * up: the decision, and the flows that count it. One object is filled again and again.
 */
final class Lane {
  private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

  private long sourceMac;
  private long destinationMac;
  private @Nullable Family family;
  private int protocol;
  private int sourcePort;
  private int destinationPort;
  private long sourceHigh;
  private long sourceLow;
  private long destinationHigh;
  private long destinationLow;

  private int changes;
  private int sender;
  private int receiver;
  private Decision decision = Decision.NONE;
  private @Nullable Flow sent;
  private @Nullable Flow received;
  private int served;
  private boolean sourceServes;
  private boolean destinationServes;

  /** The same of all packets between the same ends. */
  static int hash(Packet packet) {
    long mixed = (long) packet.port(End.SOURCE) << 16 | packet.port(End.DESTINATION);
    mixed = (mixed * SPREAD ^ packet.addressLow(End.SOURCE)) * SPREAD;
    mixed = (mixed ^ packet.addressLow(End.DESTINATION)) * SPREAD;
    return (int) (mixed >>> 32);
  }

  /** Whether a packet is between these ends. */
  boolean isOf(Packet packet) {
    return sourceLow == packet.addressLow(End.SOURCE)
        && destinationLow == packet.addressLow(End.DESTINATION)
        && sourcePort == packet.port(End.SOURCE)
        && destinationPort == packet.port(End.DESTINATION)
        && family == packet.family()
        && protocol == packet.protocol()
        && sourceMac == packet.sourceMac()
        && destinationMac == packet.destinationMac()
        && sourceHigh == packet.addressHigh(End.SOURCE)
        && destinationHigh == packet.addressHigh(End.DESTINATION);
  }

  /** Whether what it holds still is so; what did not touch these ends is passed over. */
  boolean holds(Packet packet, Decider now, ServedPorts ports) {
    if (changes != now.changes()) {
      if (!now.isAsAfter(changes, sender) || !now.isAsAfter(changes, receiver)) {
        return false;
      }
      changes = now.changes();
    }
    if (served != ports.size()) {
      if (sourceServes != ports.serves(packet, End.SOURCE)
          || destinationServes != ports.serves(packet, End.DESTINATION)) {
        return false;
      }
      served = ports.size();
    }
    return true;
  }

  /**
   * Takes the ends of a packet and what was found out about it.
   *
   * @param from the flow of the sender; null if it has no policy
   * @param to that of the receiver
   */
  void fill(
      Packet packet,
      Decider by,
      ServedPorts ports,
      Decision found,
      @Nullable Flow from,
      @Nullable Flow to) {
    sourceMac = packet.sourceMac();
    destinationMac = packet.destinationMac();
    family = packet.family();
    protocol = packet.protocol();
    sourcePort = packet.port(End.SOURCE);
    destinationPort = packet.port(End.DESTINATION);
    sourceHigh = packet.addressHigh(End.SOURCE);
    sourceLow = packet.addressLow(End.SOURCE);
    destinationHigh = packet.addressHigh(End.DESTINATION);
    destinationLow = packet.addressLow(End.DESTINATION);
    changes = by.changes();
    sender = by.party(sourceMac);
    receiver = by.party(destinationMac);
    decision = found;
    sent = from;
    received = to;
    served = ports.size();
    sourceServes = ports.serves(packet, End.SOURCE);
    destinationServes = ports.serves(packet, End.DESTINATION);
  }

  Decision decision() {
    return decision;
  }

  /** Counts a packet between these ends. */
  void count(Packet packet, PacketData data, FrameFacts facts) {
    if (sent != null) {
      sent.count(packet, data, facts);
    }
    if (received != null) {
      received.count(packet, data, facts);
    }
  }
}
