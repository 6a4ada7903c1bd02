package org.mudward.enforcer.audit;

import org.jspecify.annotations.Nullable;
import org.mudward.enforcer.capture.Ends;
import org.mudward.policy.Decision;
import org.mudward.policy.End;
import org.mudward.policy.Family;
import org.mudward.policy.Packet;
import org.mudward.policy.Protocol;
import org.mudward.policy.decide.Decider;

/**
 * What was found out about packets between the same ends, so that the next one need not be looked
 * up: the decision, and the flows that count it. One object is filled again and again.
 */
final class Lane {
  /** That of all frames of which no party has a policy. */
  static final Lane NOBODYS = new Lane();

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
  private Decision.Outcome outcome = Decision.Outcome.NONE;
  private int senderClient;
  private int receiverClient;
  private int helloPlace;
  private int served;
  private long sourceMark;
  private long destinationMark;

  /** The same of all packets between the same ends; that of {@link Ends#hash()}. */
  static int hash(Packet packet) {
    return Ends.hash(
        packet.port(End.SOURCE),
        packet.port(End.DESTINATION),
        packet.addressLow(End.SOURCE),
        packet.addressLow(End.DESTINATION));
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

  /** Whether a frame is between these ends. */
  boolean isOf(Ends ends) {
    return sourceLow == ends.sourceLow()
        && destinationLow == ends.destinationLow()
        && sourcePort == ends.sourcePort()
        && destinationPort == ends.destinationPort()
        && family == ends.family()
        && protocol == ends.protocol()
        && sourceMac == ends.sourceMac()
        && destinationMac == ends.destinationMac()
        && sourceHigh == ends.sourceHigh()
        && destinationHigh == ends.destinationHigh();
  }

  /** Whether what it holds still is so; what did not touch these ends is passed over. */
  boolean holds(Decider now, ServedPorts ports) {
    return (changes == now.changes() && served == ports.size()) || stillHolds(now, ports);
  }

  private boolean stillHolds(Decider now, ServedPorts ports) {
    if (!now.isAsAfter(changes, sender)
        || !now.isAsAfter(changes, receiver)
        || !ports.isAsAfter(served, sourceMark, destinationMark)) {
      return false;
    }
    changes = now.changes();
    served = ports.size();
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
    outcome = found.outcome();
    sent = from;
    received = to;
    senderClient = from == null ? 0 : packet.port(from.servedBy().opposite());
    receiverClient = to == null ? 0 : packet.port(to.servedBy().opposite());
    helloPlace = HandshakeTable.place(packet);
    served = ports.size();
    sourceMark = ServedPorts.markOf(packet, End.SOURCE);
    destinationMark = ServedPorts.markOf(packet, End.DESTINATION);
  }

  Decision decision() {
    return decision;
  }

  /** That of the decision. */
  Decision.Outcome outcome() {
    return outcome;
  }

  /** Where a hello of this side of the connection would be, while it is put together. */
  int helloPlace() {
    return helloPlace;
  }

  /**
   * Counts a frame between these ends that opens no connection, if nothing but numbers come of it.
   *
   * @return whether it is counted; if not, nothing is
   */
  boolean countSettled(Ends ends, FrameFacts facts) {
    Flow from = sent;
    Flow to = received;
    boolean data = ends.hasData();
    if ((from != null && !from.isSettled(data)) || (to != null && !to.isSettled(data))) {
      return false;
    }
    boolean segment = protocol == Protocol.TCP;
    if (from != null && segment) {
      from.countSegment(ends.flags(), facts);
    } else if (from != null) {
      from.countDatagram(senderClient, facts);
    }
    if (to != null && segment) {
      to.countSegment(ends.flags(), facts);
    } else if (to != null) {
      to.countDatagram(receiverClient, facts);
    }
    return true;
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
