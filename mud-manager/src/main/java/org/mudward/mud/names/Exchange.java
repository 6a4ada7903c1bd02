package org.mudward.mud.names;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.dns.DatagramDnsQuery;
import io.netty.handler.codec.dns.DatagramDnsQueryEncoder;
import io.netty.handler.codec.dns.DefaultDnsQuery;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DnsQuery;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsSection;
import io.netty.handler.codec.dns.TcpDnsQueryEncoder;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.learn.DnsMessage;
import org.mudward.mud.resolve.HostNames;

/**
 * One question and the wait for its answer. Everything but {@link #start} happens on the loop.
 *
 * <p>What is not the answer is passed over, and the wait goes on: a broken or foreign message must
 * not be able to keep the true one from being heard.
 */
final class Exchange {
  /** UDP loses; one more try in each third of the time that there is. */
  private static final int UDP_TRIES = 3;

  /** How long it holds that a name has no addresses; RFC 2308 leaves it open without a SOA. */
  static final Duration NEGATIVE_TTL = Duration.ofSeconds(60);

  /** A DNS message over TCP has a length of 16 bits before it. */
  private static final int MAX_MESSAGE = 65535;

  private final EventLoopGroup loop;
  private final InetSocketAddress server;
  private final Question question;
  private final int id;
  private final CompletableFuture<NameAnswer> answer;
  private final DnsQuestion written;

  /**
   * Prepares it.
   *
   * @throws IllegalArgumentException if the name cannot be written down
   */
  Exchange(
      EventLoopGroup loop,
      InetSocketAddress server,
      Question question,
      int id,
      CompletableFuture<NameAnswer> answer) {
    this.loop = loop;
    this.server = server;
    this.question = question;
    this.id = id;
    this.answer = answer;
    this.written =
        new DefaultDnsQuestion(
            question.name(), DnsRecordType.valueOf(DnsMessage.type(question.family())));
  }

  void start(Duration timeout) {
    Future<?> alarm =
        loop.schedule(
            () -> fail("no answer within " + timeout.toMillis() + " ms", null),
            timeout.toMillis(),
            TimeUnit.MILLISECONDS);
    atTheEnd(() -> alarm.cancel(false));
    long pause = Math.max(1, timeout.toMillis() / UDP_TRIES);
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loop)
            .channel(NioDatagramChannel.class)
            .handler(pipeline(new DatagramDnsQueryEncoder(), new UdpAnswers()));
    open(bootstrap, channel -> askByUdp(channel, pause));
  }

  private void askByUdp(Channel channel, long pause) {
    channel.writeAndFlush(query(new DatagramDnsQuery(null, server, id))).addListener(this::sent);
    Future<?> again =
        channel.eventLoop().schedule(() -> askByUdp(channel, pause), pause, TimeUnit.MILLISECONDS);
    channel.closeFuture().addListener(closed -> again.cancel(false));
  }

  private void askByTcp() {
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loop)
            .channel(NioSocketChannel.class)
            .handler(
                pipeline(
                    new LengthFieldBasedFrameDecoder(MAX_MESSAGE, 0, 2, 0, 2),
                    new TcpDnsQueryEncoder(),
                    new TcpAnswers()));
    open(
        bootstrap,
        channel -> channel.writeAndFlush(query(new DefaultDnsQuery(id))).addListener(this::sent));
  }

  private DnsQuery query(DnsQuery empty) {
    return empty.setRecursionDesired(true).setRecord(DnsSection.QUESTION, written);
  }

  private void sent(Future<?> sending) {
    if (!sending.isSuccess()) {
      fail("the question could not be sent", sending.cause());
    }
  }

  /** Connects, lets the channel ask, and closes it as soon as there is a result of any kind. */
  private void open(Bootstrap bootstrap, Consumer<Channel> ask) {
    ChannelFuture connecting = bootstrap.connect(server);
    atTheEnd(() -> close(connecting.channel()));
    connecting.addListener(
        connected -> {
          if (connected.isSuccess()) {
            ask.accept(connecting.channel());
          } else {
            fail("the resolver cannot be reached", connected.cause());
          }
        });
  }

  private void atTheEnd(Runnable action) {
    CompletionStage<?> unused = answer.whenComplete((result, failure) -> action.run());
  }

  private static void close(Channel channel) {
    Future<?> unused = channel.close();
  }

  private static ChannelHandler pipeline(ChannelHandler... handlers) {
    return new ChannelInitializer<Channel>() {
      @Override
      protected void initChannel(Channel channel) {
        channel.pipeline().addLast(handlers);
      }
    };
  }

  private void fail(String reason, @Nullable Throwable cause) {
    String message = "%s %s: %s".formatted(question.name(), question.family(), reason);
    answer.completeExceptionally(
        cause == null
            ? new NameLookupException(message)
            : new NameLookupException(message + ": " + cause.getMessage(), cause));
  }

  /** Takes a message, if it is for this question; true if it says that the answer did not fit. */
  private boolean takeOrIsTruncated(ByteBuf bytes) {
    Optional<DnsMessage> read =
        DnsMessage.read(ByteBufUtil.getBytes(bytes)).filter(this::isForThis);
    if (read.isEmpty()) {
      return false;
    }
    DnsMessage message = read.get();
    if (message.truncated()) {
      return true;
    }
    if (message.code() == 0 || message.code() == DnsMessage.NAME_ERROR) {
      Duration ttl = message.ttl(question.family()).orElse(NEGATIVE_TTL);
      answer.complete(new NameAnswer(message.addresses(question.family()), ttl));
    } else {
      fail("the resolver answers with code " + message.code(), null);
    }
    return false;
  }

  private boolean isForThis(DnsMessage message) {
    return message.id() == id
        && message.type() == DnsMessage.type(question.family())
        && message.name().equals(HostNames.canonical(question.name()));
  }

  /** Hears what comes to the UDP socket. */
  private final class UdpAnswers extends SimpleChannelInboundHandler<DatagramPacket> {
    private boolean turnedToTcp;

    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
      if (server.equals(packet.sender()) && takeOrIsTruncated(packet.content()) && !turnedToTcp) {
        turnedToTcp = true;
        close(context.channel());
        askByTcp();
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      if (!turnedToTcp) {
        fail("the socket was closed", null);
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      fail("the resolver cannot be asked", cause);
    }
  }

  /** Hears what comes by TCP, where nothing can be truncated. */
  private final class TcpAnswers extends SimpleChannelInboundHandler<ByteBuf> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf message) {
      if (takeOrIsTruncated(message)) {
        fail("the answer is truncated even over TCP", null);
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      fail("the resolver closed the connection", null);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      fail("the resolver cannot be asked", cause);
    }
  }
}
