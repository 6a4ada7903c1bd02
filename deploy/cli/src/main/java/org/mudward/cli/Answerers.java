package org.mudward.cli;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.mudward.mud.learn.DnsMessage;
import org.mudward.policy.End;
import org.mudward.policy.Family;
import org.mudward.policy.IpAddress;
import org.mudward.policy.Packet;

/**
 * Which hosts gave DNS answers, and about which names: who the servers of a site are is known only
 * after all of them were heard. Confined to one thread.
 */
final class Answerers {
  /** Pairs of a host and a name that are remembered: as many as answers that may explain names. */
  static final int MAX_ANSWERS = 1 << 16;

  private final Map<IpAddress, Set<String>> names = new TreeMap<>();
  private int size;

  /** Takes an answer that has addresses. */
  void answered(Packet packet, DnsMessage answer) {
    Family family = packet.family();
    if (family != null && size < MAX_ANSWERS) {
      IpAddress host =
          new IpAddress(family, packet.addressHigh(End.SOURCE), packet.addressLow(End.SOURCE));
      size += names.computeIfAbsent(host, h -> new TreeSet<>()).add(answer.name()) ? 1 : 0;
    }
  }

  /**
   * The hosts that answered and are not believed where these are the servers, in order; nobody, if
   * there are none, for then any host is.
   */
  Set<IpAddress> besides(Set<IpAddress> servers) {
    Set<IpAddress> others = new TreeSet<>();
    if (!servers.isEmpty()) {
      others.addAll(names.keySet());
      others.removeAll(servers);
    }
    return others;
  }

  /** The names about which any of these hosts gave an answer, in order. */
  Set<String> namesBy(Collection<IpAddress> hosts) {
    Set<String> all = new TreeSet<>();
    hosts.forEach(host -> all.addAll(names.getOrDefault(host, Set.of())));
    return all;
  }
}
