package org.mudward.mud.manager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mudward.mud.manager.World.LAMP;
import static org.mudward.mud.manager.World.LAMP2;
import static org.mudward.mud.manager.World.LAMP_IP;
import static org.mudward.mud.manager.World.URL;
import static org.mudward.mud.manager.World.weak;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mudward.mud.learn.DhcpV6Frames;
import org.mudward.mud.learn.LldpFrames;
import org.mudward.mud.learn.Sighting;
import org.mudward.mud.manager.ManagerSettings.NewDevices;
import org.mudward.mud.resolve.Site.SiteDevice;
import org.mudward.policy.Device;
import org.mudward.policy.Group;
import org.mudward.policy.GroupId;
import org.mudward.policy.IpAddress;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.Prefix;
import org.mudward.policy.link.LinkCodec;
import org.mudward.policy.link.LinkMessage;
import org.mudward.policy.link.SnapshotDelta;

/** From a frame on the link to a snapshot on the link. */
class LineTest {
  private static final GroupId CLOUD = new GroupId("dns:cloud.lamp.example");
  private static final GroupId LAMPS = new GroupId("weak:same-manufacturer:lamp.example:443");

  @TempDir Path folder;
  private World world;

  @BeforeEach
  void makeTheWorld() {
    world = new World(folder);
    world.maker.serve(URL, LampFile.of(URL), world.signer, "\"1\"");
  }

  @AfterEach
  void endTheWorld() {
    world.close();
    assertEquals(0, world.faults.get());
  }

  private static boolean has(PolicySnapshot snapshot, String policy, String cloud) {
    Device device = snapshot.devices().get(LAMP);
    return device != null
        && policy.equals(device.policy())
        && new Group.Addresses(CLOUD, Set.of(Prefix.parse(cloud)))
            .equals(snapshot.groups().get(CLOUD));
  }

  @Test
  void aDhcpRequestLeadsToTheRulesOfTheMaker() throws Exception {
    world.start();
    try (LinkPeer peer = LinkPeer.connect(world.link())) {
      assertEquals(new LinkMessage.Hello(LinkCodec.VERSION, "manager"), peer.next());
      peer.sendFrame(DhcpFrames.request(LAMP, URL.text()));
      peer.sendFrame(DhcpFrames.ack(LAMP, LAMP_IP, 3600));
      PolicySnapshot snapshot =
          peer.await(now -> has(now, weak(URL), "198.51.100.10") && leased(now));
      assertEquals(2, snapshot.policies().get(weak(URL)).fromDevice().get(0).rules().size());
      assertEquals(new Group.Devices(LAMPS, Set.of(LAMP)), snapshot.groups().get(LAMPS));
      assertNull(snapshot.unknownPolicy());
      assertEquals(1, world.maker.asked(URL));
      assertEquals("CN=maker", world.device(LAMP).signer());
    }
  }

  @Test
  void theResolverThatDhcpHandsOutIsTheDnsClassWhereTheSiteNamesNone() throws Exception {
    world.dns();
    world.start();
    try (LinkPeer peer = LinkPeer.connect(world.link())) {
      peer.sendFrame(DhcpFrames.request(LAMP, URL.text()));
      peer.await(now -> has(now, weak(URL), "198.51.100.10"));
      world
          .manager()
          .sighted(
              List.of(
                  new Sighting.Served(
                      LAMP,
                      Sighting.Served.By.DHCPV4,
                      Set.of(IpAddress.parse("192.168.1.9")),
                      Set.of())));
      Group.Addresses filled =
          new Group.Addresses(GroupId.DNS, Set.of(Prefix.parse("192.168.1.9")));
      peer.await(now -> filled.equals(now.groups().get(GroupId.DNS)));
    }
  }

  @Test
  void aSolicitationByDhcpv6LeadsToTheRulesOfTheMaker() throws Exception {
    world.start();
    try (LinkPeer peer = LinkPeer.connect(world.link())) {
      peer.sendFrame(DhcpV6Frames.solicit(LAMP, URL.text()));
      peer.sendFrame(DhcpV6Frames.reply(LAMP, "fd00::10", 3600));
      IpAddress address = IpAddress.parse("fd00::10");
      PolicySnapshot snapshot =
          peer.await(
              now ->
                  has(now, weak(URL), "198.51.100.10")
                      && now.devices().get(LAMP).addresses().contains(address));
      assertEquals(new Group.Devices(LAMPS, Set.of(LAMP)), snapshot.groups().get(LAMPS));
      assertEquals(Sighting.Source.DHCPV6, world.device(LAMP).source());
    }
  }

