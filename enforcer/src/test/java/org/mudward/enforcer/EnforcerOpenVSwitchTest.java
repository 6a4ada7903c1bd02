package org.mudward.enforcer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mudward.enforcer.testing.Eventually.eventually;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mudward.enforcer.openflow.SwitchSettings;
import org.mudward.enforcer.testing.OpenVSwitch;
import org.mudward.policy.Direction;
import org.mudward.policy.DropStage;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.link.LinkMessage;

/** The whole enforcer between a manager and a real Open vSwitch. */
@Tag("root")
class EnforcerOpenVSwitchTest {
  private static final Pattern DURATION = Pattern.compile("duration=([0-9.]+)s");

  @TempDir private Path folder;
  private @Nullable EnforcerRig rig;
  private @Nullable OpenVSwitch ovs;
  private @Nullable FakeManager manager;
  private InetSocketAddress address = new InetSocketAddress(0);

  @BeforeEach
  void begin() throws Exception {
    rig = EnforcerRig.in(folder);
    ovs = rig.ovs();
    manager = rig.manager();
    try (ServerSocket free = new ServerSocket(0)) { // the same one after a restart
      address = new InetSocketAddress(ovs.controllerAddress().getAddress(), free.getLocalPort());
    }
  }

  @AfterEach
  void end() throws Exception {
    if (rig != null) {
      rig.close();
    }
  }

  private void start() throws IOException {
    rig.start(
        SwitchSettings.of(
            address, ovs.bridge(), Optional.of(ovs.database()), SwitchSettings.Foreign.KEEP));
  }

  private FakeManager.Connection apply(PolicySnapshot snapshot) throws Exception {
    FakeManager.Connection link = manager.greet();
    link.send(snapshot);
    assertEquals(snapshot.revision(), link.await(LinkMessage.Applied.class).revision());
    return link;
  }

  private void send(String hex) throws Exception {
    ovs.ofctl("packet-out", "in_port=LOCAL packet=" + hex + " actions=table");
  }

  /** From the lamp to the gateway: TCP with SYN to an address and port. */
  private static String syn(String address, int port) {
    StringBuilder hex = new StringBuilder("020000000001" + "020000000010" + "0800");
    hex.append("4500002800000000" + "4006" + "0000" + "c0a8010a");
    for (String part : address.split("\\.", -1)) {
      hex.append("%02x".formatted(Integer.parseInt(part)));
    }
    return hex.append("c000%04x".formatted(port))
        .append("00000001" + "00000000" + "5002" + "ffff" + "0000" + "0000")
        .toString();
  }

  private static String dhcpDiscover() {
    return "ffffffffffff"
        + "020000000010"
        + "0800"
        + "4500002000000000"
        + "4011"
        + "0000"
        + "00000000"
        + "ffffffff"
        + "00440043"
        + "000c"
        + "0000"
        + "01010600";
  }

  /** Whether nothing leaves but samples. */
  private boolean drops(String port, String address) throws Exception {
    return ovs.drops(
        ovs.bridge(),
        "in_port=lan1,tcp,dl_src=%s,dl_dst=%s,nw_src=192.168.1.10,nw_dst=%s,tp_dst=%s,tcp_flags=syn"
            .formatted(Snapshots.LAMP, Snapshots.GATEWAY, address, port));
  }

  @Test
  void packetsObeyTheSnapshot() throws Exception {
    ovs.vsctl("add-port", ovs.bridge(), "lan1", "--", "set", "interface", "lan1", "type=internal");
    start();
    FakeManager.Connection link = apply(Snapshots.of(1));
    assertFalse(drops("443", "198.51.100.1"));
    assertTrue(drops("444", "198.51.100.1"));
    assertTrue(drops("443", "198.51.100.2"));
    link.send(Snapshots.of(2));
    assertEquals(2, link.await(LinkMessage.Applied.class).revision());
    assertTrue(drops("443", "198.51.100.1"));
    assertFalse(drops("443", "198.51.100.2"));
  }

  private void refused(FakeManager.Connection link, PolicySnapshot snapshot, String why)
      throws Exception {
    List<String> before = ovs.flows();
    link.send(snapshot);
    String reason = link.await(LinkMessage.Refused.class).reason();
    assertTrue(reason.contains(why), reason);
    assertEquals(before, ovs.flows(), "the old entries are in force");
  }

