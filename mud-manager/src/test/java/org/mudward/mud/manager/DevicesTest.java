package org.mudward.mud.manager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mudward.mud.manager.World.LAMP;
import static org.mudward.mud.manager.World.LAMP2;
import static org.mudward.mud.manager.World.URL;
import static org.mudward.mud.manager.World.weak;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mudward.mud.MudUrl;
import org.mudward.mud.learn.Sighting;
import org.mudward.mud.manager.ManagerSettings.NewDevices;
import org.mudward.mud.resolve.Site.SiteDevice;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Standing;

/** Where devices stand, and what an operator may do about it. */
class DevicesTest {
  private static final MudUrl EVIL = new MudUrl("https://evil.example/lamp.json");

  @TempDir Path folder;
  private World world;

  @BeforeEach
  void makeTheWorld() {
    world = new World(folder);
    for (MudUrl url : List.of(URL, EVIL)) {
      world.maker.serve(url, LampFile.of(url), world.signer, null);
    }
  }

  @AfterEach
  void endTheWorld() {
    world.close();
    assertEquals(0, world.faults.get());
  }

  private void enforced() throws Exception {
    world.start();
    world.emits(LAMP, URL);
    world.awaitEnforced(LAMP);
  }

  private static CommandException.Kind refusal(CompletableFuture<?> command) {
    CompletionException failure = assertThrows(CompletionException.class, command::join);
    return ((CommandException) failure.getCause()).kind();
  }

  private void learns(Sighting sighting) {
    world.manager().learn(List.of(sighting)).join();
  }

  @Test
  void whatIsTakenBackByOneWayHoldsIfItWasLearntByAnother() throws Exception {
    enforced();
    learns(new Sighting.Withdrawn(LAMP, Sighting.Source.LLDP));
    assertEquals(weak(URL), world.policy(LAMP));
    learns(new Sighting.Withdrawn(LAMP, Sighting.Source.DHCPV4));
    assertEquals("held", world.policy(LAMP));
    learns(new Sighting.Withdrawn(LAMP, Sighting.Source.DHCPV4));
    assertEquals(1, world.events("device.departed"));
  }

  @Test
  void whatTwoWaysSaidHoldsUntilBothAreTakenBack() throws Exception {
    world.start();
    world.emits(LAMP, URL, Sighting.Source.LLDP);
    world.emits(LAMP, URL, Sighting.Source.DHCPV4);
    world.awaitEnforced(LAMP);
    learns(new Sighting.Withdrawn(LAMP, Sighting.Source.LLDP));
    assertEquals(weak(URL), world.policy(LAMP));
    assertEquals(Sighting.Source.DHCPV4, world.device(LAMP).source());
    learns(new Sighting.Withdrawn(LAMP, Sighting.Source.DHCPV4));
    assertEquals("held", world.policy(LAMP));
  }

  @Test
  void takingBackWhatNobodyHeardMakesNoDevice() throws Exception {
    world.newDevices(NewDevices.OBSERVE).start();
    learns(new Sighting.Withdrawn(LAMP, Sighting.Source.LLDP));
    assertTrue(world.manager().device(LAMP).join().isEmpty());
  }

  @Test
  void aDoubtfulUrlIsFollowedAndWrittenDownOnce() throws Exception {
    world.start();
    Sighting doubtful = new Sighting.Emitted(LAMP, URL, Sighting.Source.LLDP, "two of them");
    learns(doubtful);
    learns(doubtful);
    world.awaitEnforced(LAMP);
    assertEquals(1, world.events("url.doubtful"));
  }

  @Test
  void aUrlOfAnotherAuthorityIsHeldUntilAPersonAgrees() throws Exception {
    enforced();
    world.emits(LAMP, EVIL);
    world.awaitHeld(LAMP, "SE-01");
    assertEquals("held", world.policy(LAMP));
    assertEquals(0, world.maker.asked(EVIL));
    assertEquals(1, world.events("url.conflict"));
    // Showing the old one again does not settle it: who says which of the two is the device?
    world.emits(LAMP, URL);
    world.awaitHeld(LAMP, "SE-01");
    world.manager().approve(LAMP, "alice").join();
    world.awaitEnforced(LAMP);
    assertEquals(weak(EVIL), world.policy(LAMP));
  }

  @Test
  void aPersonMayKeepTheOldAuthority() throws Exception {
    enforced();
    world.emits(LAMP, EVIL);
    world.awaitHeld(LAMP, "SE-01");
    world.manager().release(LAMP, "alice").join();
    assertEquals(weak(URL), world.policy(LAMP));
  }

  @Test
  void anotherPortIsAnotherAuthority() throws Exception {
    enforced();
    world.emits(LAMP, new MudUrl("https://lamp.example:8443/lamp.json"));
    world.awaitHeld(LAMP, "SE-01");
  }

  @Test
  void anInvalidUrlIsRememberedAndChangesNothing() throws Exception {
    world.start();
    Sighting odd = new Sighting.Emitted(LAMP, null, Sighting.Source.DHCPV4, "must be https");
    world.manager().learn(List.of(odd, odd)).join();
    assertEquals(Standing.UNKNOWN, world.device(LAMP).standing());
    assertEquals("must be https", world.device(LAMP).reason());
    assertEquals(1, world.events("url.invalid"));
    world.emits(LAMP, URL);
    world.awaitEnforced(LAMP);
    world.manager().learn(List.of(odd)).join();
    assertEquals(weak(URL), world.policy(LAMP));
  }

