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
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mudward.mud.MudUrl;
import org.mudward.policy.MacAddress;

/** Which file is in use, which waits, and when the next is asked for. */
class FilesTest {
  private static final String FILE = LampFile.of(URL);

  @TempDir Path folder;
  private World world;

  @BeforeEach
  void makeTheWorld() {
    world = new World(folder);
  }

  @AfterEach
  void endTheWorld() {
    world.close();
    assertEquals(0, world.faults.get());
  }

  private void enforced() throws Exception {
    world.maker.serve(URL, FILE, world.signer, "\"1\"");
    world.start();
    world.emits(LAMP, URL);
    world.awaitEnforced(LAMP);
  }

  private static void assertConflict(Runnable command, String message) {
    CompletionException failure = assertThrows(CompletionException.class, command::run);
    CommandException cause = (CommandException) failure.getCause();
    assertEquals(CommandException.Kind.CONFLICT, cause.kind());
    assertTrue(cause.getMessage().contains(message), cause.getMessage());
  }

  @Test
  void nothingThatAFileNamesIsFetchedButTheFileAgain() throws Exception {
    assertTrue(FILE.contains("https://lamp.example/manual"));
    enforced();
    world.pass(Duration.ofHours(49));
    World.until(() -> world.maker.asked().size() > 1, () -> "not asked again");
    assertEquals(List.of(URL, URL), world.maker.asked());
  }

  @Test
  void aServerThatDoesNotAnswerLeavesTheDeviceHeldAndIsAskedEverLessOften() throws Exception {
    world.start();
    world.emits(LAMP, URL);
    world.awaitHeld(LAMP, "CONNECT: lamp.example does not answer");
    assertEquals("held", world.policy(LAMP));
    assertEquals(1, world.maker.asked(URL));
    int minutes = 1;
    for (int failures = 1; failures < 9; failures++) {
      world.pass(Duration.ofMinutes(minutes).minusSeconds(1));
      assertEquals(failures, world.maker.asked(URL));
      world.clock.advance(Duration.ofSeconds(1));
      int wanted = failures + 1;
      World.until(
          () -> world.manager().status().join() != null && world.maker.asked(URL) == wanted,
          () -> "asked " + world.maker.asked(URL) + " times");
      awaitFailures(wanted);
      minutes = Math.min(minutes * 2, 60);
    }
    assertEquals(1, world.events("file.failed"));
    world.maker.serve(URL, FILE, world.signer, null);
    world.pass(Duration.ofMinutes(60));
    world.awaitEnforced(LAMP);
  }

  /** The outcome of a fetch is taken in some turns after it was asked for. */
  private void awaitFailures(int asked) {
    String failing = "does not answer";
    World.until(
        () -> world.device(LAMP).reason().contains(failing) && world.maker.asked(URL) == asked,
        () -> "no failure");
    world.manager().status().join();
    World.until(() -> world.maker.isIdle(), () -> "busy");
    world.manager().status().join();
  }

  @Test
  void anUnsignedFileIsHeldUntilAPersonApprovesExactlyItsBytes() throws Exception {
    world.maker.serve(URL, FILE, null, null);
    world.start();
    world.emits(LAMP, URL);
    world.awaitHeld(LAMP, "SG-14");
    assertEquals("held", world.policy(LAMP));
    world.manager().approve(LAMP, "alice").join();
    assertEquals(weak(URL), world.policy(LAMP));
    assertNull(world.awaitEnforced(LAMP).signer());
    assertEquals(1, world.events("file.approved"));
    // The same bytes later are still approved; others are not, and the approved ones stay.
    world.pass(Duration.ofHours(49));
    World.until(() -> world.maker.asked(URL) == 2, () -> "not asked again");
    assertEquals(weak(URL), world.policy(LAMP));
    world.maker.serve(
        URL, LampFile.of(URL, "2026-11-01T00:00:00Z", 48, "evil.example"), null, null);
    world.pass(Duration.ofHours(49));
    world.awaitEvent("file.held", 2);
    assertEquals(weak(URL), world.policy(LAMP));
    var groups = world.manager().snapshot().join().orElseThrow().groups().keySet().toString();
    assertTrue(groups.contains("dns:cloud.lamp.example"), groups);
    assertFalse(groups.contains("evil"), groups);
  }

  @Test
  void aTamperedFileIsHeldAndApprovingATwistedOneDoesNotHelpAnother() throws Exception {
    world.maker.serveTampered(URL, FILE, world.signer);
    world.start();
    world.emits(LAMP, URL);
    world.awaitHeld(LAMP, "SG-02");
    assertEquals("held", world.policy(LAMP));
  }

