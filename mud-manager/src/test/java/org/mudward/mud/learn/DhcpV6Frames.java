package org.mudward.mud.learn;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;

/** DHCPv6 messages (RFC 8415), and Ethernet frames of IPv6 and UDP around them. */
public final class DhcpV6Frames {
  static final int SOLICIT = 1;
  static final int REPLY = 7;
  static final int RELEASE = 8;
  static final int RELAY_FORWARD = 12;
  static final int RELAY_REPLY = 13;

  static final MacAddress ALL = MacAddress.parse("33:33:00:01:00:02");
  static final MacAddress GATEWAY = MacAddress.parse("02:00:00:00:00:01");
  static final IpAddress AGENTS = IpAddress.parse("ff02::1:2");
  static final IpAddress CLIENT = IpAddress.parse("fe80::10");
  static final IpAddress SERVER = IpAddress.parse("fe80::1");
  static final IpAddress RELAY = IpAddress.parse("fd00:2::1");

  private DhcpV6Frames() {}

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  static byte[] option(int code, byte[]... value) {
    byte[] octets = join(value);
    return ByteBuffer.allocate(4 + octets.length)
        .putShort((short) code)
        .putShort((short) octets.length)
        .put(octets)
        .array();
  }

  static byte[] url(String text) {
    return option(112, text.getBytes(StandardCharsets.ISO_8859_1));
  }

  static byte[] message(int type, byte[]... options) {
    return join(new byte[] {(byte) type, 1, 2, 3}, join(options));
  }

  /** What a relay puts around a message. */
  static byte[] relay(int type, byte[] message, byte[]... options) {
    ByteBuffer head = ByteBuffer.allocate(34).put((byte) type).put((byte) 0);
    return join(head.array(), join(options), option(9, message));
  }

  /** The link-layer address that a relay saw (RFC 6939). */
  static byte[] linkLayer(int hardware, MacAddress mac) {
    return option(79, u16(hardware), Frames.octets(mac));
  }

  /** A client's identifier made from its link-layer address and the time. */
  static byte[] duidLlt(int hardware, MacAddress mac) {
    return option(1, u16(1), u16(hardware), new byte[4], Frames.octets(mac));
  }

  static byte[] duidLl(int hardware, MacAddress mac) {
    return option(1, u16(3), u16(hardware), Frames.octets(mac));
  }

  static byte[] ia(byte[]... options) {
    return option(3, new byte[12], join(options));
  }

  static byte[] temporary(byte[]... options) {
    return option(4, new byte[4], join(options));
  }

  static byte[] address(String address, int preferred, int valid, byte[]... options) {
    byte[] times = ByteBuffer.allocate(8).putInt(preferred).putInt(valid).array();
    return option(5, IpAddress.parse(address).octets(), times, join(options));
  }

  static byte[] status(int code) {
    return option(13, u16(code));
  }

  static byte[] u16(int number) {
    return new byte[] {(byte) (number >>> 8), (byte) number};
  }

  /** From a client on the same link to all servers and relays. */
  public static byte[] fromClient(MacAddress client, byte[] message) {
    return frame(client, ALL, CLIENT, AGENTS, 546, 547, message);
  }

  /** From a server on the same link to a client. */
  static byte[] toClient(MacAddress client, byte[] message) {
    return frame(GATEWAY, client, SERVER, CLIENT, 547, 546, message);
  }

  /** From a relay to a server. */
  static byte[] fromRelay(byte[] message) {
    return frame(GATEWAY, GATEWAY, RELAY, SERVER, 547, 547, message);
  }

  /** From a server to a relay. */
  static byte[] toRelay(byte[] message) {
    return frame(GATEWAY, GATEWAY, SERVER, RELAY, 547, 547, message);
  }

  static byte[] frame(
      MacAddress from,
      MacAddress to,
      IpAddress source,
      IpAddress destination,
      int port,
      int toPort,
      byte[] payload) {
    int length = 8 + payload.length;
    return ByteBuffer.allocate(54 + length)
        .put(Frames.octets(to))
        .put(Frames.octets(from))
        .putShort((short) 0x86DD)
        .putInt(0x60000000)
        .putShort((short) length)
        .putShort((short) 0x11FF)
        .put(source.octets())
        .put(destination.octets())
        .putShort((short) port)
        .putShort((short) toPort)
        .putShort((short) length)
        .putShort((short) 0)
        .put(payload)
        .array();
  }

  /** A device's solicitation that shows a URL. */
  public static byte[] solicit(MacAddress client, String url) {
    return fromClient(client, message(SOLICIT, url(url)));
  }

  /** A server's grant of an address. */
  public static byte[] reply(MacAddress client, String address, int seconds) {
    return toClient(client, message(REPLY, ia(address(address, seconds, seconds))));
  }
}
