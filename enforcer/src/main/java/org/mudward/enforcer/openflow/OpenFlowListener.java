package org.mudward.enforcer.openflow;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where switches connect. Everything of a connection happens on one thread, {@code openflow}, which
 * never waits for anything.
 */
final class OpenFlowListener implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OpenFlowListener.class);

  /** Each switch, its successor while it reconnects, and a few that turn out to be no switch. */
  static final int MAX_CONNECTIONS = 2 * SwitchSettings.MAX_BRIDGES + 6;

  private static final int BACKLOG = 16;
  private static final int CLOSE_SECONDS = 5;

  private final FrameListener frames;
  private final Consumer<SwitchSession> ready;
  private final Runnable portsChanged;
  private final MultiThreadIoEventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("openflow", true), NioIoHandler.newFactory());
  private int connections;
  private @Nullable Channel server;

  /**
   * @param ready is told of each switch after the handshake, on the event loop
   * @param portsChanged is told when a switch gives other ports the names of its ports, likewise
   */
  OpenFlowListener(FrameListener frames, Consumer<SwitchSession> ready, Runnable portsChanged) {
    this.frames = frames;
    this.ready = ready;
    this.portsChanged = portsChanged;
  }

  /** Starts to listen, and returns where. */
  InetSocketAddress listen(InetSocketAddress address) throws IOException {
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loop)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    accept(channel);
                  }
                });
    try {
      Channel bound = bootstrap.bind(address).sync().channel();
      server = bound;
      return (InetSocketAddress) bound.localAddress();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (Exception e) { // Netty throws what bind threw, undeclared
      throw new IOException("cannot listen on " + address + ": " + e.getMessage(), e);
    }
  }

  /**
   * Connects to a switch's own socket; what comes of it is heard as of a switch that connected.
   *
   * @param toStay whether it is for a session; otherwise only whether anybody is there
   * @param ended is told when the connection is over, and whether there was one, on the event loop
   */
  void connect(Path socket, boolean toStay, Consumer<Boolean> ended) {
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loop)
            .channel(NioDomainSocketChannel.class)
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    if (toStay) {
                      accept(channel);
                    }
                  }
                });
    ChannelFuture attempt = bootstrap.connect(UnixDomainSocketAddress.of(socket));
    attempt.channel().closeFuture().addListener(closed -> ended.accept(attempt.isSuccess()));
    if (!toStay) {
      attempt.addListener(ChannelFutureListener.CLOSE);
    }
  }

  /** Does something again and again, on the event loop. */
  void every(long millis, Runnable task) {
    loop.scheduleWithFixedDelay(task, millis, millis, TimeUnit.MILLISECONDS);
  }

  private void accept(Channel channel) {
    if (connections >= MAX_CONNECTIONS) {
      LOG.warn("event=switch.too-many peer={}", channel.remoteAddress());
      channel.close();
      return;
    }
    connections++;
    channel.closeFuture().addListener(closed -> connections--);
    channel
        .pipeline()
        .addLast(new FrameSplitter(), new MessageDecoder(), new MessageEncoder())
        .addLast(Liveness.silence(), new Liveness(), new Handshake(frames, ready, portsChanged));
  }

  @Override
  public void close() {
    if (server != null) {
      server.close();
    }
    loop.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
