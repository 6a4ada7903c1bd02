package org.mudward.enforcer.openflow;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.flow.FlowAction;
import org.mudward.policy.flow.FlowEntry;
import org.mudward.policy.flow.FlowMatch;

/**
 * The octets of the messages that change a flow table (OpenFlow 1.3, section 7.3.4.1), still
 * without a number.
 *
 * <p>Adding replaces an entry with the same table, priority and match in one step. Deleting is
 * strict, and only takes the entry with the very cookie: what somebody else put in its place stays.
 */
final class FlowModEncoder {
  private static final int FLOW_MOD = 14;
  private static final int ADD = 0;
  private static final int DELETE_STRICT = 4;
  private static final int NO_BUFFER = 0xFFFF_FFFF;
  private static final int COOKIE_OFFSET = 8;
  private static final int ANY = 0xFFFF_FFFF;

  private FlowModEncoder() {}

  /** Appends to what is written already. */
  static void add(FlowEntry entry, Octets out) {
    int at = out.length();
    int seconds = seconds(entry.action());
    start(out, 0, 0, ADD, seconds, entry.table(), entry.priority());
    int match = out.length();
    OxmCodec.writeMatch(entry.match(), out);
    InstructionCodec.write(entry.action(), out);
    out.setLong(at + COOKIE_OFFSET, FlowCookie.of(entry, out, match));
    finish(out, at);
  }

  /** Likewise. */
  static void delete(InstalledFlow flow, Octets out) {
    int at = out.length();
    start(out, flow.cookie(), -1L, DELETE_STRICT, 0, flow.table(), flow.priority());
    OxmCodec.writeMatch(flow.fields(), out);
    finish(out, at);
  }

  /**
   * Asks for the statistics of the entries of a table that ask for all that this one does (section
   * 7.3.5.2): for it, and for few others.
   */
  static ByteBuf ask(FlowEntry entry) {
    Octets out = new Octets(128);
    out.writeByte(WireHeader.VERSION).writeByte(WireHeader.MULTIPART_REQUEST);
    out.writeShort(0).writeInt(0).writeShort(FlowStatsDecoder.FLOW).writeShort(0).writeZero(4);
    out.writeByte(entry.table()).writeZero(3).writeInt(ANY).writeInt(ANY).writeZero(4);
    out.writeLong(FlowCookie.of(entry)).writeLong(-1L);
    OxmCodec.writeMatch(entry.match(), out);
    finish(out, 0);
    return out.buffer();
  }

  /** The octets of a match, without its header. */
  static byte[] fields(FlowMatch match) {
    Octets fields = new Octets(64);
    OxmCodec.writeFields(match, fields);
    return fields.toArray();
  }

  /** After how many seconds an entry ends by itself; 0 for those that do not. */
  static int seconds(@Nullable FlowAction action) {
    return action instanceof FlowAction.Hold ? FlowAction.Hold.SECONDS : 0;
  }

  private static void start(
      Octets out, long cookie, long cookieMask, int command, int seconds, int table, int priority) {
    out.writeByte(WireHeader.VERSION).writeByte(FLOW_MOD).writeShort(0).writeInt(0);
    out.writeLong(cookie).writeLong(cookieMask).writeByte(table).writeByte(command);
    out.writeShort(0).writeShort(seconds).writeShort(priority);
    out.writeInt(NO_BUFFER).writeInt(ANY).writeInt(ANY);
    out.writeShort(0).writeZero(2); // no flags
  }

  private static void finish(Octets out, int at) {
    out.setShort(at + WireHeader.LENGTH_OFFSET, out.length() - at);
  }
}
