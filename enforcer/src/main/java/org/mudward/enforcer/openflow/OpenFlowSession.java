package org.mudward.enforcer.openflow;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.timeout.IdleStateEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.mudward.enforcer.openflow.FlowCodec.Installed;
import org.mudward.enforcer.openflow.FlowDifference.Change;
import org.mudward.policy.flow.FlowEntry;
import org.mudward.policy.flow.FlowText;
import org.projectfloodlight.openflow.exceptions.OFParseError;
import org.projectfloodlight.openflow.protocol.OFBarrierReply;
import org.projectfloodlight.openflow.protocol.OFEchoReply;
import org.projectfloodlight.openflow.protocol.OFEchoRequest;
import org.projectfloodlight.openflow.protocol.OFErrorMsg;
import org.projectfloodlight.openflow.protocol.OFFactories;
import org.projectfloodlight.openflow.protocol.OFFactory;
import org.projectfloodlight.openflow.protocol.OFFeaturesReply;
import org.projectfloodlight.openflow.protocol.OFHello;
import org.projectfloodlight.openflow.protocol.OFMessage;
import org.projectfloodlight.openflow.protocol.OFPacketIn;
import org.projectfloodlight.openflow.protocol.OFVersion;
import org.projectfloodlight.openflow.protocol.match.MatchField;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The conversation with one switch, confined to its channel's loop: hello, features, and then what
 * is asked of it. Flow entries are written and read by {@link FlowCodec}, all else by openflowj.
 *
 * <p>Whatever a switch says that is no OpenFlow 1.3 ends the conversation, and only that.
 */
final class OpenFlowSession extends SimpleChannelInboundHandler<ByteBuf> {

  /** What a session tells; called on the channel's loop. */
  interface Listener {
    void ready(OpenFlowSession session);

    void gone(OpenFlowSession session);

    void packetIn(String port, byte[] frame);
  }

  private static final Logger LOG = LoggerFactory.getLogger(OpenFlowSession.class);
  private static final OFFactory OPENFLOW = OFFactories.getFactory(OFVersion.OF_13);

  /** A switch with more entries than this is not ours alone; reading on would fill the memory. */
  private static final int MAX_FLOWS = 1_000_000;

  private final Listener listener;
  private final Map<Integer, CompletableFuture<Void>> barriers = new HashMap<>();
  private final Map<Integer, Change> sent = new HashMap<>();
  private volatile @Nullable ChannelHandlerContext context;
  private @Nullable CompletableFuture<List<Installed>> reading;
  private List<Installed> read = new ArrayList<>();
  private @Nullable String refusal;
  private int nextXid = 1;
  private long datapath;

  OpenFlowSession(Listener listener) {
    this.listener = listener;
  }

  /** Something that can only be done in this conversation, and it is over. */
  static final class SessionEndedException extends Exception {
    private static final long serialVersionUID = 1L;

    SessionEndedException() {
      super("the switch is gone");
    }
  }

