package org.mudward.policy.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.mudward.policy.AccessControlList;
import org.mudward.policy.Device;
import org.mudward.policy.DevicePolicy;
import org.mudward.policy.Family;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Match;
import org.mudward.policy.Origin;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.Rate;
import org.mudward.policy.Rule;
import org.mudward.policy.Verdict;

/** Lists with a rate (draft-lear-opsawg-mud-bw-profile). */
class RatesTest {
  private static final String URL = "https://lamp.example/lamp.json";

  private static PolicySnapshot site(int devices, @Nullable Rate out, @Nullable Rate in) {
    PolicySnapshot.Builder builder =
        PolicySnapshot.builder(1)
            .policy(new DevicePolicy(URL, URL, lists("out", out), lists("in", in)));
    for (int i = 0; i < devices; i++) {
      builder.device(new Device(new MacAddress(0x020000001000L + i), URL, Set.of()));
    }
    return builder.build();
  }

  /** A list without a rate comes first, so that the other is not in the first place. */
  private static List<AccessControlList> lists(String name, @Nullable Rate rate) {
    Rule rule =
        new Rule(new Origin(URL, name, "all"), new Match(Family.IPV4, List.of()), Verdict.ACCEPT);
    return List.of(
        new AccessControlList(name + "6", Family.IPV6, List.of()),
        new AccessControlList(name, Family.IPV4, List.of(rule), rate));
  }

  private static FlowTables compile(PolicySnapshot snapshot) {
    return FlowCompiler.compile(snapshot, ClassIds.EMPTY);
  }

  /** Those of rates. */
  private static List<Meter> meters(FlowTables tables) {
    Set<Integer> others = SamplesTest.numbers(tables);
    others.add(AdmissionTest.meter(tables));
    return tables.meters().stream().filter(m -> !others.contains(m.number())).toList();
  }

  private static Set<String> texts(FlowTables tables, int table) {
    return tables.entries().stream()
        .filter(entry -> entry.table() == table)
        .map(FlowText::of)
        .collect(Collectors.toSet());
  }

  @Test
  void eachDeviceHasAMeterOfItsOwnForEachRateOfEachDirection() {
    FlowTables tables = compile(site(2, new Rate(10L, 64_001L, 60), new Rate(null, 8_000_000L, 2)));
    assertEquals(
        List.of(
            "meter=4100,pktps,burst,band=type=drop,rate=10,burst_size=600",
            "meter=4101,kbps,burst,band=type=drop,rate=65,burst_size=3900",
            "meter=4102,pktps,burst,band=type=drop,rate=10,burst_size=600",
            "meter=4103,kbps,burst,band=type=drop,rate=65,burst_size=3900",
            "meter=4104,kbps,burst,band=type=drop,rate=8000,burst_size=16000",
            "meter=4105,kbps,burst,band=type=drop,rate=8000,burst_size=16000"),
        meters(tables).stream().map(FlowText::of).toList());
    assertEquals(
        Set.of(
            "table=6,priority=1,metadata=0x100000000002/0xfffff00000ffffff,"
                + "dl_src=02:00:00:00:10:00 actions=meter:4100,goto_table:7",
            "table=6,priority=1,metadata=0x100000000002/0xfffff00000ffffff,"
                + "dl_src=02:00:00:00:10:01 actions=meter:4102,goto_table:7",
            "table=6,priority=0 actions=goto_table:7"),
        texts(tables, 6));
    assertEquals(1, texts(tables, 12).size(), "no packets are counted towards the device");
    assertTrue(
        texts(tables, 13)
            .contains(
                "table=13,priority=1,metadata=0x100000000002/0xfffff00000ffffff,"
                    + "dl_dst=02:00:00:00:10:01 actions=meter:4105,goto_table:14"));
    assertTrue(
        texts(tables, 5).stream()
            .anyMatch(row -> row.endsWith("actions=write_metadata:0x2/0xffffff,goto_table:6")));
  }

  @Test
  void whereNothingIsBoundedNoPacketGoesPastMeters() {
    FlowTables tables = compile(site(3, null, null));
    assertEquals(List.of(), meters(tables));
    assertTrue(
        tables.entries().stream()
            .filter(entry -> entry.table() == 5 || entry.table() == 11)
            .map(FlowText::of)
            .noneMatch(row -> row.matches(".*goto_table:(6|12)$")));
  }

  @Test
  void theLeastRateThatASwitchKnowsStandsForNone() {
    FlowTables tables = compile(site(1, new Rate(0L, 0L, 0), null));
    assertEquals(
        List.of(
            "meter=4100,pktps,burst,band=type=drop,rate=1,burst_size=1",
            "meter=4101,kbps,burst,band=type=drop,rate=1,burst_size=16"),
        meters(tables).stream().map(FlowText::of).toList());
  }

  @Test
  void theGreatestRateThatASwitchKnowsStandsForMore() {
    FlowTables tables =
        compile(site(1, new Rate(0xFFFF_FFFFL, Long.MAX_VALUE, 0xFFFF_FFFFL), null));
    for (Meter meter : meters(tables)) {
      assertEquals(0xFFFF_FFFFL, meter.rate());
      assertEquals(0xFFFF_FFFFL, meter.burst());
    }
  }

  @Test
  void numbersOfMetersStayAndAnotherRateGetsNewOnes() {
    PolicySnapshot before = site(2, new Rate(10L, null, 60), null);
    FlowTables first = compile(before);
    FlowTables again = FlowCompiler.compile(before, first.ids());
    assertEquals(meters(first), meters(again));
    assertEquals(new HashSet<>(first.entries()), new HashSet<>(again.entries()));
    FlowTables other = FlowCompiler.compile(site(2, new Rate(11L, null, 60), null), first.ids());
    Set<Integer> numbers = meters(first).stream().map(Meter::number).collect(Collectors.toSet());
    for (Meter meter : meters(other)) {
      assertTrue(!numbers.contains(meter.number()), "the old one still counts: " + meter);
    }
    assertNotEquals(texts(first, 6), texts(other, 6));
  }

  @Test
  void moreDevicesThanThereAreMetersIsSaidAndLeavesTheOthersTheirs() {
    int devices = Rates.MAX_METERS + 5;
    FlowTables tables = compile(site(devices, new Rate(10L, null, 60), null));
    assertEquals(Rates.MAX_METERS, meters(tables).size());
    assertEquals(
        List.of("not held to its rate, because more than 28669 meters would be needed"),
        tables.limitations().stream()
            .filter(limitation -> limitation.origin().acl().equals("out"))
            .map(limitation -> limitation.text())
            .toList());
  }
}
