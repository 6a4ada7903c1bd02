package org.mudward.enforcer.openflow;

import io.netty.buffer.ByteBuf;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.flow.FlowAction;
import org.mudward.policy.flow.Meter;

/**
 * The octets of an entry's instructions (OpenFlow 1.3, section 7.2.4): go to a table, write
 * metadata, count against a meter, and output to the controller or as a learning switch would.
 *
 * <p>No instruction at all is a drop, and so is a meter with the beginning of the packet to the
 * controller and nothing else. What is read and is none of our forms is empty, never a guess: an
 * entry with it is not ours as we wrote it.
 */
final class InstructionCodec {
  private static final int GOTO_TABLE = 1;
  private static final int WRITE_METADATA = 2;
  private static final int APPLY_ACTIONS = 4;
  private static final int METER = 6;
  private static final int OUTPUT = 0;
  private static final int OUTPUT_LENGTH = 16;
  private static final int PORT_NORMAL = 0xFFFF_FFFA;
  private static final int PORT_CONTROLLER = 0xFFFF_FFFD;

  /** NXAST_CONTROLLER2 with its property NXAC2PT_METER_ID alone, actions of Open vSwitch. */
  private static final int EXPERIMENTER = 0xFFFF;

  private static final int NICIRA = 0x2320;
  private static final int CONTROLLER_2 = 37;
  private static final int METER_ID = 5;

  /** Where an action says which of Nicira's it is. */
  private static final int SUBTYPE = 8;

  private static final int COPY_LENGTH = 24;

  /** OFPCML_NO_BUFFER: the whole frame comes, and the switch keeps no copy. */
  private static final int WHOLE_FRAME = 0xFFFF;

  private InstructionCodec() {}

  static void write(FlowAction action, Octets out) {
    if (action instanceof FlowAction.Forward) {
      writeOutput(PORT_NORMAL, 0, out);
    } else if (action instanceof FlowAction.Hold) {
      writeOutput(PORT_CONTROLLER, WHOLE_FRAME, out);
    } else if (action instanceof FlowAction.Drop drop && drop.isSampled()) {
      writeMeter(drop.meter(), out);
      writeOutput(PORT_CONTROLLER, FlowAction.Drop.SAMPLE_OCTETS, out);
    } else if (action instanceof FlowAction.CopySome some) {
      writeMeteredCopy(some.meter(), out);
      out.writeShort(GOTO_TABLE).writeShort(8).writeByte(some.table()).writeZero(3);
    } else if (action instanceof FlowAction.Track track) {
      out.writeShort(APPLY_ACTIONS).writeShort(8 + ConnectionCodec.LENGTH).writeZero(4);
      ConnectionCodec.writeTrack(track, out);
    } else if (action instanceof FlowAction.Commit) {
      int length = 8 + ConnectionCodec.LENGTH + OUTPUT_LENGTH;
      out.writeShort(APPLY_ACTIONS).writeShort(length).writeZero(4);
      ConnectionCodec.writeCommit(out);
      writeOutputAction(PORT_NORMAL, 0, out);
    } else if (action instanceof FlowAction.Metered metered) {
      writeMeter(metered.meter(), out);
      out.writeShort(GOTO_TABLE).writeShort(8).writeByte(metered.table()).writeZero(3);
    } else if (action instanceof FlowAction.Goto go) {
      if (go.copyToController()) {
        writeOutput(PORT_CONTROLLER, WHOLE_FRAME, out);
      }
      if (go.metadataMask() != 0) {
        out.writeShort(WRITE_METADATA).writeShort(24).writeZero(4);
        out.writeLong(go.metadata()).writeLong(go.metadataMask());
      }
      out.writeShort(GOTO_TABLE).writeShort(8).writeByte(go.table()).writeZero(3);
    }
  }

  private static void writeMeter(int meter, Octets out) {
    out.writeShort(METER).writeShort(8).writeInt(meter);
  }

  private static void writeOutput(int port, int maxLength, Octets out) {
    out.writeShort(APPLY_ACTIONS).writeShort(8 + OUTPUT_LENGTH).writeZero(4);
    writeOutputAction(port, maxLength, out);
  }

  private static void writeOutputAction(int port, int maxLength, Octets out) {
    out.writeShort(OUTPUT).writeShort(OUTPUT_LENGTH).writeInt(port);
    out.writeShort(maxLength).writeZero(6);
  }

  private static void writeMeteredCopy(int meter, Octets out) {
    out.writeShort(APPLY_ACTIONS).writeShort(8 + COPY_LENGTH).writeZero(4);
    out.writeShort(EXPERIMENTER).writeShort(COPY_LENGTH).writeInt(NICIRA);
    out.writeShort(CONTROLLER_2).writeZero(6);
    out.writeShort(METER_ID).writeShort(8).writeInt(meter);
  }