  @Test
  void anAnnouncementByLldpLeadsToTheRulesOfTheMakerUntilItIsTakenBack() throws Exception {
    world.start();
    try (LinkPeer peer = LinkPeer.connect(world.link())) {
      peer.sendFrame(LldpFrames.announcing(LAMP, URL.text()));
      peer.await(now -> has(now, weak(URL), "198.51.100.10"));
      assertEquals(Sighting.Source.LLDP, world.device(LAMP).source());
      peer.sendFrame(LldpFrames.shutdown(LAMP));
      peer.await(now -> "held".equals(now.devices().get(LAMP).policy()));
      world.awaitHeld(LAMP, "by LLDP");
      peer.sendFrame(LldpFrames.announcing(LAMP, URL.text()));
      peer.await(now -> weak(URL).equals(now.devices().get(LAMP).policy()));
      assertEquals(1, world.maker.asked(URL));
    }
  }

  private static boolean leased(PolicySnapshot snapshot) {
    Device device = snapshot.devices().get(LAMP);
    return device != null && device.addresses().contains(LAMP_IP);
  }

  @Test
  void aChangedNameSendsAChangeWithOneGroupAndNothingElse() throws Exception {
    world.start();
    world.emits(LAMP, URL);
    world.awaitEnforced(LAMP);
    try (LinkPeer peer = LinkPeer.connect(world.link())) {
      PolicySnapshot before = peer.await(now -> has(now, weak(URL), "198.51.100.10"));
      world.names.answer("cloud.lamp.example", "198.51.100.11");
      world.pass(Duration.ofSeconds(61));
      LinkMessage.Delta delta = assertInstanceOf(LinkMessage.Delta.class, peer.next());
      SnapshotDelta change = delta.delta();
      assertEquals(before.revision() + 1, change.revision());
      assertTrue(change.policies().isEmpty() && change.devices().isEmpty());
      assertTrue(change.removedDevices().isEmpty() && change.removedGroups().isEmpty());
      assertEquals(1, change.groups().size());
      Group.Addresses group = (Group.Addresses) change.groups().get(0);
      // The old address stays for a grace period: the device may still hold it.
      assertEquals(
          Set.of(Prefix.parse("198.51.100.10"), Prefix.parse("198.51.100.11")), group.prefixes());
    }
  }

  @Test
  void twoDevicesOfOneUrlShareOneFetchAndOnePolicy() throws Exception {
    world.start();
    var latch = world.maker.stall(URL);
    world.emits(LAMP, URL);
    world.emits(LAMP2, URL);
    latch.countDown();
    world.awaitEnforced(LAMP);
    world.awaitEnforced(LAMP2);
    assertEquals(1, world.maker.asked(URL));
    PolicySnapshot snapshot = world.manager().snapshot().join().orElseThrow();
    assertEquals(Set.of(weak(URL)), snapshot.policies().keySet());
    assertEquals(new Group.Devices(LAMPS, Set.of(LAMP, LAMP2)), snapshot.groups().get(LAMPS));
  }

  @Test
  void aDeviceIsHeldWhileItsFileIsOnItsWay() throws Exception {
    world.start();
    var latch = world.maker.stall(URL);
    world.emits(LAMP, URL);
    assertEquals("held", world.policy(LAMP));
    world.awaitHeld(LAMP, "being fetched");
    latch.countDown();
    world.awaitEnforced(LAMP);
    assertEquals(weak(URL), world.policy(LAMP));
  }

  @Test
  void releasingTheLastAddressTakesRulesAndMembershipUntilTheUrlIsShownAgain() throws Exception {
    world.start();
    try (LinkPeer peer = LinkPeer.connect(world.link())) {
      peer.sendFrame(DhcpFrames.request(LAMP, URL.text()));
      peer.sendFrame(DhcpFrames.ack(LAMP, LAMP_IP, 3600));
      peer.await(now -> has(now, weak(URL), "198.51.100.10") && leased(now));
      peer.sendFrame(DhcpFrames.release(LAMP, LAMP_IP));
      PolicySnapshot gone = peer.await(now -> "held".equals(now.devices().get(LAMP).policy()));
      assertTrue(gone.devices().get(LAMP).addresses().isEmpty());
      assertNull(gone.policies().get(weak(URL)));
      assertNull(gone.groups().get(LAMPS));
      world.leases(LAMP, "192.168.1.10", Duration.ofHours(1));
      assertEquals("held", world.policy(LAMP));
      peer.sendFrame(DhcpFrames.request(LAMP, URL.text()));
      peer.await(now -> weak(URL).equals(now.devices().get(LAMP).policy()));
      assertEquals(1, world.maker.asked(URL));
    }
  }

