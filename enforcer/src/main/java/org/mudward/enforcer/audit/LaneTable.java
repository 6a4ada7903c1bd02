package org.mudward.enforcer.audit;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.mudward.enforcer.capture.Ends;
import org.mudward.policy.Decision;
import org.mudward.policy.Packet;
import org.mudward.policy.decide.Decider;

/**
 * The lanes that packets came by lately. Most packets are of a connection that is under way, and
 * for them this stands in place of deciding and of looking for their flows; nothing comes out
 * otherwise than without it.
 */
final class LaneTable {
  /**
   * Lanes at once, two of each connection, some 2 MiB; of two that fall on the same place the later
   * one has it. A site of a thousand devices has some ten thousand under way.
   */
  static final int MAX_LANES = 1 << 14;

  private final @Nullable Lane[] lanes = new Lane[MAX_LANES];

  /** Forgets all: others rule from now on. */
  void clear() {
    Arrays.fill(lanes, null);
  }

  /**
   * The lane of a packet; null if it has to be looked at by itself.
   *
   * @param packet one that {@link Decider#showsEnds shows its ends}
   */
  @Nullable Lane find(Packet packet, Decider decider, ServedPorts ports) {
    Lane lane = lanes[Lane.hash(packet) & (MAX_LANES - 1)];
    return lane != null && lane.isOf(packet) && lane.holds(decider, ports) ? lane : null;
  }

  /** The same of what a frame of the usual form shows. */
  @Nullable Lane find(Ends ends, Decider decider, ServedPorts ports) {
    Lane lane = lanes[ends.hash() & (MAX_LANES - 1)];
    return lane != null && lane.isOf(ends) && lane.holds(decider, ports) ? lane : null;
  }

  /**
   * Keeps what was found out about a packet.
   *
   * @param packet one that is {@link Decider#isByEnds decided about by its ends}
   */
  void keep(
      Packet packet,
      Decider decider,
      ServedPorts ports,
      Decision decision,
      @Nullable Flow sent,
      @Nullable Flow received) {
    int place = Lane.hash(packet) & (MAX_LANES - 1);
    Lane lane = lanes[place];
    if (lane == null) {
      lane = new Lane();
      lanes[place] = lane;
    }
    lane.fill(packet, decider, ports, decision, sent, received);
  }
}
