package org.mudward.benchmarks.appliance;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The least that putting entries into a switch can cost: the octets that {@code ovs-ofctl} once
 * sent for them, written again as they are, until the switch has answered what it answered then.
 */
final class Pump {
  private static final int HEADER = 8;
  private static final int BARRIER_REPLY = 21;

  private final Path management;
  private final byte[] octets;

  private Pump(Path management, byte[] octets) {
    this.management = management;
    this.octets = octets;
  }

  /** Something that speaks to a switch at a socket. */
  interface Talk {
    void at(Path socket) throws IOException;
  }

  /**
   * Listens to a conversation.
   *
   * @param management the switch's own socket
   * @param talk what is to be repeated; it ends with a barrier
   */
  static Pump of(Path management, Talk talk) throws IOException {
    Path between = Files.createTempDirectory("mudward-pump").resolve("switch");
    ByteArrayOutputStream heard = new ByteArrayOutputStream();
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(between));
      Thread relay = new Thread(() -> relay(server, management, heard), "relay");
      relay.start();
      talk.at(between);
      relay.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      Files.deleteIfExists(between);
    }
    return new Pump(management, heard.toByteArray());
  }

  private static void relay(
      ServerSocketChannel server, Path management, ByteArrayOutputStream heard) {
    try (SocketChannel client = server.accept();
        SocketChannel real = connect(management)) {
      Thread back = new Thread(() -> copy(real, client, new ByteArrayOutputStream()), "back");
      back.start();
      copy(client, real, heard);
      real.shutdownOutput();
      back.join();
    } catch (IOException e) {
      System.err.println("relay: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void copy(SocketChannel from, SocketChannel to, ByteArrayOutputStream heard) {
    ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    try {
      while (from.read(buffer.clear()) >= 0) {
        heard.write(buffer.array(), 0, buffer.flip().limit());
        while (buffer.hasRemaining()) {
          to.write(buffer);
        }
      }
    } catch (IOException closed) {
      System.err.println("relay: " + closed.getMessage());
    }
  }

  private static SocketChannel connect(Path management) throws IOException {
    return SocketChannel.open(UnixDomainSocketAddress.of(management));
  }

  /** Says it all again; returns when the switch has done it. */
  void run() throws IOException {
    try (SocketChannel channel = connect(management)) {
      ByteBuffer all = ByteBuffer.wrap(octets);
      Thread writer = new Thread(() -> write(channel, all), "pump");
      writer.start();
      var in = Channels.newInputStream(channel);
      for (int type = -1; type != BARRIER_REPLY; ) {
        byte[] header = in.readNBytes(HEADER);
        if (header.length < HEADER) {
          throw new EOFException("the switch is gone");
        }
        type = header[1];
        in.skipNBytes(((header[2] & 0xFF) << 8 | (header[3] & 0xFF)) - HEADER);
      }
      writer.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static void write(SocketChannel channel, ByteBuffer all) {
    try {
      while (all.hasRemaining()) {
        channel.write(all);
      }
    } catch (IOException e) {
      System.err.println("pump: " + e.getMessage());
    }
  }
}