  @Test
  void quarantineHoldsUntilRelease() throws Exception {
    enforced();
    assertEquals(Standing.QUARANTINED, world.manager().quarantine(LAMP, "alice").join().standing());
    assertEquals("quarantine", world.policy(LAMP));
    world.emits(LAMP, URL);
    assertEquals("quarantine", world.policy(LAMP));
    world.manager().release(LAMP, "alice").join();
    assertEquals(weak(URL), world.policy(LAMP));
    assertEquals(CommandException.Kind.CONFLICT, refusal(world.manager().release(LAMP, "alice")));
    assertEquals(
        CommandException.Kind.NOT_FOUND, refusal(world.manager().quarantine(LAMP2, "alice")));
    assertTrue(
        world.journal().stream()
            .anyMatch(e -> e.event().equals("operator.release") && e.actor().equals("alice")));
  }

  @Test
  void aDeviceWithoutAUrlCanBePutAsideToo() throws Exception {
    world.start();
    world.leases(LAMP, "192.168.1.10", null);
    assertNull(world.policy(LAMP));
    world.manager().quarantine(LAMP, "alice").join();
    assertEquals("quarantine", world.policy(LAMP));
  }

  @Test
  void aForgottenDeviceIsGoneAndItsJournalIsNot() throws Exception {
    enforced();
    world.manager().forget(LAMP, "alice").join();
    assertTrue(world.manager().device(LAMP).join().isEmpty());
    assertNull(world.policy(LAMP));
    assertEquals(1, world.events("url.learnt"));
    assertEquals(CommandException.Kind.NOT_FOUND, refusal(world.manager().forget(LAMP, "alice")));
  }

  @Test
  void approvingWhatWaitsForNothingIsRefused() throws Exception {
    enforced();
    assertEquals(CommandException.Kind.CONFLICT, refusal(world.manager().approve(LAMP, "alice")));
    world.leases(LAMP2, "192.168.1.11", null);
    assertEquals(CommandException.Kind.CONFLICT, refusal(world.manager().approve(LAMP2, "alice")));
  }

  @Test
  void theFileThatTheOperatorNamesNeedsNoSignatureAndNoServer() throws Exception {
    Path file = folder.resolve("lamp.json");
    Files.writeString(file, LampFile.of(URL));
    SiteDevice lamp =
        new SiteDevice(LAMP, "lamp", Set.of(IpAddress.parse("192.168.1.10")), file, null);
    SiteDevice broken = new SiteDevice(LAMP2, "other", Set.of(), folder.resolve("missing"), null);
    world.siteDevices(lamp, broken).start();
    DeviceView view = world.awaitEnforced(LAMP);
    assertEquals("lamp", view.name());
    assertEquals(URL, view.url());
    assertEquals(Sighting.Source.SITE, view.source());
    assertEquals("[192.168.1.10]", view.addresses().toString());
    assertEquals(URL.text(), world.policy(LAMP));
    assertEquals(0, world.maker.asked(URL));
    world.awaitHeld(LAMP2, "missing");
    assertEquals("held", world.policy(LAMP2));
    // Another device with the same URL by itself: its file is fetched, and the two stay two.
    MacAddress third = MacAddress.parse("02:00:00:00:00:12");
    world.emits(third, URL);
    world.awaitEnforced(third);
    assertEquals(weak(URL), world.policy(third));
    assertEquals(URL.text(), world.policy(LAMP));
  }

  @Test
  void theUrlThatTheOperatorNamesStandsAboveWhatTheDeviceShows() throws Exception {
    SiteDevice lamp = new SiteDevice(LAMP, null, Set.of(), null, URL.text());
    world.siteDevices(lamp).start();
    world.awaitEnforced(LAMP);
    world.emits(LAMP, EVIL);
    assertEquals(URL.text(), world.policy(LAMP));
    assertEquals(1, world.events("url.ignored"));
    world.leases(LAMP, "192.168.1.10", Duration.ofMinutes(5));
    world.pass(Duration.ofMinutes(10));
    assertEquals(URL.text(), world.policy(LAMP));
    world.siteDevices().start();
    assertNull(world.policy(LAMP));
    assertEquals(Standing.UNKNOWN, world.device(LAMP).standing());
  }

  @Test
  void aNoisyDeviceFillsNeitherTheJournalNorTheInventory() throws Exception {
    world.newDevices(NewDevices.OBSERVE).start();
    for (int i = 0; i < 300; i++) {
      world.leases(LAMP, "192.168.1." + (i % 200 + 20), null);
    }
    assertEquals(Devices.MAX_ADDRESSES, world.device(LAMP).addresses().size());
    long lines = world.journal().stream().filter(e -> LAMP.equals(e.mac())).count();
    assertEquals(Events.MAX_OF_A_DEVICE + 1, lines);
    assertEquals(1, world.events("device.noisy"));
    world.pass(Duration.ofHours(2));
    world.emits(LAMP, URL);
    assertEquals(1, world.events("url.learnt"));
  }

  @Test
  void inventedDevicesFillTheJournalForThemselvesAndNotForThoseThatAreKnown() throws Exception {
    world.newDevices(NewDevices.OBSERVE).start();
    world.leases(LAMP, "192.168.1.10", null);
    world.pass(Duration.ofHours(2));
    world.leases(LAMP, "192.168.1.10", null);
    List<Sighting> invented = new ArrayList<>();
    for (int i = 0; i < Events.MAX_OF_NEW; i++) {
      MacAddress mac = new MacAddress(0x02_00_00_aa_00_00L + i);
      invented.add(new Sighting.Leased(mac, IpAddress.parse("192.168.1.11"), null));
    }
    world.manager().learn(invented).join();
    assertEquals(1, world.events("journal.full"));
    long before = world.events("url.learnt");
    world.emits(LAMP, URL);
    assertEquals(before + 1, world.events("url.learnt"));
    world.emits(new MacAddress(0x02_00_00_bb_00_00L), URL);
    assertEquals(before + 1, world.events("url.learnt"));
  }
}
