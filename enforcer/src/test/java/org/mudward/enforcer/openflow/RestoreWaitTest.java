package org.mudward.enforcer.openflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mudward.enforcer.openflow.SampleFlows.entry;
import static org.mudward.enforcer.openflow.SampleFlows.go;
import static org.mudward.enforcer.openflow.SampleFlows.many;
import static org.mudward.enforcer.openflow.SwitchRig.changes;
import static org.mudward.enforcer.testing.Eventually.eventually;

import java.net.InetAddress;
import java.net.InetSocketAddress;
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

/** A real Open vSwitch that waits for its entries when it starts. */
@Tag("root")
class RestoreWaitTest {
  private static final List<Meter> METERS = List.of(new Meter(4096, Meter.Unit.PACKETS, 10, 20));

  private SwitchRig rig;
  private OpenVSwitch ovs;
  private List<FlowEntry> entries;

  @BeforeEach
  void start() throws Exception {
    rig = new SwitchRig();
    ovs = rig.ovs();
    entries = new ArrayList<>(many(10));
    entries.add(entry(0, 0, FlowMatch.ANY, go(1)));
    entries.add(entry(5, 1, FlowMatch.ANY, new FlowAction.Drop(4096)));
  }

  @AfterEach
  void stop() throws Exception {
    rig.close();
  }

  private boolean isToWait() throws Exception {
    return ovs.vsctl("get", "Open_vSwitch", ".", "other_config")
        .contains("flow-restore-wait=\"true\"");
  }

  /** Restarts the switch, and waits until our end has reached it. */
  private void restart(FlowSwitch connected) throws Exception {
    int before = rig.connections();
    ovs.restartDaemon();
    eventually("reached", () -> rig.connections() > before && connected.isFresh());
  }

  @Test
  void getsEntriesAndMetersBeforeItGoesOn() throws Exception {
    FlowSwitch connected = rig.connect(true, true);
    assertEquals(13, changes(connected.apply(entries, METERS)));
    assertTrue(isToWait(), "at its next start");
    for (int i = 0; i < 2; i++) {
      restart(connected);
      assertTrue(connected.isManaged(), "it has not connected by itself");
      assertEquals(List.of(), ovs.flows());
      assertEquals(13, changes(connected.apply(entries, METERS)));
      assertFalse(isToWait(), "it has everything");
      eventually("by itself", () -> connected.portsUp().isPresent() && !connected.isManaged());
      assertEquals(0, changes(connected.apply(entries, METERS)));
      assertTrue(isToWait(), "at its next start, again");
    }
  }

  @Test
  void waitsAsLongAsItsEntriesAreRefused() throws Exception {
    FlowSwitch connected = rig.connect(true, true);
    connected.apply(entries, METERS);
    restart(connected);
    List<FlowEntry> without = new ArrayList<>(entries);
    without.add(entry(6, 2, FlowMatch.ANY, new FlowAction.Metered(4098, 7)));
    assertInstanceOf(FlowResult.Rejected.class, connected.apply(without, METERS));
    assertTrue(isToWait() && connected.isManaged(), "it still waits");
    assertEquals(13, changes(connected.apply(entries, METERS)) + 1, "the meter is there");
    eventually("by itself", () -> connected.portsUp().isPresent() && !connected.isManaged());
  }

  @Test
  void isNotToWaitAnyMoreWhenTheOperatorSaysSo() throws Exception {
    rig.connect(true, true).apply(entries, METERS);
    assertTrue(isToWait());
    rig.connect(true, false).apply(entries, METERS);
    assertFalse(isToWait());
    ovs.vsctl("set", "Open_vSwitch", ".", "other_config:flow-restore-wait=true");
    rig.connect(true, false).apply(entries, METERS);
    assertTrue(isToWait(), "others' words stay");
  }

  @Test
  void aSwitchOfAnotherMachineCannotBeMadeToWait() throws Exception {
    InetSocketAddress here = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    List<BridgeSettings> bridge = List.of(BridgeSettings.of("br0"));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new SwitchSettings(
                here,
                bridge,
                Optional.of("tcp:192.0.2.1:6640"),
                SwitchSettings.Foreign.KEEP,
                true,
                false));
  }
}
