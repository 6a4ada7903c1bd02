package org.mudward.mud.manager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mudward.mud.manager.World.LAMP;
import static org.mudward.mud.manager.World.URL;
import static org.mudward.mud.manager.World.weak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mudward.policy.Group;
import org.mudward.policy.GroupId;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.Prefix;
import org.mudward.policy.Standing;
import org.sqlite.SQLiteDataSource;

/** What is still true after the manager was gone, and what ends with it. */
class RestartTest {
  private static final GroupId CLOUD = new GroupId("dns:cloud.lamp.example");

  @TempDir Path folder;
  private World world;

  @BeforeEach
  void makeTheWorld() throws Exception {
    world = new World(folder);
    world.maker.serve(URL, LampFile.of(URL), world.signer, "\"1\"");
    world.start();
    world.emits(LAMP, URL);
    world.leases(LAMP, "192.168.1.10", null);
    world.awaitEnforced(LAMP);
    World.until(() -> cloud().equals(Set.of(Prefix.parse("198.51.100.10"))), () -> "no address");
  }

  @AfterEach
  void endTheWorld() {
    world.close();
  }

  private PolicySnapshot snapshot() {
    return world.manager().snapshot().join().orElseThrow();
  }

  private Set<Prefix> cloud() {
    return snapshot().groups().get(CLOUD) instanceof Group.Addresses hosts
        ? hosts.prefixes()
        : Set.of();
  }

  @Test
  void aRestartChangesNothingAndAsksNobody() throws Exception {
    PolicySnapshot before = snapshot();
    DeviceView device = world.device(LAMP);
    world.names.fallSilent();
    world.start();
    assertEquals(before, snapshot());
    assertEquals(device, world.device(LAMP));
    world.pass(Duration.ofMinutes(5));
    assertEquals(before, snapshot());
    assertEquals(1, world.maker.asked(URL));
    try (LinkPeer peer = LinkPeer.connect(world.link())) {
      assertEquals(before, peer.await(now -> true));
    }
  }

  @Test
  void anAddressThatNobodyConfirmsEndsWithItsGrace() throws Exception {
    world.names.fallSilent();
    world.names.answer("cloud.lamp.example", "198.51.100.99");
    world.start();
    world.pass(Duration.ofSeconds(6));
    World.until(() -> cloud().size() == 2, () -> "the new address does not come: " + cloud());
    world.pass(Duration.ofHours(1));
    World.until(
        () -> {
          world.pass(Duration.ofMinutes(1));
          return cloud().equals(Set.of(Prefix.parse("198.51.100.99")));
        },
        () -> "the old address stays: " + cloud());
  }

  @Test
  void revisionsGoOnWhereTheyWere() throws Exception {
    long before = world.manager().status().join().revision();
    world.start();
    world.manager().quarantine(LAMP, "alice").join();
    assertEquals(before + 1, world.manager().status().join().revision());
    world.start();
    assertEquals(Standing.QUARANTINED, world.device(LAMP).standing());
    assertEquals(before + 1, world.manager().status().join().revision());
  }

  @Test
  void anAnchorThatWasRemovedVouchesForNothingFromTheNextStartOn() throws Exception {
    world.trust(new Signer("somebody else")).start();
    world.awaitHeld(LAMP, "trust anchor");
    assertEquals("held", world.policy(LAMP));
    assertEquals(1, world.events("signature.refused"));
    world.trust(world.signer).start();
    world.awaitEnforced(LAMP);
    assertEquals(1, world.maker.asked(URL));
  }

