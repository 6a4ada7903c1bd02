package org.mudward.mud.draft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mudward.mud.MudAce;
import org.mudward.mud.MudAcl;
import org.mudward.mud.MudFile;
import org.mudward.mud.MudUrl;
import org.mudward.mud.draft.LeftOut.Reason;
import org.mudward.mud.draft.NamedBy.How;
import org.mudward.mud.resolve.NetworkView;
import org.mudward.mud.resolve.Site;
import org.mudward.policy.Direction;
import org.mudward.policy.Family;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Verdict;
import org.mudward.policy.observe.Conversation;
import org.mudward.policy.observe.Traffic;

/** Single cases; the whole way from frames to a file is tested where the command is. */
class DrafterTest {
  private static final NetworkView NOWHERE = new NetworkView(Site.EMPTY, List.of(), Map.of());

  private static MudFile file(String... aces) {
    List<MudAce> entries = new ArrayList<>();
    for (String name : aces) {
      entries.add(new MudAce(name, List.of(), List.of(), Verdict.DROP, ""));
    }
    return new MudFile(
        new MudUrl("https://lamp.example/v1"),
        OffsetDateTime.parse("2026-03-01T08:30:00Z"),
        null,
        Duration.ofHours(48),
        true,
        Map.of(),
        List.of(),
        null,
        List.of(new MudAcl("from", Family.IPV4, entries)),
        List.of());
  }

  /** Frames of which these were refused. */
  private static Traffic traffic(long frames, long refused, long opened, long answered) {
    return new Traffic(frames, frames, refused, 0, 0, opened, 0, answered, 0, 0);
  }

  private static Observation tcp(String name, int port, Traffic sent, Traffic received) {
    Conversation conversation =
        new Conversation(
            new MacAddress(0x10),
            new MacAddress(1),
            IpAddress.parse("198.51.100.7"),
            6,
            port,
            false,
            Conversation.NONE,
            sent,
            received,
            name.hashCode(),
            Conversation.NO_TIME,
            Conversation.NO_TIME,
            List.of(1L));
    return new Observation(conversation, List.of(new NamedBy(name, How.ASKED)));
  }

  private static Observation connected(String name, int port) {
    return tcp(name, port, traffic(3, 3, 1, 0), traffic(3, 3, 0, 1));
  }

  private static List<String> names(Draft draft, Direction direction) {
    return draft.entries().stream()
        .filter(entry -> entry.direction() == direction)
        .map(entry -> entry.ace().name())
        .toList();
  }

  @Test
  void onlyTheWayThatIsRefusedIsPermitted() {
    Observation half = tcp("a.example", 443, traffic(3, 0, 1, 0), traffic(3, 3, 0, 1));
    Draft draft = Drafter.of(file(), NOWHERE, List.of(half), false);
    assertEquals(List.of(), names(draft, Direction.FROM_DEVICE));
    assertEquals(List.of("a.example-tcp-443"), names(draft, Direction.TO_DEVICE));
  }

  @Test
  void namesOfEntriesFitAndAreUniqueBesideThoseThatAreThere() {
    String longName = "x".repeat(60) + ".a.example";
    String other = "x".repeat(60) + ".b.example";
    Draft draft =
        Drafter.of(
            file("c.example-tcp-443"),
            NOWHERE,
            List.of(connected(longName, 443), connected(other, 443), connected("c.example", 443)),
            false);
    List<String> names = names(draft, Direction.FROM_DEVICE);
    assertEquals("c.example-tcp-443-2", names.get(0));
    assertEquals(3, names.stream().distinct().count());
    assertTrue(names.stream().allMatch(name -> name.length() <= 64), names.toString());
  }

  @Test
  void aFileGetsNoMoreEntriesThanPeopleRead() {
    List<Observation> many = new ArrayList<>();
    for (int i = 0; i < EntryWriter.MAX_ENTRIES + 5; i++) {
      many.add(connected(String.format("n%04d.example", i), 443));
    }
    Draft draft = Drafter.of(file(), NOWHERE, many, false);
    assertEquals(EntryWriter.MAX_ENTRIES, names(draft, Direction.FROM_DEVICE).size());
    assertEquals(5, draft.leftOut().size());
    assertEquals(Reason.NO_ROOM, draft.leftOut().get(0).reason());
  }

  @Test
  void entriesDoNotDependOnTheOrderOfWhatWasSeen() {
    List<Observation> some =
        List.of(
            connected("b.example", 443), connected("a.example", 80), connected("a.example", 443));
    List<Observation> turned = new ArrayList<>(some);
    Collections.reverse(turned);
    assertEquals(
        names(Drafter.of(file(), NOWHERE, some, false), Direction.FROM_DEVICE),
        names(Drafter.of(file(), NOWHERE, turned, false), Direction.FROM_DEVICE));
  }
}
