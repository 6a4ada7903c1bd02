package org.mudward.mud.learn;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;

/** Builds Ethernet frames of IPv4 and UDP for tests, with right lengths unless told otherwise. */
final class Frames {
  private Frames() {}

  static byte[] udp(MacAddress from, IpAddress source, int port, int toPort, byte[] payload) {
    int total = 28 + payload.length;
    return ByteBuffer.allocate(14 + total)
        .put(octets(MacAddress.parse("02:00:00:00:00:01")))
        .put(octets(from))
        .putShort((short) 0x0800)
        .put(HexFormat.of().parseHex("4500"))
        .putShort((short) total)
        .put(HexFormat.of().parseHex("0001000040110000"))
        .put(source.octets())
        .put(new byte[] {(byte) 192, (byte) 168, 1, 1})
        .putShort((short) port)
        .putShort((short) toPort)
        .putShort((short) (8 + payload.length))
        .putShort((short) 0)
        .put(payload)
        .array();
  }

  static byte[] octets(MacAddress mac) {
    byte[] octets = new byte[6];
    for (int i = 0; i < 6; i++) {
      octets[i] = (byte) (mac.bits() >>> (40 - 8 * i));
    }
    return octets;
  }

  /** A DHCP message that is changed field by field and then sent. */
  static final class Dhcp {
    private MacAddress frameSource;
    private IpAddress source = IpAddress.parse("0.0.0.0");
    private int port = 68;
    private int toPort = 67;
    private final ByteBuffer fixed = ByteBuffer.allocate(240);
    private final List<byte[]> options = new ArrayList<>();

    private Dhcp(int operation, MacAddress device, int type) {
      frameSource = device;
      fixed.put(0, (byte) operation).put(1, (byte) 1).put(2, (byte) 6);
      fixed.put(28, octets(device)).putInt(236, 0x63825363);
      option(53, (byte) type);
    }

    static Dhcp client(MacAddress device, int type) {
      return new Dhcp(1, device, type);
    }

    static Dhcp server(IpAddress server, MacAddress device, int type) {
      Dhcp dhcp = new Dhcp(2, device, type);
      dhcp.frameSource = MacAddress.parse("02:00:00:00:00:01");
      dhcp.source = server;
      return dhcp.ports(67, 68);
    }

    Dhcp frameSource(MacAddress mac) {
      frameSource = mac;
      return this;
    }

    Dhcp ports(int from, int to) {
      port = from;
      toPort = to;
      return this;
    }

    Dhcp field(int at, byte... octets) {
      fixed.put(at, octets);
      return this;
    }

    Dhcp address(int at, String address) {
      return field(at, IpAddress.parse(address).octets());
    }

    Dhcp option(int code, byte... value) {
      return raw(
          ByteBuffer.allocate(2 + value.length)
              .put((byte) code)
              .put((byte) value.length)
              .put(value)
              .array());
    }

    Dhcp raw(byte... octets) {
      options.add(octets);
      return this;
    }

    byte[] frame() {
      int length = options.stream().mapToInt(option -> option.length).sum();
      ByteBuffer message = ByteBuffer.allocate(240 + length + 1).put(fixed.array());
      options.forEach(message::put);
      return udp(frameSource, source, port, toPort, message.put((byte) 255).array());
    }
  }
}
