package org.mudward.mud.names;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * A DNS server on loopback, over UDP and TCP, that sends whatever a test tells it to; to each
 * question any number of messages.
 */
final class ScriptedResolver implements AutoCloseable {
  private final DatagramSocket udp;
  private final ServerSocket tcp;
  private final Function<byte[], List<byte[]>> script;
  private final Function<byte[], List<byte[]>> tcpScript;
  final AtomicInteger udpQuestions = new AtomicInteger();
  final AtomicInteger tcpQuestions = new AtomicInteger();

  ScriptedResolver(Function<byte[], List<byte[]>> script, Function<byte[], List<byte[]>> tcpScript)
      throws IOException {
    this.script = script;
    this.tcpScript = tcpScript;
    tcp = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    udp = new DatagramSocket(tcp.getLocalSocketAddress());
    daemon(this::serveUdp);
    daemon(this::serveTcp);
  }

  private static void daemon(Runnable role) {
    Thread thread = new Thread(role, "scripted-resolver");
    thread.setDaemon(true);
    thread.start();
  }

  InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), udp.getLocalPort());
  }

  private void serveUdp() {
    try {
      while (true) {
        DatagramPacket packet = new DatagramPacket(new byte[512], 512);
        udp.receive(packet);
        udpQuestions.incrementAndGet();
        for (byte[] message : script.apply(Arrays.copyOf(packet.getData(), packet.getLength()))) {
          udp.send(new DatagramPacket(message, message.length, packet.getSocketAddress()));
        }
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private void serveTcp() {
    try {
      while (true) {
        try (Socket socket = tcp.accept()) {
          DataInputStream in = new DataInputStream(socket.getInputStream());
          byte[] question = new byte[in.readUnsignedShort()];
          in.readFully(question);
          tcpQuestions.incrementAndGet();
          DataOutputStream out = new DataOutputStream(socket.getOutputStream());
          for (byte[] message : tcpScript.apply(question)) {
            out.writeShort(message.length);
            out.write(message);
          }
          out.flush();
        }
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  @Override
  public void close() throws IOException {
    udp.close();
    tcp.close();
  }
}
