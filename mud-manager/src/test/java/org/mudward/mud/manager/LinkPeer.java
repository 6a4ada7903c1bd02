package org.mudward.mud.manager;

import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.link.LinkCodec;
import org.mudward.policy.link.LinkFormatException;
import org.mudward.policy.link.LinkMessage;

/** An enforcer's end of the link: reads on its own thread and keeps the snapshot. */
public final class LinkPeer implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 20;

  private final SocketChannel channel;
  private final BlockingQueue<LinkMessage> received = new LinkedBlockingQueue<>();
  private final Thread reader = new Thread(this::read, "test-peer");
  private final AtomicLong count = new AtomicLong();
  private volatile boolean ended;
  private @Nullable PolicySnapshot snapshot;

  /** Connects and says hello. */
  public static LinkPeer connect(Path path) throws IOException {
    LinkPeer peer = new LinkPeer(path);
    peer.reader.start();
    peer.send(new LinkMessage.Hello(LinkCodec.VERSION, "enforcer"));
    return peer;
  }

  /** Connects and says nothing, nor listens. */
  public LinkPeer(Path path) throws IOException {
    channel = SocketChannel.open(UnixDomainSocketAddress.of(path));
  }

  /** Starts to listen. */
  public LinkPeer listening() {
    reader.start();
    return this;
  }

  public void send(LinkMessage message) throws IOException {
    sendRaw(LinkCodec.encode(message));
  }

  public void sendRaw(byte[] message) throws IOException {
    ByteBuffer out = ByteBuffer.allocate(4 + message.length).putInt(message.length).put(message);
    sendOctets(out.flip());
  }

  public void sendOctets(ByteBuffer out) throws IOException {
    while (out.hasRemaining()) {
      channel.write(out);
    }
  }

  public void sendFrame(byte[] frame) throws IOException {
    send(new LinkMessage.FrameSeen("port1", frame));
  }

  private void read() {
    try {
      while (true) {
        byte[] body = new byte[readFully(4).getInt()];
        readFully(body.length).get(body);
        count.incrementAndGet();
        received.add(LinkCodec.decode(body));
      }
    } catch (IOException | LinkFormatException e) {
      ended = true;
    }
  }

  private ByteBuffer readFully(int count) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(count);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new EOFException();
      }
    }
    return buffer.flip();
  }

  /** How many messages came. */
  public long messages() {
    return count.get();
  }

  /** The next message; null if none comes for long. */
  public @Nullable LinkMessage next() throws InterruptedException {
    return received.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /** Follows snapshots and changes until one is as wanted. */
  public PolicySnapshot await(Predicate<PolicySnapshot> wanted) throws InterruptedException {
    PolicySnapshot now = snapshot;
    while (now == null || !wanted.test(now)) {
      LinkMessage message = next();
      if (message == null) {
        throw new AssertionError("it does not come; the last is " + now);
      }
      if (message instanceof LinkMessage.Snapshot whole) {
        now = whole.snapshot();
      } else if (message instanceof LinkMessage.Delta delta && now != null) {
        now = delta.delta().applyTo(now);
      }
      snapshot = now;
    }
    return now;
  }

  /** Whether the other side has closed, now or within the time that is patience. */
  public boolean isCut() throws InterruptedException {
    reader.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
    return ended;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
