package org.mudward.policy.flow;

import org.mudward.policy.Direction;
import org.mudward.policy.Family;

/**
 * One of the two judgements about a packet, with its tables: the sender's from-device policy, then
 * the receiver's to-device policy.
 */
enum Side {
  SENDER(
      Direction.FROM_DEVICE,
      Pipeline.SENDER_POLICY,
      Pipeline.SENDER_ADDRESSES + 1,
      FlowField.ETHERNET_SOURCE,
      FlowField.ETHERNET_DESTINATION),
  RECEIVER(
      Direction.TO_DEVICE,
      Pipeline.RECEIVER_POLICY,
      Pipeline.RECEIVER_POLICY + 1,
      FlowField.ETHERNET_DESTINATION,
      FlowField.ETHERNET_SOURCE);

  private final Direction direction;
  private final int policy;
  private final int classes;
  private final FlowField party;
  private final FlowField peer;

  Side(Direction direction, int policy, int classes, FlowField party, FlowField peer) {
    this.direction = direction;
    this.policy = policy;
    this.classes = classes;
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
    return policy;
  }

  int deviceClassTable() {
    return classes;
  }

  int addressClassTable() {
    return classes + 1;
  }

  int rulesTable() {
    return classes + 2;
  }

  /** Where the packets of lists with a rate are counted. */
  int packetRateTable() {
    return classes + 3;
  }

  /** Where their bits are counted. */
  int bitRateTable() {
    return classes + 4;
  }

  /** Where packets go on that this side has no objection to. */
  int passTable() {
    return classes + 5;
  }
}
