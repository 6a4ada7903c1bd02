package org.mudward.lab;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/** A DNS server on a loopback address that gives every name another IPv4 address each time. */
final class NameServer implements AutoCloseable {
  private static final int MAX_MESSAGE = 512;
  private static final int HEADER = 12;
  private static final int RESPONSE = 0x8180;
  private static final int TYPE_A = 1;
  private static final int POINTER_TO_QUESTION = 0xC00C;

  private final DatagramSocket socket;
  private final AtomicInteger answers = new AtomicInteger();

  NameServer(InetAddress address) throws IOException {
    socket = new DatagramSocket(new InetSocketAddress(address, 0));
    Thread thread = new Thread(this::serve, "names-server");
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return socket.getLocalPort();
  }

  /** How many questions for an IPv4 address were answered. */
  int answered() {
    return answers.get();
  }

  private void serve() {
    DatagramPacket packet = new DatagramPacket(new byte[MAX_MESSAGE], MAX_MESSAGE);
    try {
      while (!socket.isClosed()) {
        packet.setLength(MAX_MESSAGE);
        socket.receive(packet);
        byte[] question = Arrays.copyOf(packet.getData(), packet.getLength());
        byte[] answer = answer(question);
        socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
      }
    } catch (IOException e) {
      // Closed.
      socket.close();
    }
  }

  private byte[] answer(byte[] question) {
    int end = HEADER;
    while (question[end] != 0) {
      end += 1 + question[end];
    }
    end += 1;
    int type = ByteBuffer.wrap(question).getShort(end);
    end += 4;
    boolean known = type == TYPE_A;
    ByteBuffer answer = ByteBuffer.allocate(MAX_MESSAGE);
    answer.put(question, 0, 2).putShort((short) RESPONSE);
    answer.putShort((short) 1).putShort((short) (known ? 1 : 0)).putInt(0);
    answer.put(question, HEADER, end - HEADER);
    if (known) {
      int number = answers.incrementAndGet();
      answer.putShort((short) POINTER_TO_QUESTION).putShort((short) TYPE_A).putShort((short) 1);
      answer.putInt(1).putShort((short) 4);
      answer.put(new byte[] {(byte) 198, 51, 100, (byte) (1 + number % 250)});
    }
    return Arrays.copyOf(answer.array(), answer.position());
  }

  @Override
  public void close() {
    socket.close();
  }
}
