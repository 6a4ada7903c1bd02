package org.mudward.enforcer.audit;

import org.jspecify.annotations.Nullable;
import org.mudward.policy.Direction;
import org.mudward.policy.End;
import org.mudward.policy.Family;
import org.mudward.policy.Field;
import org.mudward.policy.Packet;

/** What tells flows apart; one object is filled from packet after packet. */
final class FlowKey {
  /** The protocol of what stands for all peers that there is no room for. */
  static final int REST = -9;

  private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

  long device;
  Direction direction = Direction.FROM_DEVICE;
  @Nullable Family family;
  long high;
  long low;
  int protocol;
  int service;
  boolean served;
  boolean opened;

  void set(Packet packet, Direction way, ServedPorts ports) {
    End peer = way.peer();
    direction = way;
    device = packet.mac(peer.opposite());
    family = packet.family();
    service = Flow.NONE;
    served = false;
    opened = false;
    if (family == null) {
      high = 0;
      low = packet.mac(peer);
      protocol = packet.etherType();
      return;
    }
    high = packet.addressHigh(peer);
    low = packet.addressLow(peer);
    protocol = packet.protocol();
    int theirs = packet.port(peer);
    if (theirs >= 0) {
      int own = packet.port(peer.opposite());
      boolean peerServes = ports.serves(packet, peer);
      opened = peerServes != ports.serves(packet, peer.opposite());
      served = opened ? peerServes : own < 0 || theirs <= own;
      service = served ? theirs : own;
    } else if (theirs == Packet.ABSENT) {
      service = (int) Math.max(Flow.NONE, packet.field(Field.ICMP_TYPE));
    }
  }

  /** Leaves only the device and the direction. */
  void setRest() {
    family = null;
    high = 0;
    low = 0;
    protocol = REST;
    service = Flow.NONE;
    served = false;
    opened = false;
  }

  int hash() {
    long mixed = (device * 2 + (direction == Direction.FROM_DEVICE ? 0 : 1)) * SPREAD;
    mixed = (mixed ^ high) * SPREAD;
    mixed = (mixed ^ low) * SPREAD;
    mixed = (mixed ^ ((long) protocol << 32 | (service & 0xFFFF_FFFFL))) * SPREAD;
    return (int) (mixed >>> 32);
  }
}
