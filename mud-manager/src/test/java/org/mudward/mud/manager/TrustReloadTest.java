package org.mudward.mud.manager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mudward.mud.manager.World.LAMP;
import static org.mudward.mud.manager.World.LAMP2;
import static org.mudward.mud.manager.World.URL;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mudward.mud.MudUrl;

/** Trust anchors that come and go while the manager runs (RFC 8520 section 16). */
class TrustReloadTest {
  private static final MudUrl OTHER_URL = new MudUrl("https://other.example/lamp.json");

  @TempDir Path folder;
  private World world;
  private final Signer other = new Signer("other");

  @BeforeEach
  void twoLampsOfTwoMakers() throws Exception {
    world = new World(folder);
    world.trust(world.signer, other);
    world.maker.serve(URL, LampFile.of(URL), world.signer, "\"1\"");
    world.maker.serve(OTHER_URL, LampFile.of(OTHER_URL), other, "\"1\"");
    world.start();
    world.emits(LAMP, URL);
    world.emits(LAMP2, OTHER_URL);
    world.awaitEnforced(LAMP);
    world.awaitEnforced(LAMP2);
  }

  @AfterEach
  void endTheWorld() {
    world.close();
    assertEquals(0, world.faults.get());
  }

  private List<String> anchors() {
    return world.manager().anchors().join().stream()
        .map(anchor -> anchor.getSubjectX500Principal().getName())
        .toList();
  }

  @Test
  void theAnchorsAreListed() {
    assertEquals(List.of("CN=CA of maker", "CN=CA of other"), anchors());
  }

  @Test
  void anAnchorThatIsRemovedVouchesForNothingAtOnceAndForTheOthersNothingChanges() {
    world.trust(world.signer);
    world.manager().reloadTrust("alice").join();
    assertEquals(List.of("CN=CA of maker"), anchors());
    assertEquals("held", world.policy(LAMP2));
    world.awaitHeld(LAMP2, "trust anchor");
    assertEquals(World.weak(URL), world.policy(LAMP));
    world.awaitEnforced(LAMP);
    assertEquals(1, world.events("signature.refused"));
    assertEquals(2, world.events("file.used"));
    var line = world.journal().stream().filter(e -> e.event().equals("trust.reloaded")).findFirst();
    assertEquals("trust anchors: 1; gone: CN=CA of other", line.orElseThrow().text());
    assertEquals("alice", line.orElseThrow().actor());
  }

  @Test
  void anAnchorThatComesBackVouchesAgainWithoutAFetch() {
    world.trust(world.signer);
    world.manager().reloadTrust("alice").join();
    assertEquals("held", world.policy(LAMP2));
    world.trust(world.signer, other);
    world.manager().reloadTrust("alice").join();
    assertEquals(World.weak(OTHER_URL), world.policy(LAMP2));
    assertEquals(1, world.maker.asked(OTHER_URL));
  }

  @Test
  void theSameAnchorsAgainChangeNothing() {
    var before = world.manager().snapshot().join();
    world.manager().reloadTrust("alice").join();
    assertEquals(before, world.manager().snapshot().join());
  }

  @Test
  void whatCannotBeReadLeavesAllAsItWas() {
    world.trust();
    CompletionException failure =
        assertThrows(CompletionException.class, () -> world.manager().reloadTrust("alice").join());
    assertTrue(failure.getCause() instanceof CommandException, failure.toString());
    assertTrue(failure.getCause().getMessage().contains("ca.pem"), failure.toString());
    assertEquals(World.weak(OTHER_URL), world.policy(LAMP2));
    assertEquals(2, anchors().size());
  }

  @Test
  void whatWasJudgedWhileTheAnchorStillCountedIsJudgedAgain() {
    CountDownLatch latch = world.maker.stall(OTHER_URL);
    world.maker.serve(
        OTHER_URL,
        LampFile.of(OTHER_URL, "2026-11-02T00:00:00Z", 48, "new.lamp.example"),
        other,
        "\"2\"");
    world.manager().refetch(OTHER_URL, "alice").join();
    World.until(() -> world.maker.asked(OTHER_URL) == 2, () -> "not asked");
    world.trust(world.signer);
    world.manager().reloadTrust("alice").join();
    latch.countDown();
    World.until(() -> world.maker.isIdle(), () -> "busy");
    world.awaitEvent("file.held", 1);
    assertEquals("held", world.policy(LAMP2));
    assertEquals(2, world.events("file.used"));
  }
}
