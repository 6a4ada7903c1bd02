package org.mudward.lab;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Steady traffic whose every packet is counted: answers with {@code stream SENT RETURNED LONGEST},
 * the last being the longest time in milliseconds in which nothing came back.
 *
 * <p>Slow enough that no queue of a busy machine runs full: what is lost, the switch has dropped.
 */
final class Streams {
  private static final long DATAGRAM_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(4);
  private static final long MESSAGE_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  /** Answers to the last datagrams may take so long on a busy machine. */
  private static final int LATE_MILLIS = 1500;

  /** TCP sends again by itself; a connection that is silent for so long is cut. */
  private static final int CUT_MILLIS = 10_000;

  private Streams() {}

  /** Numbered datagrams at a steady pace, whether answers come or not. */
  static String udp(InetSocketAddress address, int seconds) throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      Arrivals arrivals = new Arrivals(socket);
      Thread receiver = new Thread(arrivals, "arrivals");
      receiver.setDaemon(true);
      receiver.start();
      long next = System.nanoTime();
      long end = next + TimeUnit.SECONDS.toNanos(seconds);
      int sent = 0;
      for (; next < end; next += DATAGRAM_EVERY_NANOS) {
        waitUntil(next);
        byte[] number = ByteBuffer.allocate(Integer.BYTES).putInt(sent).array();
        socket.send(new DatagramPacket(number, number.length, address));
        sent++;
      }
      arrivals.lastWasSent();
      join(receiver);
      return arrivals.of(sent);
    }
  }

  private static void join(Thread receiver) throws IOException {
    try {
      receiver.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static void waitUntil(long nanos) {
    for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  /** One connection, one numbered message after the other, each sent when the last came back. */
  static String tcp(InetSocketAddress address, int seconds) throws IOException {
    int sent = 0;
    int returned = 0;
    long longest = 0;
    try (Socket socket = new Socket()) {
      socket.connect(address, Station.PATIENCE_MILLIS);
      socket.setSoTimeout(CUT_MILLIS);
      socket.setTcpNoDelay(true);
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      DataInputStream in = new DataInputStream(socket.getInputStream());
      long next = System.nanoTime();
      long end = next + TimeUnit.SECONDS.toNanos(seconds);
      for (; System.nanoTime() < end; next += MESSAGE_EVERY_NANOS) {
        waitUntil(next);
        long start = System.nanoTime();
        out.writeInt(sent);
        sent++;
        if (in.readInt() != sent - 1) {
          break;
        }
        returned++;
        longest = Math.max(longest, System.nanoTime() - start);
      }
    } catch (SocketTimeoutException e) {
      longest = TimeUnit.MILLISECONDS.toNanos(CUT_MILLIS);
    }
    return "stream " + sent + " " + returned + " " + TimeUnit.NANOSECONDS.toMillis(longest);
  }

  /** Which datagrams came back, and how long nothing did. */
  private static final class Arrivals implements Runnable {
    private static final int LOOK_UP_MILLIS = 100;

    private final DatagramSocket socket;
    private final BitSet numbers = new BitSet();
    private final AtomicLong end = new AtomicLong(Long.MAX_VALUE);
    private long longest;

    Arrivals(DatagramSocket socket) throws IOException {
      this.socket = socket;
      socket.setSoTimeout(LOOK_UP_MILLIS);
    }

    void lastWasSent() {
      end.set(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LATE_MILLIS));
    }

    /** Until some time after the last was sent. The owner reads the result after this has ended. */
    @Override
    public void run() {
      DatagramPacket packet = new DatagramPacket(new byte[64], 64);
      long last = System.nanoTime();
      try {
        while (System.nanoTime() < end.get()) {
          if (received(packet)) {
            long now = System.nanoTime();
            longest = Math.max(longest, now - last);
            last = now;
            numbers.set(ByteBuffer.wrap(packet.getData()).getInt());
          }
        }
      } catch (IOException e) {
        System.err.println("stream: " + e.getMessage());
      }
    }

    private boolean received(DatagramPacket packet) throws IOException {
      try {
        socket.receive(packet);
        return true;
      } catch (SocketTimeoutException e) {
        return false;
      }
    }

    String of(int sent) {
      return "stream "
          + sent
          + " "
          + numbers.cardinality()
          + " "
          + TimeUnit.NANOSECONDS.toMillis(longest);
    }
  }
}