  /** The switch did not take a change. */
  static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
      super(message);
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    context = ctx;
    send(OPENFLOW.buildHello().setXid(nextXid++).build());
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    SessionEndedException ended = new SessionEndedException();
    barriers.values().forEach(future -> future.completeExceptionally(ended));
    barriers.clear();
    if (reading != null) {
      reading.completeExceptionally(ended);
      reading = null;
    }
    listener.gone(this);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    LOG.warn("event=switch.closed reason=\"{}\"", String.valueOf(cause.getMessage()));
    ctx.close();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof IdleStateEvent idle) {
      switch (idle.state()) {
        case WRITER_IDLE -> send(OPENFLOW.buildEchoRequest().setXid(nextXid++).build());
        case READER_IDLE -> {
          LOG.warn("event=switch.closed reason=\"it does not answer\"");
          ctx.close();
        }
        case ALL_IDLE -> {}
      }
    }
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, ByteBuf in) throws OFParseError {
    int type = in.getUnsignedByte(in.readerIndex() + 1);
    boolean flows =
        type == FlowCodec.MULTIPART_REPLY
            && in.readableBytes() >= 16
            && in.getUnsignedShort(in.readerIndex() + 8) == FlowCodec.MULTIPART_FLOW;
    if (flows) {
      flowsRead(in);
      return;
    }
    OFMessage message = OFFactories.getGenericReader().readFrom(in);
    if (message instanceof OFHello hello) {
      hello(hello);
    } else if (message instanceof OFFeaturesReply features) {
      features(features);
    } else if (message instanceof OFEchoRequest echo) {
      send(OPENFLOW.buildEchoReply().setXid(echo.getXid()).setData(echo.getData()).build());
    } else if (message instanceof OFBarrierReply barrier) {
      CompletableFuture<Void> future = barriers.remove((int) barrier.getXid());
      if (future != null) {
        future.complete(null);
      }
    } else if (message instanceof OFPacketIn packetIn) {
      packetIn(packetIn);
    } else if (message instanceof OFErrorMsg error) {
      error(error);
    } else if (!(message instanceof OFEchoReply)) {
      LOG.debug("event=switch.message type={}", message == null ? "none" : message.getType());
    }
  }

  private void hello(OFHello hello) {
    if (hello.getVersion().getWireVersion() < FlowCodec.VERSION) {
      throw new IllegalStateException(
          "the switch speaks " + hello.getVersion() + ", not OpenFlow 1.3");
    }
    send(OPENFLOW.buildFeaturesRequest().setXid(nextXid++).build());
  }

  private void features(OFFeaturesReply features) {
    datapath = features.getDatapathId().getLong();
    LOG.info("event=switch.connected datapath={}", Long.toHexString(datapath));
    send(OPENFLOW.buildSetConfig().setXid(nextXid++).setMissSendLen(0xFFFF).build());
    listener.ready(this);
  }

  private void packetIn(OFPacketIn packetIn) {
    Object port = packetIn.getMatch().get(MatchField.IN_PORT);
    listener.packetIn(Long.toHexString(datapath) + ":" + port, packetIn.getData());
  }

  private void error(OFErrorMsg error) {
    Change change = sent.get((int) error.getXid());
    String what = error.getErrType() + " " + code(error);
    String about = change == null ? "" : " for " + FlowText.of(change.entry());
    LOG.warn("event=switch.error error=\"{}\"", what + about);
    if (change != null && refusal == null) {
      refusal = "the switch refused" + about + ": " + what;
    }
  }

  private static String code(OFErrorMsg error) {
    String text = error.toString();
    int at = text.indexOf("code=");
    int end = text.indexOf(',', at);
    return at < 0 || end < 0 ? text : text.substring(at + 5, end);
  }

  private void flowsRead(ByteBuf in) {
    boolean more = (in.getUnsignedShort(in.readerIndex() + 10) & 1) != 0;
    in.skipBytes(16);
    read.addAll(FlowCodec.readFlows(in));
    if (read.size() > MAX_FLOWS) {
      throw new IllegalStateException("more than " + MAX_FLOWS + " entries");
    }
    CompletableFuture<List<Installed>> waiting = reading;
    if (!more && waiting != null) {
      reading = null;
      List<Installed> all = read;
      read = new ArrayList<>();
      waiting.complete(all);
    }
  }

  /** All entries of the switch. Called on any thread; one reading at a time. */
  CompletableFuture<List<Installed>> readFlows() {
    CompletableFuture<List<Installed>> result = new CompletableFuture<>();
    onLoop(
        result,
        ctx -> {
          reading = result;
          read = new ArrayList<>();
          ByteBuf out = ctx.alloc().buffer();
          FlowCodec.writeFlowRequest(out, nextXid++);
          ctx.writeAndFlush(out);
        });
    return result;
  }

  /** Sends one step of changes and a barrier; completes when the switch has dealt with all. */
  CompletableFuture<Void> change(List<Change> step) {
    CompletableFuture<Void> barrier = new CompletableFuture<>();
    onLoop(
        barrier,
        ctx -> {
          sent.clear();
          refusal = null;
          for (Change change : step) {
            int xid = nextXid++;
            sent.put(xid, change);
            ByteBuf out = ctx.alloc().buffer();
            FlowEntry entry = change.entry();
            if (change instanceof Change.Add) {
              FlowCodec.writeAdd(out, xid, entry);
            } else {
              FlowCodec.writeDelete(out, xid, entry.table(), entry.priority(), entry.match());
            }
            ctx.write(out);
          }
          int xid = nextXid++;
          barriers.put(xid, barrier);
          send(OPENFLOW.buildBarrierRequest().setXid(xid).build());
        });
    return barrier.thenCompose(
        done ->
            refusal == null
                ? CompletableFuture.completedFuture(null)
                : CompletableFuture.failedFuture(new RefusedException(refusal)));
  }

  private interface OnLoop {
    void run(ChannelHandlerContext ctx);
  }

  private void onLoop(CompletableFuture<?> result, OnLoop task) {
    ChannelHandlerContext ctx = context;
    if (ctx == null || !ctx.channel().isActive()) {
      result.completeExceptionally(new SessionEndedException());
      return;
    }
    ctx.executor()
        .execute(
            () -> {
              if (ctx.channel().isActive()) {
                task.run(ctx);
              } else {
                result.completeExceptionally(new SessionEndedException());
              }
            });
  }

  private void send(OFMessage message) {
    ChannelHandlerContext ctx = context;
    if (ctx != null) {
      ByteBuf out = ctx.alloc().buffer();
      message.writeTo(out);
      ctx.writeAndFlush(out);
    }
  }

  void close() {
    ChannelHandlerContext ctx = context;
    if (ctx != null) {
      ctx.close();
    }
  }
}
