package org.mudward.policy.flow;

import org.mudward.policy.Direction;
import org.mudward.policy.Family;

/**
 * One of the two judgements about a packet, with its six tables: the sender's from-device policy,
 * then the receiver's to-device policy.
 */
enum Side {
  SENDER(
      Direction.FROM_DEVICE,
      Pipeline.SENDER_POLICY,
      FlowField.ETHERNET_SOURCE,
      FlowField.ETHERNET_DESTINATION),
  RECEIVER(
      Direction.TO_DEVICE,
      Pipeline.RECEIVER_POLICY,
      FlowField.ETHERNET_DESTINATION,
      FlowField.ETHERNET_SOURCE);

  private final Direction direction;
  private final int first;
  private final FlowField party;
  private final FlowField peer;

  Side(Direction direction, int first, FlowField party, FlowField peer) {
    this.direction = direction;
    this.first = first;
    this.party = party;
    this.peer = peer;
  }

  Direction direction() {
    return direction;
  }

  /** The MAC address of the party that is judged. */
  FlowField party() {
    return party;
  }

  /** The MAC address of the other end. */
  FlowField peer() {
    return peer;
  }

  /** The IP address of the other end. */
  FlowField peerAddress(Family family) {
    return FlowFields.address(direction.peer(), family);
  }

  int policyTable() {
    return first;
  }

  int deviceClassTable() {
    return first + 1;
  }

  int addressClassTable() {
    return first + 2;
  }

  int rulesTable() {
    return first + 3;
  }

  /** Where the packets of lists with a rate are counted. */
  int packetRateTable() {
    return first + 4;
  }

  /** Where their bits are counted. */
  int bitRateTable() {
    return first + 5;
  }

  /** Where packets go on that this side has no objection to. */
  int passTable() {
    return first + 6;
  }
}
