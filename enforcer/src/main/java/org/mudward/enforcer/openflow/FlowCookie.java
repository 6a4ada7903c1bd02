package org.mudward.enforcer.openflow;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.mudward.policy.flow.FlowEntry;

/**
 * The 64 bits by which an entry in the switch is known as ours: 16 that say so, and 48 of a hash
 * over table, priority, match and action.
 *
 * <p>An entry that carries the first and not the second was changed by somebody else. The hash
 * tells apart accidents and other tools, not attackers: who may write to the switch can also
 * compute it.
 */
final class FlowCookie {
  /** The letters MW, as the upper 16 bits. */
  static final long MAGIC = 0x4D57L << 48;

  /** The bits that say whose entry it is. */
  static final long MAGIC_MASK = 0xFFFFL << 48;

  private FlowCookie() {}

  static boolean isOurs(long cookie) {
    return (cookie & MAGIC_MASK) == MAGIC;
  }

  static long of(FlowEntry entry) {
    ByteBuf octets = Unpooled.buffer(128);
    octets.writeByte(entry.table()).writeShort(entry.priority());
    OxmCodec.writeFields(entry.match(), octets);
    octets.writeShort(0); // no match field begins so: what follows is the action
    InstructionCodec.write(entry.action(), octets);
    MessageDigest digest = sha256();
    digest.update(octets.nioBuffer());
    return MAGIC | ByteBuffer.wrap(digest.digest()).getLong() >>> 16;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError("every Java platform has SHA-256", impossible);
    }
  }
}
