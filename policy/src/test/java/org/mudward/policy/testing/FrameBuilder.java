package org.mudward.policy.testing;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.Family;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Protocol;

/**
 * Builds Ethernet frames, honest ones by default and lying ones on demand.
 *
 * <p>Lengths and checksums are right unless a method says that it breaks them. Later calls override
 * earlier ones.
 */
public final class FrameBuilder {
  private static final int TCP_HEADER = 20;

  private final MacAddress from;
  private final MacAddress to;
  private final List<byte[]> tags = new ArrayList<>();
  private int etherType = 0x88B5;
  private byte @Nullable [] encapsulation;
  private byte[] payload = {};
  private int padding;

  private @Nullable IpAddress source;
  private @Nullable IpAddress destination;
  private int dscp;
  private int ecn;
  private int ttl = 64;
  private int flowLabel;
  private int identification = 1;
  private int fragment;
  private byte[] options = {};
  private final List<Extension> extensions = new ArrayList<>();
  private int protocol = 253;
  private byte[] transport = {};
  private int version = -1;
  private int headerWords = -1;
  private int length = -1;
  private int cut = -1;

  /** An IPv6 extension header without its first octet, which names the next one. */
  private record Extension(int number, byte[] rest) {}

  private FrameBuilder(MacAddress from, MacAddress to) {
    this.from = from;
    this.to = to;
  }

  public static FrameBuilder frame(MacAddress from, MacAddress to) {
    return new FrameBuilder(from, to);
  }

  public static FrameBuilder frame(String from, String to) {
    return new FrameBuilder(MacAddress.parse(from), MacAddress.parse(to));
  }

  /** Adds a VLAN tag after those that are there. */
  public FrameBuilder tag(int type, int vlan) {
    tags.add(ByteBuffer.allocate(4).putShort((short) type).putShort((short) vlan).array());
    return this;
  }

  /** A frame that carries no IP. */
  public FrameBuilder etherType(int type, byte[] content) {
    etherType = type;
    payload = content.clone();
    source = null;
    return this;
  }

  /** What calls itself ARP and says nothing. */
  public FrameBuilder arp() {
    return etherType(0x0806, new byte[28]);
  }

  /** An ARP request of the sender for an address (RFC 826). */
  public FrameBuilder arp(IpAddress sender, IpAddress target) {
    return etherType(
        0x0806,
        ByteBuffer.allocate(28)
            .putLong(0x0001_0800_0604_0001L)
            .putShort((short) (from.bits() >>> 32))
            .putInt((int) from.bits())
            .put(sender.octets())
            .position(24)
            .put(target.octets())
            .array());
  }

  /** A neighbor advertisement for an address (RFC 4861); the addresses must be set. */
  public FrameBuilder advertisement(IpAddress target) {
    return icmp(136, 0).patch(8, target.octets());
  }

  /** Puts a length where the EtherType was, then these octets, then what the frame carries. */
  public FrameBuilder llc(byte... header) {
    encapsulation = header.clone();
    return this;
  }

  /** LLC/SNAP with an organization and the EtherType of what the frame carries. */
  public FrameBuilder snap(int organization) {
    int type = source == null ? etherType : source.family().etherType();
    return llc(
        ByteBuffer.allocate(8)
            .putInt(0xAAAA0300 | organization >>> 16)
            .putShort((short) organization)
            .putShort((short) type)
            .array());
  }

  public FrameBuilder ip(IpAddress sourceAddress, IpAddress destinationAddress) {
    if (sourceAddress.family() != destinationAddress.family()) {
      throw new IllegalArgumentException(sourceAddress + " cannot talk to " + destinationAddress);
    }
    source = sourceAddress;
    destination = destinationAddress;
    return this;
  }

  public FrameBuilder ip(String sourceAddress, String destinationAddress) {
    return ip(IpAddress.parse(sourceAddress), IpAddress.parse(destinationAddress));
  }

  public FrameBuilder dscp(int value) {
    dscp = value;
    return this;
  }

