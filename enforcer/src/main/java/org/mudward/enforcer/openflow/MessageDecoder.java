package org.mudward.enforcer.openflow;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.MessageToMessageDecoder;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.projectfloodlight.openflow.exceptions.OFParseError;
import org.projectfloodlight.openflow.protocol.OFFactories;
import org.projectfloodlight.openflow.protocol.OFMessage;

/**
 * Reads messages: flow statistics, table features and bundle replies by our own codec, errors as
 * far as they can be read, everything else by openflowj.
 *
 * <p>A packet-in or vendor message that openflowj does not know is passed over: neither is an
 * answer that somebody waits for, and what a device sends must not end a session.
 */
final class MessageDecoder extends MessageToMessageDecoder<ByteBuf> {

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf frame, List<Object> out) {
    try {
      SwitchMessage message = read(frame);
      if (message != null) {
        out.add(message);
      }
    } catch (IndexOutOfBoundsException | IllegalArgumentException | OFParseError e) {
      throw new MalformedMessageException("a message cannot be read: " + e.getMessage(), e);
    }
  }

  private static @Nullable SwitchMessage read(ByteBuf frame) throws OFParseError {
    int type = frame.getUnsignedByte(frame.readerIndex() + WireHeader.TYPE_OFFSET);
    return switch (type) {
      case WireHeader.MULTIPART_REPLY -> multipart(frame);
      case WireHeader.EXPERIMENTER -> BundleCodec.isControl(frame) ? BundleCodec.read(frame) : null;
      case WireHeader.ERROR -> failure(frame);
      case WireHeader.PACKET_IN -> packetIn(frame);
      default -> ordinary(frame);
    };
  }

  private static SwitchMessage multipart(ByteBuf frame) throws OFParseError {
    if (FlowStatsDecoder.isFlowStats(frame)) {
      return FlowStatsDecoder.read(frame);
    }
    return TableFeatures.isMeant(frame) ? TableFeatures.read(frame) : ordinary(frame);
  }

  private static SwitchMessage ordinary(ByteBuf frame) throws OFParseError {
    OFMessage message = OFFactories.getGenericReader().readFrom(frame);
    if (message == null) {
      throw new MalformedMessageException("half a message");
    }
    return new SwitchMessage.Ordinary(message);
  }

  private static @Nullable SwitchMessage packetIn(ByteBuf frame) {
    try {
      return ordinary(frame);
    } catch (OFParseError | RuntimeException unknown) {
      return null;
    }
  }

  private static SwitchMessage failure(ByteBuf frame) {
    int at = frame.readerIndex();
    int xid = frame.getInt(at + WireHeader.XID_OFFSET);
    int type = frame.getUnsignedShort(at + WireHeader.OCTETS);
    int code = frame.getUnsignedShort(at + WireHeader.OCTETS + 2);
    return new SwitchMessage.Failure(xid, ErrorText.of(type, code, frame));
  }
}
