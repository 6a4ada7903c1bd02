package org.mudward.enforcer.openflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mudward.enforcer.openflow.SampleFlows.DROP;
import static org.mudward.enforcer.openflow.SampleFlows.entry;
import static org.mudward.enforcer.openflow.SampleFlows.go;
import static org.mudward.enforcer.openflow.SampleFlows.many;
import static org.mudward.enforcer.openflow.SwitchRig.changes;
import static org.mudward.enforcer.testing.Eventually.eventually;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.mudward.enforcer.testing.OpenVSwitch;
import org.mudward.policy.flow.FlowAction;
import org.mudward.policy.flow.FlowChange;
import org.mudward.policy.flow.FlowEntry;
import org.mudward.policy.flow.FlowMatch;
import org.mudward.policy.flow.Meter;

/** Changes that are not preceded by reading the switch, on a real Open vSwitch. */
@Tag("root")
class FlowChangeTest {
  private static final FlowEntry FIRST = entry(0, 0, FlowMatch.ANY, go(1));
  private static final FlowEntry RULE = entry(4, 0, FlowMatch.ANY, DROP);
  private static final FlowEntry OTHER_RULE = entry(4, 0, FlowMatch.ANY, go(5));

  private SwitchRig rig;
  private OpenVSwitch ovs;

  @BeforeEach
  void start() throws Exception {
    rig = new SwitchRig();
    ovs = rig.ovs();
  }

  @AfterEach
  void stop() throws Exception {
    rig.close();
  }

  private String flows() throws Exception {
    return String.join("\n", ovs.flows());
  }

  @Test
  void addsReplacesAndDeletesJustWhatItSays() throws Exception {
    for (boolean bundles : List.of(true, false)) {
      FlowSwitch connected = rig.connect(bundles);
      List<FlowEntry> ten = many(10);
      List<FlowEntry> desired = new ArrayList<>(ten);
      desired.add(RULE);
      connected.apply(desired, List.of());
      desired.set(desired.indexOf(RULE), OTHER_RULE);
      desired.remove(ten.get(3));
      desired.add(FIRST);
      FlowChange change = new FlowChange(List.of(FIRST, OTHER_RULE), List.of(RULE, ten.get(3)));
      assertEquals(
          3,
          changes(connected.change(change, desired, List.of(), entry -> null)),
          "one takes another's place");
      assertEquals(
          0, changes(connected.apply(desired, List.of(), entry -> null)), "bundles: " + bundles);
      assertEquals(11, ovs.flows().size());
      connected.apply(List.of(), List.of());
    }
  }

  @Test
  void metersComeAndGoWithTheEntriesOfAChange() throws Exception {
    FlowSwitch connected = rig.connect(true);
    Meter one = new Meter(4096, Meter.Unit.PACKETS, 10, 20);
    Meter faster = new Meter(4096, Meter.Unit.PACKETS, 30, 40);
    Meter two = new Meter(4097, Meter.Unit.PACKETS, 10, 20);
    FlowEntry sampled = entry(5, 1, FlowMatch.ANY, new FlowAction.Drop(4096));
    FlowEntry other = entry(5, 2, FlowMatch.ANY, new FlowAction.Drop(4097));
    connected.apply(List.of(FIRST, sampled), List.of(one));
    ovs.ofctl("add-flow", "table=9,priority=7,cookie=0x1,actions=drop"); // it is not asked for
    FlowResult.InForce more =
        assertInstanceOf(
            FlowResult.InForce.class,
            connected.change(
                new FlowChange(List.of(other), List.of()),
                List.of(FIRST, sampled, other),
                List.of(faster, two),
                entry -> null));
    assertEquals(3, more.changes(), "an entry, a meter, and another meter's rate");
    assertTrue(more.packets().isEmpty(), "the switch was not read back");
    assertTrue(meters().contains("rate=30 burst_size=40"), meters());
    assertEquals(
        2,
        changes(
            connected.change(
                new FlowChange(List.of(), List.of(sampled)),
                List.of(FIRST, other),
                List.of(two),
                entry -> null)));
    assertFalse(meters().contains("meter=4096"), meters());
    assertEquals(0, changes(connected.apply(List.of(FIRST, other), List.of(two))));
  }

