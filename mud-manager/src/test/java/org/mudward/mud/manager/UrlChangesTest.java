package org.mudward.mud.manager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mudward.mud.manager.World.LAMP;
import static org.mudward.mud.manager.World.LAMP2;
import static org.mudward.mud.manager.World.URL;
import static org.mudward.mud.manager.World.weak;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mudward.mud.MudUrl;
import org.mudward.policy.Standing;

/** A device that shows another MUD URL than before (draft-ietf-iotops-mud-acceptable-urls). */
class UrlChangesTest {
  private static final MudUrl NEXT = new MudUrl("https://lamp.example/lamp2.json");
  private static final MudUrl MOVED = new MudUrl("https://buyer.example/mud/lamp");
  private static final MudUrl MOVED_ON = new MudUrl("https://buyer.example/mud/lamp-2");

  @TempDir Path folder;
  private World world;

  @BeforeEach
  void aLampIsEnforced() throws Exception {
    world = new World(folder.resolve("world"));
    world.maker.serve(URL, LampFile.of(URL), world.signer, null);
    world.start();
    world.emits(LAMP, URL);
    world.awaitEnforced(LAMP);
  }

  @AfterEach
  void endTheWorld() {
    world.close();
    assertEquals(0, world.faults.get());
  }

  private void serve(MudUrl url, Signer signer) {
    world.maker.serve(url, LampFile.of(url), signer, null);
  }

  private void awaitPolicy(MudUrl url) {
    World.until(
        () -> weak(url).equals(world.policy(LAMP)),
        () -> "not followed: " + world.device(LAMP) + world.journal());
  }

  private void followed() {
    serve(NEXT, world.signer);
    world.emits(LAMP, NEXT);
    awaitPolicy(NEXT);
  }

  @Test
  void aSmallChangeIsFollowedWhenItsFileIsSignedByTheSameAndTheOldRulesStayUntilThen()
      throws Exception {
    serve(NEXT, world.signer);
    var latch = world.maker.stall(NEXT);
    world.emits(LAMP, NEXT);
    assertEquals(weak(URL), world.policy(LAMP));
    DeviceView waiting =
        world.awaitStanding(LAMP, Standing.ENFORCED, view -> view.reason().contains("lamp2.json"));
    assertEquals(URL, waiting.url());
    latch.countDown();
    awaitPolicy(NEXT);
    assertEquals(1, world.events("url.on-trial"));
    assertEquals(1, world.events("url.changed"));
    assertEquals(NEXT, world.device(LAMP).url());
    assertEquals("", world.device(LAMP).reason());
  }

  @Test
  void aRenewedCertificateOfTheSameNameAndAuthorityIsTheSameSigner() {
    serve(NEXT, world.signer.beside("maker"));
    world.emits(LAMP, NEXT);
    awaitPolicy(NEXT);
  }

  @Test
  void aFileByAnotherNameOfTheSameAuthorityIsNotFollowed() throws Exception {
    serve(NEXT, world.signer.beside("buyer"));
    world.emits(LAMP, NEXT);
    world.awaitHeld(LAMP, "AU-02");
    assertEquals("held", world.policy(LAMP));
    assertEquals(1, world.events("url.conflict"));
    world.manager().approve(LAMP, "alice").join();
    awaitPolicy(NEXT);
  }

  @Test
  void aFileByTheSameNameOfAnotherAuthorityIsNotFollowed() throws Exception {
    Signer namesake = new Signer("maker");
    world.trust(world.signer, namesake).start();
    serve(NEXT, namesake);
    world.emits(LAMP, NEXT);
    world.awaitHeld(LAMP, "AU-02");
    world.manager().release(LAMP, "alice").join();
    assertEquals(weak(URL), world.policy(LAMP));
  }

  @Test
  void theSameNameOfAnotherAuthorityIsAnotherSignerUnderOneUrlToo() throws Exception {
    Signer namesake = new Signer("maker");
    world.trust(world.signer, namesake).start();
    String newer = LampFile.of(URL, "2026-11-02T00:00:00Z", 48, "new.example");
    world.maker.serve(URL, newer, namesake, null);
    world.pass(Duration.ofDays(3));
    world.awaitEvent("file.held", 1);
    assertTrue(world.device(LAMP).reason().contains("signer changed"));
  }

  @Test
  void aFileThatDoesNotComeLeavesTheOldRulesAndIsReported() throws Exception {
    world.emits(LAMP, NEXT);
    world.awaitStanding(LAMP, Standing.ENFORCED, view -> view.reason().contains("does not answer"));
    assertEquals(weak(URL), world.policy(LAMP));
    assertTrue(world.manager().status().join().problems().toString().contains("lamp2.json"));
    // The device itself may think better of it.
    world.emits(LAMP, URL);
    assertEquals(1, world.events("url.withdrawn"));
    assertEquals("", world.device(LAMP).reason());
  }

