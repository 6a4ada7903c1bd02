package org.mudward.policy.analysis;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import org.mudward.policy.Binding;
import org.mudward.policy.Family;
import org.mudward.policy.Field;
import org.mudward.policy.Protocol;

/**
 * The octets of a packet that a {@link PacketSpace} gave as an example, so that what was computed
 * about it can be checked by deciding it.
 */
final class ExampleFrame {
  private static final int FRAGMENT_HEADER = 44;
  private static final int TCP_HEADER = 20;

  /** Not zero, so that nothing takes it for a value that a rule asks for. */
  private static final byte FILLER = (byte) 0xA5;

  private final Map<String, long[]> values;

  private ExampleFrame(Map<String, long[]> values) {
    this.values = values;
  }

  static byte[] of(Map<String, long[]> values) {
    return new ExampleFrame(values).frame();
  }

  private byte[] frame() {
    int etherType = (int) low("ethertype");
    byte[] payload = new byte[46];
    if (etherType == Family.IPV4.etherType()) {
      payload = ipv4();
    } else if (etherType == Family.IPV6.etherType()) {
      payload = ipv6();
    } else if (etherType == Binding.ARP) {
      payload = arp();
    }
    ByteBuffer frame = ByteBuffer.allocate(14 + payload.length);
    for (String mac : new String[] {"mac-destination", "mac-source"}) {
      frame.putShort((short) (low(mac) >>> 32)).putInt((int) low(mac));
    }
    return frame.putShort((short) etherType).put(payload).array();
  }

  /** A request for the own address, padded. */
  private byte[] arp() {
    int address = (int) low("ip-source");
    return ByteBuffer.allocate(46)
        .putLong(0x0001_0800_0604_0000L | low("protocol"))
        .putShort((short) (low("mac-source") >>> 32))
        .putInt((int) low("mac-source"))
        .putInt(address)
        .position(24)
        .putInt(address)
        .array();
  }

  private byte[] ipv4() {
    int header = 4 * (int) Math.max(5, field(Field.IHL, 5));
    byte[] payload = payload(Family.IPV4, (int) field(Field.LENGTH, 0) - header);
    long offset = later() ? Math.max(1, field(Field.FRAGMENT_OFFSET, 1)) : 0;
    return ByteBuffer.allocate(header + payload.length)
        .put((byte) (0x40 | header / 4))
        .put((byte) (low("dscp") << 2 | low("ecn")))
        .putShort((short) (header + payload.length))
        .putShort((short) field(Field.IDENTIFICATION, 0))
        .putShort((short) (field(Field.FRAGMENT_FLAGS, 0) << 13 | offset))
        .put((byte) low("ttl"))
        .put((byte) low("protocol"))
        .putShort((short) 0)
        .putInt((int) low("ip-source"))
        .putInt((int) low("ip-destination"))
        .put(new byte[header - 20])
        .put(payload)
        .array();
  }

  private byte[] ipv6() {
    int extension = later() ? 8 : 0;
    byte[] payload = payload(Family.IPV6, (int) field(Field.LENGTH, 0) - extension);
    long traffic = low("dscp") << 2 | low("ecn");
    ByteBuffer packet =
        ByteBuffer.allocate(40 + extension + payload.length)
            .putInt((int) (6L << 28 | traffic << 20 | low("flow-label")))
            .putShort((short) (extension + payload.length))
            .put((byte) (later() ? FRAGMENT_HEADER : low("protocol")))
            .put((byte) low("ttl"));
    for (String end : new String[] {"ip-source", "ip-destination"}) {
      packet.putLong(high(end)).putLong(low(end));
    }
    if (later()) {
      packet.put((byte) low("protocol")).put((byte) 0).putShort((short) 8).putInt(1);
    }
    return packet.put(payload).array();
  }

  /** What is behind the IP header; as long as a rule wants it, if that can be. */
  private byte[] payload(Family family, int wanted) {
    byte[] header = later() ? new byte[1] : transport(family);
    return Arrays.copyOf(header, Math.max(header.length, wanted));
  }

  private byte[] transport(Family family) {
    int icmp = family == Family.IPV4 ? Protocol.ICMP : Protocol.ICMPV6;
    int protocol = (int) low("protocol");
    if (protocol == Protocol.TCP) {
      return tcp();
    }
    if (protocol == Protocol.UDP) {
      return ports(8).putShort((short) field(Field.UDP_LENGTH, 8)).array();
    }
    if (protocol == icmp && values.containsKey(PacketSpace.TARGET)) {
      return ByteBuffer.allocate(24)
          .put((byte) low("icmp-type"))
          .put((byte) low("icmp-code"))
          .position(8)
          .putLong(high(PacketSpace.TARGET))
          .putLong(low(PacketSpace.TARGET))
          .array();
    }
    if (protocol == icmp) {
      byte[] rest = chosen("icmp-rest-", new byte[] {FILLER, FILLER, FILLER, FILLER});
      return ByteBuffer.allocate(4 + Math.max(4, rest.length))
          .put((byte) low("icmp-type"))
          .put((byte) low("icmp-code"))
          .putShort((short) 0)
          .put(rest)
          .array();
    }
    return new byte[8];
  }

  private byte[] tcp() {
    byte[] padding = new byte[4 * (int) Math.max(0, field(Field.TCP_DATA_OFFSET, 5) - 5)];
    Arrays.fill(padding, FILLER);
    byte[] options = chosen("options-", padding);
    long words = ((long) TCP_HEADER + options.length) / 4;
    long reserved = field(Field.TCP_RESERVED, low("tcp-flags") >>> 8);
    return ports(TCP_HEADER + options.length)
        .putInt((int) field(Field.TCP_SEQUENCE, 0))
        .putInt((int) field(Field.TCP_ACKNOWLEDGEMENT, 0))
        .put((byte) ((words << 4) | (reserved & 0xF)))
        .put((byte) low("tcp-flags"))
        .putShort((short) field(Field.TCP_WINDOW, 0))
        .putShort((short) 0)
        .putShort((short) field(Field.TCP_URGENT, 0))
        .put(options)
        .array();
  }

  private ByteBuffer ports(int size) {
    return ByteBuffer.allocate(size)
        .putShort((short) low("port-source"))
        .putShort((short) low("port-destination"));
  }

  /** The octets that a rule names, if the packet is one that has them. */
  private byte[] chosen(String kind, byte[] otherwise) {
    for (String name : values.keySet()) {
      if (name.startsWith(kind) && low(name) != 0) {
        return HexFormat.of().parseHex(name.substring(kind.length()));
      }
    }
    return otherwise;
  }

  private boolean later() {
    return low(PacketSpace.LATER) != 0;
  }

  private long field(Field field, long otherwise) {
    return values.containsKey(field.name()) ? low(field.name()) : otherwise;
  }

  private long low(String name) {
    long[] found = values.get(name);
    return found == null ? 0 : found[1];
  }

  private long high(String name) {
    long[] found = values.get(name);
    return found == null ? 0 : found[0];
  }
}
