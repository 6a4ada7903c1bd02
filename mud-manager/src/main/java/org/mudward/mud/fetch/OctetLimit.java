package org.mudward.mud.fetch;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import org.mudward.mud.fetch.FetchFailure.Reason;

/**
 * Counts what comes out of TLS, whatever it is: a body within its limit can still be wrapped in
 * gigabytes of chunk extensions and interim answers.
 */
final class OctetLimit extends ChannelInboundHandlerAdapter {
  private long left;

  OctetLimit(long limit) {
    this.left = limit;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof ByteBuf octets) {
      left -= octets.readableBytes();
    }
    if (left >= 0) {
      ctx.fireChannelRead(message);
      return;
    }
    ReferenceCountUtil.release(message);
    ctx.fireExceptionCaught(
        new FailedException(Reason.LIMIT, "the answer has far more wrapping than content"));
  }
}