  @Test
  void aSignerNobodyTrustsIsNotEnough() throws Exception {
    world.maker.serve(URL, FILE, new Signer("stranger"), null);
    world.start();
    world.emits(LAMP, URL);
    world.awaitHeld(LAMP, "SG-09");
  }

  @Test
  void aFileWithAnErrorIsRefusedEvenIfSignedAndCannotBeApproved() throws Exception {
    world.maker.serve(
        URL, FILE.replace("\"cache-validity\": 48", "\"cache-validity\": 999"), world.signer, null);
    world.start();
    world.emits(LAMP, URL);
    world.awaitHeld(LAMP, "MF-08");
    assertEquals("held", world.policy(LAMP));
    assertConflict(() -> world.manager().approve(LAMP, "alice").join(), "waits for approval");
  }

  @Test
  void anUnsignedFileWithAnErrorCannotBeApproved() throws Exception {
    world.maker.serve(
        URL, FILE.replace("\"cache-validity\": 48", "\"cache-validity\": 999"), null, null);
    world.start();
    world.emits(LAMP, URL);
    world.awaitHeld(LAMP, "SG-14");
    assertConflict(() -> world.manager().approve(LAMP, "alice").join(), "MF-08");
    assertEquals("held", world.policy(LAMP));
  }

  @Test
  void aFileOfAnotherUrlIsHeldAlthoughItIsSigned() throws Exception {
    MudUrl other = new MudUrl("https://lamp.example/other.json");
    world.maker.serve(URL, LampFile.of(other), world.signer, null);
    world.start();
    world.emits(LAMP, URL);
    world.awaitHeld(LAMP, "other.json");
  }

  @Test
  void nobodyIsAskedBeforeTheValidityIsOverAndThenWithTheTag() throws Exception {
    enforced();
    world.pass(Duration.ofHours(47));
    world.emits(LAMP, URL);
    world.emits(LAMP2, URL);
    world.awaitEnforced(LAMP2);
    world.pass(Duration.ofMinutes(59));
    assertEquals(1, world.maker.asked(URL));
    world.pass(Duration.ofMinutes(1));
    World.until(() -> world.maker.notModified(URL) == 1, () -> "not asked with its tag");
    world.pass(Duration.ofHours(47));
    assertEquals(2, world.maker.asked(URL));
    // Counted from when the answer was taken in, which may be after the clock went on.
    world.pass(Duration.ofHours(49));
    World.until(() -> world.maker.notModified(URL) == 2, () -> "not asked again");
  }

  @Test
  void aNewerFileIsUsedAtOnce() throws Exception {
    enforced();
    world.maker.serve(
        URL, LampFile.of(URL, "2026-11-02T00:00:00Z", 48, "new.lamp.example"), world.signer, "2");
    world.pass(Duration.ofDays(2));
    World.until(
        () ->
            world
                .manager()
                .snapshot()
                .join()
                .orElseThrow()
                .groups()
                .keySet()
                .toString()
                .contains("dns:new.lamp.example"),
        () -> "the newer file is not used");
    assertEquals(2, world.events("file.used"));
  }

  @Test
  void aDeadServerTakesNothingAwayAndRaisesOneAlarmAfterTwiceTheValidity() throws Exception {
    enforced();
    world.maker.takeDown(URL);
    world.pass(Duration.ofHours(95));
    assertEquals(0, world.events("file.overdue"));
    world.awaitEvent("file.failed", 1);
    world.pass(Duration.ofHours(2));
    world.pass(Duration.ofHours(2));
    assertEquals(1, world.events("file.overdue"));
    assertEquals(weak(URL), world.policy(LAMP));
    assertTrue(
        world.manager().status().join().problems().toString().contains("no answer for " + URL));
  }

  @Test
  void anOlderFileIsHeldAndTheNewerOneStays() throws Exception {
    enforced();
    world.maker.serve(
        URL, LampFile.of(URL, "2026-09-01T00:00:00Z", 48, "old.example"), world.signer, null);
    world.pass(Duration.ofDays(2));
    world.awaitEvent("file.held", 1);
    assertTrue(world.device(LAMP).reason().contains("older file"), world.device(LAMP).reason());
    assertEquals(weak(URL), world.policy(LAMP));
    world.manager().approve(URL, "alice").join();
    String groups = world.manager().snapshot().join().orElseThrow().groups().keySet().toString();
    assertTrue(groups.contains("dns:old.example"), groups);
  }

