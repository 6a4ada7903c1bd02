package org.mudward.policy;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which frames say that they come from somebody else. A back end that enforces drops them before
 * any rule, with the origin {@link #SPOOF}; {@link PolicySnapshot#decide} does not ask.
 *
 * <p>A frame of a device with a port that comes in at another is forged, whoever the device is.
 *
 * <p>Otherwise only senders with a policy are bound, and never the gateway, which speaks for
 * others. Of what they send, these frames are forged:
 *
 * <ul>
 *   <li>a router advertisement or a redirect (RFC 6105), and what a DHCP server sends (RFC 7610);
 *   <li>IPv4 and ARP from an address that the sender does not hold, if it holds any; without an
 *       address it may ask for one (DHCP from 0.0.0.0, an ARP probe as in RFC 5227);
 *   <li>IPv4, ARP, IPv6 and neighbor advertisements (RFC 4861 section 4.4) that claim an address
 *       which another device holds;
 *   <li>a neighbor advertisement (of code 0; others are none) that does not say for which address
 *       it is, and what calls itself ARP and is not plain ARP for IPv4 on Ethernet: other kinds
 *       hide the address from a switch, and some hosts believe them.
 * </ul>
 *
 * <p>An IPv6 address that nobody is known to hold is anybody's: hosts make addresses for themselves
 * (RFC 8981), and no server hears of it.
 */
public final class Binding {
  /** The origin of a drop for this reason. */
  public static final Origin SPOOF = Origin.baseline("spoof");

  /** The EtherType of ARP. */
  public static final int ARP = 0x0806;

  /** ICMPv6: router advertisement, neighbor advertisement, redirect. */
  public static final int ROUTER_ADVERTISEMENT = 134;

  public static final int NEIGHBOR_ADVERTISEMENT = 136;
  public static final int REDIRECT = 137;

  /** The ports that DHCP servers send from, and clients to. */
  public static final int DHCPV4_CLIENT = 68;

  public static final int DHCPV4_SERVER = 67;
  public static final int DHCPV6_SERVER = 547;

  /** Ethernet, IPv4, and addresses of 6 and 4 octets: how an ARP message starts (RFC 826). */
  private static final long ARP_OF_IPV4 = 0x0001_0800_0604L;

  /** Those that a switch shows; IANA has given out 25. */
  private static final int LAST_OPERATION = 255;

  private static final int ARP_LENGTH = 28;
  private static final int ARP_SENDER = 14;
  private static final int TARGET = 8;
  private static final int TARGET_END = 24;
  private static final IpAddress NO_IPV4 = new IpAddress(Family.IPV4, 0, 0);
  private static final IpAddress NO_IPV6 = new IpAddress(Family.IPV6, 0, 0);

  private final PolicySnapshot snapshot;
  private final Map<IpAddress, Set<MacAddress>> holders = new HashMap<>();

  /** The binding of a snapshot's devices. */
  public Binding(PolicySnapshot snapshot) {
    this.snapshot = snapshot;
    for (Device device : snapshot.devices().values()) {
      for (IpAddress address : device.addresses()) {
        holders.computeIfAbsent(address, a -> new HashSet<>()).add(device.mac());
      }
    }
  }

  /** Whether the sender of a frame is bound: it has a policy, and is not the gateway. */
  public static boolean isBound(PolicySnapshot snapshot, MacAddress sender) {
    if (sender.equals(snapshot.gateway())) {
      return false;
    }
    Device device = snapshot.devices().get(sender);
    return device == null
        ? snapshot.unknownPolicy() != null && snapshot.isUnknown(sender)
        : isBound(snapshot, device);
  }

  /** The same of a device of the snapshot. */
  public static boolean isBound(PolicySnapshot snapshot, Device sender) {
    return sender.policy() != null && !sender.mac().equals(snapshot.gateway());
  }

  /** Whether a device holds an address of IPv4, and so may use no other. */
  public static boolean holdsIpv4(Device device) {
    for (IpAddress address : device.addresses()) {
      if (address.family() == Family.IPV4) {
        return true;
      }
    }
    return false;
  }

  /** Whether a frame's sender belongs to another port than the one where it came in. */
  public boolean isElsewhere(Packet packet, String port) {
    if (!packet.isEthernet()) {
      return false;
    }
    Device device = snapshot.devices().get(new MacAddress(packet.sourceMac()));
    return device != null && device.port() != null && !device.port().equals(port);
  }

  /**
   * Whether a live back end drops this frame for what it says, whatever its sender's rules are and
   * wherever it comes in.
   */
  public boolean isForged(Packet packet) {
    if (!packet.isEthernet()) {
      return false;
    }
    MacAddress sender = new MacAddress(packet.sourceMac());
    if (!isBound(snapshot, sender)) {
      return false;
    }
    if (packet.etherType() == ARP) {
      return !isPlainArp(packet) || !mayUse(sender, arpSender(packet), true);
    }
    if (packet.family() == Family.IPV4) {
      return isServer(packet, DHCPV4_SERVER)
          || !mayUse(sender, packet.address(End.SOURCE), isAskingForAddress(packet));
    }
    return packet.family() == Family.IPV6
        && (isServer(packet, DHCPV6_SERVER) || isForged6(packet, sender));
  }

  private boolean isForged6(Packet packet, MacAddress sender) {
    long type = packet.protocol() == Protocol.ICMPV6 ? packet.field(Field.ICMP_TYPE) : -1;
    if (type == ROUTER_ADVERTISEMENT || type == REDIRECT) {
      return true;
    }
    if (type == NEIGHBOR_ADVERTISEMENT && packet.field(Field.ICMP_CODE) == 0) {
      IpAddress target = target(packet);
      if (target.equals(NO_IPV6)) {
        return true;
      }
      if (holders.containsKey(target)) {
        return !holders(target).contains(sender);
      }
    }
    return !mayUse(sender, packet.address(End.SOURCE), false);
  }

  /**
   * Whether a device may send from an address.
   *
   * @param asking whether it may do without one
   */
  private boolean mayUse(MacAddress sender, IpAddress address, boolean asking) {
    if (asking && address.equals(NO_IPV4)) {
      return true;
    }
    Set<MacAddress> known = holders(address);
    if (known.contains(sender)) {
      return true;
    }
    Device device = snapshot.devices().get(sender);
    boolean strict = address.family() == Family.IPV4 && device != null && holdsIpv4(device);
    return known.isEmpty() && !strict;
  }

  private Set<MacAddress> holders(IpAddress address) {
    return holders.getOrDefault(address, Collections.emptySet());
  }

  private static boolean isServer(Packet packet, int port) {
    return packet.protocol() == Protocol.UDP && packet.port(End.SOURCE) == port;
  }

  private static boolean isAskingForAddress(Packet packet) {
    return packet.protocol() == Protocol.UDP
        && packet.port(End.SOURCE) == DHCPV4_CLIENT
        && packet.port(End.DESTINATION) == DHCPV4_SERVER;
  }

  /** Whether a message says plainly which addresses it is about; hosts believe more than that. */
  private static boolean isPlainArp(Packet packet) {
    int at = packet.linkPayloadOffset();
    if (packet.frameEnd() - at < ARP_LENGTH) {
      return false;
    }
    long start = packet.bytes().getLong(at);
    int operation = (int) start & 0xFFFF;
    return start >>> 16 == ARP_OF_IPV4 && operation > 0 && operation <= LAST_OPERATION;
  }

  /** The address that the sender says it has. */
  private static IpAddress arpSender(Packet packet) {
    int at = packet.linkPayloadOffset() + ARP_SENDER;
    return new IpAddress(Family.IPV4, 0, packet.bytes().getInt(at) & 0xFFFF_FFFFL);
  }

  /** The address that an advertisement is for; {@code ::} if it does not say so. */
  private static IpAddress target(Packet packet) {
    int at = packet.payloadOffset();
    if (at + TARGET_END > packet.payloadEnd()) {
      return NO_IPV6;
    }
    ByteBuffer bytes = packet.bytes();
    return new IpAddress(
        Family.IPV6, bytes.getLong(at + TARGET), bytes.getLong(at + TARGET + Long.BYTES));
  }
}
