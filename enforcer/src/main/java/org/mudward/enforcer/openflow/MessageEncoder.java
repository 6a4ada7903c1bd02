package org.mudward.enforcer.openflow;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.MessageToByteEncoder;
import org.projectfloodlight.openflow.protocol.OFMessage;

/** Writes the messages that openflowj makes; our own are octets already and pass by. */
final class MessageEncoder extends MessageToByteEncoder<OFMessage> {
  MessageEncoder() {
    super(OFMessage.class);
  }

  @Override
  protected void encode(ChannelHandlerContext context, OFMessage message, ByteBuf out) {
    message.writeTo(out);
  }
}
