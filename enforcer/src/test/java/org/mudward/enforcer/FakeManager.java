package org.mudward.enforcer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.link.LinkCodec;
import org.mudward.policy.link.LinkMessage;

/** A manager's end of the link, driven by a test. */
final class FakeManager implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 30;

  private final Path socket;
  private final ServerSocketChannel server;

  FakeManager(Path socket) throws IOException {
    this.socket = socket;
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
  }

  /** Waits for an enforcer, which speaks first. */
  Connection accept() throws Exception {
    Connection connection = new Connection(server.accept());
    LinkMessage.Hello hello = connection.next(LinkMessage.Hello.class);
    assertEquals(new LinkMessage.Hello(LinkCodec.VERSION, "enforcer"), hello);
    return connection;
  }

  /** Waits for an enforcer and greets it. */
  Connection greet() throws Exception {
    Connection connection = accept();
    connection.send(new LinkMessage.Hello(LinkCodec.VERSION, "manager"));
    return connection;
  }

  @Override
  public void close() throws IOException {
    server.close();
    Files.deleteIfExists(socket);
  }

  /** One connection, whose messages are read as they come. */
  static final class Connection implements AutoCloseable {
    private final SocketChannel channel;
    private final LinkedBlockingQueue<LinkMessage> received = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<LinkMessage.Ports> ports = new LinkedBlockingQueue<>();
    private final Thread reader = new Thread(this::readAll, "fake-manager");

    Connection(SocketChannel channel) {
      this.channel = channel;
      reader.setDaemon(true);
      reader.start();
    }

    private void readAll() {
      try {
        while (true) {
          byte[] message = new byte[fill(ByteBuffer.allocate(4)).getInt()];
          LinkMessage next = LinkCodec.decode(fill(ByteBuffer.wrap(message)).array());
          if (next instanceof LinkMessage.Ports told) {
            ports.add(told);
          } else {
            received.add(next);
          }
        }
      } catch (Exception closed) {
        received.add(new LinkMessage.Hello(-1, "closed"));
      }
    }

    private ByteBuffer fill(ByteBuffer buffer) throws IOException {
      while (buffer.hasRemaining()) {
        if (channel.read(buffer) < 0) {
          throw new EOFException();
        }
      }
      return buffer.flip();
    }

    void send(LinkMessage message) throws IOException {
      byte[] octets = LinkCodec.encode(message);
      sendRaw(octets.length, octets);
    }

    void send(PolicySnapshot snapshot) throws IOException {
      send(new LinkMessage.Snapshot(snapshot));
    }

    void sendRaw(int length, byte[] octets) throws IOException {
      ByteBuffer buffer = ByteBuffer.allocate(4 + octets.length).putInt(length).put(octets).flip();
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    }

    /** What is said of links, which comes beside everything else. */
    LinkMessage.Ports ports() throws InterruptedException {
      LinkMessage.Ports told = ports.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (told == null) {
        throw new AssertionError("nothing came");
      }
      return told;
    }

    LinkMessage next() throws InterruptedException {
      LinkMessage message = received.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (message == null) {
        throw new AssertionError("nothing came");
      }
      return message;
    }

    /** The next message of a kind; others are passed over. */
    <T extends LinkMessage> T await(Class<T> kind) throws InterruptedException {
      LinkMessage message = next();
      while (!kind.isInstance(message)) {
        assertEquals(false, isEnd(message), "the link was closed");
        message = next();
      }
      return kind.cast(message);
    }

    <T extends LinkMessage> T next(Class<T> kind) throws InterruptedException {
      return assertInstanceOf(kind, next());
    }

    void awaitEnd() throws InterruptedException {
      boolean ended = false;
      while (!ended) {
        ended = isEnd(next());
      }
    }

    private static boolean isEnd(LinkMessage message) {
      return message instanceof LinkMessage.Hello hello && hello.version() == -1;
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
