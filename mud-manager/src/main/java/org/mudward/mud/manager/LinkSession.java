package org.mudward.mud.manager;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.inventory.EventText;
import org.mudward.mud.learn.DnsMessage;
import org.mudward.mud.learn.FrameReader;
import org.mudward.mud.learn.Sighting;
import org.mudward.policy.End;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Packet;
import org.mudward.policy.link.LinkCodec;
import org.mudward.policy.link.LinkFormatException;
import org.mudward.policy.link.LinkMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The conversation with one enforcer. Lives on its channel's event loop.
 *
 * <p>Never more than one message waits to be sent beyond what the socket takes: an enforcer that
 * reads slowly gets the newest snapshot whole when it reads again, and one that does not read for
 * long is cut off. Whoever talks nonsense is cut off at once.
 */
final class LinkSession extends SimpleChannelInboundHandler<ByteBuf> {
  /** An enforcer says hello right after it has connected. */
  static final int HELLO_SECONDS = 10;

  /** A local process that has not read for so long hangs. */
  static final int STALLED_SECONDS = 30;

  /** DHCP of a whole site that comes back after a power cut. */
  static final int FRAMES_PER_SECOND = 200;

  private static final int FRAMES_AT_ONCE = 2_000;

  /** What an enforcer lets through of what was dropped. */
  static final int SAMPLES_PER_SECOND = 100;

  private static final int SAMPLES_AT_ONCE = 200;

  /** An enforcer says once for each revision what came of it, and counts every few seconds. */
  static final int REPORTS_PER_SECOND = 50;

  private static final int REPORTS_AT_ONCE = 500;

  /** Every device of a large site asks for a name now and then; more are released unread. */
  static final int ANSWERS_PER_SECOND = 500;

  private static final int ANSWERS_AT_ONCE = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(LinkSession.class);

  private final String name;
  private final LinkServer server;
  private final LinkListener listener;
  private final TokenBucket reports =
      new TokenBucket(REPORTS_PER_SECOND, REPORTS_AT_ONCE, System.nanoTime());
  private final TokenBucket frames =
      new TokenBucket(FRAMES_PER_SECOND, FRAMES_AT_ONCE, System.nanoTime());
  private final TokenBucket answers =
      new TokenBucket(ANSWERS_PER_SECOND, ANSWERS_AT_ONCE, System.nanoTime());
  private final TokenBucket samples =
      new TokenBucket(SAMPLES_PER_SECOND, SAMPLES_AT_ONCE, System.nanoTime());
  private boolean greeted;
  private boolean closed;
  private long sent = LinkServer.NONE;
  private long stalledSince;
  private @Nullable ChannelHandlerContext context;

  LinkSession(String name, LinkServer server, LinkListener listener) {
    super(ByteBuf.class);
    this.name = name;
    this.server = server;
    this.listener = listener;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    context = ctx;
    write(ctx, LinkCodec.encode(new LinkMessage.Hello(LinkCodec.VERSION, "manager")));
    ctx.executor()
        .schedule(
            () -> {
              if (!greeted) {
                cut(ctx, "said no hello");
              }
            },
            HELLO_SECONDS,
            TimeUnit.SECONDS);
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, ByteBuf message) {
    try {
      read(ctx, LinkCodec.decode(ByteBufUtil.getBytes(message)));
    } catch (LinkFormatException e) {
      cut(ctx, "is not understood: " + e.getMessage());
    }
  }

  private void read(ChannelHandlerContext ctx, LinkMessage message) {
    if (closed) {
      return;
    }
    if (!greeted) {
      greet(ctx, message);
    } else if (message instanceof LinkMessage.FrameSeen seen) {
      frame(seen);
    } else if (message instanceof LinkMessage.FrameHeld held) {
      held(ctx, held);
    } else if (message instanceof LinkMessage.FrameDropped dropped) {
      dropped(dropped);
    } else if (!reports.take(System.nanoTime())) {
      cut(ctx, "says too much");
    } else if (message instanceof LinkMessage.Applied applied) {
      listener.applied(name, applied);
    } else if (message instanceof LinkMessage.Refused refused) {
      listener.refused(name, refused);
    } else if (message instanceof LinkMessage.Counts counts) {
      listener.counted(name, counts);
    } else if (message instanceof LinkMessage.Ports ports) {
      listener.ports(name, ports);
    } else {
      cut(ctx, "sends what only a manager sends");
    }
  }

