package org.mudward.mud.learn;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mudward.mud.learn.Sighting.Leased;
import org.mudward.mud.learn.Sighting.Released;
import org.mudward.mud.learn.Sighting.Served;
import org.mudward.mud.learn.Sighting.Source;
import org.mudward.policy.End;
import org.mudward.policy.Family;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Packet;

/**
 * What one DHCPv6 frame tells: a MUD URL that a device emits (option 112, RFC 8520 section 10) and
 * what else it says of itself, addresses that a server grants, addresses that a device gives up
 * (RFC 8415).
 *
 * <p>A device speaks for itself only. On its own link that is the frame's address, and both ends
 * have link-local addresses, so that no router's is taken for it. What a relay passes on is about
 * the link-layer address that the relay names (RFC 6939), else the one in the client's identifier,
 * else about nobody; it counts for emission and for leases, but not for releases: a false one would
 * end another device's lease. Servers are believed if they are the site's; a MUD URL in their
 * messages is an echo and says nothing.
 *
 * <p>Never throws for any frame, and looks at each octet at most a few times.
 */
final class DhcpV6Reader {
  private static final int CLIENT_PORT = 546;
  private static final int SERVER_PORT = 547;

  // RFC 8415 section 7.3, message types.
  private static final int SOLICIT = 1;
  private static final int REQUEST = 3;
  private static final int CONFIRM = 4;
  private static final int RENEW = 5;
  private static final int REBIND = 6;
  private static final int REPLY = 7;
  private static final int RELEASE = 8;
  private static final int DECLINE = 9;
  private static final int INFORMATION_REQUEST = 11;
  private static final int RELAY_FORWARD = 12;
  private static final int RELAY_REPLY = 13;

  private DhcpV6Reader() {}

  /**
   * Reads a frame; of one that is cut, what is safe.
   *
   * @param dhcpServers whose leases count
   * @return nothing for most frames
   */
  static List<Sighting> read(Packet packet, Set<IpAddress> dhcpServers) {
    Optional<Datagram> datagram = Datagram.of(packet);
    return packet.family() != Family.IPV6 || datagram.isEmpty()
        ? List.of()
        : read(packet, datagram.get(), dhcpServers);
  }

  private static List<Sighting> read(Packet packet, Datagram datagram, Set<IpAddress> dhcpServers) {
    int from = packet.port(End.SOURCE);
    int to = packet.port(End.DESTINATION);
    boolean trusted = dhcpServers.contains(packet.address(End.SOURCE));
    Optional<List<Sighting>> told = Optional.empty();
    if (from == CLIENT_PORT && to == SERVER_PORT) {
      told = onLink(packet, End.SOURCE, datagram).map(DhcpV6Reader::fromClient);
    } else if (from == SERVER_PORT && to == CLIENT_PORT && trusted) {
      told = onLink(packet, End.DESTINATION, datagram).map(DhcpV6Reader::fromServer);
    } else if (from == SERVER_PORT && to == SERVER_PORT) {
      told = DhcpV6Message.relayed(datagram, RELAY_FORWARD).map(DhcpV6Reader::fromClient);
      if (told.isEmpty() && trusted) {
        told = DhcpV6Message.relayed(datagram, RELAY_REPLY).map(DhcpV6Reader::fromServer);
      }
    }
    return told.orElse(List.of());
  }

  /** A message on the client's own link, where the client is at this end. */
  private static Optional<DhcpV6Message> onLink(Packet packet, End client, Datagram datagram) {
    Optional<MacAddress> device =
        DhcpV6Addresses.isLinkLocal(packet.address(client))
            ? DeviceMac.of(packet.mac(client))
            : Optional.empty();
    return DhcpV6Message.direct(datagram, device);
  }

  private static List<Sighting> fromClient(DhcpV6Message message) {
    return switch (message.type()) {
      case SOLICIT, REQUEST, CONFIRM, RENEW, REBIND, INFORMATION_REQUEST ->
          ofItself(message.device(), message.options());
      case RELEASE, DECLINE -> message.isRelayed() ? List.of() : released(message);
      default -> List.of();
    };
  }

  private static List<Sighting> ofItself(MacAddress device, DhcpV6Options options) {
    List<Sighting> told =
        new ArrayList<>(options.emitted(device, DhcpV6Options.MUD_URL, Source.DHCPV6));
    told.addAll(DhcpTraits.v6(device, options));
    return List.copyOf(told);
  }

  private static List<Sighting> released(DhcpV6Message message) {
    List<Sighting> released = new ArrayList<>();
    for (DhcpV6Addresses.Address address : DhcpV6Addresses.of(message.options())) {
      released.add(new Released(message.device(), address.address()));
    }
    return released;
  }

  /** RFC 8415 section 18.2.10.1: lifetimes that contradict each other make no lease. */
  private static List<Sighting> fromServer(DhcpV6Message message) {
    List<Sighting> leased = new ArrayList<>();
    if (message.type() != REPLY) {
      return leased;
    }
    for (DhcpV6Addresses.Address address : DhcpV6Addresses.of(message.options())) {
      if (address.valid().isZero()) {
        leased.add(new Released(message.device(), address.address()));
      } else if (address.preferred().compareTo(address.valid()) <= 0) {
        leased.add(new Leased(message.device(), address.address(), address.valid()));
      }
    }
    Set<IpAddress> dns = served(message, DhcpV6Options.DNS_SERVERS);
    Set<IpAddress> ntp = new HashSet<>(served(message, DhcpV6Options.SNTP_SERVERS));
    if (message.options().isWhole()) {
      ntp.addAll(message.options().timeServers());
    }
    if (!dns.isEmpty() || !ntp.isEmpty()) {
      leased.add(new Served(message.device(), Served.By.DHCPV6, dns, ntp));
    }
    return leased;
  }

  private static Set<IpAddress> served(DhcpV6Message message, int option) {
    return message.options().isWhole() ? message.options().hosts(option) : Set.of();
  }
}
