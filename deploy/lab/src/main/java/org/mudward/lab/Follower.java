package org.mudward.lab;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.link.LinkCodec;
import org.mudward.policy.link.LinkFormatException;
import org.mudward.policy.link.LinkMessage;

/** An enforcer that enforces nothing: it takes what the manager hands over, and looks at it. */
public final class Follower implements AutoCloseable {
  private final SocketChannel channel;
  private final DataInputStream in;
  private @Nullable PolicySnapshot snapshot;

  /** Connects, and says that it is an enforcer. */
  public Follower(Path link) throws IOException {
    channel = SocketChannel.open(UnixDomainSocketAddress.of(link));
    in = new DataInputStream(Channels.newInputStream(channel));
    byte[] hello = LinkCodec.encode(new LinkMessage.Hello(LinkCodec.VERSION, "enforcer"));
    ByteBuffer out = ByteBuffer.allocate(Integer.BYTES + hello.length);
    out.putInt(hello.length).put(hello).flip();
    while (out.hasRemaining()) {
      channel.write(out);
    }
  }

  /** Waits for the next snapshot, which may come as what changed since the one before. */
  public PolicySnapshot next() throws IOException, LinkFormatException {
    while (true) {
      byte[] body = new byte[in.readInt()];
      in.readFully(body);
      LinkMessage message = LinkCodec.decode(body);
      PolicySnapshot before = snapshot;
      if (message instanceof LinkMessage.Snapshot whole) {
        snapshot = whole.snapshot();
        return whole.snapshot();
      }
      if (message instanceof LinkMessage.Delta delta && before != null) {
        PolicySnapshot now = delta.delta().applyTo(before);
        snapshot = now;
        return now;
      }
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