  @Test
  void aLeaseThatRunsOutIsLikeAReleaseAndARenewedOneIsNot() throws Exception {
    world.start();
    world.emits(LAMP, URL);
    world.leases(LAMP, "192.168.1.10", Duration.ofMinutes(60));
    world.awaitEnforced(LAMP);
    world.pass(Duration.ofMinutes(30));
    world.leases(LAMP, "192.168.1.10", Duration.ofMinutes(60));
    world.pass(Duration.ofMinutes(59));
    assertEquals(weak(URL), world.policy(LAMP));
    world.pass(Duration.ofMinutes(1));
    world.awaitHeld(LAMP, "ran out");
    assertEquals("held", world.policy(LAMP));
  }

  @Test
  void oneOfTwoAddressesReleasedChangesNothingElse() throws Exception {
    world.start();
    world.emits(LAMP, URL);
    world.leases(LAMP, "192.168.1.10", null);
    world.leases(LAMP, "fd00::10", null);
    world.awaitEnforced(LAMP);
    world.releases(LAMP, "fd00::10");
    assertEquals(weak(URL), world.policy(LAMP));
    world.releases(LAMP, null);
    assertEquals("held", world.policy(LAMP));
  }

  @Test
  void anAddressThatMovesToAnotherDeviceLeavesTheFirst() throws Exception {
    world.start();
    world.emits(LAMP, URL);
    world.leases(LAMP, "192.168.1.10", null);
    world.awaitEnforced(LAMP);
    world.leases(LAMP2, "192.168.1.10", null);
    assertEquals("held", world.policy(LAMP));
    assertEquals("[192.168.1.10]", world.device(LAMP2).addresses().toString());
  }

  @Test
  void quarantineLocksOutWhatIsUnknownButNeitherTheGatewayNorNamedHosts() throws Exception {
    world
        .newDevices(NewDevices.QUARANTINE)
        .siteDevices(new SiteDevice(LAMP2, "printer", Set.of(), null, null));
    world.start();
    PolicySnapshot snapshot = world.manager().snapshot().join().orElseThrow();
    assertEquals("unknown", snapshot.unknownPolicy());
    assertTrue(snapshot.isUnknown(LAMP));
    assertTrue(!snapshot.isUnknown(LAMP2) && !snapshot.isUnknown(World.GATEWAY));
    assertNull(snapshot.devices().get(LAMP2).policy());
    world.leases(LAMP, "192.168.1.10", null);
    assertTrue(world.manager().snapshot().join().orElseThrow().isUnknown(LAMP));
  }

  @Test
  void newDevicesAreWrittenDownWhereTheyAreObservedAndNotWhereTheyAreAllowed() throws Exception {
    world.newDevices(NewDevices.OBSERVE).start();
    world.leases(LAMP, "192.168.1.10", null);
    assertEquals(1, world.events("device.seen"));
    assertNull(world.policy(LAMP));
    world.newDevices(NewDevices.ALLOW).start();
    world.leases(LAMP2, "192.168.1.11", null);
    assertEquals(1, world.events("device.seen"));
    assertNull(world.policy(LAMP2));
    assertEquals(2, world.manager().devices().join().size());
  }

  @Test
  void whatSpeaksInTheGatewaysNameIsIgnored() throws Exception {
    world.newDevices(NewDevices.QUARANTINE).start();
    world.emits(World.GATEWAY, URL);
    world.leases(World.GATEWAY, "192.168.1.77", null);
    assertTrue(world.manager().device(World.GATEWAY).join().isEmpty());
    assertEquals(1, world.events("gateway.claimed"));
    world.leases(LAMP, "192.168.1.1", null);
    assertTrue(world.device(LAMP).addresses().isEmpty());
  }

  @Test
  void nothingIsPublishedThatSaysTheSame() throws Exception {
    world.start();
    world.emits(LAMP, URL);
    world.awaitEnforced(LAMP);
    World.until(
        () -> has(world.manager().snapshot().join().orElseThrow(), weak(URL), "198.51.100.10"),
        () -> "no address");
    long revision = world.manager().status().join().revision();
    for (int i = 0; i < 20; i++) {
      world.emits(LAMP, URL);
      world.pass(Duration.ofMinutes(2));
    }
    assertEquals(revision, world.manager().status().join().revision());
    assertNotEquals(0, revision);
  }
}
