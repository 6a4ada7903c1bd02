package org.mudward.mud.manager;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;

/** DHCPv4 messages as whole Ethernet frames (RFC 2131, RFC 8520 section 10). */
public final class DhcpFrames {
  private static final MacAddress SERVER = MacAddress.parse("02:00:00:00:00:01");
  private static final IpAddress SERVER_IP = IpAddress.parse("192.168.1.1");
  private static final IpAddress NONE = IpAddress.parse("0.0.0.0");
  private static final IpAddress ALL = IpAddress.parse("255.255.255.255");

  private DhcpFrames() {}

  /** A request of a device that shows a URL. */
  public static byte[] request(MacAddress mac, @Nullable String url) {
    byte[] text = url == null ? new byte[0] : url.getBytes(StandardCharsets.US_ASCII);
    return frame(mac, NONE, ALL, 68, 67, bootp(1, mac, NONE, NONE, 3, 0, text));
  }

  /** A server's acknowledgement of a lease. */
  public static byte[] ack(MacAddress mac, IpAddress address, int seconds) {
    return frame(
        SERVER, SERVER_IP, address, 67, 68, bootp(2, mac, NONE, address, 5, seconds, new byte[0]));
  }

  /** A device gives up its address. */
  public static byte[] release(MacAddress mac, IpAddress address) {
    return frame(mac, address, SERVER_IP, 68, 67, bootp(1, mac, address, NONE, 7, 0, new byte[0]));
  }

  private static byte[] bootp(
      int operation,
      MacAddress mac,
      IpAddress client,
      IpAddress yours,
      int type,
      int lease,
      byte[] url) {
    ByteBuffer head = ByteBuffer.allocate(240);
    head.put((byte) operation).put((byte) 1).put((byte) 6).put((byte) 0);
    head.putInt(0x12345678).putInt(0);
    head.put(client.octets()).put(yours.octets()).putInt(0).putInt(0);
    head.put(octets(mac));
    head.putInt(236, 0x63825363);
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    message.writeBytes(head.array());
    message.writeBytes(new byte[] {53, 1, (byte) type});
    if (lease > 0) {
      message.writeBytes(ByteBuffer.allocate(6).put((byte) 51).put((byte) 4).putInt(lease).array());
    }
    if (url.length > 0) {
      message.writeBytes(new byte[] {(byte) 161, (byte) url.length});
      message.writeBytes(url);
    }
    message.write(255);
    return message.toByteArray();
  }

  /** What one device sends to another by UDP, from a port to the same port. */
  static byte[] udp(
      MacAddress from, MacAddress to, IpAddress source, IpAddress destination, int port) {
    byte[] frame = frame(from, source, destination, port, port, new byte[8]);
    System.arraycopy(octets(to), 0, frame, 0, 6);
    return frame;
  }

  private static byte[] frame(
      MacAddress from, IpAddress source, IpAddress destination, int port, int toPort, byte[] body) {
    ByteBuffer frame = ByteBuffer.allocate(14 + 20 + 8 + body.length);
    frame.put(new byte[] {-1, -1, -1, -1, -1, -1}).put(octets(from)).putShort((short) 0x0800);
    frame.put((byte) 0x45).put((byte) 0).putShort((short) (28 + body.length)).putInt(0);
    frame.put((byte) 64).put((byte) 17).putShort((short) 0);
    frame.put(source.octets()).put(destination.octets());
    frame.putShort((short) port).putShort((short) toPort).putShort((short) (8 + body.length));
    frame.putShort((short) 0).put(body);
    return frame.array();
  }

  private static byte[] octets(MacAddress mac) {
    byte[] octets = new byte[6];
    for (int i = 0; i < 6; i++) {
      octets[i] = (byte) (mac.bits() >>> (40 - 8 * i));
    }
    return octets;
  }
}
