package org.mudward.mud.manager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mudward.mud.manager.World.LAMP;
import static org.mudward.mud.manager.World.LAMP2;
import static org.mudward.mud.manager.World.URL;
import static org.mudward.mud.manager.World.weak;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mudward.mud.MudUrl;
import org.mudward.mud.learn.Sighting;
import org.mudward.mud.learn.Sighting.Source;
import org.mudward.mud.manager.ManagerSettings.NewDevices;
import org.mudward.mud.manager.ManagerSettings.WeakUrls;
import org.mudward.mud.resolve.Site.SiteDevice;
import org.mudward.policy.Group;
import org.mudward.policy.GroupId;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Packet;
import org.mudward.policy.PolicySnapshot;

/** What the way is good for by which a MUD URL was learnt (RFC 8520 sections 10, 11 and 16). */
class StrengthTest {
  private static final MudUrl OTHER = new MudUrl("https://lamp.example/lamp2.json");
  private static final MudUrl EVIL = new MudUrl("https://evil.example/lamp.json");
  private static final String THING = "serialNumber=1,O=Maker";
  private static final String THING2 = "serialNumber=2,O=Maker";
  private static final GroupId STRONG = new GroupId("same-manufacturer:lamp.example:443");
  private static final GroupId WEAK = new GroupId("weak:same-manufacturer:lamp.example:443");

  @TempDir Path folder;
  private World world;

  @BeforeEach
  void makeTheWorld() {
    world = new World(folder);
    for (MudUrl url : List.of(URL, OTHER, EVIL)) {
      world.maker.serve(url, LampFile.of(url), world.signer, null);
    }
  }

  @AfterEach
  void endTheWorld() {
    world.close();
    assertEquals(0, world.faults.get());
  }

  private PolicySnapshot snapshot() {
    return world.manager().snapshot().join().orElseThrow();
  }

  private boolean passes(MacAddress from, MacAddress to) {
    IpAddress source = IpAddress.parse("192.168.1." + (from.bits() & 0xFF));
    IpAddress destination = IpAddress.parse("192.168.1." + (to.bits() & 0xFF));
    byte[] frame = DhcpFrames.udp(from, to, source, destination, 5540);
    return snapshot().decide(Packet.of(frame)).passes();
  }

  @Test
  void whoMerelyClaimsAUrlReachesNobodyWhoHasProvedIt() throws Exception {
    MacAddress proved = MacAddress.parse("02:00:00:00:00:12");
    MacAddress claimed = MacAddress.parse("02:00:00:00:00:13");
    world.start();
    world.proves(LAMP, URL, THING, null);
    world.proves(proved, URL, THING2, null);
    world.emits(LAMP2, URL);
    world.emits(claimed, URL);
    for (MacAddress mac : List.of(LAMP, LAMP2, proved, claimed)) {
      world.awaitEnforced(mac);
    }
    assertEquals(new Group.Devices(STRONG, Set.of(LAMP, proved)), snapshot().groups().get(STRONG));
    assertEquals(new Group.Devices(WEAK, Set.of(LAMP2, claimed)), snapshot().groups().get(WEAK));
    assertEquals(1, world.maker.asked(URL));
    assertTrue(passes(LAMP, proved) && passes(proved, LAMP));
    assertTrue(passes(LAMP2, claimed) && passes(claimed, LAMP2));
    assertFalse(passes(LAMP2, LAMP) || passes(LAMP, LAMP2));
  }

  @Test
  void whatTheOperatorWroteIsAmongTheProved() throws Exception {
    world.siteDevices(new SiteDevice(LAMP, null, Set.of(), null, URL.text())).start();
    world.proves(LAMP2, URL, THING, null);
    world.awaitEnforced(LAMP);
    world.awaitEnforced(LAMP2);
    assertEquals(new Group.Devices(STRONG, Set.of(LAMP, LAMP2)), snapshot().groups().get(STRONG));
    assertNull(snapshot().groups().get(WEAK));
  }

  @Test
  void aWeakWordNeverDisplacesAProofAndIsReportedOnce() throws Exception {
    world.start();
    world.proves(LAMP, URL, THING, null);
    world.awaitEnforced(LAMP);
    for (Source way : List.of(Source.DHCPV4, Source.LLDP, Source.DHCPV4)) {
      world.emits(LAMP, EVIL, way);
      world.emits(LAMP, EVIL, way);
    }
    assertEquals(URL.text(), world.policy(LAMP));
    assertEquals(Source.X509, world.device(LAMP).source());
    assertEquals(3, world.events("url.contradicted"));
    assertTrue(world.manager().status().join().problems().toString().contains("evil.example"));
    assertEquals(0, world.maker.asked(EVIL));
  }