  @Test
  void aPersonMayApproveTheUnsignedFileOfTheNewUrlAndTheChangeWithIt() throws Exception {
    world.maker.serve(NEXT, LampFile.of(NEXT), null, null);
    world.emits(LAMP, NEXT);
    world.awaitStanding(LAMP, Standing.ENFORCED, view -> view.reason().contains("SG-14"));
    assertEquals(weak(URL), world.policy(LAMP));
    world.manager().approve(LAMP, "alice").join();
    awaitPolicy(NEXT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://lamp.example/v2/lamp.json",
        "https://lamp.example/",
        "https://lamp.example/lamp.json?v=2"
      })
  void aLargerChangeWithinTheAuthorityIsHeld(String text) throws Exception {
    MudUrl large = new MudUrl(text);
    serve(large, world.signer);
    world.emits(LAMP, large);
    world.awaitHeld(LAMP, "AU-01");
    assertEquals("held", world.policy(LAMP));
    assertEquals(0, world.maker.asked(large));
    // A small change afterwards is no way out.
    serve(NEXT, world.signer);
    world.emits(LAMP, NEXT);
    world.awaitHeld(LAMP, "AU-01");
  }

  @Test
  void theUrlBeforeIsARollbackAndHeld() throws Exception {
    followed();
    world.start();
    world.emits(LAMP, URL);
    world.awaitHeld(LAMP, "AU-03");
    assertEquals("held", world.policy(LAMP));
    assertEquals(1, world.events("url.rollback"));
    world.manager().approve(LAMP, "alice").join();
    awaitPolicy(URL);
    // Now the other one is the earlier.
    world.emits(LAMP, NEXT);
    world.awaitHeld(LAMP, "AU-03");
  }

  @Test
  void aDeviceThatChangesItsUrlAllTheTimeIsHeld() throws Exception {
    for (int i = 1; i <= UrlRules.MAX_CHANGES; i++) {
      MudUrl url = new MudUrl("https://lamp.example/v" + i);
      serve(url, world.signer);
      world.emits(LAMP, url);
      awaitPolicy(url);
    }
    world.pass(Duration.ofHours(2));
    world.emits(LAMP, NEXT);
    world.awaitHeld(LAMP, "more than 16 times");
    assertEquals(1, world.events("url.restless"));
  }

  private void moved(Signer signer) throws Exception {
    String file = LampFile.of(MOVED, "2026-11-02T00:00:00Z", 48, "cloud.lamp.example");
    world.maker.serve(URL, file, signer, null);
    world.manager().refetch(URL, "alice").join();
  }

  @Test
  void aFileBySameSignerMayCallItselfByAnotherUrlAndLaterChangesGoByThat() throws Exception {
    moved(world.signer);
    world.awaitEvent("file.used", 2);
    assertEquals(weak(URL), world.policy(LAMP));
    world.start();
    assertEquals(weak(URL), world.policy(LAMP));
    serve(MOVED_ON, world.signer);
    world.emits(LAMP, MOVED_ON);
    awaitPolicy(MOVED_ON);
  }

  @Test
  void whatWasBesideTheOldUrlIsNoSmallChangeAnyMore() throws Exception {
    moved(world.signer);
    world.awaitEvent("file.used", 2);
    serve(NEXT, world.signer);
    world.emits(LAMP, NEXT);
    world.awaitHeld(LAMP, "AU-01");
  }

  @Test
  void aFileByAnotherSignerThatCallsItselfByAnotherUrlIsHeld() throws Exception {
    moved(world.signer.beside("buyer"));
    world.awaitEvent("file.held", 1);
    assertTrue(world.device(LAMP).reason().contains("MF-06"), world.device(LAMP).reason());
    assertEquals(weak(URL), world.policy(LAMP));
    serve(MOVED_ON, world.signer);
    world.emits(LAMP, MOVED_ON);
    world.awaitHeld(LAMP, "SE-01");
  }

  @Test
  void whatWasDecidedOutlivesACrash() throws Exception {
    followed();
    world.emits(LAMP, URL);
    world.awaitHeld(LAMP, "AU-03");
    world.emits(LAMP2, URL);
    world.awaitEnforced(LAMP2);
    world.emits(LAMP2, new MudUrl("https://lamp.example/lamp3.json"));
    world.awaitStanding(LAMP2, Standing.ENFORCED, view -> view.reason().contains("lamp3.json"));
    World after = world.afterCrash(folder.resolve("after"));
    try (after) {
      after.start();
      assertEquals(world.manager().snapshot().join(), after.manager().snapshot().join());
      after.awaitHeld(LAMP, "AU-03");
      assertEquals(URL, after.device(LAMP2).url());
      assertTrue(after.device(LAMP2).reason().contains("lamp3.json"));
    }
  }
}
