package org.mudward.mud.resolve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mudward.mud.resolve.Networks.GATEWAY;
import static org.mudward.mud.resolve.Networks.ips;
import static org.mudward.mud.resolve.Networks.mac;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mudward.policy.AccessControlList;
import org.mudward.policy.Baseline;
import org.mudward.policy.Condition;
import org.mudward.policy.Device;
import org.mudward.policy.DevicePolicy;
import org.mudward.policy.Family;
import org.mudward.policy.GroupId;
import org.mudward.policy.Match;
import org.mudward.policy.Origin;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.Rule;
import org.mudward.policy.Verdict;

class SnapshotsTest {
  private static final DevicePolicy HELD = DevicePolicy.defaultsOnly("held", "");
  private static final DevicePolicy LAMP =
      new DevicePolicy(
          "lamp",
          "https://maker.example/lamp",
          List.of(
              new AccessControlList(
                  "a",
                  Family.IPV4,
                  List.of(
                      new Rule(
                          new Origin("https://maker.example/lamp", "a", "1"),
                          new Match(
                              Family.IPV4,
                              List.of(new Condition.PeerIn(new GroupId("dns:api.example")))),
                          Verdict.ACCEPT)))),
          List.of());

  private final Networks network = new Networks();

  private static Device device(PolicySnapshot snapshot, int mac) {
    return Objects.requireNonNull(snapshot.devices().get(mac(mac)));
  }

  @Test
  void aSiteNeedNotNameItsGateway() {
    NetworkView view = new NetworkView(Site.EMPTY, List.of(), Map.of());
    assertTrue(Snapshots.of(1, List.of(LAMP), Map.of(), view, null).devices().isEmpty());
  }

  @Test
  void itHasWhatTheSiteSaysAndAllGroupsThatRulesName() {
    network.names.put("api.example", ips("198.51.100.7"));
    PolicySnapshot snapshot = Snapshots.of(7, List.of(LAMP), Map.of(), network.view(), null);
    assertEquals(7, snapshot.revision());
    assertEquals(GATEWAY, snapshot.gateway());
    assertEquals(Set.of(Baseline.ARP, Baseline.DHCPV4), snapshot.baseline());
    assertEquals(
        Set.of(GroupId.DNS, GroupId.NTP, GroupId.DHCP_SERVERS, new GroupId("dns:api.example")),
        snapshot.groups().keySet());
  }

  @Test
  void aDeviceHasItsPolicyItsLeasesAndItsFixedAddresses() {
    network.device(16, "https://maker.example/lamp", true, "192.168.1.10");
    network.siteDevice(16, "lamp.json", "192.168.1.11");
    PolicySnapshot snapshot =
        Snapshots.of(
            1, List.of(LAMP), Map.of(mac(16), "lamp", mac(17), "lamp"), network.view(), null);
    assertEquals(
        new Device(mac(16), "lamp", ips("192.168.1.10", "192.168.1.11")), device(snapshot, 16));
    assertEquals(new Device(mac(17), "lamp", Set.of()), device(snapshot, 17));
  }

  @Test
  void aDeviceThatWasMerelySeenIsOneOfTheUnknown() {
    network.device(16, null, false, "192.168.1.10").siteDevice(17, "broken.json", "192.168.1.11");
    PolicySnapshot closed = Snapshots.of(1, List.of(HELD), Map.of(), network.view(), "held");
    assertEquals("held", closed.unknownPolicy());
    assertEquals("held", device(closed, 16).policy());
    assertEquals("held", device(closed, 17).policy());
    PolicySnapshot open = Snapshots.of(1, List.of(HELD), Map.of(), network.view(), null);
    assertNull(device(open, 16).policy());
  }

  @Test
  void aHostThatTheOperatorListsIsLeftAloneAndSoIsTheGateway() {
    network.siteDevice(17, null, "192.168.1.11").device(17, null, false);
    network.device(1, null, false, "192.168.1.1");
    PolicySnapshot snapshot = Snapshots.of(1, List.of(HELD), Map.of(), network.view(), "held");
    assertNull(device(snapshot, 17).policy());
    assertNull(device(snapshot, 1).policy());
  }

  @Test
  void aPolicyThatIsNotThereIsRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> Snapshots.of(1, List.of(), Map.of(mac(16), "lamp"), network.view(), null));
  }

  @Test
  void theSameNetworkGivesTheSameSnapshot() {
    network.device(16, "https://maker.example/lamp", true, "192.168.1.10");
    Map<org.mudward.policy.MacAddress, String> assigned = Map.of(mac(16), "lamp");
    assertEquals(
        Snapshots.of(1, List.of(LAMP, HELD), assigned, network.view(), "held"),
        Snapshots.of(1, List.of(HELD, LAMP), assigned, network.view(), "held"));
  }
}
