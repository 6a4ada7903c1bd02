package org.mudward.enforcer.openflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mudward.enforcer.openflow.SampleFlows.DROP;
import static org.mudward.enforcer.openflow.SampleFlows.FORWARD;
import static org.mudward.enforcer.openflow.SampleFlows.entry;
import static org.mudward.enforcer.openflow.SampleFlows.go;
import static org.mudward.enforcer.openflow.SampleFlows.many;
import static org.mudward.enforcer.openflow.SwitchSettings.Foreign.KEEP;
import static org.mudward.enforcer.testing.Eventually.eventually;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.mudward.enforcer.testing.OpenVSwitch;
import org.mudward.enforcer.testing.Requires;
import org.mudward.policy.flow.FlowEntry;
import org.mudward.policy.flow.FlowMatch;

/** Against a real Open vSwitch. */
@Tag("root")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FlowSwitchTest {
  private static final List<FlowEntry> POLICY =
      List.of(
          entry(0, 0, FlowMatch.ANY, go(1)),
          entry(1, 0, FlowMatch.ANY, go(4)),
          entry(4, 0, FlowMatch.ANY, go(9)),
          entry(9, 0, FlowMatch.ANY, FORWARD));

  private @Nullable OpenVSwitch ovs;
  private @Nullable TestHub hub;
  private final AtomicInteger connections = new AtomicInteger();

  @BeforeAll
  void startOpenVSwitch() throws Exception {
    Requires.openVSwitch();
    ovs = OpenVSwitch.start();
  }

  @AfterAll
  void stopOpenVSwitch() throws Exception {
    if (ovs != null) {
      ovs.close();
    }
  }

  @AfterEach
  void forget() throws Exception {
    if (hub != null) {
      hub.close();
    }
    if (ovs != null) {
      ovs.vsctl("--", "clear", "bridge", ovs.bridge(), "flow_tables");
      ovs.vsctl("del-br", ovs.bridge());
      ovs.addBridge();
    }
  }

  private OpenVSwitch openVSwitch() {
    return Objects.requireNonNull(ovs);
  }

  private FlowSwitch connect(boolean bundles) throws Exception {
    OpenVSwitch real = openVSwitch();
    return connect(bundles, real.controllerAddress());
  }

  private FlowSwitch connect(boolean bundles, InetSocketAddress address) throws Exception {
    OpenVSwitch real = openVSwitch();
    int before = connections.get();
    TestHub created =
        new TestHub(
            SwitchSettings.of(address, real.bridge(), Optional.of(real.database()), KEEP),
            connections,
            bundles);
    hub = created;
    bound = created.hub().listen();
    created.flowSwitch().configure();
    eventually("the switch connects", () -> connections.get() > before);
    return created.flowSwitch();
  }

  private InetSocketAddress bound = new InetSocketAddress(0);

  private static int changes(FlowResult result) {
    return assertInstanceOf(FlowResult.InForce.class, result).changes();
  }

  @Test
  void everyFieldAndActionComesBackAsItWasSent() throws Exception {
    FlowSwitch connected = connect(true);
    List<FlowEntry> entries = SampleFlows.everything();
    assertEquals(entries.size(), changes(connected.apply(entries, List.of())));
    FlowResult again = connected.apply(entries, List.of());
    assertEquals(0, changes(again));
    assertEquals(
        new HashSet<>(entries),
        assertInstanceOf(FlowResult.InForce.class, again).packets().orElseThrow().keySet());
  }

  @Test
  void whatFollowsConnectionsComesBackAsItWasSent() throws Exception {
    FlowSwitch connected = connect(true);
    assertEquals(3, changes(connected.apply(SampleFlows.connections(), List.of())));
    assertEquals(0, changes(connected.apply(SampleFlows.connections(), List.of())));
  }

  @Test
  void openVSwitchUnderstandsWhatWeMean() throws Exception {
    FlowSwitch connected = connect(true);
    connected.apply(SampleFlows.everything(), List.of());
    String flows = String.join("\n", openVSwitch().flows());
    for (String expected :
        List.of(
            "metadata=0x8000000000000001 actions=drop",
            "metadata=0x3000000000000/0xfffff00000000000 actions=drop",
            "dl_dst=01:00:00:00:00:00/01:00:00:00:00:00 actions=drop",
            "dl_src=02:00:00:00:00:10 actions=drop",
            ",arp actions=drop",
            ",ip,nw_tos=184 actions=drop",
            ",ipv6,nw_ecn=3 actions=drop",
            ",ipv6,nw_ttl=255 actions=drop",
            ",ip,nw_frag=later actions=drop",
            ",ip,nw_frag=not_later actions=drop",
            ",ipv6,nw_frag=no actions=drop",
            ",ip,nw_src=10.0.0.0/8 actions=drop",
            ",ipv6,ipv6_dst=fe80::/64 actions=drop",
            ",ipv6,ipv6_label=0x00010/0x000f0 actions=drop",
            ",tcp,tp_dst=0xc000/0xc000 actions=drop",
            ",udp6,tp_src=0x400/0xfc00 actions=drop",
            ",tcp6,tcp_flags=+syn-ack actions=drop",
            ",icmp,icmp_type=8 actions=drop",
            ",icmp6,icmp_code=4 actions=drop",
            "actions=NORMAL",
            "actions=CONTROLLER:65535,goto_table:9",
            "actions=write_metadata:0x123456789abcdef0,goto_table:9",
            "actions=write_metadata:0/0xffffff,goto_table:9",
            "actions=CONTROLLER:65535,write_metadata:0x7000000/0xfffff000000,goto_table:253")) {
      assertTrue(flows.contains(expected), () -> expected + " is not in\n" + flows);
    }
    assertTrue(flows.contains("cookie=0x4d57"), flows);
  }

  @Test
  void theBridgeNoLongerForwardsByItself() throws Exception {
    OpenVSwitch real = openVSwitch();
    assertTrue(String.join("\n", real.flows()).contains("NORMAL"), "it did before");
    connect(true);
    assertEquals("secure", real.vsctl("get-fail-mode", real.bridge()).trim());
    assertEquals(List.of(), real.flows());
    assertEquals(
        "out-of-band", real.vsctl("get", "controller", real.bridge(), "connection_mode").trim());
    assertEquals(
        "1000", real.vsctl("get", "controller", real.bridge(), "controller_rate_limit").trim());
  }

  @Test
  void aBridgeThatSomebodyMadeForwardIsSecureAgainBeforeItCountsAsOurs() throws Exception {
    FlowSwitch connected = connect(true);
    assertEquals(4, changes(connected.apply(POLICY, List.of())));
    Objects.requireNonNull(hub).close();
    openVSwitch().vsctl("set-fail-mode", openVSwitch().bridge(), "standalone");
    FlowSwitch next = connect(true, bound);
    next.apply(POLICY, List.of());
    assertEquals("secure", openVSwitch().vsctl("get-fail-mode", openVSwitch().bridge()).trim());
  }

  @Test
  void aRestartFindsEverythingRightAndTouchesNothing() throws Exception {
    FlowSwitch first = connect(true);
    assertEquals(4, changes(first.apply(POLICY, List.of())));
    Objects.requireNonNull(hub).close();
    FlowSwitch second = connect(true, bound);
    assertEquals(0, changes(second.apply(POLICY, List.of())));
  }

  @Test
  void whatOthersChangedIsPutRightAndWhatIsTheirsStays() throws Exception {
    FlowSwitch connected = connect(true);
    connected.apply(POLICY, List.of());
    OpenVSwitch real = openVSwitch();
    real.ofctl("mod-flows", "table=4 actions=goto_table:5");
    real.ofctl("del-flows", "table=9");
    real.ofctl("add-flow", "table=7,priority=5,tcp,actions=drop");
    real.ofctl("add-flow", "table=6,priority=5,cookie=0x4d57000000000001,in_port=3,actions=drop");
    real.ofctl("add-flow", "table=0,priority=0,idle_timeout=600,actions=goto_table:1");
    FlowResult result = connected.apply(POLICY, List.of());
    assertEquals(4, changes(result), "modified, deleted, pretended, and taken over");
    assertEquals(0, changes(connected.apply(POLICY, List.of())));
    String flows = String.join("\n", real.flows());
    assertTrue(flows.contains("table=4, priority=0 actions=goto_table:9"), flows);
    assertTrue(flows.contains("table=9, priority=0 actions=NORMAL"), flows);
    assertTrue(flows.contains("table=7, priority=5,tcp actions=drop"), flows);
    assertFalse(flows.contains("in_port"), flows);
    assertFalse(flows.contains("idle_timeout"), flows);
  }

  @Test
  void whatIsOfOthersGoesWhereTheSiteWantsThat() throws Exception {
    OpenVSwitch real = openVSwitch();
    TestHub created =
        new TestHub(
            SwitchSettings.of(
                real.controllerAddress(),
                real.bridge(),
                Optional.of(real.database()),
                SwitchSettings.Foreign.REMOVE),
            connections,
            true);
    hub = created;
    created.hub().listen();
    FlowSwitch alone = created.flowSwitch();
    alone.configure();
    eventually("the switch connects", () -> connections.get() > 0);
    real.ofctl("add-flow", "table=0,priority=65535,cookie=0x1234,tcp,actions=NORMAL");
    alone.apply(POLICY, List.of());
    String flows = String.join("\n", real.flows());
    assertFalse(flows.contains("tcp"), flows);
    assertEquals(0, changes(alone.apply(POLICY, List.of())));
  }

  @Test
  void firstFragmentsShowTheirPortsAgainWhenSomebodyHidThem() throws Exception {
    FlowSwitch connected = connect(true);
    connected.apply(POLICY, List.of());
    OpenVSwitch real = openVSwitch();
    assertEquals("nx-match", real.ofctl("get-frags").trim());
    real.ofctl("set-frags", "normal");
    int before = connections.get();
    FlowResult.NoSwitch ended =
        assertInstanceOf(FlowResult.NoSwitch.class, connected.apply(POLICY, List.of()));
    assertTrue(ended.reason().contains("fragments"), ended.reason());
    eventually("it connects again", () -> connections.get() > before);
    assertEquals(0, changes(connected.apply(POLICY, List.of())));
    assertEquals("nx-match", real.ofctl("get-frags").trim());
  }

  @Test
  void aSwitchThatLostEverythingGetsItAgain() throws Exception {
    FlowSwitch connected = connect(true);
    connected.apply(POLICY, List.of());
    int before = connections.get();
    openVSwitch().restartDaemon();
    eventually("the switch is back", () -> connections.get() > before);
    assertEquals(4, changes(connected.apply(POLICY, List.of())));
  }

  @Test
  void aFullTableLeavesTheOldInForceAndSaysWhichEntryDidNotFit() throws Exception {
    for (boolean bundles : List.of(true, false)) {
      FlowSwitch connected = connect(bundles);
      OpenVSwitch real = openVSwitch();
      List<FlowEntry> old = new ArrayList<>(POLICY);
      old.addAll(many(3));
      connected.apply(old, List.of());
      List<String> before = real.flows();
      real.vsctl(
          "--",
          "--id=@t",
          "create",
          "Flow_Table",
          "flow_limit=6",
          "--",
          "set",
          "bridge",
          real.bridge(),
          "flow_tables:1=@t");
      eventually("the limit", () -> real.ofctl("dump-table-features").contains("max_entries=6"));
      List<FlowEntry> wanted = new ArrayList<>(POLICY);
      wanted.add(entry(4, 7, FlowMatch.ANY, DROP));
      wanted.addAll(many(20).subList(2, 20));
      FlowResult.Rejected rejected =
          assertInstanceOf(FlowResult.Rejected.class, connected.apply(wanted, List.of()));
      assertTrue(rejected.reason().contains("FULL"), rejected.reason());
      assertEquals(1, rejected.entry().orElseThrow().table());
      assertEquals(before, real.flows(), "bundles: " + bundles);
      assertEquals(0, changes(connected.apply(old, List.of())));
      Objects.requireNonNull(hub).close();
      forget();
    }
  }

  @Test
  void changesInPhasesWorkAsWellAsBundles() throws Exception {
    FlowSwitch connected = connect(false);
    List<FlowEntry> entries = SampleFlows.everything();
    assertEquals(entries.size(), changes(connected.apply(entries, List.of())));
    assertEquals(0, changes(connected.apply(entries, List.of())));
    assertEquals(entries.size(), changes(connected.apply(List.of(), List.of())));
    assertEquals(List.of(), openVSwitch().flows());
  }

  @Test
  void tenThousandEntriesAreInstalled() throws Exception {
    List<FlowEntry> entries = many(10_000);
    for (boolean bundles : List.of(true, false)) {
      FlowSwitch connected = connect(bundles);
      connected.apply(POLICY, List.of()); // so that classes are loaded and the bridge is verified
      long start = System.nanoTime();
      assertEquals(10_004, changes(connected.apply(entries, List.of())));
      double seconds = (System.nanoTime() - start) / 1e9;
      System.out.printf(
          Locale.ROOT,
          "10000 entries, bundles %s: %.2f s, %.0f a second%n",
          bundles,
          seconds,
          10_000 / seconds);
      start = System.nanoTime();
      assertEquals(0, changes(connected.apply(entries, List.of())));
      System.out.printf(
          Locale.ROOT,
          "10000 entries read back and compared: %.2f s%n",
          (System.nanoTime() - start) / 1e9);
      Objects.requireNonNull(hub).close();
      forget();
    }
  }

  @Test
  void aDatapathThatIsNotTheBridgeIsNotServed() throws Exception {
    OpenVSwitch real = openVSwitch();
    TestHub created =
        new TestHub(
            SwitchSettings.of(
                real.controllerAddress(), real.bridge(), Optional.of(real.database()), KEEP),
            connections,
            true);
    hub = created;
    FlowSwitch waiting = created.flowSwitch();
    InetSocketAddress address = created.hub().listen();
    int before = connections.get();
    try (FakeSwitch impostor = new FakeSwitch(address)) {
      impostor.handshake(0xDEADL);
      eventually("it is connected", () -> connections.get() > before);
      eventually(
          "the bridge comes, told by us",
          () -> waiting.apply(POLICY, List.of()) instanceof FlowResult.InForce);
      assertTrue(impostor.isClosedByPeer());
    }
    assertEquals(0, changes(waiting.apply(POLICY, List.of())));
    assertEquals(4, real.flows().size());
  }

  @Test
  void aSwitchThatSomebodyElseConfiguresIsAskedWhatItCanCompare() throws Exception {
    OpenVSwitch real = openVSwitch();
    String id = real.vsctl("get", "bridge", real.bridge(), "datapath_id").trim().replace("\"", "");
    BridgeSettings plain =
        new BridgeSettings(
            "plain", OptionalLong.of(Long.parseUnsignedLong(id, 16)), java.util.Set.of());
    TestHub created =
        new TestHub(
            new SwitchSettings(
                real.controllerAddress(), List.of(plain), Optional.empty(), KEEP, false, false),
            connections,
            true);
    hub = created;
    InetSocketAddress at = created.hub().listen();
    int before = connections.get();
    real.vsctl("set-fail-mode", real.bridge(), "secure");
    real.vsctl("set", "bridge", real.bridge(), "protocols=OpenFlow13");
    real.vsctl(
        "set-controller",
        real.bridge(),
        "tcp:" + at.getAddress().getHostAddress() + ":" + at.getPort());
    eventually("the switch connects", () -> connections.get() > before);
    List<FlowEntry> entries = SampleFlows.everything();
    FlowResult.InForce done =
        assertInstanceOf(FlowResult.InForce.class, created.flowSwitch().apply(entries, List.of()));
    assertEquals(entries.size(), done.changes(), "it says that it can compare all of it");
    assertEquals(1, done.limitations().size(), done.limitations().toString());
    assertTrue(done.limitations().get(0).text().contains("fail-secure"));
    assertEquals(0, changes(created.flowSwitch().apply(entries, List.of())));
  }

  @Test
  void aBridgeThatIsNotThereIsAnErrorWithItsName() throws Exception {
    OpenVSwitch real = openVSwitch();
    TestHub created =
        new TestHub(
            SwitchSettings.of(real.controllerAddress(), "br9", Optional.of(real.database()), KEEP),
            connections,
            true);
    hub = created;
    created.hub().listen();
    FlowSwitch lost = created.flowSwitch();
    IOException error = assertThrows(IOException.class, lost::configure);
    assertTrue(String.valueOf(error.getMessage()).contains("br9"), error.getMessage());
  }

  @Test
  void whatIsNoNameOfABridgeIsNotGivenToAnyProgram() {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    for (String name : List.of("", "-x", "--db=tcp:1.2.3.4:1", "a b", "a;b", "a".repeat(16))) {
      assertThrows(
          IllegalArgumentException.class,
          () -> SwitchSettings.of(address, name, Optional.empty(), KEEP));
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> SwitchSettings.of(address, "br0", Optional.of("/run/x --"), KEEP));
  }
}
