package org.mudward.mud.learn;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mudward.mud.learn.Trait.Kind;
import org.mudward.policy.End;
import org.mudward.policy.Packet;

/**
 * What a device announces of itself by multicast DNS (RFC 6762): the names for which it gives
 * addresses, and the kinds of services. What it calls its single services is its owner's affair,
 * and is not read.
 *
 * <p>Never throws for any frame, and looks at each octet at most a few times.
 */
final class MdnsReader {
  private static final int PORT = 5353;
  private static final String LOCAL = ".local";

  private MdnsReader() {}

  static List<Sighting> read(Packet packet) {
    Optional<Datagram> datagram =
        packet.port(End.SOURCE) == PORT ? Datagram.of(packet) : Optional.empty();
    if (datagram.isEmpty()) {
      return List.of();
    }
    List<Trait> traits = new ArrayList<>();
    DnsMessageReader.owners(datagram.get().content()).forEach(owner -> add(owner, traits));
    Traits all = Traits.NONE.with(traits);
    return DeviceMac.of(packet.sourceMac())
        .filter(mac -> !all.isEmpty())
        .<List<Sighting>>map(mac -> List.of(new Sighting.Described(mac, all)))
        .orElse(List.of());
  }

  private static void add(DnsMessageReader.Owner owner, List<Trait> traits) {
    if (!owner.name().endsWith(LOCAL)) {
      return;
    }
    String name = owner.name().substring(0, owner.name().length() - LOCAL.length());
    switch (owner.type()) {
      case DnsMessage.A, DnsMessage.AAAA -> traits.add(new Trait(Kind.MDNS_NAME, name));
      case DnsMessageReader.PTR -> service(name, 0, traits);
      case DnsMessageReader.SRV -> service(name, name.indexOf("._") + 1, traits);
      default -> {}
    }
  }

  /** Two labels that begin with a line, such as {@code _ipp._tcp} (RFC 6763 section 7). */
  private static void service(String name, int from, List<Trait> traits) {
    String service = name.substring(from);
    boolean one = service.startsWith("_") && service.chars().filter(c -> c == '.').count() == 1;
    if (one && !service.startsWith("_services.")) {
      traits.add(new Trait(Kind.MDNS_SERVICE, service));
    }
  }
}
