package org.mudward.enforcer.openflow;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.flow.FlowAction;
import org.mudward.policy.flow.FlowEntry;
import org.mudward.policy.flow.FlowMatch;

/**
 * Flow entries on the wire of OpenFlow 1.3: FLOW_MOD to write them, multipart FLOW to read them
 * back (OpenFlow 1.3.5, sections 7.3.4.1 and 7.3.5.2).
 */
final class FlowCodec {
  static final int VERSION = 4;
  static final int FLOW_MOD = 14;
  static final int MULTIPART_REQUEST = 18;
  static final int MULTIPART_REPLY = 19;
  static final int MULTIPART_FLOW = 1;

  private static final int ADD = 0;
  private static final int DELETE_STRICT = 4;
  private static final int ALL_TABLES = 0xFF;
  private static final int ANY = -1;
  private static final int NO_BUFFER = -1;
  private static final int PORT_CONTROLLER = 0xFFFFFFFD;
  private static final int PORT_NORMAL = 0xFFFFFFFA;

  /** OFPCML_NO_BUFFER: the whole frame comes, and the switch keeps none. */
  private static final int WHOLE_FRAME = 0xFFFF;

  private static final int GOTO_TABLE = 1;
  private static final int WRITE_METADATA = 2;
  private static final int APPLY_ACTIONS = 4;
  private static final int OUTPUT = 0;

  private FlowCodec() {}

  /** Adds an entry, or replaces the one with the same table, priority and match. */
  static void writeAdd(ByteBuf out, int xid, FlowEntry entry) {
    writeFlowMod(out, xid, Cookies.of(entry), ADD, entry.table(), entry.priority(), entry.match());
    writeInstructions(out, entry.action());
    close(out);
  }

  /** Deletes exactly one entry. */
  static void writeDelete(ByteBuf out, int xid, int table, int priority, FlowMatch match) {
    writeFlowMod(out, xid, 0, DELETE_STRICT, table, priority, match);
    close(out);
  }

  private static void writeFlowMod(
      ByteBuf out, int xid, long cookie, int command, int table, int priority, FlowMatch match) {
    open(out, FLOW_MOD, xid);
    out.writeLong(cookie);
    out.writeLong(0);
    out.writeByte(table);
    out.writeByte(command);
    out.writeShort(0);
    out.writeShort(0);
    out.writeShort(priority);
    out.writeInt(NO_BUFFER);
    out.writeInt(ANY);
    out.writeInt(ANY);
    out.writeShort(0);
    out.writeShort(0);
    Oxm.write(out, match);
  }

  /** Asks for all entries of all tables. */
  static void writeFlowRequest(ByteBuf out, int xid) {
    open(out, MULTIPART_REQUEST, xid);
    out.writeShort(MULTIPART_FLOW);
    out.writeShort(0);
    out.writeInt(0);
    out.writeByte(ALL_TABLES);
    out.writeZero(3);
    out.writeInt(ANY);
    out.writeInt(ANY);
    out.writeInt(0);
    out.writeLong(0);
    out.writeLong(0);
    Oxm.write(out, FlowMatch.ANY);
    close(out);
  }

  private static void open(ByteBuf out, int type, int xid) {
    out.writeByte(VERSION);
    out.writeByte(type);
    out.writeShort(0);
    out.writeInt(xid);
  }

  /** Sets the length of the message; a buffer holds one message. */
  private static void close(ByteBuf out) {
    int start = out.readerIndex();
    out.setShort(start + 2, out.writerIndex() - start);
  }

  private static void writeInstructions(ByteBuf out, FlowAction action) {
    if (action instanceof FlowAction.Goto next) {
      if (next.copyToController()) {
        writeOutput(out, PORT_CONTROLLER, WHOLE_FRAME);
      }
      if (next.metadataMask() != 0) {
        out.writeShort(WRITE_METADATA);
        out.writeShort(24);
        out.writeInt(0);
        out.writeLong(next.metadata());
        out.writeLong(next.metadataMask());
      }
      out.writeShort(GOTO_TABLE);
      out.writeShort(8);
      out.writeByte(next.table());
      out.writeZero(3);
    } else if (action instanceof FlowAction.Forward) {
      writeOutput(out, PORT_NORMAL, 0);
    }
  }

  private static void writeOutput(ByteBuf out, int port, int length) {
    out.writeShort(APPLY_ACTIONS);
    out.writeShort(24);
    out.writeInt(0);
    out.writeShort(OUTPUT);
    out.writeShort(16);
    out.writeInt(port);
    out.writeShort(length);
    out.writeZero(6);
  }

  /**
   * One entry as a switch reports it.
   *
   * @param entry null if it has something that no entry of ours has
   */
  record Installed(int table, int priority, long cookie, long packets, @Nullable FlowEntry entry) {}

  /**
   * Reads the entries of one reply, after its header.
   *
   * @throws IndexOutOfBoundsException if the octets end too early
   */
  static List<Installed> readFlows(ByteBuf in) {
    List<Installed> flows = new ArrayList<>();
    while (in.isReadable()) {
      int length = in.getUnsignedShort(in.readerIndex());
      if (length < 56) {
        throw new IndexOutOfBoundsException("a flow of " + length + " octets");
      }
      flows.add(readFlow(in.readSlice(length)));
    }
    return flows;
  }

  private static Installed readFlow(ByteBuf in) {
    in.skipBytes(2);
    int table = in.readUnsignedByte();
    in.skipBytes(1 + 8);
    int priority = in.readUnsignedShort();
    boolean expires = in.readInt() != 0;
    in.skipBytes(2 + 4);
    long cookie = in.readLong();
    long packets = in.readLong();
    in.skipBytes(8);
    FlowMatch match = Oxm.read(in);
    FlowAction action = readInstructions(in);
    FlowEntry entry =
        match == null || action == null || expires
            ? null
            : new FlowEntry(table, priority, match, action);
    return new Installed(table, priority, cookie, packets, entry);
  }

  private static @Nullable FlowAction readInstructions(ByteBuf in) {
    long metadata = 0;
    long mask = 0;
    int next = -1;
    int output = 0;
    while (in.isReadable()) {
      int type = in.readUnsignedShort();
      ByteBuf body = in.readSlice(in.readUnsignedShort() - 4);
      switch (type) {
        case GOTO_TABLE -> next = body.readUnsignedByte();
        case WRITE_METADATA -> {
          body.skipBytes(4);
          metadata = body.readLong();
          mask = body.readLong();
        }
        case APPLY_ACTIONS -> {
          body.skipBytes(4);
          if (body.readableBytes() != 16 || body.readUnsignedShort() != OUTPUT) {
            return null;
          }
          body.skipBytes(2);
          output = body.readInt();
        }
        default -> {
          return null;
        }
      }
    }
    return action(next, metadata, mask, output);
  }

  private static @Nullable FlowAction action(int next, long metadata, long mask, int output) {
    if (next >= 0) {
      boolean ours = output == 0 || output == PORT_CONTROLLER;
      return ours ? new FlowAction.Goto(next, metadata, mask, output == PORT_CONTROLLER) : null;
    }
    if (mask != 0) {
      return null;
    }
    return switch (output) {
      case 0 -> new FlowAction.Drop();
      case PORT_NORMAL -> new FlowAction.Forward();
      default -> null;
    };
  }
}
