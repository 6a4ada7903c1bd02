package org.mudward.enforcer.openflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mudward.enforcer.openflow.SampleFlows.entry;
import static org.mudward.enforcer.openflow.SampleFlows.go;
import static org.mudward.enforcer.openflow.SwitchRig.changes;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.mudward.policy.flow.FlowAction;
import org.mudward.policy.flow.FlowEntry;
import org.mudward.policy.flow.FlowMatch;
import org.mudward.policy.flow.Meter;

/** Meters of a real Open vSwitch. */
@Tag("root")
class MeterTest {
  private static final Meter PACKETS = new Meter(4096, Meter.Unit.PACKETS, 10, 600);
  private static final Meter BITS = new Meter(4097, Meter.Unit.KILOBITS, 64, 3840);
  private static final List<Meter> METERS = List.of(PACKETS, BITS);
  private static final FlowEntry FIRST = entry(0, 0, FlowMatch.ANY, go(5));
  private static final FlowEntry COUNTED =
      entry(5, 1, FlowMatch.ANY, new FlowAction.Metered(4096, 6));
  private static final FlowEntry COUNTED_TOO =
      entry(6, 1, FlowMatch.ANY, new FlowAction.Metered(4097, 7));
  private static final List<FlowEntry> ENTRIES = List.of(FIRST, COUNTED, COUNTED_TOO);

  private SwitchRig rig;

  @BeforeEach
  void start() throws Exception {
    rig = new SwitchRig();
  }

  @AfterEach
  void stop() throws Exception {
    rig.close();
  }

  private String meters() throws Exception {
    return rig.ovs().ofctl("dump-meters");
  }

  @Test
  void metersComeWithTheEntriesThatUseThemAndGoWithThem() throws Exception {
    for (boolean bundles : List.of(true, false)) {
      FlowSwitch connected = rig.connect(bundles);
      FlowResult.InForce done =
          assertInstanceOf(FlowResult.InForce.class, connected.apply(ENTRIES, METERS));
      assertTrue(done.limitations().stream().noneMatch(l -> l.text().contains("meters")));
      assertEquals(5, done.changes());
      assertTrue(meters().contains("meter=4096 pktps burst"), meters());
      assertTrue(meters().contains("rate=64 burst_size=3840"), meters());
      assertEquals(0, changes(connected.apply(ENTRIES, METERS)));
      assertEquals(4, changes(connected.apply(List.of(FIRST), List.of())));
      assertFalse(meters().contains("meter="), meters());
      assertEquals(1, changes(connected.apply(List.of(), List.of())));
    }
  }

  @Test
  void sampledDropsAndMeteredCopiesComeBackAsTheyWereSent() throws Exception {
    assertComesBack(5, new FlowAction.Drop(4096), "meter:4096,CONTROLLER:256");
    assertComesBack(0, new FlowAction.CopySome(4096, 1), "controller(meter_id=4096),goto_table:1");
  }

  private void assertComesBack(int table, FlowAction action, String shown) throws Exception {
    List<FlowEntry> entries = List.of(FIRST, entry(table, 3, FlowMatch.ANY, action));
    for (boolean bundles : List.of(true, false)) {
      FlowSwitch connected = rig.connect(bundles);
      connected.apply(entries, List.of(PACKETS));
      String flows = String.join("\n", rig.ovs().flows());
      assertTrue(flows.contains("actions=" + shown), flows);
      assertEquals(0, changes(connected.apply(entries, List.of(PACKETS))));
      assertEquals(2, changes(connected.apply(List.of(FIRST), List.of())));
    }
  }

  @Test
  void whatOthersChangedIsPutRightAndTheirOwnStays() throws Exception {
    FlowSwitch connected = rig.connect(true);
    rig.ovs().ofctl("add-meter", "meter=7,kbps,band=type=drop,rate=1");
    connected.apply(ENTRIES, METERS);
    rig.ovs().ofctl("mod-meter", "meter=4096,pktps,burst,band=type=drop,rate=99,burst_size=99");
    rig.ovs().ofctl("mod-meter", "meter=4097,kbps,band=type=drop,rate=64");
    assertEquals(2, changes(connected.apply(ENTRIES, METERS)));
    assertTrue(meters().contains("rate=10 burst_size=600"), meters());
    rig.ovs().ofctl("del-meter", "meter=4096"); // and its entry with it
    assertEquals(2, changes(connected.apply(ENTRIES, METERS)));
    assertEquals(0, changes(connected.apply(ENTRIES, METERS)));
    connected.apply(List.of(FIRST), List.of());
    assertTrue(meters().contains("meter=7 "), meters());
  }

  @Test
  void aRefusedChangeLeavesEntriesAsTheyWere() throws Exception {
    FlowSwitch connected = rig.connect(true);
    connected.apply(ENTRIES, METERS);
    List<String> before = rig.ovs().flows();
    FlowEntry unmetered = entry(6, 2, FlowMatch.ANY, new FlowAction.Metered(4098, 7));
    FlowResult.Rejected rejected =
        assertInstanceOf(
            FlowResult.Rejected.class, connected.apply(List.of(FIRST, COUNTED, unmetered), METERS));
    assertTrue(rejected.reason().contains("METER"), rejected.reason());
    assertEquals(before, rig.ovs().flows());
    assertEquals(0, changes(connected.apply(ENTRIES, METERS)));
  }

  @Test
  void metersByTheThousandAreReadBack() throws Exception {
    FlowSwitch connected = rig.connect(true);
    List<Meter> many =
        IntStream.range(0, 5000)
            .mapToObj(i -> new Meter(Meter.FIRST + i, Meter.Unit.PACKETS, 1 + i, 7))
            .toList();
    assertEquals(5001, changes(connected.apply(List.of(FIRST), many)));
    assertEquals(0, changes(connected.apply(List.of(FIRST), many)));
  }
}