  private void greet(ChannelHandlerContext ctx, LinkMessage message) {
    if (!(message instanceof LinkMessage.Hello hello)) {
      cut(ctx, "does not begin with hello");
    } else if (hello.version() != LinkCodec.VERSION) {
      cut(ctx, "speaks version " + hello.version() + ", this is version " + LinkCodec.VERSION);
    } else if (!"enforcer".equals(hello.role())) {
      cut(ctx, "is no enforcer");
    } else {
      greeted = true;
      listener.connected(name);
      send();
    }
  }

  private void frame(LinkMessage.FrameSeen seen) {
    if (!frames.take(System.nanoTime()) || server.isForged(seen.frame())) {
      return;
    }
    List<Sighting> sightings = new ArrayList<>();
    Packet packet = Packet.of(seen.frame());
    if (!seen.port().isEmpty() && packet.isEthernet()) {
      MacAddress sender = new MacAddress(packet.sourceMac());
      sightings.add(new Sighting.Heard(sender, seen.port()));
    }
    if (!server.isElsewhere(seen)) {
      sightings.addAll(FrameReader.read(seen.frame(), server.believed()));
    }
    if (!sightings.isEmpty()) {
      listener.sighted(sightings);
    }
  }

  /** Nobody learns of devices by what was dropped: it is judged, and the judgement is shown. */
  private void dropped(LinkMessage.FrameDropped dropped) {
    if (samples.take(System.nanoTime())) {
      server.judge(dropped).ifPresent(listener::violated);
    }
  }

  /** Whatever comes of it, the frame is released: at the latest when its addresses count. */
  private void held(ChannelHandlerContext ctx, LinkMessage.FrameHeld held) {
    Packet packet = Packet.of(held.frame());
    Optional<DnsMessage> answer =
        answers.take(System.nanoTime()) && server.mayAnswer(packet)
            ? DnsMessage.read(packet, Set.of())
            : Optional.empty();
    if (answer.isEmpty()) {
      release(ctx, held.id());
      return;
    }
    listener
        .answered(answer.get(), packet.address(End.SOURCE))
        .whenComplete(
            (done, failure) -> {
              try {
                ctx.executor().execute(() -> release(ctx, held.id()));
              } catch (RejectedExecutionException closing) {
                LOG.debug("event=link.closed", closing);
              }
            });
  }

  /** What was published before this is the server's revision by now. */
  private void release(ChannelHandlerContext ctx, long id) {
    if (!closed && ctx.channel().isWritable()) {
      write(ctx, LinkCodec.encode(new LinkMessage.Release(id, Math.max(0, server.revision()))));
    }
  }

  /** Sends what is new, if the enforcer reads. */
  void send() {
    ChannelHandlerContext ctx = context;
    if (ctx == null || !greeted || closed || sent == server.revision()) {
      return;
    }
    if (!ctx.channel().isWritable()) {
      stall(ctx);
      return;
    }
    byte[] message = server.messageAfter(sent);
    sent = server.revision();
    write(ctx, message);
  }

  private void stall(ChannelHandlerContext ctx) {
    long now = System.nanoTime();
    if (stalledSince == 0) {
      stalledSince = now;
    } else if (now - stalledSince > TimeUnit.SECONDS.toNanos(STALLED_SECONDS)) {
      cut(ctx, "does not read");
    }
  }

  private static void write(ChannelHandlerContext ctx, byte[] message) {
    ctx.writeAndFlush(Unpooled.wrappedBuffer(message));
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (ctx.channel().isWritable()) {
      stalledSince = 0;
      send();
    }
    ctx.fireChannelWritabilityChanged();
  }

  private void cut(ChannelHandlerContext ctx, String why) {
    if (!closed) {
      LOG.warn("event=link.cut enforcer={} text=\"{}\"", name, EventText.safe(why));
    }
    closed = true;
    ctx.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    closed = true;
    server.left(this);
    if (greeted) {
      listener.disconnected(name);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    cut(ctx, "failed: " + cause.getMessage());
  }
}