  @Test
  void aProofDisplacesAWeakWordAtOnceAndSaysSoIfItIsOfAnotherAuthority() throws Exception {
    world.start();
    world.emits(LAMP, EVIL);
    world.awaitEnforced(LAMP);
    world.proves(LAMP, URL, THING, null);
    World.until(() -> URL.text().equals(world.policy(LAMP)), () -> "not followed");
    assertTrue(
        world.journal().stream()
            .anyMatch(e -> e.event().equals("url.displaced") && e.text().contains("SE-01")));
    world.emits(LAMP2, OTHER);
    world.proves(LAMP2, URL, THING2, null);
    assertEquals(
        1,
        world.journal().stream()
            .filter(e -> e.event().equals("url.displaced") && !e.text().contains("SE-01"))
            .count());
  }

  @Test
  void aProofOfTheSameUrlSettlesWhatElseWasClaimed() throws Exception {
    world.start();
    world.emits(LAMP, URL);
    world.awaitEnforced(LAMP);
    assertEquals(weak(URL), world.policy(LAMP));
    world.emits(LAMP, EVIL);
    world.awaitHeld(LAMP, "SE-01");
    world.proves(LAMP, URL, THING, null);
    assertEquals(URL.text(), world.policy(LAMP));
    assertEquals(1, world.events("url.proven"));
  }

  @Test
  void differentUrlsByBothVersionsOfDhcpAreHeld() throws Exception {
    world.start();
    world.emits(LAMP, URL, Source.DHCPV4);
    world.awaitEnforced(LAMP);
    world.emits(LAMP, OTHER, Source.DHCPV6);
    world.awaitHeld(LAMP, "DH-05");
    assertEquals("held", world.policy(LAMP));
    assertEquals(1, world.events("url.conflict"));
    assertEquals(0, world.maker.asked(OTHER));
    world.start();
    world.awaitHeld(LAMP, "DH-05");
  }

  @Test
  void theSameUrlByEveryWayIsFine() throws Exception {
    world.start();
    for (Source way : List.of(Source.DHCPV6, Source.DHCPV4, Source.DNSMASQ, Source.LLDP)) {
      world.emits(LAMP, URL, way);
    }
    world.awaitEnforced(LAMP);
    assertEquals(0, world.events("url.conflict"));
  }

  @Test
  void lldpHasToAgreeWithDhcp() throws Exception {
    world.start();
    world.emits(LAMP, URL, Source.LLDP);
    world.awaitEnforced(LAMP);
    world.emits(LAMP, OTHER, Source.DHCPV4);
    world.awaitHeld(LAMP, "DH-05");
  }

  @Test
  void aChangeIsFollowedIfAllWaysComeAlongAndHeldIfOneStaysBehind() throws Exception {
    world.start();
    for (MacAddress mac : List.of(LAMP, LAMP2)) {
      world.emits(mac, URL, Source.DHCPV4);
      world.emits(mac, URL, Source.DHCPV6);
      world.awaitEnforced(mac);
      world.emits(mac, OTHER, Source.DHCPV4);
      World.until(() -> weak(OTHER).equals(world.policy(mac)), () -> "not followed");
    }
    world.start();
    world.emits(LAMP, OTHER, Source.DHCPV6);
    assertEquals(weak(OTHER), world.policy(LAMP));
    world.emits(LAMP2, URL, Source.DHCPV6);
    world.awaitHeld(LAMP2, "DH-05");
  }

  @Test
  void aWayThatStaysBehindWhileAChangeIsOnTrialIsAConflict() throws Exception {
    world.start();
    world.emits(LAMP, URL, Source.DHCPV4);
    world.emits(LAMP, URL, Source.DHCPV6);
    world.awaitEnforced(LAMP);
    var latch = world.maker.stall(OTHER);
    world.emits(LAMP, OTHER, Source.DHCPV4);
    world.emits(LAMP, URL, Source.DHCPV6);
    world.awaitHeld(LAMP, "DH-05");
    latch.countDown();
  }