  @Test
  void aSignerWhoseTimeIsOverHasStillSignedWhatCameBefore() throws Exception {
    world.close();
    Path other = folder.resolve("other");
    Files.createDirectories(other);
    World second = new World(other);
    Signer shortLived = new Signer("short", Duration.ofDays(310));
    second.trust(shortLived);
    second.maker.serve(URL, LampFile.of(URL), shortLived, null);
    try (second) {
      second.start();
      second.emits(LAMP, URL);
      second.awaitEnforced(LAMP);
      second.close();
      second.clock.advance(Duration.ofDays(30));
      second.start();
      second.awaitEnforced(LAMP);
      World.until(() -> second.maker.asked(URL) == 2, () -> "not asked again");
      second.pass(Duration.ofMinutes(1));
      assertEquals(weak(URL), second.policy(LAMP));
      // Something else that is signed too late is not used.
      String newer = LampFile.of(URL, "2026-11-02T00:00:00Z", 48, "new.example");
      second.maker.serve(URL, newer, shortLived, null);
      second.manager().refetch(URL, "alice").join();
      second.awaitEvent("file.held", 1);
      assertEquals(weak(URL), second.policy(LAMP));
      String groups = second.manager().snapshot().join().orElseThrow().groups().toString();
      assertFalse(groups.contains("new.example"), groups);
    }
  }

  @Test
  void aLeaseThatRanOutWhileNobodyListenedGetsItsTimeAgain() throws Exception {
    world.leases(LAMP, "192.168.1.10", Duration.ofHours(1));
    world.close();
    world.clock.advance(Duration.ofHours(5));
    world.start();
    assertEquals(weak(URL), world.policy(LAMP));
    world.pass(Duration.ofMinutes(59));
    assertEquals(weak(URL), world.policy(LAMP));
    world.pass(Duration.ofMinutes(2));
    world.awaitHeld(LAMP, "ran out");
  }

  @Test
  void aDeviceThatHasLeftIsStillGone() throws Exception {
    world.releases(LAMP, null);
    world.start();
    world.awaitHeld(LAMP, "given up");
    world.emits(LAMP, URL);
    world.awaitEnforced(LAMP);
  }

  @Test
  void allThreadsEndWithTheManager() {
    world.close();
    World.until(() -> ours().isEmpty(), () -> "still there: " + ours());
    assertFalse(Files.exists(world.link()));
  }

  private static Set<String> ours() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.matches("writer|fetch-.*|link.*|names.*"))
        .collect(Collectors.toSet());
  }

  @Test
  void aSecondManagerOnTheSameStateIsToldSoAndDisturbsNobody() throws Exception {
    World second = new World(folder);
    IOException failure = assertThrows(IOException.class, second::start);
    assertTrue(failure.getMessage().contains("another manager"), failure.getMessage());
    assertEquals(weak(URL), world.policy(LAMP));
    assertTrue(Files.exists(world.link()));
  }

  @Test
  void whatCannotBeSavedIsNeitherAnsweredAsDoneNorInForce() throws Exception {
    world.close();
    sql(
        "CREATE TRIGGER full BEFORE INSERT ON journal WHEN NEW.event = 'operator.quarantine'"
            + " BEGIN SELECT RAISE(ABORT, 'the disk is full'); END");
    world.start();
    long revision = world.manager().status().join().revision();
    var failed = world.manager().quarantine(LAMP, "alice");
    CompletionException failure = assertThrows(CompletionException.class, failed::join);
    assertTrue(failure.getCause().getMessage().contains("disk is full"), failure.toString());
    assertEquals(weak(URL), world.policy(LAMP));
    assertEquals(revision, world.manager().status().join().revision());
    assertEquals(Standing.ENFORCED, world.device(LAMP).standing());
    world.emits(World.LAMP2, URL);
    world.awaitEnforced(World.LAMP2);
    world.close();
    sql("DROP TRIGGER full");
    world.start();
    world.manager().quarantine(LAMP, "alice").join();
    assertEquals("quarantine", world.policy(LAMP));
  }

  private void sql(String statement) throws SQLException {
    SQLiteDataSource source = new SQLiteDataSource();
    source.setUrl("jdbc:sqlite:" + world.state().resolve("inventory.db"));
    try (Connection connection = source.getConnection();
        Statement work = connection.createStatement()) {
      work.execute(statement);
    }
  }
}