  @Test
  void aMeterThatIsRefusedInAChangeIsLookedInto() throws Exception {
    FlowSwitch connected = rig.connect(true);
    Meter one = new Meter(4096, Meter.Unit.PACKETS, 10, 20);
    FlowEntry sampled = entry(5, 1, FlowMatch.ANY, new FlowAction.Drop(4096));
    connected.apply(List.of(FIRST), List.of());
    ovs.ofctl("add-meter", "meter=4096,kbps,band=type=drop,rate=1");
    List<FlowEntry> desired = List.of(FIRST, sampled);
    connected.change(
        new FlowChange(List.of(sampled), List.of()), desired, List.of(one), entry -> null);
    assertTrue(meters().contains("rate=10 burst_size=20"), meters());
    assertEquals(0, changes(connected.apply(desired, List.of(one))));
  }

  private String meters() throws Exception {
    return ovs.ofctl("dump-meters");
  }

  @Test
  void whatSomebodyElsePutInItsPlaceStaysForTheNextLookToFind() throws Exception {
    FlowSwitch connected = rig.connect(true);
    connected.apply(List.of(FIRST, RULE), List.of());
    ovs.ofctl("add-flow", "table=4,priority=0,cookie=0x1,actions=goto_table:7");
    connected.change(
        new FlowChange(List.of(), List.of(RULE)), List.of(FIRST), List.of(), entry -> null);
    assertTrue(flows().contains("goto_table:7"), "it is not ours to delete");
  }

  @Test
  void aSwitchThatLostEverythingIsNotTakenForOneThatIsInStep() throws Exception {
    FlowSwitch connected = rig.connect(true);
    List<FlowEntry> ten = many(10);
    connected.apply(ten, List.of());
    int before = rig.connections();
    ovs.restartDaemon();
    eventually("the switch is back", () -> rig.connections() > before);
    List<FlowEntry> desired = new ArrayList<>(ten);
    desired.add(FIRST);
    assertEquals(
        11,
        changes(
            connected.change(
                new FlowChange(List.of(FIRST), List.of()), desired, List.of(), entry -> null)));
  }

  @Test
  void whatIsRefusedLeavesAllAsItWas() throws Exception {
    FlowSwitch connected = rig.connect(true);
    List<FlowEntry> old = many(4);
    connected.apply(old, List.of());
    ovs.vsctl(
        "--",
        "--id=@t",
        "create",
        "Flow_Table",
        "flow_limit=6",
        "--",
        "set",
        "bridge",
        ovs.bridge(),
        "flow_tables:1=@t");
    eventually("the limit", () -> ovs.ofctl("dump-table-features").contains("max_entries=6"));
    List<String> before = ovs.flows();
    List<FlowEntry> twenty = many(20);
    FlowChange change = new FlowChange(twenty.subList(4, 20), old.subList(0, 1));
    FlowResult.Rejected rejected =
        assertInstanceOf(
            FlowResult.Rejected.class,
            connected.change(change, twenty.subList(1, 20), List.of(), entry -> null));
    assertTrue(rejected.reason().contains("FULL"), rejected.reason());
    assertEquals(before, ovs.flows());
    assertEquals(0, changes(connected.apply(old, List.of())));
  }

  @Test
  void ofRulesThatGoItReadsWhatTheyCountedAndNothingElse() throws Exception {
    FlowSwitch connected = rig.connect(true);
    FlowEntry going = entry(5, 7, SampleFlows.matches().get(1), DROP);
    FlowEntry wider = entry(5, 6, FlowMatch.ANY, DROP);
    FlowEntry narrower = entry(5, 6, SampleFlows.matches().get(1), DROP);
    connected.apply(List.of(FIRST, RULE, going, wider, narrower), List.of());
    FlowResult.InForce done =
        assertInstanceOf(
            FlowResult.InForce.class,
            connected.change(
                new FlowChange(List.of(), List.of(RULE, going)),
                List.of(FIRST, wider, narrower),
                List.of(),
                entry -> null));
    assertEquals(Map.of(going, 0L), done.ended(), "table 4 holds no rules");
    assertTrue(done.packets().isEmpty(), "the switch was not read back");
    assertEquals(0, changes(connected.apply(List.of(FIRST, wider, narrower), List.of())));
  }

  @Test
  void manyEntriesComeInPortions() throws Exception {
    for (boolean known : List.of(true, false)) {
      FlowSwitch connected = rig.connect(true);
      connected.apply(known ? List.of(FIRST) : List.of(), List.of());
      List<FlowEntry> desired = new ArrayList<>(many(5000));
      FlowChange change = new FlowChange(desired, known ? List.of(FIRST) : List.of());
      assertEquals(
          known ? 5001 : 5000,
          changes(connected.change(change, desired, List.of(), entry -> null)));
      assertEquals(0, changes(connected.apply(desired, List.of())));
      connected.apply(List.of(), List.of());
    }
  }
}
