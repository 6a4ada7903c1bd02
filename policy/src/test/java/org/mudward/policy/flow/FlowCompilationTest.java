package org.mudward.policy.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.mudward.policy.Condition;
import org.mudward.policy.Device;
import org.mudward.policy.Direction;
import org.mudward.policy.Family;
import org.mudward.policy.Group;
import org.mudward.policy.GroupId;
import org.mudward.policy.Origin;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.Prefix;
import org.mudward.policy.testing.Generators;

/** Going from snapshot to snapshot ends where compiling the last one ends. */
class FlowCompilationTest {
  private static final GroupId API = new GroupId("dns:api.example.com");
  private static final GroupId WWW = new GroupId("dns:www.example.com");
  private static final int CHANGES = 12;

  private int kept;
  private int followed;

  @Test
  void goingOnIsTheSameAsCompilingAnew() {
    int snapshots = Integer.getInteger("mudward.snapshots", 250);
    for (long seed = 1; seed <= snapshots; seed++) {
      Generators generators = new Generators(seed);
      follow("seed " + seed, generators.snapshot(), generators::after);
    }
    assertTrue(kept > snapshots * CHANGES / 2, "most changes must leave most entries alone");
    assertTrue(followed > snapshots * CHANGES * 9 / 10, followed + " changes were followed");
  }

  @Test
  void devicesAndPoliciesThatComeAndGoMakeTheSameAsCompilingAnew() {
    int snapshots = Integer.getInteger("mudward.snapshots", 250);
    for (long seed = 1; seed <= snapshots; seed++) {
      Generators generators = new Generators(seed);
      follow("changed seed " + seed, generators.snapshot(), generators::changed);
    }
    assertTrue(followed > snapshots * CHANGES * 3 / 4, followed + " changes were followed");
  }

  @Test
  void eachThingThatHappensToASiteMakesTheSameAsCompilingAnew() {
    int snapshots = Integer.getInteger("mudward.snapshots", 250);
    for (long seed = 1; seed <= snapshots; seed++) {
      Generators generators = new Generators(seed);
      follow("stepped seed " + seed, generators.snapshot(), generators::stepped);
    }
    assertTrue(followed > snapshots * CHANGES * 3 / 4, followed + " changes were followed");
  }

  @Test
  void trackingThatIsSwitchedOnOrOffLeavesNothingOfTheOther() {
    int snapshots = Integer.getInteger("mudward.snapshots", 250) / 5;
    for (long seed = 1; seed <= snapshots; seed++) {
      Generators generators = new Generators(seed);
      PolicySnapshot snapshot = generators.snapshot();
      FlowCompilation compilation = FlowCompilation.of(snapshot, ClassIds.EMPTY, seed % 2 == 0);
      for (int i = 0; i < CHANGES; i++) {
        boolean tracking = generators.random().nextBoolean();
        ClassIds ids = compilation.ids();
        compilation = FlowCompilation.of(compilation.snapshot(), ids, tracking);
        assertEquals(ids, compilation.ids(), "numbers do not say how a switch follows");
        PolicySnapshot next = generators.changed(compilation.snapshot());
        if (compilation.advance(next).isEmpty()) {
          compilation = compilation.next(next, ids);
        }
        FlowTables whole = FlowCompilation.of(next, compilation.ids(), tracking).tables();
        assertSame(whole, compilation, "seed " + seed + " change " + i);
      }
    }
  }

  /** What was told while tables were made. */
  private static final class Told implements FlowSink {
    private final List<FlowEntry> entries = new ArrayList<>();
    private List<Meter> meters = List.of();

    @Override
    public void meters(List<Meter> all) {
      assertEquals(List.of(), entries, "meters come first");
      meters = all;
    }

    @Override
    public void entry(FlowEntry entry) {
      entries.add(entry);
    }
  }

  @Test
  void allThatIsMadeIsToldOnceWithItsMetersBefore() {
    for (long seed = 1; seed <= 250; seed++) {
      Generators generators = new Generators(seed);
      PolicySnapshot snapshot = generators.snapshot();
      PolicySnapshot next = generators.changed(snapshot);
      for (PolicySnapshot first : List.of(snapshot, PolicySnapshot.builder(1).build())) {
        FlowCompilation before = FlowCompilation.of(first, ClassIds.EMPTY, seed % 5 == 0);
        Told told = new Told();
        FlowCompilation made = before.next(next, before.ids(), told);
        assertEquals(List.copyOf(made.entries()), told.entries, "seed " + seed);
        assertEquals(made.meters(), told.meters);
        assertEquals(before.next(next, before.ids()).tables(), made.tables());
      }
    }
  }

