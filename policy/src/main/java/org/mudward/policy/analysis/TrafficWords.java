package org.mudward.policy.analysis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.Family;
import org.mudward.policy.Protocol;

/**
 * Which protocols and ports a set of packets has, in words; exactly, as far as these two go.
 *
 * <p>Later fragments are left out: they show no ports. What else a rule asks (TTL, flags other than
 * those that open a connection) is not said, so a line means "some packets of this kind".
 */
final class TrafficWords {
  private static final int LAST_PORT = 65_535;
  private static final int LAST_PROTOCOL = 255;
  private static final String ANY = "any";

  private final PacketSpace space;
  private final Map<Integer, List<String>> known = new HashMap<>();

  TrafficWords(PacketSpace space) {
    this.space = space;
  }

  /** Such as {@code tcp any -> 443} or {@code icmp type 8}; empty of none. */
  List<String> of(int set) {
    return known.computeIfAbsent(set, this::describe);
  }

  private List<String> describe(int set) {
    BitSpace bits = space.bits;
    int shown = bits.minus(bits.and(set, space.honest()), space.later());
    Map<String, Set<Family>> lines = new LinkedHashMap<>();
    for (Family family : Family.values()) {
      int part = bits.and(shown, space.family(family));
      if (!bits.isEmpty(part)) {
        for (String line : describe(part, family)) {
          lines.computeIfAbsent(line, l -> new LinkedHashSet<>()).add(family);
        }
      }
    }
    List<String> result = new ArrayList<>();
    lines.forEach(
        (line, of) -> {
          String only = of.size() == 1 ? " over " + RuleWords.family(of.iterator().next()) : "";
          result.add(line + only);
        });
    return List.copyOf(result);
  }

  private List<String> describe(int part, Family family) {
    List<String> lines = new ArrayList<>();
    BitSpace bits = space.bits;
    int all = bits.and(space.family(family), bits.minus(space.honest(), space.later()));
    if (bits.isEmpty(bits.minus(all, part))) {
      return List.of("everything");
    }
    int protocols = bits.onlyAbout(part, Set.of("protocol"));
    for (BitSpace.Interval interval :
        bits.byValue("protocol", protocols).getOrDefault(bits.all(), List.of())) {
      lines.addAll(protocols(part, interval, family));
    }
    return lines;
  }

  /** Those with ports or types one by one, the rest in ranges. */
  private List<String> protocols(int part, BitSpace.Interval interval, Family family) {
    int icmp = family == Family.IPV4 ? Protocol.ICMP : Protocol.ICMPV6;
    List<String> lines = new ArrayList<>();
    int low = interval.low();
    for (int protocol = interval.low(); protocol <= interval.high() + 1; protocol++) {
      boolean end = protocol > interval.high();
      boolean special = protocol == Protocol.TCP || protocol == Protocol.UDP || protocol == icmp;
      if (end || special) {
        if (low < protocol) {
          lines.add("protocol " + range(low, protocol - 1, LAST_PROTOCOL));
        }
        low = protocol + 1;
      }
      if (special && !end) {
        lines.addAll(special(part, protocol, icmp));
      }
    }
    return lines;
  }

  private List<String> special(int part, int protocol, int icmp) {
    BitSpace bits = space.bits;
    int of = bits.and(part, space.protocol(protocol));
    if (protocol == icmp) {
      int types = bits.onlyAbout(of, Set.of("icmp-type"));
      String list = list(bits.byValue("icmp-type", types).get(bits.all()), LAST_PROTOCOL);
      return List.of(Protocol.name(protocol) + (list.equals(ANY) ? "" : " type " + list));
    }
    if (protocol == Protocol.UDP) {
      return ports("udp", of);
    }
    List<String> opening = ports("tcp", bits.and(of, space.opens()));
    List<String> rest = ports("tcp", bits.minus(of, space.opens()));
    List<String> lines = new ArrayList<>(opening);
    rest.stream()
        .filter(line -> !opening.contains(line))
        .forEach(line -> lines.add(line + " of open connections"));
    return lines;
  }

  /** Source ports with the destination ports that they may turn to. */
  private List<String> ports(String protocol, int set) {
    BitSpace bits = space.bits;
    int ports = bits.onlyAbout(set, Set.of("port-source", "port-destination"));
    List<String> lines = new ArrayList<>();
    bits.byValue("port-source", ports)
        .forEach(
            (rest, sources) -> {
              if (!bits.isEmpty(rest)) {
                String to = list(bits.byValue("port-destination", rest).get(bits.all()), LAST_PORT);
                lines.add(protocol + " " + list(sources, LAST_PORT) + " -> " + to);
              }
            });
    return lines;
  }

  private static String list(@Nullable List<BitSpace.Interval> intervals, int last) {
    if (intervals == null) {
      return "none";
    }
    return intervals.stream()
        .map(interval -> range(interval.low(), interval.high(), last))
        .collect(Collectors.joining(", "));
  }

  private static String range(int low, int high, int last) {
    if (low == 0 && high == last) {
      return ANY;
    }
    return low == high ? Integer.toString(low) : String.format(Locale.ROOT, "%d-%d", low, high);
  }
}
