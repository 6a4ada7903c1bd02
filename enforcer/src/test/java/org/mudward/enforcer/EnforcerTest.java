package org.mudward.enforcer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mudward.enforcer.testing.Eventually.eventually;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mudward.enforcer.openflow.HeldFrame;
import org.mudward.enforcer.openflow.SwitchSettings;
import org.mudward.policy.Direction;
import org.mudward.policy.DropStage;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.link.LinkCodec;
import org.mudward.policy.link.LinkMessage;
import org.mudward.policy.link.SnapshotDelta;
import org.mudward.policy.link.SnapshotJson;

/** The enforcer with a back end that does what the test says. */
class EnforcerTest {
  private static final long SELDOM = 3_600_000;

  @TempDir private Path folder;
  private final FakeBackend backend = new FakeBackend();
  private @Nullable FakeManager manager;
  private @Nullable Enforcer enforcer;

  @BeforeEach
  void listen() throws Exception {
    manager = new FakeManager(folder.resolve("link.sock"));
  }

  @AfterEach
  void end() throws Exception {
    backend.gate.release(1000);
    if (enforcer != null) {
      enforcer.close();
    }
    if (manager != null) {
      manager.close();
    }
  }

  private FakeManager.Connection start() throws Exception {
    startAlone(backend, SELDOM);
    return manager.greet();
  }

  private void startAlone(Backend with, long checkMillis) throws Exception {
    EnforcerSettings settings =
        new EnforcerSettings(
            folder.resolve("state"),
            folder.resolve("link.sock"),
            SwitchSettings.of(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                "br0",
                Optional.empty(),
                SwitchSettings.Foreign.KEEP));
    enforcer = new Enforcer(settings, with, checkMillis);
    enforcer.start();
  }

  private Optional<PolicySnapshot> saved() throws Exception {
    return new StateFiles(folder.resolve("state")).load().map(StateFiles.Saved::snapshot);
  }

  @Test
  void aSnapshotIsAppliedSavedAndAnswered() throws Exception {
    FakeManager.Connection link = start();
    link.send(Snapshots.of(1));
    LinkMessage.Applied applied = link.next(LinkMessage.Applied.class);
    assertEquals(new LinkMessage.Applied(1, List.of(FakeBackend.LIMITATION)), applied);
    assertEquals(Optional.of(Snapshots.of(1)), saved());
    assertEquals(List.of("apply 1 after 0"), List.copyOf(backend.calls));
  }

  @Test
  void aChangeIsAppliedToTheSnapshotBefore() throws Exception {
    FakeManager.Connection link = start();
    link.send(Snapshots.of(1));
    link.next(LinkMessage.Applied.class);
    link.send(
        new LinkMessage.Delta(
            SnapshotDelta.between(Snapshots.of(1), Snapshots.of(2)).orElseThrow()));
    assertEquals(2, link.next(LinkMessage.Applied.class).revision());
    assertEquals(Optional.of(Snapshots.of(2)), saved());
  }

  @Test
  void aChangeThatDoesNotFitEndsTheLinkAndTheWholeIsTakenInstead() throws Exception {
    FakeManager.Connection link = start();
    link.send(Snapshots.of(1));
    link.next(LinkMessage.Applied.class);
    link.send(
        new LinkMessage.Delta(
            SnapshotDelta.between(Snapshots.of(7), Snapshots.of(8)).orElseThrow()));
    link.awaitEnd();
    FakeManager.Connection next = manager.greet();
    next.send(Snapshots.of(8));
    assertEquals(8, next.next(LinkMessage.Applied.class).revision());
  }

  @Test
  void aRefusedSnapshotLeavesTheOldInForce() throws Exception {
    FakeManager.Connection link = start();
    link.send(Snapshots.of(1));
    link.next(LinkMessage.Applied.class);
    backend.refuse = true;
    link.send(Snapshots.of(2));
    assertEquals(new LinkMessage.Refused(2, "no room"), link.next(LinkMessage.Refused.class));
    assertEquals(Optional.of(Snapshots.of(1)), saved());
    backend.refuse = false;
    link.send(Snapshots.of(3));
    link.next(LinkMessage.Applied.class);
    assertEquals(
        List.of("apply 1 after 0", "apply 2 after 1", "apply 3 after 1"),
        List.copyOf(backend.calls),
        "numbers of what was refused are not built on");
  }

