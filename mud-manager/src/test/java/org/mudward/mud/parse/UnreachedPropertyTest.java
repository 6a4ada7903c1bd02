package org.mudward.mud.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
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
 * An entry is said to be never reached exactly if it is not, in a universe that has a packet of
 * every kind that the entries can tell apart.
 */
class UnreachedPropertyTest {
  private static final Pattern ENTRY = Pattern.compile(".*/ace/([0-9]+)");
  private static final List<String> BLOCKS = List.of("", "192.0.2.0/24", "192.0.2.0/25");

  /**
   * A packet from the device.
   *
   * @param later a fragment that hides ports and flags
   * @param place 2 is in both blocks, 1 in the wider, 0 in none
   */
  private record Seen(
      int protocol,
      int port,
      int ownPort,
      boolean opens,
      boolean later,
      int place,
      boolean mine,
      boolean local) {}

  private static final List<Seen> UNIVERSE = universe();

  private static List<Seen> universe() {
    List<Seen> universe = new ArrayList<>();
    for (int code = 0; code < 3 * 5 * 5 * 3 * 16; code++) {
      int rest = code / 16;
      universe.add(
          new Seen(
              List.of(1, 6, 17).get(rest % 3),
              rest / 3 % 5,
              rest / 15 % 5,
              (code & 1) != 0,
              (code & 2) != 0,
              rest / 75,
              (code & 4) != 0,
              (code & 8) != 0));
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
      return (protocol == 0 || protocol == packet.protocol())
          && packet.place() >= block
          && (!mine || packet.mine())
          && (!local || packet.local())
          && (packet.later() ? !accepts || !asksForWhatIsHidden() : matchesShown(packet));
    }

    private boolean asksForWhatIsHidden() {
      return !port.isEmpty() || !ownPort.isEmpty() || initiator.equals("to-device");
    }

    private boolean matchesShown(Seen packet) {
      return port.stream().allMatch(ports -> ports.holds(packet.port()))
          && ownPort.stream().allMatch(ports -> ports.holds(packet.ownPort()))
          && (!initiator.equals("to-device") || !packet.opens());
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
  void exactlyWhatIsNeverReachedIsSaidToBe(
      @ForAll @Size(min = 2, max = 6) List<@From("entries") Asked> entries) {
    String json = "";
    for (int i = 0; i < entries.size(); i++) {
      json += (i == 0 ? "" : ",") + entries.get(i).json(i);
    }
    ParseResult result =
        MudParser.review(Samples.withEntries("ipv4-acl-type", json), ParseMode.STRICT);
    assertTrue(result.file().isPresent(), result.problems()::toString);
    Set<Integer> unreached = new TreeSet<>();
    for (int i = 0; i < entries.size(); i++) {
      Asked entry = entries.get(i);
      List<Asked> before = entries.subList(0, i);
      if (UNIVERSE.stream()
          .noneMatch(p -> entry.matches(p) && before.stream().noneMatch(e -> e.matches(p)))) {
        unreached.add(i);
      }
    }
    assertEquals(unreached, said(result), json);
  }

  private static Set<Integer> said(ParseResult result) {
    return result.problems().stream()
        .filter(problem -> problem.code().equals("AC-10"))
        .map(Problem::pointer)
        .map(ENTRY::matcher)
        .filter(Matcher::matches)
        .map(matcher -> Integer.valueOf(matcher.group(1)))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
