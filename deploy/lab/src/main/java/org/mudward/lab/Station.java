package org.mudward.lab;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What runs on each host of the lab: answers where it was told to listen, and tries connections
 * when it is told to. Reads commands from standard input, one a line, and answers each with a line.
 *
 * <p>Silence alone counts as blocked. A refused connection or a missing route says nothing about a
 * policy, and would make a test pass that tests nothing: it is {@link #BROKEN}.
 */
public final class Station {
  static final String READY = "ready";
  static final String PASS = "pass";
  static final String BLOCKED = "blocked";
  static final String BROKEN = "broken";

  /** On one machine an answer takes a millisecond; what takes this long does not come. */
  static final int PATIENCE_MILLIS = 1200;

  /** TCP sends a SYN again after a second (RFC 6298). */
  private static final int FIRST_RETRANSMISSION_MILLIS = 900;

  private static final int MOST_QUESTIONS = 1000;

  private static final byte[] HELLO = "hello\n".getBytes(StandardCharsets.US_ASCII);

  private Station() {}

  /** Obeys until standard input ends. */
  public static void main(String[] args) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    System.out.println(READY);
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      System.out.println(answer(line.split(" ", -1)));
    }
    System.exit(0);
  }

  private static String answer(String[] words) {
    try {
      return obey(words);
    } catch (SocketTimeoutException e) {
      return BLOCKED;
    } catch (IOException | RuntimeException e) { // whatever it is, it is not a policy
      return BROKEN + " " + e;
    }
  }

  private static String obey(String[] words) throws IOException {
    InetSocketAddress address = address(words, 1);
    switch (words[0]) {
      case "listen-tcp" -> EchoServers.listenTcp(address);
      case "listen-sink" -> Bulk.listen(address);
      case "listen-udp" -> EchoServers.listenUdp(address);
      case "tcp" -> tcp(null, address);
      case "tcp-from" -> tcp(address, address(words, 3));
      case "udp" -> udp(address, words.length > 3 ? Integer.parseInt(words[3]) : 0);
      case "dns" -> dns(address, words[3]);
      case "named" -> named(address, words[3], address(words, 4));
      case "ping" -> ping(address.getAddress());
      case "bulk" -> {
        return PASS + " " + Bulk.send(address, Integer.parseInt(words[3]));
      }
      case "udp-stream" -> {
        return Streams.udp(address, Integer.parseInt(words[3]));
      }
      case "tcp-stream" -> {
        return Streams.tcp(address, Integer.parseInt(words[3]));
      }
      default -> throw new IllegalArgumentException(words[0]);
    }
    return PASS;
  }

  private static InetSocketAddress address(String[] words, int at) throws IOException {
    return new InetSocketAddress(InetAddress.getByName(words[at]), Integer.parseInt(words[at + 1]));
  }

  private static void tcp(@Nullable InetSocketAddress from, InetSocketAddress address)
      throws IOException {
    try (Socket socket = new Socket()) {
      socket.setReuseAddress(true);
      socket.bind(from);
      socket.connect(address, PATIENCE_MILLIS);
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write(HELLO);
      if (!Arrays.equals(HELLO, socket.getInputStream().readNBytes(HELLO.length))) {
        throw new IOException("no echo");
      }
    }
  }

  private static void udp(InetSocketAddress address, int sourcePort) throws IOException {
    try (DatagramSocket socket = new DatagramSocket(sourcePort)) {
      exchange(socket, address, HELLO);
    }
  }

  private static byte[] exchange(DatagramSocket socket, InetSocketAddress with, byte[] message)
      throws IOException {
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.send(new DatagramPacket(message, message.length, with));
    DatagramPacket answer = new DatagramPacket(new byte[2048], 2048);
    socket.receive(answer);
    return Arrays.copyOf(answer.getData(), answer.getLength());
  }

  /** ICMP echo; only root can send it. */
  private static void ping(InetAddress address) throws IOException {
    if (!address.isReachable(PATIENCE_MILLIS)) {
      throw new SocketTimeoutException();
    }
  }

  /**
   * Asks for a name until it has an address, and connects to that at once: the first packet has to
   * get through, for there is no time for a second.
   */
  private static void named(InetSocketAddress server, String name, InetSocketAddress address)
      throws IOException {
    byte[] wanted = address.getAddress().getAddress();
    int asked = 0;
    byte[] answer = dns(server, name);
    while (!Arrays.equals(wanted, lastOctets(answer, wanted.length))) {
      if (++asked > MOST_QUESTIONS) {
        throw new IOException(name + " does not get the address " + address);
      }
      answer = dns(server, name);
    }
    try (Socket socket = new Socket()) {
      socket.connect(address, FIRST_RETRANSMISSION_MILLIS);
    }
  }

  private static byte[] lastOctets(byte[] message, int count) {
    return Arrays.copyOfRange(message, message.length - count, message.length);
  }

  /** Asks a DNS server for the IPv4 address of a name. */
  private static byte[] dns(InetSocketAddress server, String name) throws IOException {
    ByteArrayOutputStream query = new ByteArrayOutputStream();
    query.writeBytes(new byte[] {0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0});
    for (String label : name.split("\\.", -1)) {
      query.write(label.length());
      query.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
    }
    query.writeBytes(new byte[] {0, 0, 1, 0, 1});
    try (DatagramSocket socket = new DatagramSocket()) {
      byte[] answer = exchange(socket, server, query.toByteArray());
      if (answer.length < 12 || (answer[3] & 0x0f) != 0 || answer[7] == 0) {
        throw new IOException("no answer to " + name);
      }
      return answer;
    }
  }
}