  @Test
  void whatIsRefusedIsTriedAgainAndAnsweredOnce() throws Exception {
    backend.refuse = true;
    startAlone(backend, 20);
    FakeManager.Connection link = manager.greet();
    link.send(Snapshots.of(1));
    link.next(LinkMessage.Refused.class);
    eventually("it is tried again", () -> backend.calls.size() > 3);
    backend.refuse = false;
    assertEquals(1, link.next(LinkMessage.Applied.class).revision());
    assertEquals(Optional.of(Snapshots.of(1)), saved());
  }

  /** An enforcer for which the first is in force, and that saves every snapshot whole. */
  private FakeManager.Connection withTheFirstSavedWhole() throws Exception {
    Files.createDirectories(folder.resolve("state/changes.log/x"));
    FakeManager.Connection link = start();
    link.send(Snapshots.of(1));
    link.next(LinkMessage.Applied.class);
    return link;
  }

  @Test
  void whatCannotBeSavedIsNotPutInForce() throws Exception {
    FakeManager.Connection link = withTheFirstSavedWhole();
    Path inTheWay = Files.createDirectories(folder.resolve("state/snapshot.json.new/x"));
    link.send(Snapshots.of(2));
    LinkMessage.Refused refused = link.next(LinkMessage.Refused.class);
    assertTrue(refused.reason().startsWith("cannot be saved"), refused.reason());
    assertEquals(List.of(1L), List.copyOf(backend.inForce));
    assertEquals(Optional.of(Snapshots.of(1)), saved());
    Files.delete(inTheWay);
    link.send(Snapshots.of(3));
    assertEquals(3, link.next(LinkMessage.Applied.class).revision());
  }

  @Test
  void theStateIsOnTheDiskBeforeItIsInForce() throws Exception {
    Files.createDirectories(folder.resolve("state/changes.log/x")); // so it is saved whole
    backend.folder = folder.resolve("state");
    FakeManager.Connection link = start();
    for (int revision = 1; revision <= 2; revision++) {
      link.send(Snapshots.of(revision));
      link.next(LinkMessage.Applied.class);
      assertArrayEquals(SnapshotJson.write(Snapshots.of(revision)), backend.stagedSnapshot);
      assertEquals(revision, FakeBackend.number(ClassIdsJson.read(backend.stagedNumbers)));
    }
  }

  @Test
  void numbersThatCannotBeSavedAreNotPutInForce() throws Exception {
    FakeManager.Connection link = withTheFirstSavedWhole();
    Files.createDirectories(folder.resolve("state/class-ids.json.new/x"));
    link.send(Snapshots.of(2));
    assertTrue(link.next(LinkMessage.Refused.class).reason().startsWith("cannot be saved"));
    assertEquals(List.of(1L), List.copyOf(backend.inForce));
    assertEquals(Optional.of(Snapshots.of(1)), saved());
  }

  @Test
  void whatCannotBeSavedIsRefusedWithoutASwitchToo() throws Exception {
    Files.createDirectories(folder.resolve("state/snapshot.json.new/x"));
    backend.available = false;
    FakeManager.Connection link = start();
    link.send(Snapshots.of(1));
    assertTrue(link.next(LinkMessage.Refused.class).reason().startsWith("cannot be saved"));
  }

  @Test
  void whatTurnsOutNotToBeSavedIsTakenBack() throws Exception {
    FakeManager.Connection link = withTheFirstSavedWhole();
    Path numbers = folder.resolve("state/class-ids.json");
    Files.delete(numbers);
    Path inTheWay = Files.createDirectories(numbers.resolve("x"));
    link.send(Snapshots.of(2));
    LinkMessage.Refused refused = link.next(LinkMessage.Refused.class);
    assertTrue(refused.reason().startsWith("cannot be saved"), refused.reason());
    assertEquals(List.of(1L, 2L, 1L), List.copyOf(backend.inForce));
    Files.delete(inTheWay);
    Files.delete(numbers);
    assertEquals(Optional.of(Snapshots.of(1)), saved());
  }

