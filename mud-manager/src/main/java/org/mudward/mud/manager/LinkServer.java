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
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.learn.Believed;
import org.mudward.policy.Binding;
import org.mudward.policy.Device;
import org.mudward.policy.End;
import org.mudward.policy.MacAddress;
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
  private Believed believed;
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

  LinkServer(Path path, LinkListener listener, Believed believed) {
    socket = new LinkSocket(path);
    this.listener = listener;
    this.believed = believed;
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

  /** Believes others from now on. */
  void believe(Believed others) {
    try {
      loops.execute(() -> believed = others);
    } catch (RejectedExecutionException closed) {
      LOG.debug("event=link.closed", closed);
    }
  }

  /** Who is believed. Event loop only. */
  Believed believed() {
    return believed;
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
    Binding known = binding();
    return known != null && known.isForged(Packet.of(frame));
  }

  /**
   * Whether a switch drops this frame because its sender belongs to another port. Nothing in it is
   * believed but that it was there. Event loop only.
   */
  boolean isElsewhere(LinkMessage.FrameSeen seen) {
    Binding known = binding();
    return known != null
        && !seen.port().isEmpty()
        && known.isElsewhere(Packet.of(seen.frame()), seen.port());
  }

  /**
   * Whether the sender of an answer may be a resolver. Who is held to a policy is one only at an
   * address that is its own: where nobody is known to hold the resolver's, a switch lets any device
   * send from it. Event loop only.
   */
  boolean mayAnswer(Packet packet) {
    PolicySnapshot snapshot = current;
    return snapshot != null && mayAnswer(packet, snapshot);
  }

  static boolean mayAnswer(Packet packet, PolicySnapshot snapshot) {
    if (packet.family() == null) {
      return false;
    }
    MacAddress sender = new MacAddress(packet.sourceMac());
    Device device = snapshot.devices().get(sender);
    return !Binding.isBound(snapshot, sender)
        || (device != null && device.addresses().contains(packet.address(End.SOURCE)));
  }

  private @Nullable Binding binding() {
    PolicySnapshot snapshot = current;
    if (binding == null && snapshot != null) {
      binding = new Binding(snapshot);
    }
    return binding;
  }

  /** What a dropped frame says; empty if the snapshot of now lets it pass. Event loop only. */
  Optional<DropSample> judge(LinkMessage.FrameDropped dropped) {
    PolicySnapshot snapshot = current;
    Binding known = binding();
    return snapshot == null || known == null
        ? Optional.empty()
        : new DropJudge(snapshot, known).judge(dropped);
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
