package org.mudward.mud.manager;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.LengthFieldPrepender;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.Binding;
import org.mudward.policy.IpAddress;
import org.mudward.policy.Packet;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.link.LinkCodec;
import org.mudward.policy.link.LinkMessage;
import org.mudward.policy.link.SnapshotDelta;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Unix socket on which enforcers connect: the snapshot goes down, whole at first and then by
 * its changes; sightings, counts and acknowledgements come up.
 *
 * <p>One event loop, {@code link}, holds all of its state.
 */
final class LinkServer implements AutoCloseable {
  /** Local enforcers, and tools that look on. */
  static final int MAX_SESSIONS = 16;

  /** What comes up is frames of 64 KiB and counts of some thousand rules. */
  static final int MAX_MESSAGE_UP = 16 * 1024 * 1024;

  private static final Logger LOG = LoggerFactory.getLogger(LinkServer.class);

  /** No revision. */
  static final long NONE = -1;

  private static final int LENGTH_OCTETS = 4;
  private static final long STOP_SECONDS = 5;

  private final LinkSocket socket;
  private final LinkListener listener;
  private Set<IpAddress> dhcpServers;
  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("link", true), NioIoHandler.newFactory());
  private final List<LinkSession> sessions = new ArrayList<>();
  private int count;

  private @Nullable PolicySnapshot current;
  private @Nullable Binding binding;
  private byte @Nullable [] whole;
  private byte @Nullable [] change;
  private long changeBase;

  LinkServer(Path path, LinkListener listener, Set<IpAddress> dhcpServers) {
    socket = new LinkSocket(path);
    this.listener = listener;
    this.dhcpServers = Set.copyOf(dhcpServers);
  }

  /**
   * Opens the socket.
   *
   * @throws IOException if its path is taken or cannot be used
   */
  void start() throws IOException {
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerDomainSocketChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    accept(channel);
                  }
                });
    socket.open(
        path -> {
          var bound = bootstrap.bind(UnixDomainSocketAddress.of(path)).awaitUninterruptibly();
          if (!bound.isSuccess()) {
            throw new IOException("the link cannot listen on " + path, bound.cause());
          }
        });
  }

  private void accept(Channel channel) {
    if (sessions.size() >= MAX_SESSIONS) {
      channel.close();
      return;
    }
    LinkSession session = new LinkSession("enforcer-" + ++count, this, listener);
    sessions.add(session);
    channel
        .pipeline()
        .addLast(
            new LengthFieldBasedFrameDecoder(
                MAX_MESSAGE_UP, 0, LENGTH_OCTETS, 0, LENGTH_OCTETS, true),
            new LengthFieldPrepender(LENGTH_OCTETS),
            session);
  }

  /** A session has ended. Event loop only. */
  void left(LinkSession session) {
    sessions.remove(session);
  }

  /** Believes leases from these servers from now on. */
  void believe(Set<IpAddress> servers) {
    Set<IpAddress> others = Set.copyOf(servers);
    try {
      loops.execute(() -> dhcpServers = others);
    } catch (RejectedExecutionException closed) {
      LOG.debug("event=link.closed", closed);
    }
  }

  /** Whose leases are believed. Event loop only. */
  Set<IpAddress> dhcpServers() {
    return dhcpServers;
  }

  /** Gives every enforcer a newer snapshot; nobody is left to give it to after closing. */
  void publish(PolicySnapshot snapshot) {
    try {
      loops.execute(() -> take(snapshot));
    } catch (RejectedExecutionException closed) {
      LOG.debug("event=link.closed revision={}", snapshot.revision(), closed);
    }
  }

  private void take(PolicySnapshot snapshot) {
    PolicySnapshot before = current;
    Optional<SnapshotDelta> delta =
        before == null || sessions.isEmpty()
            ? Optional.empty()
            : SnapshotDelta.between(before, snapshot);
    change = delta.map(d -> LinkCodec.encode(new LinkMessage.Delta(d))).orElse(null);
    changeBase = before == null ? NONE : before.revision();
    current = snapshot;
    binding = null;
    whole = null;
    List.copyOf(sessions).forEach(LinkSession::send);
  }

  /**
   * Whether a switch drops this frame because its sender forged it. It is copied before that is
   * looked at, so a device could play the site's DHCP server to us. Event loop only.
   */
  boolean isForged(byte[] frame) {
    PolicySnapshot snapshot = current;
    return snapshot != null && binding(snapshot).isForged(Packet.of(frame));
  }

  /** What a dropped frame says; empty if the snapshot of now lets it pass. Event loop only. */
  Optional<DropSample> judge(LinkMessage.FrameDropped dropped) {
    PolicySnapshot snapshot = current;
    return snapshot == null
        ? Optional.empty()
        : new DropJudge(snapshot, binding(snapshot)).judge(dropped);
  }

  private Binding binding(PolicySnapshot snapshot) {
    Binding known = binding == null ? new Binding(snapshot) : binding;
    binding = known;
    return known;
  }

  /** The revision that enforcers should have; {@link #NONE} before the first. Event loop only. */
  long revision() {
    return current == null ? NONE : current.revision();
  }

  /**
   * The message that brings an enforcer up to date, encoded once for all. Event loop only.
   *
   * @param sent the revision that it was sent last
   */
  byte[] messageAfter(long sent) {
    if (change != null && sent == changeBase) {
      return change;
    }
    if (whole == null) {
      whole = LinkCodec.encode(new LinkMessage.Snapshot(Objects.requireNonNull(current)));
    }
    return whole;
  }

  @Override
  public void close() {
    socket.close();
    loops.shutdownGracefully(0, STOP_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