  @Test
  void whatCannotEvenBeTakenBackIsNoMoreInForceForTheBackEnd() throws Exception {
    FakeManager.Connection link = withTheFirstSavedWhole();
    Path numbers = folder.resolve("state/class-ids.json");
    Files.delete(numbers);
    Files.createDirectories(numbers.resolve("x"));
    backend.goesAfterwards = true;
    link.send(Snapshots.of(2));
    link.next(LinkMessage.Refused.class);
    assertEquals(
        List.of("apply 1 after 0", "apply 2 after 1", "apply 1 after 1", "restore 1 with 1"),
        List.copyOf(backend.calls));
  }

  @Test
  void whatWaitsForASwitchIsStillSavedAfterAFoldThatFailed() throws Exception {
    FakeManager.Connection link = start();
    int last = 70;
    for (int revision = 1; revision < last; revision++) {
      link.send(Snapshots.of(revision));
      link.next(LinkMessage.Applied.class);
    }
    backend.available = false;
    link.send(Snapshots.of(last));
    String tried = "apply 70 after 69";
    eventually("it was tried", () -> backend.calls.contains(tried));
    Files.createDirectories(folder.resolve("state/snapshot.json.new/x")); // so no fold is possible
    backend.listener.ready();
    eventually(
        "it was tried before and after that",
        () -> backend.calls.stream().filter(tried::equals).count() == 3);
    backend.available = true;
    backend.listener.ready();
    assertEquals(last, link.next(LinkMessage.Applied.class).revision());
    assertEquals(Optional.of(Snapshots.of(last)), saved());
  }

  @Test
  void ofSeveralThatArriveMeanwhileOnlyTheNewestIsApplied() throws Exception {
    backend.gate.drainPermits();
    FakeManager.Connection link = start();
    link.send(Snapshots.of(1));
    eventually("the first is being applied", () -> backend.calls.size() == 1);
    for (int revision = 2; revision <= 5; revision++) {
      link.send(Snapshots.of(revision));
    }
    link.send(new LinkMessage.Hello(1, "not expected, so the link ends when all is read"));
    link.awaitEnd();
    FakeManager.Connection next = manager.greet();
    backend.gate.release(100);
    assertEquals(1, next.next(LinkMessage.Applied.class).revision());
    assertEquals(5, next.next(LinkMessage.Applied.class).revision());
    assertEquals(List.of("apply 1 after 0", "apply 5 after 1"), List.copyOf(backend.calls));
  }

  @Test
  void withoutASwitchASnapshotWaitsForOne() throws Exception {
    backend.available = false;
    FakeManager.Connection link = start();
    link.send(Snapshots.of(1));
    eventually("it was tried", () -> backend.calls.size() == 1);
    assertEquals(Optional.empty(), saved());
    backend.available = true;
    backend.listener.ready();
    assertEquals(1, link.next(LinkMessage.Applied.class).revision());
  }

  @Test
  void afterARestartTheLastSnapshotIsInForceWithoutAManager() throws Exception {
    FakeManager.Connection link = start();
    link.send(Snapshots.of(1));
    link.next(LinkMessage.Applied.class);
    enforcer.close();
    manager.close();
    FakeBackend restarted = new FakeBackend();
    startAlone(restarted, SELDOM);
    assertEquals("restore 1 with 1", restarted.calls.peek());
    FakeManager back = new FakeManager(folder.resolve("link.sock"));
    manager = back;
    FakeManager.Connection next = back.greet();
    next.send(Snapshots.of(1));
    next.next(LinkMessage.Applied.class);
    assertEquals(List.of("restore 1 with 1", "apply 1 after 1"), List.copyOf(restarted.calls));
  }

