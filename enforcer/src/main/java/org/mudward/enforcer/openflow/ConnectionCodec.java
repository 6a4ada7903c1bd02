package org.mudward.enforcer.openflow;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.flow.FlowAction;

/**
 * The octets of the action by which Open vSwitch follows connections (NXAST_CT): look one up and go
 * on, or keep one and send the packet as a learning switch would.
 */
final class ConnectionCodec {
  private static final int EXPERIMENTER = 0xFFFF;
  private static final int NICIRA = 0x2320;
  private static final int CT = 35;
  private static final int COMMIT = 1;
  private static final int NO_TABLE = 0xFF;

  /** Of the one action. */
  static final int LENGTH = 24;

  private ConnectionCodec() {}

  static void writeTrack(FlowAction.Track track, Octets out) {
    write(0, track.table(), out);
  }

  static void writeCommit(Octets out) {
    write(COMMIT, NO_TABLE, out);
  }

  private static void write(int flags, int table, Octets out) {
    out.writeShort(EXPERIMENTER).writeShort(LENGTH).writeInt(NICIRA).writeShort(CT);
    out.writeShort(flags);
    out.writeInt(0).writeShort(FlowAction.Track.ZONE); // the zone is no field, but this number
    out.writeByte(table).writeZero(3);
    out.writeShort(0); // no helper of an application
  }

  /** What the action does, which is taken off the buffer; null if it is none of ours. */
  static @Nullable FlowAction read(ByteBuf in) {
    ByteBuf action = in.readSlice(LENGTH);
    boolean ours =
        action.readUnsignedShort() == EXPERIMENTER
            && action.readUnsignedShort() == LENGTH
            && action.readInt() == NICIRA
            && action.readUnsignedShort() == CT;
    int flags = ours ? action.readUnsignedShort() : -1;
    if (!ours || action.readInt() != 0 || action.readUnsignedShort() != FlowAction.Track.ZONE) {
      return null;
    }
    int table = action.readUnsignedByte();
    boolean plain = action.skipBytes(3).readUnsignedShort() == 0;
    if (plain && flags == 0 && table != NO_TABLE) {
      return new FlowAction.Track(table);
    }
    return plain && flags == COMMIT && table == NO_TABLE ? new FlowAction.Commit() : null;
  }
}
