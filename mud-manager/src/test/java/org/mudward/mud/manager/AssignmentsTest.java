package org.mudward.mud.manager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mudward.mud.manager.World.LAMP;
import static org.mudward.mud.manager.World.LAMP2;
import static org.mudward.mud.manager.World.URL;
import static org.mudward.mud.manager.World.weak;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mudward.mud.MudUrl;
import org.mudward.mud.learn.Sighting.Source;
import org.mudward.mud.manager.Assigned.Change;
import org.mudward.mud.resolve.Site.SiteDevice;
import org.mudward.policy.MacAddress;

/** MUD URLs that the operator hands in. */
class AssignmentsTest {
  private static final MudUrl OTHER = new MudUrl("https://lamp.example/lamp2.json");
  private static final String THING = "serialNumber=1,O=Maker";

  @TempDir Path folder;
  private World world;

  @BeforeEach
  void makeTheWorld() {
    world = new World(folder);
    for (MudUrl url : List.of(URL, OTHER)) {
      world.maker.serve(url, LampFile.of(url), world.signer, null);
    }
  }

  @AfterEach
  void endTheWorld() {
    world.close();
    assertEquals(0, world.faults.get());
  }

  private List<Assigned> assign(boolean dryRun, Assignment... wanted) {
    return world.manager().assign(List.of(wanted), dryRun, "alice").join();
  }

  private static Assignment url(MacAddress mac, MudUrl url) {
    return new Assignment("", mac, url);
  }

  private String refusal(Assignment... wanted) {
    CompletionException failure =
        assertThrows(CompletionException.class, () -> assign(false, wanted));
    return failure.getCause().getMessage();
  }

  @Test
  void theOperatorsWordIsEnoughAndHoldsAcrossARestart() throws Exception {
    world.start();
    assertEquals(List.of(new Assigned(LAMP, URL, null, Change.NEW)), assign(false, url(LAMP, URL)));
    world.awaitEnforced(LAMP);
    assertEquals(URL.text(), world.policy(LAMP));
    world.start();
    assertEquals(Source.OPERATOR, world.device(LAMP).source());
    assertEquals(URL.text(), world.policy(LAMP));
    assertEquals(Change.SAME, assign(false, url(LAMP, URL)).get(0).change());
    assertEquals(1, world.events("operator.assign"));
  }

  @Test
  void itStandsAboveWhatADeviceClaimsOrProves() throws Exception {
    world.start();
    world.emits(LAMP, OTHER);
    world.proves(LAMP2, OTHER, THING, null);
    world.awaitEnforced(LAMP);
    world.awaitEnforced(LAMP2);
    for (MacAddress mac : List.of(LAMP, LAMP2)) {
      assertEquals(
          List.of(new Assigned(mac, URL, OTHER, Change.REPLACED)), assign(false, url(mac, URL)));
      world.awaitEnforced(mac);
      world.emits(mac, OTHER);
      world.proves(mac, OTHER, THING, null);
      assertEquals(URL.text(), world.policy(mac));
      assertTrue(world.device(mac).reason().contains("the operator says " + URL));
    }
  }

  @Test
  void theSameUrlAsClaimedIsVouchedForByHimFromThenOn() throws Exception {
    world.start();
    world.emits(LAMP, URL);
    world.awaitEnforced(LAMP);
    assertEquals(weak(URL), world.policy(LAMP));
    assertEquals(Change.CONFIRMED, assign(false, url(LAMP, URL)).get(0).change());
    assertEquals(URL.text(), world.policy(LAMP));
  }

  @Test
  void itOutlivesALeaseAndASessionAndEndsWithForget() throws Exception {
    world.start();
    assign(false, url(LAMP, URL));
    world.leases(LAMP, "192.168.1.10", null);
    world.awaitEnforced(LAMP);
    world.releases(LAMP, null);
    assertEquals(URL.text(), world.policy(LAMP));
    world.manager().forget(LAMP, "alice").join();
    assertTrue(world.manager().device(LAMP).join().isEmpty());
  }

  @Test
  void theSignerThatItsCertificateNamesStillCounts() throws Exception {
    world.start();
    world.proves(LAMP, URL, THING, "CN=somebody else");
    world.awaitHeld(LAMP, "SG-05");
    assign(false, url(LAMP, URL));
    world.awaitHeld(LAMP, "SG-05");
  }

  @Test
  void ofAListWithOneThatCannotBeNothingIsTaken() throws Exception {
    MacAddress named = MacAddress.parse("02:00:00:00:00:12");
    world.siteDevices(new SiteDevice(named, null, Set.of(), null, URL.text())).start();
    String refusal =
        refusal(
            new Assignment("line 1", LAMP, URL),
            new Assignment("line 2", named, OTHER),
            new Assignment("line 3", World.GATEWAY, URL),
            new Assignment("line 4", named, URL));
    assertEquals(
        "line 2: "
            + named
            + ": the site file says "
            + URL
            + "\nline 3: "
            + World.GATEWAY
            + " is the gateway",
        refusal);
    assertTrue(world.manager().device(LAMP).join().isEmpty());
    assertEquals(0, world.events("operator.assign"));
    assertEquals(Change.SAME, assign(false, url(named, URL)).get(0).change());
    assertEquals(Source.SITE, world.device(named).source());
  }

  @Test
  void moreDevicesThanThereIsRoomForAreNotTaken() throws Exception {
    world.start();
    Assignment[] wanted = new Assignment[10_001];
    for (int i = 0; i < wanted.length; i++) {
      wanted[i] = url(new MacAddress(0x0200_0000_0000L + 256 + i), URL);
    }
    assertTrue(refusal(wanted).contains("room"));
    assertEquals(List.of(), world.manager().devices().join());
  }

  @Test
  void aRehearsalChangesNothing() throws Exception {
    world.start();
    world.emits(LAMP, OTHER);
    world.awaitEnforced(LAMP);
    assertEquals(
        List.of(
            new Assigned(LAMP, URL, OTHER, Change.REPLACED),
            new Assigned(LAMP2, URL, null, Change.NEW)),
        assign(true, url(LAMP, URL), url(LAMP2, URL)));
    assertEquals(weak(OTHER), world.policy(LAMP));
    assertNull(world.policy(LAMP2));
    assertFalse(world.manager().device(LAMP2).join().isPresent());
  }
}
