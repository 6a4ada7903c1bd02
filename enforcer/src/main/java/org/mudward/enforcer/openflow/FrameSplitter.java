package org.mudward.enforcer.openflow;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream into OpenFlow messages, and ends the session at the first header that cannot be
 * one: nothing behind it could be told apart from garbage.
 */
final class FrameSplitter extends LengthFieldBasedFrameDecoder {
  /** The length field has 16 bits; longer answers come in parts. */
  private static final int MAX_MESSAGE = 65_535;

  private boolean broken;

  FrameSplitter() {
    super(MAX_MESSAGE, WireHeader.LENGTH_OFFSET, 2, -(WireHeader.LENGTH_OFFSET + 2), 0);
  }

  @Override
  protected @Nullable Object decode(ChannelHandlerContext context, ByteBuf in) throws Exception {
    if (broken) {
      in.skipBytes(in.readableBytes());
      return null;
    }
    if (in.readableBytes() >= WireHeader.XID_OFFSET) {
      check(in, in.readerIndex());
    }
    return super.decode(context, in);
  }

  private void check(ByteBuf in, int at) {
    int version = in.getUnsignedByte(at);
    int type = in.getUnsignedByte(at + WireHeader.TYPE_OFFSET);
    int length = in.getUnsignedShort(at + WireHeader.LENGTH_OFFSET);
    // a hello may carry a later version, and says in its body that it also knows ours
    boolean versionFits =
        version == WireHeader.VERSION || (type == WireHeader.HELLO && version > 0);
    if (!versionFits || type > WireHeader.LAST_TYPE || length < WireHeader.OCTETS) {
      broken = true;
      throw new MalformedMessageException(
          "not OpenFlow 1.3: version " + version + " type " + type + " length " + length);
    }
  }
}