  private void follow(String seed, PolicySnapshot first, UnaryOperator<PolicySnapshot> change) {
    boolean tracking = seed.endsWith("0") || seed.endsWith("5");
    FlowCompilation compilation = FlowCompilation.of(first, ClassIds.EMPTY, tracking);
    for (int i = 0; i < CHANGES; i++) {
      String what = seed + " change " + i;
      Set<FlowEntry> before = new HashSet<>(compilation.entries());
      ClassIds ids = compilation.ids();
      Map<FlowEntry, Origin> origins = Map.copyOf(compilation.tables().origins());
      PolicySnapshot next = change.apply(compilation.snapshot());
      Optional<FlowChange> step = compilation.advance(next);
      if (step.isEmpty()) {
        FlowTables anew = FlowCompilation.of(next, ids, tracking).tables();
        compilation = compilation.next(next, ids);
        assertEquals(anew, compilation.tables(), what);
        step = Optional.of(FlowChange.between(before, compilation.entries()));
      } else {
        followed++;
        assertStoodFor(origins, step.get(), compilation, what);
      }
      assertEquals(next, compilation.snapshot());
      FlowTables whole = FlowCompilation.of(next, compilation.ids(), tracking).tables();
      assertSame(whole, compilation, what);
      assertNoNumberHasAnotherMeaning(ids, compilation.ids(), what);
      apply(step.get(), before, what);
      assertEquals(Set.copyOf(compilation.entries()), before, what);
    }
  }

  /** Of an entry that went, what it had counted is still to be told. */
  private static void assertStoodFor(
      Map<FlowEntry, Origin> origins, FlowChange step, FlowCompilation now, String what) {
    Set<FlowMatch> replaced =
        step.added().stream().map(FlowEntry::match).collect(Collectors.toSet());
    for (FlowEntry entry : step.removed()) {
      if (!replaced.contains(entry.match())) {
        assertEquals(origins.get(entry), now.origin(entry), what);
      }
    }
  }

  private static void assertSame(FlowTables anew, FlowCompilation compilation, String what) {
    assertEquals(Set.copyOf(anew.entries()), Set.copyOf(compilation.entries()), what);
    assertEquals(anew.entries().size(), compilation.entries().size(), what);
    for (FlowEntry entry : anew.entries()) {
      assertEquals(anew.origins().get(entry), compilation.origin(entry), what);
    }
    assertEquals(anew.meters(), compilation.meters(), what);
    assertEquals(anew.limitations(), compilation.limitations(), what);
    assertEquals(anew.ids(), compilation.ids(), what);
  }

  /** While the switch changes, entries of both stand in it. */
  private static void assertNoNumberHasAnotherMeaning(ClassIds before, ClassIds now, String what) {
    Map<String, String> meanings = new HashMap<>();
    before.given().forEach((key, number) -> meanings.put(kind(key) + number, key));
    now.given()
        .forEach(
            (key, number) ->
                assertEquals(key, meanings.getOrDefault(kind(key) + number, key), what));
  }

  private static String kind(String key) {
    return key.substring(0, key.indexOf(' ') + 1);
  }

  private void apply(FlowChange change, Set<FlowEntry> entries, String what) {
    kept += change.removed().size() < entries.size() / 2 ? 1 : 0;
    change.removed().forEach(entry -> assertTrue(entries.remove(entry), what));
    change.added().forEach(entry -> assertTrue(entries.add(entry), what));
  }

  private static PolicySnapshot lamp(Group... groups) {
    Function<GroupId, Condition> peer = Condition.PeerIn::new;
    PolicySnapshot.Builder builder =
        PolicySnapshot.builder(1)
            .policy(
                Fixtures.policy(
                    Direction.FROM_DEVICE,
                    Fixtures.accept(Family.IPV4, peer.apply(API)),
                    Fixtures.accept(Family.IPV4, peer.apply(WWW))))
            .device(new Device(Fixtures.LAMP, Fixtures.URL, Set.of()));
    for (Group group : groups) {
      builder.group(group);
    }
    return builder.build();
  }

  private static Group.Addresses hosts(GroupId name, String... blocks) {
    return new Group.Addresses(
        name, List.of(blocks).stream().map(Prefix::parse).collect(Collectors.toSet()));
  }

  @Test
  void anotherAddressOfANameTouchesNoRule() {
    PolicySnapshot before = lamp(hosts(API, "198.51.100.7"), hosts(WWW, "198.51.100.8"));
    FlowCompilation compilation = FlowCompilation.of(before, ClassIds.EMPTY);
    FlowChange change =
        compilation
            .advance(before.withGroups(2, List.of(hosts(API, "198.51.100.9"))))
            .orElseThrow();
    assertEquals(List.of(4), tables(change.added()));
    assertEquals(List.of(4), tables(change.removed()));
  }

  @Test
  void theFirstAddressOfANameBringsItsRulesToLifeAndTheLastTakesThemAway() {
    PolicySnapshot empty = lamp(hosts(API), hosts(WWW, "198.51.100.8"));
    FlowCompilation compilation = FlowCompilation.of(empty, ClassIds.EMPTY);
    FlowChange first =
        compilation.advance(empty.withGroups(2, List.of(hosts(API, "198.51.100.7")))).orElseThrow();
    assertEquals(List.of(4, 5), tables(first.added()));
    assertEquals(List.of(), tables(first.removed()));
    FlowChange last = compilation.advance(empty.withGroups(3, List.of(hosts(API)))).orElseThrow();
    assertEquals(List.of(), tables(last.added()));
    assertEquals(List.of(4, 5), tables(last.removed()));
  }

  private static List<Integer> tables(Iterable<FlowEntry> entries) {
    Set<Integer> tables = new TreeSet<>();
    entries.forEach(entry -> tables.add(entry.table()));
    return List.copyOf(tables);
  }
}
