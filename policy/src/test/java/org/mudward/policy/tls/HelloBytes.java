package org.mudward.policy.tls;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Hellos written octet by octet, for what no client would say. */
final class HelloBytes {
  private static final int ROOM = 80_000;

  private int legacy = 0x0303;
  private boolean datagram;
  private int[] cipherSuites = {0x1301};
  private final ByteBuffer extensions = ByteBuffer.allocate(ROOM);

  static HelloBytes tls() {
    return new HelloBytes();
  }

  static HelloBytes dtls() {
    HelloBytes hello = new HelloBytes();
    hello.datagram = true;
    hello.legacy = 0xFEFD;
    return hello;
  }

  HelloBytes legacy(int version) {
    legacy = version;
    return this;
  }

  HelloBytes ciphers(int... numbers) {
    cipherSuites = numbers;
    return this;
  }

  /** An extension with what is in it in hexadecimal. */
  HelloBytes extension(int type, String hex) {
    byte[] data = HexFormat.of().parseHex(hex.replace(" ", ""));
    extensions.putShort((short) type).putShort((short) data.length).put(data);
    return this;
  }

  HelloBytes versions(int... numbers) {
    StringBuilder hex = new StringBuilder("%02X".formatted(2 * numbers.length));
    Arrays.stream(numbers).forEach(number -> hex.append("%04X".formatted(number)));
    return extension(43, hex.toString());
  }

  HelloBytes groups(int... numbers) {
    return extension(10, list(numbers));
  }

  HelloBytes signatures(int... numbers) {
    return extension(13, list(numbers));
  }

  HelloBytes keyShares(int... groups) {
    StringBuilder hex = new StringBuilder("%04X".formatted(5 * groups.length));
    Arrays.stream(groups).forEach(group -> hex.append("%04X000155".formatted(group)));
    return extension(51, hex.toString());
  }

  private static String list(int... numbers) {
    StringBuilder hex = new StringBuilder("%04X".formatted(2 * numbers.length));
    Arrays.stream(numbers).forEach(number -> hex.append("%04X".formatted(number)));
    return hex.toString();
  }

  /** The message without its header. */
  byte[] body() {
    ByteBuffer body = ByteBuffer.allocate(ROOM);
    body.putShort((short) legacy).put(new byte[32]).put((byte) 0);
    if (datagram) {
      body.put((byte) 2).putShort((short) 0x7777);
    }
    body.putShort((short) (2 * cipherSuites.length));
    Arrays.stream(cipherSuites).forEach(number -> body.putShort((short) number));
    body.put((byte) 1).put((byte) 0);
    if (extensions.position() > 0) {
      body.putShort((short) extensions.position());
      body.put(Arrays.copyOf(extensions.array(), extensions.position()));
    }
    return Arrays.copyOf(body.array(), body.position());
  }

  /** The message as a record of TLS. */
  byte[] record() {
    byte[] body = body();
    return record(22, message(1, body));
  }

  /** The message in datagrams of DTLS, in fragments of some size. */
  List<byte[]> datagrams(int number, int size) {
    byte[] body = body();
    List<byte[]> datagrams = new ArrayList<>();
    for (int at = 0; at < body.length; at += size) {
      byte[] part = Arrays.copyOfRange(body, at, Math.min(body.length, at + size));
      datagrams.add(datagram(1, body.length, number, at, part));
    }
    return datagrams;
  }

  /** A reading of the hello, which has to be one. */
  ClientHello read() {
    HelloReading reading =
        datagram
            ? HandshakeReader.dtls().add(datagrams(0, ROOM).get(0))
            : HandshakeReader.tls().add(record());
    return ((HelloReading.Hello) reading).hello();
  }

  static byte[] message(int type, byte[] body) {
    return ByteBuffer.allocate(4 + body.length).putInt(type << 24 | body.length).put(body).array();
  }

  static byte[] record(int content, byte[] fragment) {
    return ByteBuffer.allocate(5 + fragment.length)
        .put((byte) content)
        .putShort((short) 0x0301)
        .putShort((short) fragment.length)
        .put(fragment)
        .array();
  }

  static byte[] datagram(int type, int length, int number, int offset, byte[] part) {
    return ByteBuffer.allocate(25 + part.length)
        .put((byte) 22)
        .putShort((short) 0xFEFD)
        .putLong(number)
        .putShort((short) (12 + part.length))
        .putInt(type << 24 | length)
        .putShort((short) number)
        .put((byte) 0)
        .putShort((short) offset)
        .put((byte) 0)
        .putShort((short) part.length)
        .put(part)
        .array();
  }
}