  public FrameBuilder ecn(int value) {
    ecn = value;
    return this;
  }

  /** Time to live, or hop limit. */
  public FrameBuilder ttl(int value) {
    ttl = value;
    return this;
  }

  public FrameBuilder flowLabel(int value) {
    flowLabel = value;
    return this;
  }

  public FrameBuilder identification(int value) {
    identification = value;
    return this;
  }

  /** The reserved bit, don't fragment, more fragments; IPv4 only. */
  public FrameBuilder fragmentFlags(int value) {
    fragment = (fragment & 0x1FFF) | value << 13;
    return this;
  }

  /** A fragment of IPv4, or the header of one of IPv6; the offset counts 8 octets. */
  public FrameBuilder fragment(int offset, boolean more) {
    if (source != null && source.family() == Family.IPV6) {
      byte[] rest =
          ByteBuffer.allocate(7)
              .put((byte) 0)
              .putShort((short) (offset << 3 | (more ? 1 : 0)))
              .putInt(identification)
              .array();
      extensions.add(new Extension(44, rest));
    } else {
      fragment = (fragment & 0xC000) | (more ? 0x2000 : 0) | offset;
    }
    return this;
  }

  /** Options of IPv4; a multiple of 4 octets. */
  public FrameBuilder options(byte... octets) {
    options = octets.clone();
    return this;
  }

  /** An extension header of IPv6 of this many octets, with a length that is right. */
  public FrameBuilder extension(int number, int octets) {
    byte[] rest = new byte[octets - 1];
    rest[0] = (byte) (number == 51 ? octets / 4 - 2 : octets / 8 - 1);
    return extension(number, rest);
  }

  /** An extension header of IPv6, given without its first octet. */
  public FrameBuilder extension(int number, byte[] rest) {
    extensions.add(new Extension(number, rest.clone()));
    return this;
  }

  public FrameBuilder transport(int protocolNumber, byte[] octets) {
    protocol = protocolNumber;
    transport = octets.clone();
    return this;
  }

  public FrameBuilder tcp(int sourcePort, int destinationPort, int flags) {
    ByteBuffer header = ByteBuffer.allocate(TCP_HEADER);
    header.putShort((short) sourcePort).putShort((short) destinationPort).putInt(1).putInt(2);
    header.put((byte) 0x50).put((byte) flags).putShort((short) 1000);
    return transport(Protocol.TCP, header.array());
  }

  public FrameBuilder udp(int sourcePort, int destinationPort) {
    return udp(sourcePort, destinationPort, new byte[0]);
  }

  public FrameBuilder udp(int sourcePort, int destinationPort, byte[] content) {
    ByteBuffer datagram = ByteBuffer.allocate(8 + content.length);
    datagram.putShort((short) sourcePort).putShort((short) destinationPort);
    datagram.putShort((short) datagram.capacity()).putShort((short) 0).put(content);
    return transport(Protocol.UDP, datagram.array());
  }

  /** ICMP of the family of the addresses, which must be set. */
  public FrameBuilder icmp(int type, int code) {
    boolean six = source != null && source.family() == Family.IPV6;
    byte[] message = new byte[six && type >= 133 && type <= 136 ? 24 : 8];
    message[0] = (byte) type;
    message[1] = (byte) code;
    return transport(six ? Protocol.ICMPV6 : Protocol.ICMP, message);
  }

  /** Octets behind the transport header; with TCP, data. */
  public FrameBuilder data(byte... octets) {
    byte[] longer = Arrays.copyOf(transport, transport.length + octets.length);
    System.arraycopy(octets, 0, longer, transport.length, octets.length);
    transport = longer;
    return this;
  }

  /** Overwrites octets of the transport header; checksums follow. */
  public FrameBuilder patch(int at, byte... octets) {
    for (int i = 0; i < octets.length && at + i < transport.length; i++) {
      transport[at + i] = octets[i];
    }
    return this;
  }

