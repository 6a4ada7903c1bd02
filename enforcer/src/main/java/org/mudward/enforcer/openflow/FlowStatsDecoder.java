package org.mudward.enforcer.openflow;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.mudward.policy.flow.FlowAction;
import org.mudward.policy.flow.FlowMatch;

/** Reads the entries of flow statistics replies (OpenFlow 1.3, section 7.3.5.2). */
final class FlowStatsDecoder {
  static final int FLOW = 1;
  private static final int MORE = 1;
  private static final int FIXED_PART = 48;
  private static final int LAST_TABLE = 254;

  private FlowStatsDecoder() {}

  /** Whether a multipart reply, from its header on, holds flow statistics. */
  static boolean isFlowStats(ByteBuf message) {
    return message.readableBytes() >= WireHeader.OCTETS + 8
        && message.getUnsignedShort(message.readerIndex() + WireHeader.OCTETS) == FLOW;
  }

  static SwitchMessage.FlowStats read(ByteBuf message) {
    message.skipBytes(WireHeader.XID_OFFSET);
    int xid = message.readInt();
    message.skipBytes(2);
    boolean more = (message.readUnsignedShort() & MORE) != 0;
    message.skipBytes(4);
    List<InstalledFlow> flows = new ArrayList<>();
    while (message.isReadable()) {
      int length = message.readUnsignedShort();
      if (length < FIXED_PART + 8) {
        throw new MalformedMessageException("flow statistics of " + length + " octets");
      }
      flows.add(readFlow(message.readSlice(length - 2)));
    }
    return new SwitchMessage.FlowStats(xid, more, flows);
  }

  private static InstalledFlow readFlow(ByteBuf in) {
    int table = in.readUnsignedByte();
    if (table > LAST_TABLE) {
      throw new MalformedMessageException("an entry in table " + table);
    }
    in.skipBytes(1 + 4 + 4); // and how long it has been there
    int priority = in.readUnsignedShort();
    int idle = in.readUnsignedShort();
    int hard = in.readUnsignedShort();
    int flags = in.readUnsignedShort();
    in.skipBytes(4);
    long cookie = in.readLong();
    long packets = in.readLong();
    in.skipBytes(8);
    byte[] fields = OxmCodec.readMatch(in);
    FlowMatch match = OxmCodec.readFields(Unpooled.wrappedBuffer(fields)).orElse(null);
    FlowAction action = InstructionCodec.read(in).orElse(null);
    boolean lasting = idle == 0 && hard == FlowModEncoder.seconds(action) && flags == 0;
    return new InstalledFlow(
        table, priority, cookie, lasting, fields, match, action, Math.max(0, packets));
  }
}
