package org.mudward.mud.learn;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mudward.mud.learn.Sighting.Served;
import org.mudward.policy.End;
import org.mudward.policy.Family;
import org.mudward.policy.Field;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Packet;
import org.mudward.policy.Protocol;

/**
 * The resolvers that an advertisement of the site's router names (RFC 4861 section 4.2, RFC 8106
 * section 5.1). Those of lifetime zero are taken back; one that names none leaves what was named.
 *
 * <p>It counts if a host would take it (RFC 4861 section 6.1.2), as far as that is seen here: from
 * a link-local address, not passed on by anybody, and every option whole. Never throws for any
 * frame, and looks at each octet at most a few times.
 */
final class RouterReader {
  private static final int ADVERTISEMENT = 134;

  /** Whoever passes a packet on takes one off (RFC 4861 section 6.1.2). */
  private static final int NOT_PASSED_ON = 255;

  private static final int HEADER = 16;

  /** Options count their length in these. */
  private static final int UNIT = 8;

  private static final int RDNSS = 25;
  private static final int ADDRESS = 16;
  private static final int FOR_EVER = 0xFFFF_FFFF;

  private RouterReader() {}

  static boolean isAdvertisement(Packet packet) {
    return packet.family() == Family.IPV6
        && packet.protocol() == Protocol.ICMPV6
        && packet.field(Field.ICMP_TYPE) == ADVERTISEMENT;
  }

  /**
   * Reads an advertisement.
   *
   * @param router whose counts
   * @return nothing for most of them
   */
  static List<Sighting> read(Packet packet, MacAddress router) {
    boolean counts =
        packet.sourceMac() == router.bits()
            && packet.field(Field.ICMP_CODE) == 0
            && packet.field(Field.TTL) == NOT_PASSED_ON
            && DhcpV6Addresses.isLinkLocal(packet.address(End.SOURCE));
    int from = packet.payloadOffset() + HEADER;
    if (!counts || from > packet.payloadEnd()) {
      return List.of();
    }
    ByteBuffer options = packet.bytes().slice(from, packet.payloadEnd() - from);
    return resolvers(options)
        .<List<Sighting>>map(seconds -> List.of(served(router, seconds)))
        .orElse(List.of());
  }

  private static Served served(MacAddress router, Map<IpAddress, Integer> seconds) {
    Map<IpAddress, Duration> lasting = new HashMap<>();
    seconds.forEach(
        (dns, lifetime) -> {
          if (lifetime != FOR_EVER) {
            lasting.put(dns, Duration.ofSeconds(Integer.toUnsignedLong(lifetime)));
          }
        });
    return new Served(router, Served.By.ROUTER, seconds.keySet(), Set.of(), lasting);
  }

  /** With their lifetimes in seconds; empty if none are named, or an option is not whole. */
  private static Optional<Map<IpAddress, Integer>> resolvers(ByteBuffer options) {
    Map<IpAddress, Integer> resolvers = new HashMap<>();
    boolean named = false;
    int at = 0;
    while (at < options.limit()) {
      int length = at + 1 < options.limit() ? (options.get(at + 1) & 0xFF) * UNIT : 0;
      if (length == 0 || length > options.limit() - at) {
        return Optional.empty();
      }
      if ((options.get(at) & 0xFF) == RDNSS && length >= UNIT + ADDRESS) {
        named = true;
        add(options.slice(at, length), resolvers);
      }
      at += length;
    }
    return named ? Optional.of(resolvers) : Optional.empty();
  }

  private static void add(ByteBuffer option, Map<IpAddress, Integer> resolvers) {
    int lifetime = option.getInt(Integer.BYTES);
    for (int at = UNIT; lifetime != 0 && at + ADDRESS <= option.limit(); at += ADDRESS) {
      DhcpV6Addresses.server(option, at)
          .filter(address -> resolvers.size() < DhcpOptions.MAX_HOSTS)
          .ifPresent(address -> resolvers.put(address, lifetime));
    }
  }
}