  @Test
  void anotherSignerIsHeldAlthoughHeIsTrusted() throws Exception {
    Signer other = new Signer("buyer of the company");
    world.trust(world.signer, other);
    enforced();
    world.maker.serve(
        URL, LampFile.of(URL, "2026-11-02T00:00:00Z", 48, "new.example"), other, null);
    world.pass(Duration.ofDays(2));
    world.awaitEvent("file.held", 1);
    assertTrue(world.device(LAMP).reason().contains("signer changed"));
    assertEquals("CN=maker", world.device(LAMP).signer());
  }

  @Test
  void aServerThatIsNotKnownIsAskedForOneThingAtATimeAndEightServersAtOnce() throws Exception {
    world.start();
    var latch = new CountDownLatch(1);
    for (int i = 0; i < 18; i++) {
      MudUrl url = new MudUrl("https://maker" + i / 2 + ".example/" + i);
      world.maker.serve(url, LampFile.of(url), world.signer, null);
      world.maker.stall(url, latch);
      world.emits(new MacAddress(0x020000000200L + i), url);
    }
    World.until(() -> world.maker.underWay() == 8, () -> "under way " + world.maker.underWay());
    assertEquals(8, world.maker.hostsUnderWay());
    world.manager().status().join();
    assertEquals(8, world.maker.underWay());
    latch.countDown();
    for (int i = 0; i < 18; i++) {
      world.awaitEnforced(new MacAddress(0x020000000200L + i));
    }
  }

  /** Shows files of a server, whose answers wait for the latch if there is one. */
  private void shows(String host, int first, int count, @Nullable CountDownLatch latch) {
    for (int i = first; i < first + count; i++) {
      MudUrl url = new MudUrl("https://" + host + "/" + i);
      world.maker.serve(url, LampFile.of(url), world.signer, null);
      if (latch != null) {
        world.maker.stall(url, latch);
      }
      world.emits(
          new MacAddress(0x020000000000L + ((long) host.hashCode() << 8 & 0xFFFF00) + i), url);
    }
  }

  @Test
  void aServerThatAnswersWellIsAskedForFourThingsAtOnceAndHoldsUpNobodyElse() throws Exception {
    world.start();
    for (String host : List.of("good.example", "better.example")) {
      shows(host, 0, 1, null);
      MudUrl first = new MudUrl("https://" + host + "/0");
      World.until(() -> world.maker.asked(first) == 1 && world.maker.isIdle(), () -> "not asked");
      world.awaitEvent("file.used", host.startsWith("good") ? 1 : 2);
    }
    CountDownLatch never = new CountDownLatch(1);
    shows("good.example", 1, 7, never);
    World.until(() -> world.maker.underWay() == 4, () -> "under way " + world.maker.underWay());
    shows("better.example", 1, 7, never);
    // Three of the four threads that are there for this are the first one's.
    World.until(() -> world.maker.underWay() == 6, () -> "under way " + world.maker.underWay());
    world.manager().status().join();
    assertEquals(6, world.maker.underWay());
    shows("other.example", 0, 1, null);
    MudUrl other = new MudUrl("https://other.example/0");
    World.until(
        () ->
            world.manager().files().join().stream()
                .anyMatch(file -> file.url().equals(other) && file.inUse() != null),
        () -> "held up by others: " + world.manager().files().join());
    never.countDown();
  }

  @Test
  void theOperatorMayAskAtAnyTime() throws Exception {
    enforced();
    world.manager().refetch(URL, "alice").join();
    World.until(() -> world.maker.asked(URL) == 2, () -> "not asked");
    assertThrows(
        CompletionException.class,
        () -> world.manager().refetch(new MudUrl("https://x.example/y"), "alice").join());
  }

  @Test
  void askingAnewWhileAQuestionIsUnderWayAsksOnceMore() throws Exception {
    world.maker.serve(URL, FILE, world.signer, null);
    var latch = world.maker.stall(URL);
    world.start();
    world.emits(LAMP, URL);
    World.until(() -> world.maker.asked(URL) == 1, () -> "not asked");
    world.manager().refetch(URL, "alice").join();
    latch.countDown();
    World.until(() -> world.maker.asked(URL) == 2, () -> "not asked again");
    world.awaitEnforced(LAMP);
    world.pass(Duration.ofMinutes(5));
    assertEquals(2, world.maker.asked(URL));
  }

  @Test
  void aFileThatNobodyNeedsIsForgottenWhenItsValidityIsOver() throws Exception {
    enforced();
    world.manager().forget(LAMP, "alice").join();
    world.emits(LAMP, URL);
    world.awaitEnforced(LAMP);
    assertEquals(1, world.maker.asked(URL));
    world.manager().forget(LAMP, "alice").join();
    world.pass(Duration.ofHours(49));
    world.emits(LAMP, URL);
    world.awaitEnforced(LAMP);
    assertEquals(2, world.maker.asked(URL));
  }
}
