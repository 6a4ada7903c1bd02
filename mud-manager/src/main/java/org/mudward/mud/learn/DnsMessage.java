package org.mudward.mud.learn;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.End;
import org.mudward.policy.Family;
import org.mudward.policy.Field;
import org.mudward.policy.IpAddress;
import org.mudward.policy.Packet;
import org.mudward.policy.Protocol;

/**
 * A DNS answer to one question of class IN, as far as it can tell which addresses are behind a name
 * (RFC 1035 section 4).
 *
 * <p>Names are in lower case without final dot. What the answer section says of names that the
 * question does not lead to is not in {@link #addresses}: a server may add what it likes there.
 *
 * @param id the number by which the asker knows its answer
 * @param code the RCODE; the answers are read for 0 only
 * @param truncated whether the server says that not all fitted; then no answers are read
 * @param name what was asked; empty if that is no usable name
 * @param type which type was asked for
 * @param records the usable records of the answer section, in order
 */
public record DnsMessage(
    int id, int code, boolean truncated, String name, int type, List<Resource> records) {
  /** The type of a record with an IPv4 address. */
  public static final int A = 1;

  /** The type of a record with an IPv6 address (RFC 3596). */
  public static final int AAAA = 28;

  /** The RCODE of a name that does not exist. */
  public static final int NAME_ERROR = 3;

  /** More aliases in a row than resolvers follow; a longer chain leads nowhere. */
  static final int MAX_CHAIN = 32;

  private static final int DNS_PORT = 53;
  private static final int UDP_HEADER = 8;

  public DnsMessage {
    records = List.copyOf(records);
  }

  /** What one record says of the name that owns it. */
  sealed interface Resource {
    String owner();

    /** For how many seconds; a value with the highest bit set is 0 (RFC 2181 section 8). */
    long ttl();

    /** The name has this address. */
    record Address(String owner, long ttl, IpAddress address) implements Resource {}

    /**
     * The name is another name for this one.
     *
     * @param target {@link #NOWHERE} if that is no usable name; it stands before a later alias of
     *     the same owner all the same
     */
    record Alias(String owner, long ttl, String target) implements Resource {
      static final String NOWHERE = "";

      boolean leadsNowhere() {
        return target.equals(NOWHERE);
      }
    }
  }

  /** The type that holds addresses of this family. */
  public static int type(Family family) {
    return family == Family.IPV4 ? A : AAAA;
  }

  /** Reads a message; empty if it is no answer to one question of class IN, or broken. */
  public static Optional<DnsMessage> read(byte[] message) {
    return DnsMessageReader.read(ByteBuffer.wrap(message), 0, message.length);
  }

  /**
   * The complete, successful answer in a frame: UDP from port 53 of one of these hosts.
   *
   * @param dnsServers whom to believe; none named means any host
   */
  public static Optional<DnsMessage> read(Packet packet, Set<IpAddress> dnsServers) {
    Family family = packet.family();
    if (family == null
        || packet.field(Field.PROTOCOL) != Protocol.UDP
        || packet.port(End.SOURCE) != DNS_PORT
        || packet.payloadOffset() + UDP_HEADER > packet.payloadEnd()) {
      return Optional.empty();
    }
    IpAddress server =
        new IpAddress(family, packet.addressHigh(End.SOURCE), packet.addressLow(End.SOURCE));
    int udp = packet.payloadOffset();
    int end = udp + (packet.bytes().getShort(udp + 4) & 0xFFFF);
    boolean whole = end >= udp + UDP_HEADER && end <= packet.payloadEnd();
    if (!whole || !(dnsServers.isEmpty() || dnsServers.contains(server))) {
      return Optional.empty();
    }
    return DnsMessageReader.read(packet.bytes(), udp + UDP_HEADER, end)
        .filter(message -> message.code == 0 && !message.truncated);
  }

  /**
   * The addresses behind the name that was asked and behind each name of its chain of aliases.
   *
   * <p>Not filtered: an answer can say that a public name is an address of this very network.
   */
  public Map<String, Set<IpAddress>> addresses() {
    Map<String, Set<IpAddress>> byOwner = new HashMap<>();
    for (Resource record : records) {
      if (record instanceof Resource.Address found) {
        byOwner.computeIfAbsent(found.owner(), owner -> new LinkedHashSet<>()).add(found.address());
      }
    }
    List<String> chain = chain();
    int circle = circle(chain);
    Map<String, Set<IpAddress>> behind = new LinkedHashMap<>();
    for (int i = 0; i < chain.size(); i++) {
      Set<IpAddress> addresses = new LinkedHashSet<>();
      for (String reached : chain.subList(Math.min(i, circle), chain.size())) {
        addresses.addAll(byOwner.getOrDefault(reached, Set.of()));
      }
      if (!addresses.isEmpty()) {
        behind.put(chain.get(i), addresses);
      }
    }
    return behind;
  }

  /** The addresses of one family behind the name that was asked. */
  public Set<IpAddress> addresses(Family family) {
    Set<IpAddress> found = new LinkedHashSet<>(addresses().getOrDefault(name, Set.of()));
    found.removeIf(address -> address.family() != family);
    return found;
  }

  /** The shortest life of any record on the way to addresses of this family; empty if none. */
  public Optional<Duration> ttl(Family family) {
    if (addresses(family).isEmpty()) {
      return Optional.empty();
    }
    List<String> chain = chain();
    Map<String, Resource.Alias> aliases = aliases();
    long least = Long.MAX_VALUE;
    for (String link : chain) {
      Resource.Alias alias = aliases.get(link);
      least = alias == null ? least : Math.min(least, alias.ttl());
    }
    for (Resource record : records) {
      boolean counts =
          record instanceof Resource.Address found
              && found.address().family() == family
              && chain.contains(found.owner());
      least = counts ? Math.min(least, record.ttl()) : least;
    }
    return Optional.of(Duration.ofSeconds(least));
  }

  /** The names that the question leads to, each once, itself first; empty if too many. */
  private List<String> chain() {
    Map<String, Resource.Alias> aliases = aliases();
    List<String> chain = new ArrayList<>();
    @Nullable String next = name.isEmpty() ? null : name;
    while (next != null) {
      if (chain.size() > MAX_CHAIN) {
        return List.of();
      }
      chain.add(next);
      Resource.Alias alias = aliases.get(next);
      next =
          alias == null || alias.leadsNowhere() || chain.contains(alias.target())
              ? null
              : alias.target();
    }
    return chain;
  }

  /** Where in the chain its last alias leads back to; its length if that leads nowhere. */
  private int circle(List<String> chain) {
    Resource.Alias last = chain.isEmpty() ? null : aliases().get(chain.get(chain.size() - 1));
    return last == null || last.leadsNowhere() ? chain.size() : chain.indexOf(last.target());
  }

  /** Of two aliases of one owner the first counts. */
  private Map<String, Resource.Alias> aliases() {
    Map<String, Resource.Alias> aliases = new HashMap<>();
    for (Resource record : records) {
      if (record instanceof Resource.Alias alias) {
        aliases.putIfAbsent(alias.owner(), alias);
      }
    }
    return aliases;
  }
}