  @Test
  void aThingKeepsItsUrlWhenItComesBackWithACertificateThatHasNone() throws Exception {
    world.start();
    world.proves(LAMP, URL, THING, null);
    world.leases(LAMP, "192.168.1.10", null);
    world.awaitEnforced(LAMP);
    world.proves(LAMP, null, THING, null);
    assertEquals(URL.text(), world.policy(LAMP));
    world.releases(LAMP, null);
    assertEquals("held", world.policy(LAMP));
    world.start();
    // Its word alone does not bring it back among those who proved what they are.
    world.emits(LAMP, URL);
    assertEquals("held", world.policy(LAMP));
    world.proves(LAMP, null, "O=Maker, serialNumber=1", null);
    world.awaitHeld(LAMP, "has not shown its URL");
    world.proves(LAMP, null, THING, null);
    assertEquals(URL.text(), world.policy(LAMP));
    assertEquals(Source.X509, world.device(LAMP).source());
    assertEquals(1, world.maker.asked(URL));
  }

  @Test
  void anotherThingBehindTheSameAddressDoesNotInheritTheUrl() throws Exception {
    world.start();
    world.proves(LAMP, URL, THING, null);
    world.awaitEnforced(LAMP);
    world.proves(LAMP, null, THING2, null);
    world.awaitHeld(LAMP, "another thing");
    assertEquals(1, world.events("thing.changed"));
    world.proves(LAMP, URL, THING2, null);
    world.awaitEnforced(LAMP);
    world.proves(LAMP, OTHER, THING, null);
    world.awaitHeld(LAMP, "X5-04");
  }

  @Test
  void aTrialBelongsToTheThingThatBeganIt() throws Exception {
    world.start();
    world.proves(LAMP, URL, THING, null);
    world.awaitEnforced(LAMP);
    var latch = world.maker.stall(OTHER);
    world.proves(LAMP, OTHER, THING, null);
    world.proves(LAMP, OTHER, THING, null);
    assertEquals(URL.text(), world.policy(LAMP));
    world.proves(LAMP, OTHER, THING2, "CN=somebody else");
    world.awaitHeld(LAMP, "X5-04");
    latch.countDown();
    world.proves(LAMP, OTHER, THING2, "CN=somebody else");
    world.awaitHeld(LAMP, "X5-04");
  }

  @Test
  void aCertificateWithoutUrlGivesNothingToADeviceThatMerelyClaimsOne() throws Exception {
    world.start();
    world.proves(LAMP2, null, THING2, null);
    assertNull(world.policy(LAMP2));
    world.emits(LAMP, URL);
    world.awaitEnforced(LAMP);
    world.proves(LAMP, null, THING, null);
    assertEquals(weak(URL), world.policy(LAMP));
  }

  @Test
  void theSignerThatACertificateNamesCountsForItsDeviceAndForNoOther() throws Exception {
    MacAddress third = MacAddress.parse("02:00:00:00:00:12");
    world.start();
    world.proves(LAMP, URL, THING, "cn=MAKER");
    world.proves(LAMP2, URL, THING2, "CN=somebody else");
    world.emits(third, URL);
    world.awaitEnforced(LAMP);
    world.awaitEnforced(third);
    world.awaitHeld(LAMP2, "SG-05");
    assertEquals("held", world.policy(LAMP2));
    world.start();
    world.awaitHeld(LAMP2, "SG-05");
    assertEquals(URL.text(), world.policy(LAMP));
    assertEquals(new Group.Devices(STRONG, Set.of(LAMP)), snapshot().groups().get(STRONG));
    world.manager().approve(LAMP2, "alice").join();
    assertEquals(URL.text(), world.policy(LAMP2));
    assertEquals(1, world.events("file.approved"));
  }

  @Test
  void aSignerThatACertificateNamesCountsForTheOperatorsUrlToo() throws Exception {
    world.siteDevices(new SiteDevice(LAMP, null, Set.of(), null, URL.text())).start();
    world.awaitEnforced(LAMP);
    world.proves(LAMP, URL, THING, "CN=somebody else");
    world.awaitHeld(LAMP, "SG-05");
    world.start();
    world.awaitHeld(LAMP, "SG-05");
  }

  @Test
  void whatNothingVouchesForGivesNothingWhereTheSiteSaysSo() throws Exception {
    world.weakUrls(WeakUrls.LIMIT).newDevices(NewDevices.QUARANTINE).start();
    world.emits(LAMP, URL);
    world.awaitHeld(LAMP, "SE-02");
    world.proves(LAMP2, URL, THING, null);
    world.awaitEnforced(LAMP2);
    assertEquals("held", world.policy(LAMP));
    assertEquals(List.of(), snapshot().policies().get("held").fromDevice());
    // The same without the setting.
    world.weakUrls(WeakUrls.APPLY).start();
    assertEquals(weak(URL), world.policy(LAMP));
  }

