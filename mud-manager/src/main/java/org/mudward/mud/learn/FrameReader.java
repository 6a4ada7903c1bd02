package org.mudward.mud.learn;

import java.util.List;
import java.util.Set;
import org.mudward.policy.End;
import org.mudward.policy.Family;
import org.mudward.policy.IpAddress;
import org.mudward.policy.Packet;
import org.mudward.policy.Protocol;

/**
 * What one frame of the network tells about a device, by whichever protocol: DHCPv4, DHCPv6, LLDP,
 * and what it announces of itself by multicast DNS and SSDP. The one place that knows which reader
 * a frame is for.
 */
public final class FrameReader {
  private FrameReader() {}

  /**
   * Reads a whole Ethernet frame. Never throws for any.
   *
   * @param believed whose leases count, and whose advertisements
   * @return nothing for most frames
   */
  public static List<Sighting> read(byte[] frame, Believed believed) {
    return read(Packet.of(frame), believed);
  }

  /** Whether a frame may tell something: a look that costs little, for most tell nothing. */
  public static boolean mayTell(Packet packet) {
    if (packet.protocol() != Protocol.UDP) {
      return packet.etherType() == LldpReader.ETHERTYPE || RouterReader.isAdvertisement(packet);
    }
    return mayTell(packet.port(End.SOURCE), packet.port(End.DESTINATION));
  }

  /** The same of a UDP datagram, by its two ports. */
  public static boolean mayTell(int source, int destination) {
    return isOfDevices(source) || isOfDevices(destination);
  }

  /** DHCP, DHCPv6, multicast DNS, SSDP. */
  private static boolean isOfDevices(int port) {
    return switch (port) {
      case 67, 68, 546, 547, 5353, 1900 -> true;
      default -> false;
    };
  }

  /** Reads a frame that somebody else already looks at; of one that is cut, what is safe. */
  public static List<Sighting> read(Packet packet, Believed believed) {
    if (packet.etherType() == LldpReader.ETHERTYPE) {
      return LldpReader.read(packet);
    }
    if (RouterReader.isAdvertisement(packet)) {
      return believed.router().map(router -> RouterReader.read(packet, router)).orElse(List.of());
    }
    Set<IpAddress> dhcpServers = believed.dhcpServers();
    List<Sighting> leases =
        packet.family() == Family.IPV6
            ? DhcpV6Reader.read(packet, dhcpServers)
            : DhcpV4Reader.read(packet, dhcpServers);
    if (!leases.isEmpty() || packet.protocol() != Protocol.UDP) {
      return leases;
    }
    List<Sighting> announced = MdnsReader.read(packet);
    return announced.isEmpty() ? SsdpReader.read(packet) : announced;
  }
}
