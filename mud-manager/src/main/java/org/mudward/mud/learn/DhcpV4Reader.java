package org.mudward.mud.learn;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mudward.mud.learn.Sighting.Leased;
import org.mudward.mud.learn.Sighting.Released;
import org.mudward.mud.learn.Sighting.Served;
import org.mudward.mud.learn.Sighting.Source;
import org.mudward.policy.End;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Packet;

/**
 * What one DHCPv4 frame tells: a MUD URL that a device emits (RFC 8520 section 10) and what else it
 * says of itself, a lease that a server grants, a lease that a device gives up (RFC 2131), the
 * resolvers and time servers that a server hands out (RFC 2132).
 *
 * <p>A device speaks for itself only. What comes from a client's port counts if the frame's source
 * is the hardware address in the message; what a relay passes on (RFC 2131 section 4.1) counts for
 * emission alone, because a release goes straight to the server and never through a relay, and a
 * false one would end another device's lease. Servers are believed if they are the site's; a MUD
 * URL in their messages is an echo and says nothing.
 *
 * <p>Never throws for any frame, and looks at each octet at most a few times.
 */
public final class DhcpV4Reader {
  private static final int SERVER_PORT = 67;
  private static final int CLIENT_PORT = 68;

  // RFC 2132 section 9.6, message types.
  private static final int DISCOVER = 1;
  private static final int REQUEST = 3;
  private static final int DECLINE = 4;
  private static final int ACK = 5;
  private static final int RELEASE = 7;
  private static final int INFORM = 8;

  private DhcpV4Reader() {}

  /**
   * Reads a whole Ethernet frame.
   *
   * @param dhcpServers whose leases count
   * @return nothing for most frames
   */
  public static List<Sighting> read(byte[] frame, Set<IpAddress> dhcpServers) {
    return read(Packet.of(frame), dhcpServers);
  }

  /** Reads a frame that somebody else already looks at; of one that is cut, what is safe. */
  public static List<Sighting> read(Packet packet, Set<IpAddress> dhcpServers) {
    int from = packet.port(End.SOURCE);
    int to = packet.port(End.DESTINATION);
    boolean ports =
        (from == CLIENT_PORT && to == SERVER_PORT)
            || (from == SERVER_PORT && (to == CLIENT_PORT || to == SERVER_PORT));
    if (!ports) {
      return List.of();
    }
    Optional<DhcpMessage> read = DhcpMessage.read(packet);
    if (read.isEmpty()) {
      return List.of();
    }
    DhcpMessage message = read.get();
    if (message.isRequest()) {
      return to == SERVER_PORT ? fromClient(message, from == SERVER_PORT) : List.of();
    }
    boolean trusted = from == SERVER_PORT && dhcpServers.contains(message.sender());
    return trusted ? fromServer(message) : List.of();
  }

  private static List<Sighting> fromClient(DhcpMessage message, boolean fromRelay) {
    boolean own = message.frameSource() == message.device().bits();
    boolean relayed = fromRelay && message.isRelayed();
    if (!own && !relayed) {
      return List.of();
    }
    return switch (message.type()) {
      case DISCOVER, REQUEST, INFORM -> ofItself(message.device(), message.options());
      case RELEASE -> own ? released(message, message.clientAddress()) : List.of();
      case DECLINE -> own ? released(message, message.requestedAddress()) : List.of();
      default -> List.of();
    };
  }

  private static List<Sighting> ofItself(MacAddress device, DhcpOptions options) {
    List<Sighting> told =
        new ArrayList<>(options.emitted(device, DhcpOptions.MUD_URL, Source.DHCPV4));
    told.addAll(DhcpTraits.v4(device, options));
    return List.copyOf(told);
  }

  /** Leases change by whole messages only: a cut one may have said something else at its end. */
  private static List<Sighting> released(DhcpMessage message, Optional<IpAddress> address) {
    return message.options().isWhole() && address.isPresent()
        ? List.of(new Released(message.device(), address.get()))
        : List.of();
  }

  private static List<Sighting> fromServer(DhcpMessage message) {
    DhcpOptions options = message.options();
    if (message.type() != ACK || !options.isWhole()) {
      return List.of();
    }
    List<Sighting> told = new ArrayList<>();
    message
        .yourAddress()
        .map(address -> new Leased(message.device(), address, options.leaseTime().orElse(null)))
        .ifPresent(told::add);
    Set<IpAddress> dns = options.hosts(DhcpOptions.DNS_SERVERS);
    Set<IpAddress> ntp = options.hosts(DhcpOptions.NTP_SERVERS);
    if (!dns.isEmpty() || !ntp.isEmpty()) {
      told.add(new Served(message.device(), Served.By.DHCPV4, dns, ntp));
    }
    return List.copyOf(told);
  }
}
