package org.mudward.enforcer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mudward.enforcer.testing.Eventually.eventually;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mudward.enforcer.openflow.BridgeSettings;
import org.mudward.enforcer.openflow.SwitchSettings;
import org.mudward.enforcer.testing.OpenVSwitch;
import org.mudward.policy.Device;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.link.LinkMessage;

/** Two real bridges that are joined, one enforcer, and devices that belong to ports. */
@Tag("root")
class SeveralSwitchesTest {
  private static final String ONE = "br0";
  private static final String OTHER = "br1";

  @TempDir Path folder = Path.of("");
  private EnforcerRig rig;
  private OpenVSwitch ovs;
  private FakeManager.Connection link;

  @BeforeEach
  void start() throws Exception {
    rig = EnforcerRig.in(folder);
    ovs = rig.ovs();
    ovs.addBridge(OTHER);
    ovs.join(ONE, OTHER);
    ovs.addPort(ONE, "lan1");
    ovs.addPort(ONE, "lan2");
    ovs.addPort(OTHER, "lan3");
    rig.start(
        new SwitchSettings(
            ovs.controllerAddress(),
            List.of(joinedTo(ONE, OTHER), joinedTo(OTHER, ONE)),
            Optional.of(ovs.database()),
            SwitchSettings.Foreign.KEEP,
            false,
            false));
    link = rig.manager().greet();
  }

  private static BridgeSettings joinedTo(String bridge, String peer) {
    return new BridgeSettings(bridge, OptionalLong.empty(), Set.of("to-" + peer));
  }

  @AfterEach
  void stop() throws IOException {
    if (rig != null) {
      rig.close();
    }
  }

  /** The lamp belongs to a port. */
  private static PolicySnapshot lampAt(long revision, String port) {
    PolicySnapshot snapshot = Snapshots.of(revision);
    Device lamp = snapshot.devices().get(Snapshots.LAMP);
    return snapshot.toBuilder(revision)
        .device(new Device(lamp.mac(), lamp.policy(), lamp.addresses(), port))
        .build();
  }

  private LinkMessage.Applied apply(PolicySnapshot snapshot) throws Exception {
    link.send(snapshot);
    LinkMessage.Applied applied = link.await(LinkMessage.Applied.class);
    while (applied.revision() < snapshot.revision()) {
      applied = link.await(LinkMessage.Applied.class);
    }
    return applied;
  }

  /** Both switches have it. */
  private void applyToBoth(PolicySnapshot snapshot) throws Exception {
    LinkMessage.Applied applied = apply(snapshot);
    while (mentions(applied, OTHER) || mentions(applied, ONE)) {
      applied = link.await(LinkMessage.Applied.class);
    }
  }

  private static boolean mentions(LinkMessage.Applied applied, String bridge) {
    return applied.limitations().stream()
        .anyMatch(limitation -> limitation.text().contains("switch " + bridge + " keeps"));
  }

  private boolean passes(String bridge, String port, long revision) throws Exception {
    String packet =
        "in_port=%s,tcp,dl_src=%s,dl_dst=%s,nw_src=192.168.1.10,nw_dst=198.51.100.%d,tp_dst=443,tcp_flags=syn"
            .formatted(port, Snapshots.LAMP, Snapshots.GATEWAY, revision);
    return !ovs.drops(bridge, packet);
  }

  @Test
  void aDeviceIsHeardAtItsPortAndOnOtherSwitchesAtTheTrunks() throws Exception {
    applyToBoth(lampAt(1, "br0/lan1"));
    assertTrue(passes(ONE, "lan1", 1));
    assertFalse(passes(ONE, "lan2", 1));
    assertFalse(passes(ONE, "to-br1", 1));
    assertTrue(passes(OTHER, "to-br0", 1));
    assertFalse(passes(OTHER, "lan3", 1));
    applyToBoth(lampAt(2, "br1/lan3"));
    assertFalse(passes(ONE, "lan1", 2));
    assertTrue(passes(ONE, "to-br1", 2));
    assertTrue(passes(OTHER, "lan3", 2));
    assertFalse(passes(OTHER, "to-br0", 2));
  }

  @Test
  void aPortThatComesLaterIsKnownByItsName() throws Exception {
    applyToBoth(lampAt(1, "br0/lan9"));
    assertFalse(passes(ONE, "lan1", 1));
    ovs.addPort(ONE, "lan9");
    eventually("the entry for the port", () -> passes(ONE, "lan9", 1));
    assertFalse(passes(ONE, "lan1", 1));
    ovs.vsctl("del-port", "lan9");
    eventually(
        "the entry goes with the port",
        () -> ovs.flows().stream().noneMatch(flow -> flow.contains("in_port")));
  }

  @Test
  void aSwitchThatIsAwayHoldsUpNobodyAndGetsEverythingWhenItComesBack() throws Exception {
    applyToBoth(lampAt(1, "br0/lan1"));
    ovs.vsctl("del-br", OTHER);
    LinkMessage.Applied without = link.await(LinkMessage.Applied.class);
    while (!mentions(without, OTHER)) {
      without = link.await(LinkMessage.Applied.class);
    }
    assertTrue(mentions(apply(lampAt(2, "br0/lan1")), OTHER));
    assertTrue(passes(ONE, "lan1", 2));
    ovs.addBridge(OTHER);
    LinkMessage.Applied again = link.await(LinkMessage.Applied.class);
    while (mentions(again, OTHER)) {
      again = link.await(LinkMessage.Applied.class);
    }
    assertEquals(2, again.revision());
    assertFalse(ovs.flows(OTHER).isEmpty());
  }

  @Test
  void whatOneSwitchRefusesIsInForceOnNone() throws Exception {
    applyToBoth(lampAt(1, "br0/lan1"));
    List<String> one = ovs.flows(ONE);
    List<String> other = ovs.flows(OTHER);
    String limit = "flow_limit=" + other.stream().filter(f -> f.contains("table=2,")).count();
    ovs.vsctl(
        "--",
        "--id=@t",
        "create",
        "Flow_Table",
        limit,
        "--",
        "set",
        "bridge",
        OTHER,
        "flow_tables:2=@t");
    PolicySnapshot more =
        lampAt(2, "br0/lan1").toBuilder(2)
            .device(
                new Device(
                    Snapshots.GATEWAY, null, Set.of(org.mudward.policy.IpAddress.parse("fe80::1"))))
            .build();
    link.send(more);
    LinkMessage.Refused refused = link.await(LinkMessage.Refused.class);
    assertTrue(
        refused.reason().contains("switch br1 refuses an entry of table 2"), refused.reason());
    assertEquals(other, ovs.flows(OTHER));
    eventually("the first goes back", () -> ovs.flows(ONE).equals(one));
    assertTrue(passes(ONE, "lan1", 1));
  }

  @Test
  void portsWithALinkAreTold() throws Exception {
    applyToBoth(lampAt(1, "br0/lan1"));
    eventually(
        "both switches",
        () ->
            link.ports().switches().stream()
                .map(LinkMessage.SwitchPorts::name)
                .toList()
                .equals(List.of(ONE, OTHER)));
    ovs.inside("/usr/sbin/ip", "link", "set", "lan1", "up");
    eventually("a link comes", () -> link.ports().switches().get(0).up().contains("lan1"));
    ovs.inside("/usr/sbin/ip", "link", "set", "lan1", "down");
    eventually("a link goes", () -> !link.ports().switches().get(0).up().contains("lan1"));
  }
}
