package org.mudward.mud.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.mudward.mud.Problem;

/**
 * An entry that is said to be never reached is never reached, in a universe of packets small enough
 * to try them all. They are whole: fragments, which show no ports, are not among them.
 */
class ShadowPropertyTest {
  private static final Pattern ENTRY = Pattern.compile(".*/ace/([0-9]+)");
  private static final List<String> BLOCKS = List.of("", "192.0.2.0/24", "192.0.2.0/25");

  /** A packet from the device: {@code place} 2 is in both blocks, 1 in the wider, 0 in none. */
  private record Seen(
      int protocol, int port, int ownPort, boolean opens, int place, boolean mine, boolean local) {}

  private static final List<Seen> UNIVERSE = universe();

  private static List<Seen> universe() {
    List<Seen> universe = new ArrayList<>();
    for (int code = 0; code < 3 * 4 * 2 * 2 * 3 * 2 * 2; code++) {
      int rest = code / 8;
      universe.add(
          new Seen(
              List.of(1, 6, 17).get(rest % 3),
              rest / 3 % 4,
              rest / 12 % 2,
              (code & 1) != 0,
              rest / 24 % 3,
              (code & 2) != 0,
              (code & 4) != 0));
    }
    return universe;
  }

  /** Ports from low to high, or all others. */
  private record Ports(int low, int high, boolean others) {
    boolean holds(int port) {
      return others ? port != low : port >= low && port <= high;
    }

    String json() {
      if (others) {
        return "{'operator': 'neq', 'port': " + low + "}";
      }
      return low == high
          ? "{'operator': 'eq', 'port': " + low + "}"
          : "{'lower-port': " + low + ", 'upper-port': " + high + "}";
    }
  }

  /** One entry; what is empty, 0 or false is not asked. */
  private record Asked(
      int protocol,
      List<Ports> port,
      List<Ports> ownPort,
      String initiator,
      int block,
      boolean mine,
      boolean local,
      boolean accepts) {
    boolean matches(Seen packet) {
      boolean opened = initiator.isEmpty() || initiator.equals("from-device") || !packet.opens();
      return (protocol == 0 || protocol == packet.protocol())
          && port.stream().allMatch(ports -> ports.holds(packet.port()))
          && ownPort.stream().allMatch(ports -> ports.holds(packet.ownPort()))
          && opened
          && packet.place() >= block
          && (!mine || packet.mine())
          && (!local || packet.local());
    }

    /** Whether everything that this entry asks is also asked by the other, in the same words. */
    boolean asksNoMoreThan(Asked other) {
      return (protocol == 0 || protocol == other.protocol)
          && (port.isEmpty() || port.equals(other.port))
          && (ownPort.isEmpty() || ownPort.equals(other.ownPort))
          && (initiator.isEmpty() || initiator.equals(other.initiator))
          && (block == 0 || block == other.block)
          && (!mine || other.mine)
          && (!local || other.local);
    }

    String json(int number) {
      List<String> matches = new ArrayList<>();
      if (block > 0) {
        matches.add("'ipv4': {'destination-ipv4-network': '" + BLOCKS.get(block) + "'}");
      }
      if (protocol > 0) {
        matches.add((protocol == 6 ? "'tcp': {" : "'udp': {") + transport() + "}");
      }
      if (mine || local) {
        String both = mine && local ? ", " : "";
        matches.add(
            "'ietf-mud:mud': {"
                + (mine ? "'my-controller': [null]" : "")
                + both
                + (local ? "'local-networks': [null]" : "")
                + "}");
      }
      String action = accepts ? "accept" : "drop";
      return "{'name': 'e%d', 'matches': {%s}, 'actions': {'forwarding': '%s'}}"
          .formatted(number, String.join(", ", matches), action);
    }

    private String transport() {
      List<String> nodes = new ArrayList<>();
      port.forEach(ports -> nodes.add("'destination-port': " + ports.json()));
      ownPort.forEach(ports -> nodes.add("'source-port': " + ports.json()));
      if (!initiator.isEmpty()) {
        nodes.add("'ietf-mud:direction-initiated': '" + initiator + "'");
      }
      return String.join(", ", nodes);
    }
  }

  @Provide
  Arbitrary<Asked> entries() {
    Arbitrary<Ports> ports =
        Combinators.combine(
                Arbitraries.integers().between(0, 3),
                Arbitraries.integers().between(0, 3),
                Arbitraries.of(false, false, true))
            .as((one, two, others) -> new Ports(Math.min(one, two), Math.max(one, two), others));
    return Combinators.combine(
            Arbitraries.of(0, 6, 6, 17),
            ports.list().ofMaxSize(1),
            ports.list().ofMaxSize(1),
            Arbitraries.of("", "", "from-device", "to-device"),
            Arbitraries.integers().between(0, 2),
            Arbitraries.of(false, false, true),
            Arbitraries.of(false, false, true),
            Arbitraries.of(true, false))
        .as(
            (protocol, port, own, initiator, block, mine, local, accepts) ->
                new Asked(
                    protocol,
                    protocol == 0 ? List.of() : port,
                    protocol == 0 ? List.of() : own,
                    protocol == 6 ? initiator : "",
                    block,
                    mine,
                    local,
                    accepts));
  }

  @Property
  void whatIsSaidToBeNeverReachedIsNot(
      @ForAll @Size(min = 2, max = 5) List<@From("entries") Asked> entries) {
    String json = "";
    for (int i = 0; i < entries.size(); i++) {
      json += (i == 0 ? "" : ",") + entries.get(i).json(i);
    }
    ParseResult result =
        MudParser.check(Samples.withEntries("ipv4-acl-type", json), ParseMode.STRICT);
    assertTrue(result.file().isPresent(), result.problems()::toString);
    Set<Integer> said = said(result);
    for (int i = 0; i < entries.size(); i++) {
      Asked entry = entries.get(i);
      List<Asked> before = entries.subList(0, i);
      if (said.contains(i)) {
        List<Seen> reached =
            UNIVERSE.stream()
                .filter(p -> entry.matches(p) && before.stream().noneMatch(e -> e.matches(p)))
                .toList();
        assertEquals(List.of(), reached, "entry " + i + " of " + json);
      } else {
        assertTrue(before.stream().noneMatch(e -> e.asksNoMoreThan(entry)), i + " of " + json);
      }
    }
  }

  private static Set<Integer> said(ParseResult result) {
    return result.problems().stream()
        .filter(problem -> problem.code().equals("AC-10"))
        .map(Problem::pointer)
        .map(ENTRY::matcher)
        .filter(Matcher::matches)
        .map(matcher -> Integer.valueOf(matcher.group(1)))
        .collect(Collectors.toSet());
  }
}
