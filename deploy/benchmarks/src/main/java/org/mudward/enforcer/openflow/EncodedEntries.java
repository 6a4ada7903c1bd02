package org.mudward.enforcer.openflow;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Collection;
import org.mudward.policy.flow.FlowEntry;

/**
 * Entries as the enforcer's own encoder writes them, in one bundle, made before and then only
 * written: the least that an installation over OpenFlow can take. It is in this package because
 * that encoder is nobody else's.
 */
public final class EncodedEntries {
  private static final int BUNDLE = 7;
  private static final int FIRST = 2;

  private final byte[] octets;

  /** Encodes; this is not measured. */
  public EncodedEntries(Collection<FlowEntry> entries) {
    Octets adds = new Octets(entries.size() * 160);
    entries.forEach(entry -> BundleCodec.add(BUNDLE, new FlowStep.Add(entry), adds));
    int xid = BundleCodec.number(adds.buffer(), FIRST);
    Octets out = new Octets(adds.length() + 64);
    out.writeBytes(BundleCodec.control(FIRST - 1, BUNDLE, BundleCodec.OPEN));
    out.writeBytes(adds.buffer());
    out.writeBytes(BundleCodec.control(xid, BUNDLE, BundleCodec.COMMIT));
    octets = out.toArray();
  }

  /**
   * Writes all of it to a bridge's own socket.
   *
   * @return nanoseconds from the first octet until the switch says that it has committed
   * @throws IOException if it refuses anything
   */
  public long pump(Path socket) throws IOException {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      ByteBuffer hello = ByteBuffer.allocate(WireHeader.OCTETS);
      hello
          .put((byte) WireHeader.VERSION)
          .put((byte) WireHeader.HELLO)
          .putShort((short) WireHeader.OCTETS)
          .putInt(0);
      write(channel, hello.flip());
      ByteBuffer heard = read(channel);
      if (heard.get(WireHeader.TYPE_OFFSET) != WireHeader.HELLO) {
        throw new IOException(
            "no hello but a message of type " + heard.get(WireHeader.TYPE_OFFSET));
      }
      long start = System.nanoTime();
      write(channel, ByteBuffer.wrap(octets));
      do {
        heard = read(channel);
        if (heard.get(WireHeader.TYPE_OFFSET) == WireHeader.ERROR) {
          throw new IOException(
              "the switch refuses message " + heard.getInt(WireHeader.XID_OFFSET));
        }
      } while (!isCommitted(heard));
      return System.nanoTime() - start;
    }
  }

  private static boolean isCommitted(ByteBuffer message) {
    ByteBuf octets = Unpooled.wrappedBuffer(message);
    return message.get(WireHeader.TYPE_OFFSET) == WireHeader.EXPERIMENTER
        && BundleCodec.isControl(octets)
        && BundleCodec.read(octets).type() == BundleCodec.COMMITTED;
  }

  private static void write(SocketChannel channel, ByteBuffer message) throws IOException {
    while (message.hasRemaining()) {
      channel.write(message);
    }
  }

  /** One message, whole. */
  private static ByteBuffer read(SocketChannel channel) throws IOException {
    ByteBuffer header = fill(channel, ByteBuffer.allocate(WireHeader.OCTETS));
    int length = Short.toUnsignedInt(header.getShort(WireHeader.LENGTH_OFFSET));
    ByteBuffer message = ByteBuffer.allocate(length).put(header.array());
    return fill(channel, message);
  }

  private static ByteBuffer fill(SocketChannel channel, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new IOException("the switch has ended the connection");
      }
    }
    return buffer.flip();
  }
}
