package org.mudward.enforcer;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.LengthFieldPrepender;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.link.LinkCodec;
import org.mudward.policy.link.LinkFormatException;
import org.mudward.policy.link.LinkMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection to the manager, made again and again for as long as the enforcer lives. Without it
 * enforcing goes on.
 */
final class ManagerLink implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ManagerLink.class);

  /** The manager is on this machine: it answers at once or is being started. */
  private static final long RETRY_MILLIS = 500;

  private final Path socket;
  private final Consumer<LinkMessage> receiver;
  private final AtomicLong dropped = new AtomicLong();
  private final EventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("link", true), NioIoHandler.newFactory());
  private volatile @Nullable Channel channel;
  private volatile boolean closed;

  ManagerLink(Path socket, Consumer<LinkMessage> receiver) {
    this.socket = socket;
    this.receiver = receiver;
  }

  void start() {
    connect();
  }

  private void connect() {
    if (closed) {
      return;
    }
    new Bootstrap()
        .group(loop)
        .channel(NioDomainSocketChannel.class)
        .handler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel made) {
                made.pipeline()
                    .addLast(new LengthFieldBasedFrameDecoder(LinkCodec.MAX_MESSAGE, 0, 4, 0, 4))
                    .addLast(new LengthFieldPrepender(4))
                    .addLast(new Conversation());
              }
            })
        .connect(UnixDomainSocketAddress.of(socket))
        .addListener(
            (ChannelFuture done) -> {
              if (!done.isSuccess()) {
                retry();
              }
            });
  }

  private void retry() {
    if (!closed) {
      loop.schedule(this::connect, RETRY_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  /** Sends a message if the manager is there and keeps up; whether it went. */
  boolean send(LinkMessage message) {
    Channel current = channel;
    if (current == null || !current.isWritable()) {
      dropped.incrementAndGet();
      return false;
    }
    current.writeAndFlush(Unpooled.wrappedBuffer(LinkCodec.encode(message)));
    return true;
  }

  /** One connection's messages. */
  private final class Conversation extends SimpleChannelInboundHandler<ByteBuf> {
    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      LOG.info("event=manager.connected");
      LinkMessage hello = new LinkMessage.Hello(LinkCodec.VERSION, "enforcer");
      ctx.writeAndFlush(Unpooled.wrappedBuffer(LinkCodec.encode(hello)));
      channel = ctx.channel();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, ByteBuf in) throws LinkFormatException {
      byte[] bytes = new byte[in.readableBytes()];
      in.readBytes(bytes);
      LinkMessage message = LinkCodec.decode(bytes);
      if (message instanceof LinkMessage.Hello hello) {
        if (hello.version() != LinkCodec.VERSION) {
          throw new LinkFormatException("the manager speaks version " + hello.version());
        }
      } else {
        receiver.accept(message);
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      LOG.warn("event=manager.closed reason=\"{}\"", String.valueOf(cause.getMessage()));
      ctx.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      if (channel == ctx.channel()) {
        channel = null;
        LOG.warn("event=manager.gone text=\"the last policy stays in force\"");
      }
      retry();
    }
  }

  /** Drops the connection, so that the manager sends everything anew. */
  void resynchronise() {
    Channel current = channel;
    if (current != null) {
      current.close();
    }
  }

  @Override
  public void close() {
    closed = true;
    loop.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
