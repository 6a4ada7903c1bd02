package org.mudward.lab;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** What a {@link Station} answers with where it was told to listen: whatever it is sent. */
final class EchoServers {
  /** A peer that says nothing for so long is not coming back. */
  private static final int IDLE_MILLIS = 60_000;

  private EchoServers() {}

  static void listenTcp(InetSocketAddress address) throws IOException {
    ServerSocket server = new ServerSocket();
    server.setReuseAddress(true);
    server.bind(address);
    background(
        "tcp-" + address.getPort(),
        () -> {
          while (true) {
            Socket peer = server.accept();
            background("tcp-peer-" + peer.getPort(), () -> echo(peer));
          }
        });
  }

  private static void echo(Socket peer) throws IOException {
    try (peer) {
      peer.setTcpNoDelay(true);
      peer.setSoTimeout(IDLE_MILLIS);
      peer.getInputStream().transferTo(peer.getOutputStream());
    }
  }

  static void listenUdp(InetSocketAddress address) throws IOException {
    DatagramSocket socket = new DatagramSocket(address);
    background(
        "udp-" + address.getPort(),
        () -> {
          DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
          while (true) {
            packet.setLength(2048);
            socket.receive(packet);
            socket.send(packet);
          }
        });
  }

  private interface Work {
    void run() throws IOException;
  }

  private static void background(String name, Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                System.err.println(name + ": " + e.getMessage());
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
  }
}