  @Test
  void whereNewDevicesAreLeftAloneAWeakUrlMayTakeAwayButAdmitsToNoClass() throws Exception {
    world.weakUrls(WeakUrls.LIMIT).newDevices(NewDevices.ALLOW).start();
    world.emits(LAMP, URL);
    world.awaitEnforced(LAMP);
    assertEquals(weak(URL), world.policy(LAMP));
    assertEquals(new Group.Devices(WEAK, Set.of()), snapshot().groups().get(WEAK));
    world.weakUrls(WeakUrls.APPLY).start();
    assertEquals(new Group.Devices(WEAK, Set.of(LAMP)), snapshot().groups().get(WEAK));
  }

  @Test
  void revisionsInAFileWhoseUrlIsInACertificateAreReported() throws Exception {
    world.maker.serve(URL, LampFile.ofFirmware(URL), world.signer, null);
    world.start();
    world.proves(LAMP, URL, THING, null);
    world.emits(LAMP2, URL);
    assertTrue(world.awaitEnforced(LAMP).reason().startsWith("MF-16"));
    assertEquals("", world.awaitEnforced(LAMP2).reason());
    assertTrue(
        world.manager().status().join().problems().stream()
            .anyMatch(text -> text.startsWith(LAMP + ": MF-16")));
    assertTrue(
        world.journal().stream()
            .anyMatch(e -> LAMP.equals(e.mac()) && e.text().startsWith("MF-16")));
  }

  @Test
  void aFileWithoutRevisionsIsNotReported() throws Exception {
    world.start();
    world.proves(LAMP, URL, THING, null);
    assertEquals("", world.awaitEnforced(LAMP).reason());
  }

  @Test
  void theEndOfASessionTakesBackWhatWasProvedForItAndNothingElse() throws Exception {
    MacAddress third = MacAddress.parse("02:00:00:00:00:12");
    world.siteDevices(new SiteDevice(third, null, Set.of(), null, URL.text())).start();
    world.proves(LAMP, URL, THING, null);
    world.emits(LAMP2, URL);
    for (MacAddress mac : List.of(LAMP, LAMP2, third)) {
      world.awaitEnforced(mac);
      world.manager().learn(List.of(new Sighting.Withdrawn(mac, Source.X509))).join();
    }
    world.awaitHeld(LAMP, "has not shown its URL");
    assertEquals(new Group.Devices(STRONG, Set.of(third)), snapshot().groups().get(STRONG));
    assertEquals(weak(URL), world.policy(LAMP2));
    assertEquals(URL.text(), world.policy(third));
    world.emits(LAMP, URL);
    assertEquals("held", world.policy(LAMP));
    world.proves(LAMP, URL, THING, null);
    world.awaitEnforced(LAMP);
  }

  @Test
  void aDoubtfulCertificateDoesNotBringAThingBackAndHoldsThePlaceOfAnother() throws Exception {
    world.start();
    world.proves(LAMP, URL, THING, null);
    world.awaitEnforced(LAMP);
    world.manager().learn(List.of(new Sighting.Withdrawn(LAMP, Source.X509))).join();
    doubtful(THING);
    assertEquals("held", world.policy(LAMP));
    world.proves(LAMP, URL, THING, null);
    world.awaitEnforced(LAMP);
    doubtful(THING);
    assertEquals(URL.text(), world.policy(LAMP));
    doubtful(THING2);
    assertEquals("held", world.policy(LAMP));
  }

  private void doubtful(String thing) {
    Sighting.Proof proof = new Sighting.Proof(new X500Principal(thing), null);
    Sighting shown = new Sighting.Emitted(LAMP, null, "the signer is no name", proof);
    world.manager().learn(List.of(shown)).join();
  }

  @Test
  void aBrokenUrlInACertificateLeavesWhatWasProved() throws Exception {
    world.start();
    world.proves(LAMP, URL, THING, null);
    world.awaitEnforced(LAMP);
    Sighting broken = new Sighting.Emitted(LAMP, null, Source.X509, "must be https");
    world.manager().learn(List.of(broken)).join();
    assertEquals(URL.text(), world.policy(LAMP));
    assertEquals("must be https", world.device(LAMP).reason());
  }
}