  @Test
  void whatWasSentWhileItWasMadeIsThrownAwayIfItCannotBeSaved() throws Exception {
    ovs.vsctl("add-port", ovs.bridge(), "lan1", "--", "set", "interface", "lan1", "type=internal");
    Files.createDirectories(folder.resolve("state/changes.log/x")); // so it is saved whole
    start();
    FakeManager.Connection link = apply(PolicySnapshot.builder(1).build());
    Path inTheWay = Files.createDirectories(folder.resolve("state/snapshot.json.new/x"));
    refused(link, Snapshots.of(2), "cannot be saved");
    Files.delete(inTheWay);
    link.send(Snapshots.of(3));
    assertEquals(3, link.await(LinkMessage.Applied.class).revision());
    assertTrue(drops("444", "198.51.100.1"));
  }

  @Test
  void aRestartWithoutAManagerTouchesNoFlowAndGoesOnEnforcing() throws Exception {
    start();
    apply(Snapshots.of(1));
    List<String> before = ovs.flows();
    rig.end();
    manager.close();
    long broken = System.nanoTime();
    ovs.ofctl("del-flows", "table=14"); // somebody breaks one flow meanwhile
    start();
    eventually("the flow is restored", () -> ovs.flows().equals(before));
    double elapsed = (System.nanoTime() - broken) / 1e9;
    for (String flow : ovs.ofctl("dump-flows").lines().toList()) {
      Matcher age = DURATION.matcher(flow);
      if (age.find() && !flow.contains("table=14")) {
        assertTrue(Double.parseDouble(age.group(1)) >= elapsed, flow);
      }
    }
  }

  @Test
  void aSwitchThatRestartsIsFilledAgainWithoutAManager() throws Exception {
    start();
    apply(Snapshots.of(1));
    List<String> before = ovs.flows();
    manager.close();
    ovs.restartDaemon();
    eventually("all flows are there again", () -> ovs.flows().equals(before));
  }

  @Test
  void aBridgeThatIsMadeLaterIsFound() throws Exception {
    ovs.vsctl("del-br", ovs.bridge());
    start();
    FakeManager.Connection link = manager.greet();
    link.send(Snapshots.of(1));
    ovs.addBridge();
    assertEquals(1, link.await(LinkMessage.Applied.class).revision());
  }

  @Test
  void aSampleOfWhatIsDroppedComesUpCutToItsHeaders() throws Exception {
    start();
    FakeManager.Connection link = apply(Snapshots.of(1));
    send(syn("198.51.100.9", 443) + "00".repeat(1000));
    LinkMessage.FrameDropped sample = link.await(LinkMessage.FrameDropped.class);
    assertEquals(DropStage.FROM_DEVICE, sample.stage());
    assertEquals("br0/br0", sample.port());
    assertEquals(256, sample.frame().length);
    assertEquals(1054, sample.length());
    assertEquals(
        syn("198.51.100.9", 443), HexFormat.of().formatHex(sample.frame(), 0, 54), "the headers");
  }

  @Test
  void dhcpIsCopiedToTheManagerAndRulesAreCounted() throws Exception {
    start();
    FakeManager.Connection link = apply(Snapshots.of(1));
    send(dhcpDiscover());
    LinkMessage.FrameSeen seen = link.await(LinkMessage.FrameSeen.class);
    assertEquals(dhcpDiscover(), HexFormat.of().formatHex(seen.frame()));
    assertEquals("br0/br0", seen.port());
    for (int i = 0; i < 3; i++) {
      send(syn("198.51.100.1", 443));
    }
    LinkMessage.Count three = new LinkMessage.Count(Snapshots.RULE, Direction.FROM_DEVICE, 3);
    eventually(
        "three packets are counted",
        () -> link.await(LinkMessage.Counts.class).counts().contains(three));
    link.send(Snapshots.of(2)); // other entries for the same rule
    link.await(LinkMessage.Applied.class);
    send(syn("198.51.100.2", 443));
    LinkMessage.Count four = new LinkMessage.Count(Snapshots.RULE, Direction.FROM_DEVICE, 4);
    eventually(
        "a fourth is counted", () -> link.await(LinkMessage.Counts.class).counts().contains(four));
  }
}
