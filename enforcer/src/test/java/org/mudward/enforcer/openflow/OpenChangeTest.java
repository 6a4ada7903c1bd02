package org.mudward.enforcer.openflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mudward.enforcer.openflow.SampleFlows.DROP;
import static org.mudward.enforcer.openflow.SampleFlows.entry;
import static org.mudward.enforcer.openflow.SampleFlows.go;
import static org.mudward.enforcer.openflow.SampleFlows.many;
import static org.mudward.enforcer.openflow.SwitchRig.changes;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.mudward.enforcer.testing.OpenVSwitch;
import org.mudward.policy.flow.FlowAction;
import org.mudward.policy.flow.FlowEntry;
import org.mudward.policy.flow.FlowMatch;
import org.mudward.policy.flow.Meter;

/** Changes that are sent while they are worked out, on a real Open vSwitch. */
@Tag("root")
class OpenChangeTest {
  private static final FlowEntry STAYS = entry(0, 0, FlowMatch.ANY, go(1));
  private static final FlowEntry GOES = entry(3, 7, FlowMatch.ANY, DROP);
  private static final FlowEntry BECOMES = entry(4, 0, FlowMatch.ANY, DROP);
  private static final FlowEntry OTHER = entry(4, 0, FlowMatch.ANY, go(5));
  private static final List<FlowEntry> BEFORE = List.of(STAYS, GOES, BECOMES);

  private SwitchRig rig;
  private OpenVSwitch ovs;
  private FlowSwitch connected;

  @BeforeEach
  void start() throws Exception {
    rig = new SwitchRig();
    ovs = rig.ovs();
    connected = rig.connect(true);
    connected.apply(BEFORE, List.of());
  }

  @AfterEach
  void stop() throws Exception {
    rig.close();
  }

  private OpenChange sent(List<FlowEntry> entries, List<Meter> meters) {
    OpenChange change = connected.open(BEFORE, meters).orElseThrow();
    entries.forEach(change::add);
    change.end();
    return change;
  }

  private static List<FlowEntry> desired() {
    List<FlowEntry> desired = new ArrayList<>(many(5000)); // many portions
    desired.removeIf(
        entry -> entry.table() == OTHER.table() && entry.match().equals(FlowMatch.ANY));
    desired.removeIf(entry -> entry.table() == STAYS.table());
    desired.add(STAYS);
    desired.add(OTHER);
    return desired;
  }

  @Test
  void nothingOfItIsThereBeforeItIsCommittedAndThenAll() throws Exception {
    List<String> before = ovs.flows();
    List<FlowEntry> desired = desired();
    OpenChange change = sent(desired, List.of());
    assertEquals(before, ovs.flows());
    int messages = changes(connected.commit(change));
    assertEquals(desired.size() - 1 + 1, messages, "what stays is not sent, what goes is");
    assertEquals(0, changes(connected.apply(desired, List.of())), "the switch has just these");
    assertEquals(desired.size(), ovs.flows().size());
  }

  @Test
  void nothingOfItComesWhenItIsAbandoned() throws Exception {
    List<String> before = ovs.flows();
    OpenChange whole = sent(desired(), List.of());
    assertInstanceOf(FlowResult.Rejected.class, connected.abandon(whole, "no disk"));
    assertEquals(before, ovs.flows());
    assertEquals(Optional.empty(), connected.open(BEFORE, List.of()), "first it is read");
    assertEquals(0, changes(connected.apply(BEFORE, List.of())));
    OpenChange part = connected.open(BEFORE, List.of()).orElseThrow();
    desired().subList(0, 3000).forEach(part::add);
    connected.abandon(part, "a fault");
    assertEquals(before, ovs.flows());
    assertEquals(0, changes(connected.apply(BEFORE, List.of())), "it can go on");
  }

  @Test
  void whatTheSwitchRefusesLeavesAllAsItWasAndIsNamed() throws Exception {
    List<String> before = ovs.flows();
    FlowEntry bad = entry(6, 9, FlowMatch.ANY, new FlowAction.Metered(5000, 7)); // no such meter
    List<FlowEntry> desired = desired();
    desired.add(2500, bad);
    FlowResult.Rejected rejected =
        assertInstanceOf(FlowResult.Rejected.class, connected.commit(sent(desired, List.of())));
    assertEquals(Optional.of(bad), rejected.entry());
    assertEquals(before, ovs.flows());
  }

  @Test
  void metersAreThereBeforeTheEntriesThatNameThem() throws Exception {
    Meter meter = new Meter(4096, Meter.Unit.PACKETS, 10, 20);
    FlowEntry metered = entry(6, 9, FlowMatch.ANY, new FlowAction.Metered(4096, 7));
    List<FlowEntry> desired = desired();
    desired.add(metered);
    changes(connected.commit(sent(desired, List.of(meter))));
    assertTrue(ovs.ofctl("dump-meters").contains("meter=4096"));
    assertEquals(0, changes(connected.apply(desired, List.of(meter))));
  }

  @Test
  void aSwitchWithoutBundlesIsChangedInTheOrdinaryWay() throws Exception {
    FlowSwitch plain = rig.connect(false);
    plain.apply(BEFORE, List.of());
    assertEquals(Optional.empty(), plain.open(BEFORE, List.of()));
  }
}
