package org.mudward.mud.manager;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.LengthFieldPrepender;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.link.LinkCodec;
import org.mudward.policy.link.LinkFormatException;
import org.mudward.policy.link.LinkMessage;
import org.mudward.policy.link.SnapshotDelta;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where enforcers connect: snapshots down, whole at first and then what changed; frames, outcomes
 * and counts up. What is known of each enforcer is confined to the writer.
 */
final class LinkServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LinkServer.class);

  /** What an enforcer says is small; a frame of 64 KiB in base64 is the largest. */
  private static final int MAX_UP = 1024 * 1024;

  /** What the writer is told, on a loop of this server. */
  interface Listener {
    void connected(Channel enforcer);

    void disconnected(Channel enforcer);

    void received(Channel enforcer, LinkMessage message);
  }

  private final Path socket;
  private final Listener listener;
  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("link", true), NioIoHandler.newFactory());
  private final Map<Channel, Peer> peers = new HashMap<>();

  /** One enforcer, as the writer knows it. */
  private static final class Peer {
    private @Nullable PolicySnapshot sent;
    private long applied = -1;
  }

  LinkServer(Path socket, Listener listener) {
    this.socket = socket;
    this.listener = listener;
  }

  void start() throws IOException {
    removeStale();
    new ServerBootstrap()
        .group(loops)
        .channel(NioServerDomainSocketChannel.class)
        .childHandler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                channel
                    .pipeline()
                    .addLast(new LengthFieldBasedFrameDecoder(MAX_UP, 0, 4, 0, 4))
                    .addLast(new LengthFieldPrepender(4))
                    .addLast(new Conversation());
              }
            })
        .bind(UnixDomainSocketAddress.of(socket))
        .syncUninterruptibly();
    Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw----"));
    LOG.info("event=link.listening socket={}", socket);
  }

  /** Removes what a killed manager left; anything that is no socket stays, and binding fails. */
  private void removeStale() throws IOException {
    Path folder = socket.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    if (Files.exists(socket, LinkOption.NOFOLLOW_LINKS)) {
      BasicFileAttributes attributes =
          Files.readAttributes(socket, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (attributes.isOther()) {
        Files.delete(socket);
      }
    }
  }

  /** One connection's messages. */
  private final class Conversation extends SimpleChannelInboundHandler<ByteBuf> {
    private boolean greeted;

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      send(ctx.channel(), new LinkMessage.Hello(LinkCodec.VERSION, "manager"));
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, ByteBuf in) throws LinkFormatException {
      byte[] bytes = new byte[in.readableBytes()];
      in.readBytes(bytes);
      LinkMessage message = LinkCodec.decode(bytes);
      if (!greeted) {
        boolean right =
            message instanceof LinkMessage.Hello hello
                && hello.version() == LinkCodec.VERSION
                && hello.role().equals("enforcer");
        if (!right) {
          throw new LinkFormatException("an enforcer of this version says hello first");
        }
        greeted = true;
        listener.connected(ctx.channel());
      } else {
        listener.received(ctx.channel(), message);
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      LOG.warn("event=link.closed reason=\"{}\"", String.valueOf(cause.getMessage()));
      ctx.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      if (greeted) {
        listener.disconnected(ctx.channel());
      }
    }
  }

  private static void send(Channel channel, LinkMessage message) {
    channel.writeAndFlush(Unpooled.wrappedBuffer(LinkCodec.encode(message)));
  }

  /** The writer: an enforcer is here; it gets everything. */
  void add(Channel enforcer, PolicySnapshot snapshot) {
    Peer peer = new Peer();
    peer.sent = snapshot;
    peers.put(enforcer, peer);
    send(enforcer, new LinkMessage.Snapshot(snapshot));
  }

  /** The writer: an enforcer is gone. */
  void remove(Channel enforcer) {
    peers.remove(enforcer);
  }

  /** The writer: a new snapshot for all. */
  void publish(PolicySnapshot snapshot) {
    peers.forEach(
        (enforcer, peer) -> {
          PolicySnapshot sent = peer.sent;
          Optional<SnapshotDelta> delta =
              sent == null ? Optional.empty() : SnapshotDelta.between(sent, snapshot);
          peer.sent = snapshot;
          send(
              enforcer,
              delta.isPresent()
                  ? new LinkMessage.Delta(delta.get())
                  : new LinkMessage.Snapshot(snapshot));
        });
  }

  /** The writer: an enforcer has this revision in force. */
  void applied(Channel enforcer, long revision) {
    Peer peer = peers.get(enforcer);
    if (peer != null) {
      peer.applied = revision;
    }
  }

  /** The writer: the revision that all enforcers have in force; -1 if none is here. */
  long applied() {
    return peers.values().stream().mapToLong(peer -> peer.applied).min().orElse(-1);
  }

  @Override
  public void close() {
    loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