  /** What instructions do; empty if it is nothing that an entry of ours does. */
  static Optional<FlowAction> read(ByteBuf in) {
    Found found = new Found();
    while (in.isReadable()) {
      int type = in.readUnsignedShort();
      int length = in.readUnsignedShort();
      if (length < 8) {
        throw new MalformedMessageException("an instruction of " + length + " octets");
      }
      found.add(type, in.readSlice(length - 4));
    }
    return Optional.ofNullable(found.action());
  }

  /** The instructions of one entry, as far as they are read. */
  private static final class Found {
    private boolean strange;
    private boolean normal;
    private boolean copy;
    private boolean sample;
    private @Nullable FlowAction connection;
    private int table = -1;
    private int meter;
    private int some;
    private long metadata;
    private long metadataMask;

    void add(int type, ByteBuf body) {
      if (type == GOTO_TABLE && body.readableBytes() == 4) {
        table = body.readUnsignedByte();
      } else if (type == METER && body.readableBytes() == 4 && meter == 0) {
        meter = body.readInt();
      } else if (type == WRITE_METADATA && body.readableBytes() == 20) {
        body.skipBytes(4);
        metadata = body.readLong();
        metadataMask = body.readLong();
      } else if (type == APPLY_ACTIONS && body.readableBytes() == 4 + OUTPUT_LENGTH) {
        output(body.skipBytes(4));
      } else if (type == APPLY_ACTIONS && body.readableBytes() == 4 + COPY_LENGTH && some == 0) {
        experimenter(body.skipBytes(4));
      } else if (type == APPLY_ACTIONS
          && body.readableBytes() == 4 + ConnectionCodec.LENGTH + OUTPUT_LENGTH) {
        connection(body.skipBytes(4));
        output(body);
      } else {
        strange = true;
      }
    }

    private void output(ByteBuf action) {
      int type = action.readUnsignedShort();
      int length = action.readUnsignedShort();
      int port = action.readInt();
      int maxLength = action.readUnsignedShort();
      if (type != OUTPUT || length != OUTPUT_LENGTH) {
        strange = true;
      } else if (port == PORT_NORMAL && !normal) {
        normal = true;
      } else if (port == PORT_CONTROLLER && maxLength == WHOLE_FRAME && !copy) {
        copy = true;
      } else if (port == PORT_CONTROLLER && maxLength == FlowAction.Drop.SAMPLE_OCTETS && !sample) {
        sample = true;
      } else {
        strange = true;
      }
    }

    /** Both actions of Open vSwitch that stand alone have the same length. */
    private void experimenter(ByteBuf action) {
      if (action.getUnsignedShort(action.readerIndex() + SUBTYPE) == CONTROLLER_2) {
        meteredCopy(action);
      } else {
        connection(action);
      }
    }

    private void connection(ByteBuf action) {
      strange |= connection != null;
      connection = ConnectionCodec.read(action);
      strange |= connection == null;
    }

    private void meteredCopy(ByteBuf action) {
      boolean ours =
          action.readUnsignedShort() == EXPERIMENTER
              && action.readUnsignedShort() == COPY_LENGTH
              && action.readInt() == NICIRA
              && action.readUnsignedShort() == CONTROLLER_2
              && action.skipBytes(6).readUnsignedShort() == METER_ID
              && action.readUnsignedShort() == 8;
      some = action.readInt();
      strange |= !ours || some < Meter.FIRST || some > Meter.LAST;
    }

    private @Nullable FlowAction action() {
      if (strange) {
        return null;
      }
      if (connection != null) {
        boolean more = table >= 0 || copy || sample || meter != 0 || some != 0 || metadataMask != 0;
        boolean whole = normal == connection instanceof FlowAction.Commit;
        return more || !whole ? null : connection;
      }
      if (some != 0) {
        boolean more = table < 0 || normal || copy || sample || meter != 0 || metadataMask != 0;
        return more ? null : new FlowAction.CopySome(some, table);
      }
      if (sample) {
        return sampledDrop();
      }
      if (meter != 0) {
        boolean more = table < 0 || normal || copy || metadataMask != 0;
        return more ? null : new FlowAction.Metered(meter, table);
      }
      if (table >= 0) {
        return normal ? null : new FlowAction.Goto(table, metadata, metadataMask, copy);
      }
      if (metadataMask != 0 || (copy && normal)) {
        return null;
      }
      if (copy) {
        return new FlowAction.Hold();
      }
      return normal ? new FlowAction.Forward() : new FlowAction.Drop();
    }

    private @Nullable FlowAction sampledDrop() {
      boolean more = table >= 0 || normal || copy || metadataMask != 0;
      boolean ours = meter >= Meter.FIRST && meter <= Meter.LAST;
      return more || !ours ? null : new FlowAction.Drop(meter);
    }
  }
}
