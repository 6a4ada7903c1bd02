package org.mudward.enforcer.openflow;

import io.netty.buffer.ByteBuf;

/**
 * The octets of bundles as OpenFlow 1.3 has them, the ONF's extension 230: messages that the switch
 * keeps until they are committed, and then does all of them at once or none.
 */
final class BundleCodec {
  static final int OPEN = 0;
  static final int OPENED = 1;
  static final int COMMIT = 4;
  static final int COMMITTED = 5;
  static final int DISCARD = 6;
  static final int DISCARDED = 7;

  private static final int ONF = 0x4F4E_4600;
  private static final int CONTROL = 2300;
  private static final int ADD = 2301;

  /** Packets see all of it or nothing, and it happens in the order given. */
  private static final int ATOMIC_AND_ORDERED = 3;

  private static final int CONTROL_LENGTH = 24;

  private BundleCodec() {}

  /** A step in the life of a bundle. */
  static ByteBuf control(int xid, int bundle, int type) {
    Octets out = new Octets(CONTROL_LENGTH);
    start(out, CONTROL_LENGTH, xid, CONTROL);
    return out.writeInt(bundle).writeShort(type).writeShort(ATOMIC_AND_ORDERED).buffer();
  }

  /** Appends a message to keep to what is written already. */
  static void add(int bundle, FlowStep step, Octets out) {
    int at = out.length();
    start(out, 0, 0, ADD);
    out.writeInt(bundle).writeZero(2).writeShort(ATOMIC_AND_ORDERED);
    step.encode(out);
    out.setShort(at + WireHeader.LENGTH_OFFSET, out.length() - at);
  }

  /**
   * Gives numbers to all messages of a buffer that {@link #add} wrote, and to those in them, which
   * must have the same.
   *
   * @return the number after the last
   */
  static int number(ByteBuf adds, int first) {
    int xid = first;
    for (int at = adds.readerIndex(); at < adds.writerIndex(); xid++) {
      adds.setInt(at + WireHeader.XID_OFFSET, xid);
      adds.setInt(at + CONTROL_LENGTH + WireHeader.XID_OFFSET, xid);
      at += adds.getUnsignedShort(at + WireHeader.LENGTH_OFFSET);
    }
    return xid;
  }

  private static void start(Octets out, int length, int xid, int type) {
    out.writeByte(WireHeader.VERSION).writeByte(WireHeader.EXPERIMENTER);
    out.writeShort(length).writeInt(xid);
    out.writeInt(ONF).writeInt(type);
  }

  static boolean isControl(ByteBuf message) {
    int at = message.readerIndex();
    return message.readableBytes() >= CONTROL_LENGTH
        && message.getInt(at + 8) == ONF
        && message.getInt(at + 12) == CONTROL;
  }

  static SwitchMessage.BundleReply read(ByteBuf message) {
    int at = message.readerIndex();
    return new SwitchMessage.BundleReply(
        message.getInt(at + WireHeader.XID_OFFSET), message.getUnsignedShort(at + 20));
  }
}