  @Test
  void aManagerThatSpeaksAnotherLanguageIsLeftAndAskedAgain() throws Exception {
    startAlone(backend, SELDOM);
    FakeManager.Connection link = manager.accept();
    link.send(new LinkMessage.Hello(LinkCodec.VERSION + 1, "manager"));
    link.awaitEnd();
    FakeManager.Connection silent = manager.greet();
    silent.sendRaw(-1, new byte[0]);
    silent.awaitEnd();
    FakeManager.Connection garbage = manager.greet();
    garbage.sendRaw(2, "{]".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    garbage.awaitEnd();
    FakeManager.Connection good = manager.greet();
    good.send(Snapshots.of(1));
    good.next(LinkMessage.Applied.class);
  }

  @Test
  void framesAndCountsGoUp() throws Exception {
    backend.counts = List.of(new LinkMessage.Count(Snapshots.RULE, Direction.FROM_DEVICE, 7));
    startAlone(backend, 20);
    FakeManager.Connection link = manager.greet();
    assertEquals(new LinkMessage.Counts(backend.counts), link.await(LinkMessage.Counts.class));
    byte[] frame = {1, 2, 3};
    backend.listener.frameSeen("lan1", frame);
    LinkMessage.FrameSeen seen = link.await(LinkMessage.FrameSeen.class);
    assertEquals("lan1", seen.port());
    assertArrayEquals(frame, seen.frame());
    LinkMessage.FrameDropped sample =
        new LinkMessage.FrameDropped("lan2", DropStage.SPOOF, 99, frame);
    backend.listener.frameDropped(sample);
    LinkMessage.FrameDropped dropped = link.await(LinkMessage.FrameDropped.class);
    assertEquals(DropStage.SPOOF, dropped.stage());
    assertEquals(99, dropped.length());
    assertArrayEquals(frame, dropped.frame());
  }

  @Test
  void aHeldFrameGoesOnWhenItsRevisionIsInForce() throws Exception {
    FakeManager.Connection link = start();
    link.send(Snapshots.of(1));
    link.await(LinkMessage.Applied.class);
    AtomicInteger sent = new AtomicInteger();
    backend.listener.frameHeld(frame(sent));
    backend.listener.frameHeld(frame(sent));
    LinkMessage.FrameHeld first = link.await(LinkMessage.FrameHeld.class);
    LinkMessage.FrameHeld second = link.await(LinkMessage.FrameHeld.class);
    assertEquals("lan1", first.port());
    link.send(new LinkMessage.Release(second.id(), 1));
    eventually("one goes on", () -> sent.get() == 1);
    backend.gate.drainPermits();
    link.send(new LinkMessage.Release(first.id(), 2));
    link.send(Snapshots.of(2));
    eventually("it is tried", () -> backend.calls.contains("apply 2 after 1"));
    assertEquals(1, sent.get(), "not before it is in force");
    backend.gate.release(1000);
    eventually("the other, too", () -> sent.get() == 2);
    link.send(new LinkMessage.Release(first.id(), 1));
    link.send(new LinkMessage.Release(77, 1));
    link.send(Snapshots.of(3));
    link.await(LinkMessage.Applied.class);
    assertEquals(2, sent.get());
  }

  @Test
  void linksAreToldToEachManagerAndAgainWhenTheyChange() throws Exception {
    backend.ports = List.of(new LinkMessage.SwitchPorts("br0", Set.of("lan1", "lan2")));
    FakeManager.Connection link = start();
    assertEquals(new LinkMessage.Ports(backend.ports), link.ports());
    backend.ports = List.of(new LinkMessage.SwitchPorts("br0", Set.of("lan2")));
    assertEquals(new LinkMessage.Ports(backend.ports), link.ports());
    link.close();
    assertEquals(new LinkMessage.Ports(backend.ports), manager.greet().ports());
  }

  @Test
  void aSwitchThatCanLessThanBeforeIsToldToTheManager() throws Exception {
    startAlone(backend, 100);
    FakeManager.Connection link = manager.greet();
    link.send(Snapshots.of(1));
    assertEquals(
        List.of(FakeBackend.LIMITATION), link.next(LinkMessage.Applied.class).limitations());
    backend.limitations = List.of();
    assertEquals(new LinkMessage.Applied(1, List.of()), link.next(LinkMessage.Applied.class));
  }

  @Test
  void withoutAManagerNothingIsHeld() throws Exception {
    startAlone(backend, SELDOM);
    AtomicInteger sent = new AtomicInteger();
    backend.listener.frameHeld(frame(sent));
    assertEquals(1, sent.get());
  }

  private static HeldFrame frame(AtomicInteger sent) {
    return new HeldFrame("lan1", new byte[14], sent::incrementAndGet);
  }

  @Test
  void aFaultEndsTheRoleAndSaysSo() throws Exception {
    FakeManager.Connection link = start();
    backend.broken = true;
    link.send(Snapshots.of(1));
    assertThrows(CompletionException.class, () -> enforcer.ended().join());
  }

  @Test
  void closingEndsNormally() throws Exception {
    start();
    enforcer.close();
    enforcer.ended().join();
    assertFalse(enforcer.ended().isCompletedExceptionally());
  }
}
