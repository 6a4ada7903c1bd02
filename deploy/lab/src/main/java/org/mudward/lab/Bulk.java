package org.mudward.lab;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.TimeUnit;

/** As much of TCP as gets through, for measuring what a switch forwards. */
final class Bulk {
  private static final int BLOCK = 1 << 16;

  private Bulk() {}

  /** Takes whatever comes; a connection that was cut before it ended holds up no other. */
  static void listen(InetSocketAddress address) throws IOException {
    ServerSocket server = new ServerSocket(address.getPort(), 1, address.getAddress());
    start(() -> accept(server));
  }

  private static void start(Runnable work) {
    Thread sink = new Thread(work, "sink");
    sink.setDaemon(true);
    sink.start();
  }

  private static void accept(ServerSocket server) {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        start(() -> swallow(socket));
      } catch (IOException e) {
        System.err.println("sink: " + e.getMessage());
      }
    }
  }

  private static void swallow(Socket socket) {
    byte[] block = new byte[BLOCK];
    try (socket;
        InputStream in = socket.getInputStream()) {
      while (in.read(block) >= 0) {
        // that is all
      }
    } catch (IOException e) {
      System.err.println("sink: " + e.getMessage());
    }
  }

  /**
   * Sends for so many milliseconds; returns how many megabits a second got through.
   *
   * @throws IOException if nobody listens there
   */
  static long send(InetSocketAddress address, int millis) throws IOException {
    byte[] block = new byte[BLOCK];
    try (Socket socket = new Socket()) {
      socket.connect(address, Station.PATIENCE_MILLIS);
      long start = System.nanoTime();
      long end = start + TimeUnit.MILLISECONDS.toNanos(millis);
      long octets = 0;
      while (System.nanoTime() < end) {
        socket.getOutputStream().write(block);
        octets += block.length;
      }
      return octets * 8 * 1000 / Math.max(1, System.nanoTime() - start);
    }
  }
}
