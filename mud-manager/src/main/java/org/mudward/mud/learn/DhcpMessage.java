package org.mudward.mud.learn;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.mudward.policy.End;
import org.mudward.policy.Family;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Packet;

/**
 * One DHCPv4 message for or from an Ethernet device (RFC 2131 section 2), as far as it was read.
 *
 * @param device the client's hardware address
 * @param frameSource the 48 bits of the frame's source address
 * @param sender the IP address it came from
 * @param isRequest whether a client, or a relay for it, says this; else a server does
 * @param isRelayed whether it names a relay
 * @param clientAddress ciaddr, the address that the client uses
 * @param yourAddress yiaddr, the address that the server gives
 * @param options what its options say
 */
record DhcpMessage(
    MacAddress device,
    long frameSource,
    IpAddress sender,
    boolean isRequest,
    boolean isRelayed,
    Optional<IpAddress> clientAddress,
    Optional<IpAddress> yourAddress,
    DhcpOptions options) {
  private static final int ETHERNET = 1;
  private static final int ETHERNET_LENGTH = 6;
  private static final int BOOTREQUEST = 1;
  private static final int BOOTREPLY = 2;

  // Places in the message, RFC 2131 figure 1.
  private static final int HARDWARE_TYPE = 1;
  private static final int HARDWARE_LENGTH = 2;
  private static final int CIADDR = 12;
  private static final int YIADDR = 16;
  private static final int GIADDR = 24;
  private static final int CHADDR = 28;
  private static final int COOKIE_PLACE = 236;
  private static final int COOKIE = 0x63825363;

  /**
   * The message in an IPv4 packet of UDP; empty if it is none, or none about an Ethernet device.
   */
  static Optional<DhcpMessage> read(Packet packet) {
    Optional<Datagram> datagram = Datagram.of(packet);
    if (packet.family() != Family.IPV4 || datagram.isEmpty()) {
      return Optional.empty();
    }
    ByteBuffer bytes = datagram.get().content();
    if (bytes.limit() < COOKIE_PLACE + 4 || !isAboutEthernet(bytes)) {
      return Optional.empty();
    }
    DhcpOptions options = DhcpOptions.read(bytes, datagram.get().isWhole());
    return DeviceMac.at(bytes, CHADDR)
        .map(
            device ->
                new DhcpMessage(
                    device,
                    packet.sourceMac(),
                    new IpAddress(Family.IPV4, 0, packet.addressLow(End.SOURCE)),
                    bytes.get(0) == BOOTREQUEST,
                    bytes.getInt(GIADDR) != 0,
                    hostAddress(bytes.getInt(CIADDR)),
                    hostAddress(bytes.getInt(YIADDR)),
                    options));
  }

  private static boolean isAboutEthernet(ByteBuffer bytes) {
    int operation = bytes.get(0);
    return (operation == BOOTREQUEST || operation == BOOTREPLY)
        && bytes.get(HARDWARE_TYPE) == ETHERNET
        && bytes.get(HARDWARE_LENGTH) == ETHERNET_LENGTH
        && bytes.getInt(COOKIE_PLACE) == COOKIE;
  }

  /** An address that a host can have: not 0.x, loopback, multicast or reserved. */
  static Optional<IpAddress> hostAddress(int bits) {
    int first = bits >>> 24;
    boolean possible = first != 0 && first != 127 && first < 224;
    return possible
        ? Optional.of(new IpAddress(Family.IPV4, 0, bits & 0xFFFF_FFFFL))
        : Optional.empty();
  }

  /** The DHCP message type, 0 if it has none. */
  int type() {
    return options.messageType();
  }

  /** The address that a DECLINE is about (RFC 2131 table 5). */
  Optional<IpAddress> requestedAddress() {
    return options.number(DhcpOptions.REQUESTED_ADDRESS).flatMap(DhcpMessage::hostAddress);
  }
}
