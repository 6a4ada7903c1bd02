package org.mudward.policy.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.mudward.policy.Binding;
import org.mudward.policy.Device;
import org.mudward.policy.DevicePolicy;
import org.mudward.policy.Direction;
import org.mudward.policy.DropStage;
import org.mudward.policy.Family;
import org.mudward.policy.Field;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Origin;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.testing.FrameBuilder;
import org.mudward.policy.testing.SoftwareSwitch;

/** Drops of which the controller gets samples. */
class SamplesTest {
  private static final String OTHER = "https://example.com/plug";
  private static final MacAddress PLUG = MacAddress.parse("02:00:00:00:00:12");

  /** The meters of samples that entries use. */
  static Set<Integer> numbers(FlowTables tables) {
    return tables.entries().stream()
        .map(FlowEntry::action)
        .filter(action -> action instanceof FlowAction.Drop drop && drop.isSampled())
        .map(action -> ((FlowAction.Drop) action).meter())
        .collect(Collectors.toSet());
  }

  /** A lamp with a rule that drops, and a plug that may do nothing at all. */
  private static PolicySnapshot site() {
    return PolicySnapshot.builder(1)
        .policy(
            Fixtures.policy(
                Direction.FROM_DEVICE,
                Fixtures.drop(Family.IPV4, Fixtures.is(Field.PROTOCOL, 17)),
                Fixtures.accept(Family.IPV4, Fixtures.is(Field.PROTOCOL, 6))))
        .policy(new DevicePolicy(OTHER, OTHER, List.of(), List.of()))
        .device(new Device(Fixtures.LAMP, Fixtures.URL, Set.of(IpAddress.parse("10.0.0.5"))))
        .device(new Device(PLUG, OTHER, Set.of()))
        .build();
  }

  private static FlowEntry last(FlowTables tables, FrameBuilder frame) {
    List<FlowEntry> hits = new SoftwareSwitch(tables.entries()).run(frame.build()).hits();
    return hits.get(hits.size() - 1);
  }

  private static int meter(FlowEntry entry) {
    return ((FlowAction.Drop) entry.action()).meter();
  }

  @Test
  void eachPolicyHasAMeterForEachDirectionAndForgersHaveOne() {
    FlowTables tables = Fixtures.compile(site());
    Set<Integer> numbers = numbers(tables);
    assertEquals(5, numbers.size());
    numbers.add(AdmissionTest.meter(tables));
    assertEquals(tables.meters().stream().map(Meter::number).collect(Collectors.toSet()), numbers);
    for (Meter meter : tables.meters().subList(Admission.METERS, 6)) {
      assertEquals(
          "meter=%d,pktps,burst,band=type=drop,rate=10,burst_size=20".formatted(meter.number()),
          FlowText.of(meter));
    }
  }

  @Test
  void whatIsDroppedGoesToTheMeterOfWhoDropsIt() {
    FlowTables tables = Fixtures.compile(site());
    FlowEntry rule = last(tables, Fixtures.fromLamp().udp(5000, 5000));
    FlowEntry none = last(tables, Fixtures.fromLamp().transport(47, new byte[8]));
    FlowEntry plugs =
        last(
            tables, FrameBuilder.frame(PLUG, Fixtures.HOST).ip("10.0.0.6", "1.1.1.1").tcp(1, 2, 2));
    FlowEntry toPlug =
        last(
            tables, FrameBuilder.frame(Fixtures.HOST, PLUG).ip("1.1.1.1", "10.0.0.6").tcp(1, 2, 2));
    FlowEntry forged =
        last(
            tables,
            FrameBuilder.frame(Fixtures.LAMP, Fixtures.HOST)
                .ip("10.0.0.9", "1.1.1.1")
                .tcp(1, 2, 2));
    assertEquals(new Origin(Fixtures.URL, "acl", "ace"), tables.origins().get(rule));
    assertEquals(Origin.NO_MATCH, tables.origins().get(none));
    assertEquals(Origin.NO_MATCH, tables.origins().get(plugs));
    assertEquals(Binding.SPOOF, tables.origins().get(forged));
    assertEquals(meter(rule), meter(none), "one policy, one direction");
    assertEquals(
        4, Set.of(meter(none), meter(plugs), meter(toPlug), meter(forged)).size(), "all others");
    assertFalse(numbers(tables).contains(0));
    assertEquals(Optional.of(DropStage.FROM_DEVICE), Pipeline.dropStage(rule.table()));
    assertEquals(Optional.of(DropStage.TO_DEVICE), Pipeline.dropStage(toPlug.table()));
    assertEquals(Optional.of(DropStage.SPOOF), Pipeline.dropStage(forged.table()));
  }

  @Test
  void nothingComesFromAnotherTableAsASample() {
    for (int table = 0; table < 256; table++) {
      boolean drops = table < Pipeline.TABLES.size() && Pipeline.TABLES.get(table).drops();
      assertEquals(drops, Pipeline.dropStage(table).isPresent(), "table " + table);
    }
  }

  @Test
  void theTextSaysMeterAndThenControllerAndNothingElse() {
    String text = FlowText.of(new FlowEntry(5, 1, FlowMatch.ANY, new FlowAction.Drop(Meter.FIRST)));
    assertEquals("table=5,priority=1 actions=meter:4096,CONTROLLER:256", text);
  }

  @Test
  void aMeterThatIsNotOursIsNoSample() {
    for (int meter : new int[] {-1, 1, Meter.FIRST - 1, Meter.LAST + 1}) {
      assertThrows(IllegalArgumentException.class, () -> new FlowAction.Drop(meter));
    }
  }

  @Test
  void aFileThatChangesKeepsItsMeters() {
    FlowTables before = Fixtures.compile(site());
    PolicySnapshot other =
        site().toBuilder(2)
            .policy(
                Fixtures.policy(
                    Direction.FROM_DEVICE,
                    Fixtures.drop(Family.IPV4, Fixtures.is(Field.PROTOCOL, 50))))
            .build();
    FlowTables after = FlowCompiler.compile(other, before.ids());
    assertEquals(before.meters(), after.meters());
    assertNotEquals(Set.copyOf(before.entries()), Set.copyOf(after.entries()));
  }

  @Test
  void morePoliciesThanThereAreMetersForIsSaidAndTheyDropAllTheSame() {
    PolicySnapshot.Builder builder = PolicySnapshot.builder(1);
    int many = Samples.MAX_POLICIES + 3;
    for (int i = 0; i < many; i++) {
      String url = "https://example.com/%05d".formatted(i);
      builder
          .policy(new DevicePolicy(url, url, List.of(), List.of()))
          .device(new Device(new MacAddress(0x0200_0001_0000L + i), url, Set.of()));
    }
    FlowTables tables = Fixtures.compile(builder.build());
    assertEquals(Samples.MAX_METERS + Admission.METERS, tables.meters().size());
    assertTrue(
        tables.limitations().stream().anyMatch(l -> l.text().startsWith("what 3 policies drop")));
    FlowEntry unsampled =
        last(
            tables,
            FrameBuilder.frame(new MacAddress(0x0200_0001_0000L + many - 1), Fixtures.HOST)
                .ip("10.0.0.6", "1.1.1.1")
                .tcp(1, 2, 2));
    assertEquals(new FlowAction.Drop(), unsampled.action());
  }

  @Test
  void withoutPoliciesThereIsNothingToSample() {
    assertEquals(Set.of(), numbers(Fixtures.compile(PolicySnapshot.builder(1).build())));
  }
}
