package org.mudward.lab;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.link.LinkCodec;
import org.mudward.policy.link.LinkFormatException;
import org.mudward.policy.link.LinkMessage;

/** The manager's end of the link, with one enforcer at a time, sending what it is told to. */
public final class ScriptedManager implements AutoCloseable {
  private final ServerSocketChannel server;
  private final Path socket;
  private @Nullable SocketChannel enforcer;
  private long samples;

  /** Opens the link. */
  public ScriptedManager(Path socket) throws IOException {
    this.socket = socket;
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
  }

  /** Waits for an enforcer, and greets it; the one before is left alone. */
  public void meet() throws IOException, LinkFormatException {
    leave();
    enforcer = server.accept();
    write(new LinkMessage.Hello(LinkCodec.VERSION, "manager"));
    if (!(read() instanceof LinkMessage.Hello)) {
      throw new IOException("the enforcer does not begin with hello");
    }
  }

  /**
   * Sends a snapshot and waits until the enforcer says that it is in force.
   *
   * @return how long that took, in nanoseconds
   */
  public long enforce(PolicySnapshot snapshot) throws IOException, LinkFormatException {
    byte[] message = LinkCodec.encode(new LinkMessage.Snapshot(snapshot));
    long start = System.nanoTime();
    write(message);
    while (true) {
      LinkMessage answer = read();
      if (answer instanceof LinkMessage.Applied applied
          && applied.revision() == snapshot.revision()) {
        return System.nanoTime() - start;
      }
      if (answer instanceof LinkMessage.Refused refused) {
        throw new IOException("refused: " + refused.reason());
      }
    }
  }

  /** Sends a snapshot, and does not wait for what becomes of it. */
  public void send(PolicySnapshot snapshot) throws IOException {
    write(new LinkMessage.Snapshot(snapshot));
  }

  /** How many samples of what was dropped came, as far as answers were awaited. */
  public long samples() {
    return samples;
  }

  private void write(LinkMessage message) throws IOException {
    write(LinkCodec.encode(message));
  }

  private void write(byte[] message) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(Integer.BYTES + message.length);
    buffer.putInt(message.length).put(message).flip();
    while (buffer.hasRemaining()) {
      enforcer().write(buffer);
    }
  }

  private LinkMessage read() throws IOException, LinkFormatException {
    int length = fill(ByteBuffer.allocate(Integer.BYTES)).getInt();
    LinkMessage message = LinkCodec.decode(fill(ByteBuffer.allocate(length)).array());
    samples += message instanceof LinkMessage.FrameDropped ? 1 : 0;
    return message;
  }

  private ByteBuffer fill(ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      if (enforcer().read(buffer) < 0) {
        throw new EOFException("the enforcer is gone");
      }
    }
    return buffer.flip();
  }

  private SocketChannel enforcer() throws IOException {
    SocketChannel met = enforcer;
    if (met == null) {
      throw new IOException("no enforcer was met");
    }
    return met;
  }

  private void leave() throws IOException {
    if (enforcer != null) {
      enforcer.close();
    }
  }

  @Override
  public void close() throws IOException {
    leave();
    server.close();
    Files.deleteIfExists(socket);
  }
}
