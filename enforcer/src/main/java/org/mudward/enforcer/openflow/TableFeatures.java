package org.mudward.enforcer.openflow;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mudward.policy.flow.FlowField;

/**
 * What one table of a switch can compare (OpenFlow 1.3, section 7.3.5.5).
 *
 * @param table its number
 * @param whole the fields of ours that it compares
 * @param masked those of which it compares single bits
 */
record TableFeatures(int table, Set<FlowField> whole, Set<FlowField> masked) {
  private static final int KIND = 12;
  private static final int MORE = 1;
  private static final int FIXED_PART = 64;
  private static final int MATCH = 8;
  private static final int PROPERTY_HEADER = 4;
  private static final int EXPERIMENTER = 0xFFFF;

  TableFeatures {
    whole = Set.copyOf(whole);
    masked = Set.copyOf(masked);
  }

  /** Whether a multipart reply, from its header on, is about this. */
  static boolean isMeant(ByteBuf message) {
    return message.readableBytes() >= WireHeader.OCTETS + 8
        && message.getUnsignedShort(message.readerIndex() + WireHeader.OCTETS) == KIND;
  }

  /** The request for all tables. */
  static void writeRequest(int xid, ByteBuf out) {
    out.writeByte(WireHeader.VERSION).writeByte(WireHeader.MULTIPART_REQUEST);
    out.writeShort(WireHeader.OCTETS + 8).writeInt(xid);
    out.writeShort(KIND).writeShort(0).writeZero(4);
  }

  static SwitchMessage.Tables read(ByteBuf message) {
    message.skipBytes(WireHeader.XID_OFFSET);
    int xid = message.readInt();
    message.skipBytes(2);
    boolean more = (message.readUnsignedShort() & MORE) != 0;
    message.skipBytes(4);
    List<TableFeatures> tables = new ArrayList<>();
    while (message.isReadable()) {
      int length = message.readUnsignedShort();
      if (length < FIXED_PART) {
        throw new MalformedMessageException("table features of " + length + " octets");
      }
      tables.add(readTable(message.readSlice(length - 2)));
    }
    return new SwitchMessage.Tables(xid, more, tables);
  }

  private static TableFeatures readTable(ByteBuf in) {
    int table = in.readUnsignedByte();
    in.skipBytes(FIXED_PART - 3);
    Set<FlowField> whole = EnumSet.noneOf(FlowField.class);
    Set<FlowField> masked = EnumSet.noneOf(FlowField.class);
    while (in.isReadable()) {
      int type = in.readUnsignedShort();
      int length = in.readUnsignedShort();
      if (length < PROPERTY_HEADER) {
        throw new MalformedMessageException("a table property of " + length + " octets");
      }
      ByteBuf body = in.readSlice(length - PROPERTY_HEADER);
      in.skipBytes(Math.min(in.readableBytes(), (8 - length % 8) % 8));
      if (type == MATCH) {
        readFields(body, whole, masked);
      }
    }
    return new TableFeatures(table, whole, masked);
  }

  private static void readFields(ByteBuf in, Set<FlowField> whole, Set<FlowField> masked) {
    while (in.isReadable()) {
      int oxmClass = in.readUnsignedShort();
      int fieldAndMask = in.readUnsignedByte();
      in.skipBytes(1);
      int experimenter = oxmClass == EXPERIMENTER ? in.readInt() : 0;
      Optional<FlowField> field = OxmCodec.field(oxmClass, fieldAndMask >>> 1, experimenter);
      field.ifPresent(whole::add);
      if ((fieldAndMask & 1) != 0) {
        field.ifPresent(masked::add);
      }
    }
  }
}
