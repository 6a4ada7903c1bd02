package org.mudward.policy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** Frames by their octets, as plainly as possible, so that a test shows what is on the wire. */
final class Frames {
  private Frames() {}

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  static byte[] bytes(int... octets) {
    byte[] bytes = new byte[octets.length];
    for (int i = 0; i < octets.length; i++) {
      bytes[i] = (byte) octets[i];
    }
    return bytes;
  }

  static byte[] ethernet(String source, String destination, int etherType, byte[] payload) {
    return ByteBuffer.allocate(14 + payload.length)
        .put(mac(destination))
        .put(mac(source))
        .putShort((short) etherType)
        .put(payload)
        .array();
  }

  private static byte[] mac(String text) {
    long bits = MacAddress.parse(text).bits();
    return ByteBuffer.allocate(6).putShort((short) (bits >>> 32)).putInt((int) bits).array();
  }

  /** An IP packet of the family of its addresses. */
  static byte[] ip(String source, String destination, int protocol, byte[] payload) {
    return source.contains(":")
        ? ipv6(source, destination, protocol, payload)
        : ipv4(source, destination, protocol, 0, payload);
  }

  /** An IPv4 packet with the 16 bits of flags and fragment offset. */
  static byte[] ipv4(
      String source, String destination, int protocol, int fragment, byte[] payload) {
    return ByteBuffer.allocate(20 + payload.length)
        .put((byte) 0x45)
        .put((byte) 0)
        .putShort((short) (20 + payload.length))
        .putShort((short) 0x1234)
        .putShort((short) fragment)
        .put((byte) 64)
        .put((byte) protocol)
        .putShort((short) 0)
        .put(IpAddress.parse(source).octets())
        .put(IpAddress.parse(destination).octets())
        .put(payload)
        .array();
  }

  static byte[] ipv6(String source, String destination, int nextHeader, byte[] payload) {
    return ByteBuffer.allocate(40 + payload.length)
        .putInt(0x6000_0000)
        .putShort((short) payload.length)
        .put((byte) nextHeader)
        .put((byte) 64)
        .put(IpAddress.parse(source).octets())
        .put(IpAddress.parse(destination).octets())
        .put(payload)
        .array();
  }

  static byte[] tcp(int sourcePort, int destinationPort, int flags) {
    return ByteBuffer.allocate(20)
        .putShort((short) sourcePort)
        .putShort((short) destinationPort)
        .putInt(1)
        .putInt(2)
        .put((byte) 0x50)
        .put((byte) flags)
        .putShort((short) 100)
        .array();
  }

  static byte[] udp(int sourcePort, int destinationPort) {
    return ByteBuffer.allocate(12)
        .putShort((short) sourcePort)
        .putShort((short) destinationPort)
        .putShort((short) 12)
        .array();
  }

  static byte[] icmp(int type, int code) {
    return bytes(type, code, 0, 0, 1, 2, 3, 4);
  }
}
