package org.mudward.enforcer;

import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.link.LinkCodec;
import org.mudward.policy.link.LinkFormatException;
import org.mudward.policy.link.LinkMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection to the manager: snapshots come down, answers and frames go up.
 *
 * <p>Two threads wait for the socket: {@code link} reads, and connects again for ever with growing
 * pauses; {@code link-writer} writes. Nothing that is enforced depends on either. What is queued
 * while nobody is connected is thrown away: a manager that comes sends everything, and is answered
 * anew.
 */
final class ManagerLink implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ManagerLink.class);

  /** A manager that restarts is back within seconds; an attempt on a local socket costs nothing. */
  private static final long FIRST_PAUSE_MILLIS = 250;

  private static final long LONGEST_PAUSE_MILLIS = 5000;

  /** Gets what the manager wants to be in force. */
  interface Receiver {
    /**
     * A snapshot, on the link's thread; must not wait.
     *
     * @param written the same as a file would have it; null if it came otherwise
     */
    void receive(PolicySnapshot snapshot, byte @Nullable [] written);
  }

  private final Path socket;
  private final Receiver snapshots;
  private final Consumer<LinkMessage.Release> releases;
  private final Outbox outbox = new Outbox();
  private final AtomicReference<@Nullable SocketChannel> current = new AtomicReference<>();
  private final Consumer<Throwable> fault;
  private final Thread reader = thread("link", this::stayConnected);
  private final Thread writer = thread("link-writer", this::writeAll);
  private final AtomicInteger connections = new AtomicInteger();
  private volatile boolean closed;
  private long pause = FIRST_PAUSE_MILLIS;
  private String trouble = "";

  /**
   * @param snapshots gets each snapshot
   * @param releases gets what may be released, on the link's thread; must not wait
   * @param fault gets what ended one of the two threads, which nothing should
   */
  ManagerLink(
      Path socket,
      Receiver snapshots,
      Consumer<LinkMessage.Release> releases,
      Consumer<Throwable> fault) {
    this.socket = socket;
    this.releases = releases;
    this.snapshots = snapshots;
    this.fault = fault;
  }

  private Thread thread(String name, Runnable work) {
    Runnable guarded =
        () -> {
          try {
            work.run();
          } catch (RuntimeException | Error e) {
            fault.accept(e);
          }
        };
    Thread thread = new Thread(guarded, name);
    thread.setDaemon(true);
    return thread;
  }

  void start() {
    reader.start();
    writer.start();
  }

  /** Sends an answer, in its turn. */
  void answer(LinkMessage message) {
    outbox.answer(message);
  }

  /** Sends a frame, if the manager is quick enough. */
  void frame(LinkMessage frame) {
    outbox.frame(frame);
  }

  /** Sends a sample of what was dropped, if there is nothing else to send. */
  void sample(LinkMessage.FrameDropped sample) {
    outbox.sample(sample);
  }

  /** Whether there is a manager at the moment. */
  boolean isUp() {
    return current.get() != null;
  }

  /** How often a manager was there; another number means another one, or the same anew. */
  int connections() {
    return connections.get();
  }

  private void stayConnected() {
    while (!closed) {
      try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
        converse(channel);
      } catch (IOException | LinkFormatException | IllegalArgumentException e) {
        complain(e);
      } finally {
        current.set(null);
      }
      rest();
    }
  }

  private void complain(Exception e) {
    String reason = (e.getClass().getSimpleName() + ": " + e.getMessage()).replace('\n', ' ');
    if (!closed && !reason.equals(trouble)) {
      LOG.warn("event=link.down socket={} reason=\"{}\"", socket, reason);
      trouble = reason;
    }
  }

  private void rest() {
    try {
      Thread.sleep(closed ? 0 : pause);
      pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closed = true;
    }
  }

  private void converse(SocketChannel channel) throws IOException, LinkFormatException {
    write(channel, new LinkMessage.Hello(LinkCodec.VERSION, "enforcer"));
    LinkMessage first = LinkCodec.decode(read(channel));
    if (!(first instanceof LinkMessage.Hello hello) || hello.version() != LinkCodec.VERSION) {
      throw new LinkFormatException("not a hello of version " + LinkCodec.VERSION + ": " + first);
    }
    connections.incrementAndGet();
    current.set(channel);
    LOG.info("event=link.up socket={}", socket);
    PolicySnapshot received = null;
    while (!closed) {
      received = take(read(channel), received);
    }
  }

  /** Hands a message on, and returns the snapshot that was received last. */
  private @Nullable PolicySnapshot take(byte[] octets, @Nullable PolicySnapshot before)
      throws LinkFormatException {
    LinkMessage message = LinkCodec.decode(octets);
    if (message instanceof LinkMessage.Release release) {
      releases.accept(release);
      return before;
    }
    PolicySnapshot received = next(message, before);
    pause = FIRST_PAUSE_MILLIS;
    trouble = "";
    snapshots.receive(received, LinkCodec.snapshotIn(octets));
    return received;
  }

  /**
   * The snapshot after a message; a change that does not fit ends the link, and a whole one comes.
   */
  private static PolicySnapshot next(LinkMessage message, @Nullable PolicySnapshot before)
      throws LinkFormatException {
    if (message instanceof LinkMessage.Snapshot whole) {
      return whole.snapshot();
    }
    if (message instanceof LinkMessage.Delta change && before != null) {
      return change.delta().applyTo(before);
    }
    throw new LinkFormatException("not expected: " + message.getClass().getSimpleName());
  }

  private static byte[] read(SocketChannel channel) throws IOException, LinkFormatException {
    int length = fill(channel, ByteBuffer.allocate(Integer.BYTES)).getInt();
    if (length < 0 || length > LinkCodec.MAX_MESSAGE) {
      throw new LinkFormatException("a message of " + Integer.toUnsignedString(length) + " octets");
    }
    return fill(channel, ByteBuffer.allocate(length)).array();
  }

  private static ByteBuffer fill(SocketChannel channel, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new EOFException("the manager is gone");
      }
    }
    return buffer.flip();
  }

  private static void write(SocketChannel channel, LinkMessage message) throws IOException {
    byte[] octets = LinkCodec.encode(message);
    ByteBuffer buffer = ByteBuffer.allocate(Integer.BYTES + octets.length);
    buffer.putInt(octets.length).put(octets).flip();
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  private void writeAll() {
    try {
      while (!closed) {
        LinkMessage message = outbox.take();
        SocketChannel channel = current.get();
        if (channel != null) {
          writeOrClose(channel, message);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void writeOrClose(SocketChannel channel, LinkMessage message) {
    try {
      write(channel, message);
    } catch (IOException e) {
      try {
        channel.close(); // the reader notices
      } catch (IOException alreadyGone) {
        LOG.debug("event=link.close", alreadyGone);
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    reader.interrupt(); // closes the channel, too
    writer.interrupt();
  }
}
