package org.mudward.enforcer.openflow;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.projectfloodlight.openflow.protocol.OFEchoReply;
import org.projectfloodlight.openflow.protocol.OFEchoRequest;
import org.projectfloodlight.openflow.protocol.OFFactories;
import org.projectfloodlight.openflow.protocol.OFFactory;
import org.projectfloodlight.openflow.protocol.OFVersion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a session alive, and ends one whose peer is silent: echo requests are answered, and asked
 * at an interval. Only whole messages count as a sign of life.
 */
final class Liveness extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(Liveness.class);

  /** Open vSwitch asks every five seconds by default; we ask as often. */
  private static final int ECHO_SECONDS = 5;

  /**
   * Three echoes unanswered; a switch that commits a large bundle is silent for a second or two.
   */
  private static final int SILENCE_SECONDS = 16;

  private static final byte[] NOTHING = {};

  private final OFFactory messages = OFFactories.getFactory(OFVersion.OF_13);
  private @Nullable Future<?> echo;

  /** What measures the silence; it stands before this handler in the pipeline. */
  static IdleStateHandler silence() {
    return new IdleStateHandler(SILENCE_SECONDS, 0, 0);
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    echo =
        context
            .executor()
            .scheduleAtFixedRate(
                () -> context.writeAndFlush(messages.echoRequest(NOTHING)),
                ECHO_SECONDS,
                ECHO_SECONDS,
                TimeUnit.SECONDS);
    context.fireChannelActive();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (echo != null) {
      echo.cancel(false);
    }
    context.fireChannelInactive();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (!(message instanceof SwitchMessage.Ordinary ordinary)) {
      context.fireChannelRead(message);
    } else if (ordinary.message() instanceof OFEchoRequest request) {
      context.writeAndFlush(
          messages.buildEchoReply().setXid(request.getXid()).setData(request.getData()).build());
    } else if (!(ordinary.message() instanceof OFEchoReply)) {
      context.fireChannelRead(message);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof IdleStateEvent) {
      LOG.warn(
          "event=switch.silent peer={} seconds={}",
          context.channel().remoteAddress(),
          SILENCE_SECONDS);
      context.close();
    } else {
      context.fireUserEventTriggered(event);
    }
  }
}
