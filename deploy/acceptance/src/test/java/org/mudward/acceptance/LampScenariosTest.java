package org.mudward.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mudward.lab.Attempt;
import org.mudward.lab.DhcpClient;
import org.mudward.lab.Flow;
import org.mudward.lab.Host;
import org.mudward.lab.LampAttempts;
import org.mudward.lab.LampLab;
import org.mudward.lab.LampLab.Device;
import org.mudward.lab.Network;
import org.mudward.lab.Pause;
import org.mudward.lab.Requirements;

/**
 * The life of a lamp on the network, by the cases of NIST SP 1800-15: real Open vSwitch, dnsmasq,
 * DHCP client and HTTPS server, the product as it is built.
 *
 * <p>What is blocked here gets through without the product: the lab's own {@code NetworkTest} tries
 * that.
 */
@Tag("root")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LampScenariosTest {
  /** The shortest that dnsmasq gives; one device lets it run out. */
  private static final int LEASE_SECONDS = 120;

  private static final String LAPTOP = Network.ip(50);

  private Stage stage;

  @BeforeAll
  void buildTheLab() throws IOException {
    Requirements.demand();
    stage = new Stage(LEASE_SECONDS);
  }

  @AfterAll
  void takeTheLabDown() {
    if (stage != null) {
      stage.close();
    }
  }

  @Order(1)
  @ParameterizedTest
  @EnumSource(Backend.class)
  void iot1TheEnforcementPointIsConfiguredWhenADeviceConnects(Backend backend) throws IOException {
    stage.arrives(Device.LAMP, "enforced");
    assertEquals(1, stage.lab().asked("lamp.json"));
    assertEquals(1, stage.lab().asked("lamp.json.p7s"));
    stage.assertKnown("198.51.100.10");
    stage.assertPasses("lamp", "tcp 198.51.100.10 443");
  }

  @Order(2)
  @ParameterizedTest
  @EnumSource(Backend.class)
  void iot11TheUrlIsLearntFromOption161(Backend backend) throws IOException {
    String events = stage.appliance().ask("events").output();
    assertTrue(
        events.contains("url.learnt") && events.contains(Device.LAMP.url() + " by dhcpv4"), events);
  }

  @Order(3)
  @ParameterizedTest
  @EnumSource(Backend.class)
  void iot6OnlyPeersOfTheClassesInTheFileAreReached(Backend backend) throws IOException {
    Host hub = stage.lab().addDevice(Device.HUB);
    for (int port = 5541; port <= 5544; port++) {
      stage.host("sensor").ask("listen-udp 0.0.0.0 " + port);
      stage.host("lamp").ask("listen-udp 0.0.0.0 " + port);
      stage.host("laptop").ask("listen-udp 0.0.0.0 " + port);
      stage.lab().network().internet().ask("listen-udp 198.51.100.20 " + port);
    }
    for (int port = 9000; port <= 9002; port++) {
      hub.ask("listen-tcp 0.0.0.0 " + port);
      stage.host("laptop").ask("listen-tcp 0.0.0.0 " + port);
    }
    stage.arrives(Device.HUB, "enforced");
    stage.arrives(Device.SENSOR, "enforced");
    String sensor = Device.SENSOR.ip();
    stage.assertPasses("hub", "udp " + sensor + " 5541"); // manufacturer
    stage.assertPasses("hub", "udp " + sensor + " 5542"); // model
    stage.assertPasses("hub", "udp " + LAPTOP + " 5543"); // local-networks
    stage.assertPasses("hub", "tcp " + LAPTOP + " 9000"); // controller
    stage.assertPasses("hub", "tcp " + LAPTOP + " 9001"); // my-controller
    stage.assertBlocked("hub", "udp " + LAPTOP + " 5541"); // of no manufacturer
    stage.assertBlocked("hub", "udp " + Device.LAMP.ip() + " 5541"); // its own file is against it
    stage.assertBlocked("hub", "udp " + Device.LAMP.ip() + " 5542"); // of another model
    stage.assertBlocked("hub", "udp 198.51.100.20 5543"); // not local
    stage.assertBlocked("hub", "udp " + sensor + " 5544"); // no class has this port
    stage.assertBlocked("hub", "tcp " + LAPTOP + " 9002"); // nor this
    stage.assertBlocked("laptop", "tcp " + Device.HUB.ip() + " 9000"); // the hub has to begin
    stage.assertBlocked("laptop", "udp " + Device.HUB.ip() + " 5541");
  }

  @Order(4)
  @ParameterizedTest
  @EnumSource(Backend.class)
  void iot9AllAddressesOfANameAreReached(Backend backend) throws IOException {
    stage.assertKnown("198.51.100.13");
    for (int last = 11; last <= 13; last++) {
      stage.assertPasses("lamp", "tcp 198.51.100." + last + " 8883");
    }
  }

  /** Each time the name has just moved, and the manager cannot have asked again. */
  @Order(4)
  @ParameterizedTest
  @EnumSource(Backend.class)
  void theFirstPacketToANewAddressOfANameGetsThrough(Backend backend) throws IOException {
    Network network = stage.lab().network();
    stage.assertBlocked("lamp", "tcp 198.51.100.20 443");
    for (int last = 21; last < 29; last++) {
      String address = "198.51.100." + last;
      network.internet().ask("listen-tcp " + address + " 443");
      network.name(LampLab.MOVING_NAME, address);
      stage.assertPasses(
          "lamp", "named %s 53 %s %s 443".formatted(Network.GATEWAY, LampLab.MOVING_NAME, address));
    }
  }

  @Order(5)
  @ParameterizedTest
  @EnumSource(Backend.class)
  void restartKeepsRules(Backend backend) throws IOException {
    String sensor = Device.SENSOR.ip();
    Map<String, Flow> before = flows();
    long start = System.nanoTime();
    SteadyTraffic datagrams =
        new SteadyTraffic(stage.host("lamp"), "udp-stream " + sensor + " 5540");
    SteadyTraffic connection =
        new SteadyTraffic(stage.host("sensor"), "tcp-stream 198.51.100.10 443");
    SteadyTraffic denied =
        new SteadyTraffic(stage.host("laptop"), "udp-stream " + sensor + " 5540");
    Pause.until(2, () -> false);
    boolean back = stage.appliance().killBoth();
    SteadyTraffic.Total permitted = datagrams.end();
    SteadyTraffic.Total connected = connection.end();
    SteadyTraffic.Total blocked = denied.end();
    System.out.println(
        "restartKeepsRules: datagrams %s, connection %s, denied %s"
            .formatted(permitted, connected, blocked));
    assertTrue(back, stage::log);
    assertEquals(permitted.sent(), permitted.returned(), "no permitted datagram may be lost");
    assertEquals(connected.sent(), connected.returned(), "no connection may be cut");
    assertEquals(0, blocked.returned(), "no denied datagram may pass");
    assertTrue(permitted.sent() > 1000 && connected.sent() > 100 && blocked.sent() > 1000);
    assertKept(before, flows(), (System.nanoTime() - start) / 1e9);
  }

  private Map<String, Flow> flows() throws IOException {
    return stage.lab().network().vswitch().flows().stream()
        .filter(flow -> !flow.entry().contains("hard_timeout")) // added anew all the time
        .collect(Collectors.toMap(Flow::entry, Function.identity()));
  }

  /** Every entry is still the one that it was: it grew older, and counted on. */
  private static void assertKept(
      Map<String, Flow> before, Map<String, Flow> after, double seconds) {
    assertEquals(List.of(), without(before.keySet(), after.keySet()), "rules gone");
    assertEquals(List.of(), without(after.keySet(), before.keySet()), "rules new");
    assertFalse(before.isEmpty());
    before.forEach(
        (entry, old) -> {
          Flow now = after.get(entry);
          assertTrue(now.seconds() >= old.seconds() + seconds - 1, () -> "written anew: " + now);
          assertTrue(now.packets() >= old.packets(), () -> "counted anew: " + now);
        });
  }

  private static List<String> without(Set<String> some, Set<String> others) {
    return some.stream().filter(entry -> !others.contains(entry)).sorted().toList();
  }

  @Order(6)
  @ParameterizedTest
  @EnumSource(Backend.class)
  void aLeaseThatWillRunOutBeginsToRunOut(Backend backend) {
    // For iot8 below: the hub falls silent, without a word to anybody. What compares the rules of
    // two moments comes before: the lease may end between them.
    stage.lab().network().client(Device.HUB.hostName()).close();
    assertTrue(stage.says(Device.HUB).contains("enforced"), () -> stage.says(Device.HUB));
  }

  @Order(7)
  @ParameterizedTest
  @EnumSource(Backend.class)
  void iot2AServerWithABadCertificateLeavesTheDeviceHeld(Backend backend) throws IOException {
    stage.isHeldFor(Device.PLUG, "TLS");
    stage.lab().startStaleServer();
    stage.lab().addDevice(Device.STALE);
    stage.isHeldFor(Device.STALE, "TLS");
  }

  @Order(8)
  @ParameterizedTest
  @EnumSource(Backend.class)
  void iot3ASignerWhoseCertificateHadRunOutLeavesTheDeviceHeld(Backend backend) throws IOException {
    stage.lab().addDevice(Device.EXPIRED);
    stage.isHeldFor(Device.EXPIRED, "SG-");
  }

  @Order(9)
  @ParameterizedTest
  @EnumSource(Backend.class)
  void iot4ASignatureThatIsNotGoodLeavesTheDeviceHeld(Backend backend) throws IOException {
    stage.isHeldFor(Device.TAMPERED, "SG-02");
    stage.lab().addDevice(Device.STRANGER);
    stage.isHeldFor(Device.STRANGER, "SG-");
    stage.lab().addDevice(Device.UNSIGNED);
    stage.isHeldFor(Device.UNSIGNED, "signature");
  }

  @Order(10)
  @ParameterizedTest
  @EnumSource(Backend.class)
  void iot5OnlyWhatTheFilePermitsPasses(Backend backend) throws IOException {
    stage.assertKnown("198.51.100.13");
    for (Attempt attempt : LampAttempts.all(List.of("tampered", "plug"))) {
      assertEquals(
          attempt.passes(),
          stage.lab().network().tries(attempt),
          () -> attempt.what() + "\n" + stage.flows());
    }
    stage.assertBlocked("lamp", "ping 198.51.100.10 0");
    stage.assertBlocked("lamp", "ping 2001:db8:1::10 0");
    assertShownAsViolations();
  }

  /** What was just blocked is told to the operator: who, with whom, which way, and what is near. */
  private void assertShownAsViolations() throws IOException {
    String lamp = Device.LAMP.mac();
    stage.assertViolation(
        lamp,
        "from-device +198.51.100.10 \\(cloud.lamp.example\\) +tcp 80 +no match .*"
            + "cloud.*but for destination port: 80, wanted 443");
    stage.assertViolation(lamp, "from-device +2001:db8:1::20 +tcp 443 +no match .*but for peer: ");
    stage.assertViolation(
        lamp, "to-device +" + LAPTOP + " \\(laptop\\) +tcp 22 \\(own\\) +no match ");
    String devices = stage.appliance().ask("devices", "--json").output();
    assertTrue(devices.contains("\"violations\""), devices);
  }

  @Order(11)
  @ParameterizedTest
  @EnumSource(Backend.class)
  void leaseEndRemovesRules(Backend backend) throws IOException {
    // IoT-7: the device gives its lease back, and goes on using the address.
    DhcpClient client = stage.lab().connect(Device.LAMP);
    assertTrue(client.hasLease());
    stage.assertStands(Device.LAMP, "enforced");
    stage.assertPasses("sensor", "udp " + Device.LAMP.ip() + " 5540");
    stage.assertPasses("lamp", "tcp 198.51.100.10 443");
    client.release();
    stage.assertStands(Device.LAMP, "pending");
    stage.host("lamp").takeAddress(Device.LAMP.ip());
    stage.assertPasses("lamp", "dns " + Network.GATEWAY + " 53 cloud.lamp.example");
    stage.assertBlocked("lamp", "tcp 198.51.100.10 443");
    stage.assertBlocked("lamp", "tcp 2001:db8:1::10 443");
    stage.assertBlocked("sensor", "udp " + Device.LAMP.ip() + " 5540");
  }

  @Order(12)
  @ParameterizedTest
  @EnumSource(Backend.class)
  void iot10AReconnectWithinCacheValidityUsesTheCachedFile(Backend backend) throws IOException {
    long before = stage.lab().asked("lamp.json");
    stage.arrives(Device.LAMP, "enforced");
    assertEquals(
        before,
        stage.lab().asked("lamp.json"),
        "nobody may be asked before cache-validity is over");
    stage.assertPasses("lamp", "tcp 198.51.100.10 443");
  }

  @Order(13)
  @ParameterizedTest
  @EnumSource(Backend.class)
  void iot8ALeaseThatRunsOutRemovesTheRules(Backend backend) throws IOException {
    assertTrue(
        Pause.until(2 * LEASE_SECONDS, () -> stage.says(Device.HUB).contains("pending")),
        () -> stage.says(Device.HUB) + "\n" + stage.log());
    stage.assertStands(Device.HUB, "pending");
    stage.assertPasses("hub", "dns " + Network.GATEWAY + " 53 cloud.lamp.example");
    stage.assertBlocked("hub", "udp " + Device.SENSOR.ip() + " 5541");
    stage.assertBlocked("hub", "udp " + LAPTOP + " 5543");
  }

  @Order(14)
  @ParameterizedTest
  @EnumSource(Backend.class)
  void whoeverTakesADevicesAddressesAtAnotherPortGetsNothing(Backend backend) throws IOException {
    Host thief = stage.lab().network().addHost("thief", 66);
    stage.arrives(Device.LAMP, "enforced");
    stage.assertPasses("lamp", "tcp 198.51.100.10 443");
    thief.takeMac(Network.GATEWAY_MAC);
    thief.takeAddress(Network.ip(66));
    stage.assertBlocked("thief", "tcp " + LAPTOP + " 9002");
    stage.assertPasses("lamp", "tcp 198.51.100.10 443");
    thief.takeMac(Device.LAMP.mac());
    thief.takeAddress(Device.LAMP.ip());
    stage.assertBlocked("thief", "tcp 198.51.100.10 443");
    stage.assertBlocked("thief", "udp " + LAPTOP + " 5543");
    DhcpClient client = stage.lab().network().dhcp("thief", Device.LAMP.url());
    assertTrue(Pause.until(10, () -> stage.events().contains("device.elsewhere")), stage::log);
    stage.assertPasses("lamp", "tcp 198.51.100.10 443");
    // The lamp's cable is pulled out, so what comes in elsewhere may be the lamp.
    stage.host("lamp").unplug();
    assertTrue(client.hasLease(), stage::log);
    stage.assertStands(Device.LAMP, "enforced");
    stage.assertPasses("thief", "tcp 198.51.100.10 443");
  }
}
