package org.mudward.mud.learn;

import java.util.List;
import java.util.Set;
import org.mudward.policy.Family;
import org.mudward.policy.IpAddress;
import org.mudward.policy.Packet;

/**
 * What one frame of the network tells about a device, by whichever protocol: DHCPv4, DHCPv6 or
 * LLDP. The one place that knows which reader a frame is for.
 */
public final class FrameReader {
  private FrameReader() {}

  /**
   * Reads a whole Ethernet frame. Never throws for any.
   *
   * @param dhcpServers whose leases count
   * @return nothing for most frames
   */
  public static List<Sighting> read(byte[] frame, Set<IpAddress> dhcpServers) {
    return read(Packet.of(frame), dhcpServers);
  }

  /** Reads a frame that somebody else already looks at; of one that is cut, what is safe. */
  public static List<Sighting> read(Packet packet, Set<IpAddress> dhcpServers) {
    if (packet.etherType() == LldpReader.ETHERTYPE) {
      return LldpReader.read(packet);
    }
    return packet.family() == Family.IPV6
        ? DhcpV6Reader.read(packet, dhcpServers)
        : DhcpV4Reader.read(packet, dhcpServers);
  }
}