  /** Keeps only the first octets of what follows the IP header; lengths and checksums follow. */
  public FrameBuilder cut(int octets) {
    cut = octets;
    return this;
  }

  /** Octets 0xFF after the packet, which belong to the frame alone. */
  public FrameBuilder padding(int octets) {
    padding = octets;
    return this;
  }

  /** Lies about the version. */
  public FrameBuilder version(int value) {
    version = value;
    return this;
  }

  /** Lies about the length of an IPv4 header. */
  public FrameBuilder headerWords(int value) {
    headerWords = value;
    return this;
  }

  /** Lies about Total Length of IPv4, Payload Length of IPv6. */
  public FrameBuilder length(int value) {
    length = value;
    return this;
  }

  public byte[] build() {
    ByteBuffer frame = ByteBuffer.allocate(65_536);
    mac(frame, to);
    mac(frame, from);
    tags.forEach(frame::put);
    IpAddress sender = source;
    IpAddress receiver = destination;
    byte[] content = payload;
    int type = etherType;
    if (sender != null && receiver != null) {
      content = packet(sender, receiver);
      type = sender.family().etherType();
    }
    byte[] wrapping = encapsulation;
    if (wrapping != null) {
      frame.putShort((short) Math.min(1500, wrapping.length + content.length)).put(wrapping);
    } else {
      frame.putShort((short) type);
    }
    frame.put(content);
    byte[] filler = new byte[padding];
    Arrays.fill(filler, (byte) 0xFF);
    frame.put(filler);
    return Arrays.copyOf(frame.array(), frame.position());
  }

  private static void mac(ByteBuffer frame, MacAddress mac) {
    frame.putShort((short) (mac.bits() >>> 32)).putInt((int) mac.bits());
  }

  private byte[] packet(IpAddress sender, IpAddress receiver) {
    byte[] body = transport.clone();
    Checksums.transport(sender, receiver, protocol, body);
    return sender.family() == Family.IPV4
        ? ipv4(sender, receiver, body)
        : ipv6(sender, receiver, body);
  }

  private byte[] ipv4(IpAddress sender, IpAddress receiver, byte[] body) {
    byte[] kept = cut >= 0 && cut < body.length ? Arrays.copyOf(body, cut) : body;
    int header = 20 + options.length;
    ByteBuffer packet = ByteBuffer.allocate(header + kept.length);
    int words = headerWords < 0 ? header / 4 : headerWords;
    packet.put((byte) ((version < 0 ? 4 : version) << 4 | words));
    packet.put((byte) (dscp << 2 | ecn));
    packet.putShort((short) (length < 0 ? packet.capacity() : length));
    packet.putShort((short) identification).putShort((short) fragment);
    packet.put((byte) ttl).put((byte) protocol).putShort((short) 0);
    packet.put(sender.octets()).put(receiver.octets()).put(options);
    packet.putShort(10, (short) Checksums.of(packet.array(), 0, header));
    packet.put(kept);
    return packet.array();
  }

  private byte[] ipv6(IpAddress sender, IpAddress receiver, byte[] body) {
    ByteBuffer chain = ByteBuffer.allocate(65_000);
    for (int i = 0; i < extensions.size(); i++) {
      boolean last = i + 1 == extensions.size();
      chain.put((byte) (last ? protocol : extensions.get(i + 1).number()));
      chain.put(extensions.get(i).rest());
    }
    chain.put(body);
    int whole = chain.position();
    int kept = cut >= 0 && cut < whole ? cut : whole;
    ByteBuffer packet = ByteBuffer.allocate(40 + kept);
    packet.putInt((version < 0 ? 6 : version) << 28 | (dscp << 2 | ecn) << 20 | flowLabel);
    packet.putShort((short) (length < 0 ? kept : length));
    packet.put((byte) (extensions.isEmpty() ? protocol : extensions.get(0).number()));
    packet.put((byte) ttl).put(sender.octets()).put(receiver.octets());
    packet.put(chain.array(), 0, kept);
    return packet.array();
  }
}
