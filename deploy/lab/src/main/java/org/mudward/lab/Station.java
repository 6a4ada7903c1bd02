package org.mudward.lab;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What runs on each host of the lab: answers where it was told to listen, and tries connections
 * when it is told to. Reads commands from standard input, one a line, and answers each with a line.
 */
public final class Station {
  /** On one machine an answer takes a millisecond; what takes this long does not come. */
  private static final int PATIENCE_MILLIS = 1200;

  private static final byte[] HELLO = "hello\n".getBytes(StandardCharsets.US_ASCII);

  private Station() {}

  /** Obeys until standard input ends. */
  public static void main(String[] args) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    System.out.println("ready");
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ", -1);
      System.out.println(obey(words));
    }
    System.exit(0);
  }

  private static String obey(String[] words) {
    try {
      InetSocketAddress address =
          new InetSocketAddress(InetAddress.getByName(words[1]), Integer.parseInt(words[2]));
      switch (words[0]) {
        case "listen-tcp" -> listenTcp(address);
        case "listen-udp" -> listenUdp(address);
        case "tcp" -> tcp(null, address);
        case "tcp-from" ->
            tcp(
                address,
                new InetSocketAddress(InetAddress.getByName(words[3]), Integer.parseInt(words[4])));
        case "dns" -> dns(address, words[3]);
        case "udp" -> udp(address, words.length > 3 ? Integer.parseInt(words[3]) : 0);
        case "stream" -> {
          return stream(address, Integer.parseInt(words[3]));
        }
        default -> throw new IllegalArgumentException(words[0]);
      }
      return "pass";
    } catch (IOException e) {
      return "blocked " + e.getMessage();
    }
  }

  private static void listenTcp(InetSocketAddress address) throws IOException {
    ServerSocket server = new ServerSocket();
    server.setReuseAddress(true);
    server.bind(address);
    Thread thread =
        new Thread(
            () -> {
              while (true) {
                try (Socket socket = server.accept()) {
                  socket.setSoTimeout(PATIENCE_MILLIS);
                  socket.getOutputStream().write(socket.getInputStream().readNBytes(HELLO.length));
                } catch (IOException e) {
                  System.err.println("one peer less: " + e.getMessage());
                }
              }
            },
            "tcp-" + address.getPort());
    thread.setDaemon(true);
    thread.start();
  }

  private static void listenUdp(InetSocketAddress address) throws IOException {
    DatagramSocket socket = new DatagramSocket(address);
    Thread thread =
        new Thread(
            () -> {
              byte[] buffer = new byte[2048];
              while (true) {
                try {
                  DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                  socket.receive(packet);
                  socket.send(packet);
                } catch (IOException e) {
                  System.err.println("one peer less: " + e.getMessage());
                }
              }
            },
            "udp-" + address.getPort());
    thread.setDaemon(true);
    thread.start();
  }

  private static void tcp(@Nullable InetSocketAddress from, InetSocketAddress address)
      throws IOException {
    try (Socket socket = new Socket()) {
      socket.setReuseAddress(true);
      socket.bind(from);
      socket.connect(address, PATIENCE_MILLIS);
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write(HELLO);
      if (socket.getInputStream().readNBytes(HELLO.length).length != HELLO.length) {
        throw new IOException("no answer");
      }
    }
  }

  private static void udp(InetSocketAddress address, int sourcePort) throws IOException {
    try (DatagramSocket socket = new DatagramSocket(sourcePort)) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.send(new DatagramPacket(HELLO, HELLO.length, address));
      byte[] buffer = new byte[2048];
      socket.receive(new DatagramPacket(buffer, buffer.length));
    }
  }

  /** Asks a DNS server for the IPv4 address of a name. */
  private static void dns(InetSocketAddress server, String name) throws IOException {
    ByteArrayOutputStream query = new ByteArrayOutputStream();
    query.writeBytes(new byte[] {0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0});
    for (String label : name.split("\\.", -1)) {
      query.write(label.length());
      query.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
    }
    query.writeBytes(new byte[] {0, 0, 1, 0, 1});
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.send(new DatagramPacket(query.toByteArray(), query.size(), server));
      byte[] buffer = new byte[2048];
      socket.receive(new DatagramPacket(buffer, buffer.length));
    }
  }

  /** Sends a datagram every 5 ms for some seconds; says how many went and how many came back. */
  private static String stream(InetSocketAddress address, int seconds) throws IOException {
    int sent = 0;
    int returned = 0;
    try (DatagramSocket socket = new DatagramSocket()) {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
      byte[] buffer = new byte[2048];
      while (System.nanoTime() < end) {
        socket.send(new DatagramPacket(HELLO, HELLO.length, address));
        sent++;
        returned += received(socket, buffer, 5);
      }
      long last = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(500);
      while (returned < sent && System.nanoTime() < last) {
        returned += received(socket, buffer, 50);
      }
    }
    return "stream " + sent + " " + returned;
  }

  private static int received(DatagramSocket socket, byte[] buffer, int millis) throws IOException {
    try {
      socket.setSoTimeout(millis);
      socket.receive(new DatagramPacket(buffer, buffer.length));
      return 1;
    } catch (SocketTimeoutException e) {
      return 0;
    }
  }
}
