package org.mudward.mud.manager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mudward.mud.manager.World.LAMP;
import static org.mudward.mud.manager.World.LAMP2;
import static org.mudward.mud.manager.World.URL;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mudward.mud.MudUrl;
import org.mudward.mud.ServerKey;
import org.mudward.mud.inventory.JournalEntry;

/** File servers that show another key than before (RFC 8520 section 16). */
class ServerWatchTest {
  private static final String OLD_SHA = "0a".repeat(32);
  private static final String NEW_SHA = "0b".repeat(32);
  private static final ServerKey OLD = new ServerKey(OLD_SHA, "CN=Web CA");

  @TempDir Path folder;
  private World world;

  @BeforeEach
  void aLampIsKnownAndItsServerToo() throws Exception {
    world = new World(folder);
    world.maker.showKey(OLD);
    world.maker.serve(URL, LampFile.of(URL), world.signer, "\"1\"");
    world.start();
    world.emits(LAMP, URL);
    world.awaitEnforced(LAMP);
  }

  @AfterEach
  void endTheWorld() {
    world.close();
    assertEquals(0, world.faults.get());
  }

  private void askAgain() {
    long before = world.maker.asked(URL);
    world.manager().refetch(URL, "alice").join();
    World.until(() -> world.maker.asked(URL) > before, () -> "not asked");
    World.until(() -> world.maker.isIdle(), () -> "busy");
    // What was asked for is taken in by the writer before it answers the next question but one.
    world.manager().status().join();
    world.manager().status().join();
  }

  private List<JournalEntry> told() {
    return world.journal().stream().filter(line -> line.event().startsWith("server.")).toList();
  }

  @Test
  void theFirstKeyAndTheSameKeyAgainAreNoNews() {
    askAgain();
    assertEquals(List.of(), told());
  }

  @Test
  void anotherKeyIsSaidOnceAndTheFileStaysInForce() {
    world.maker.showKey(new ServerKey(NEW_SHA, "CN=Web CA"));
    askAgain();
    world.awaitEvent("server.key-changed", 1);
    askAgain();
    assertEquals(1, told().size());
    JournalEntry line = told().get(0);
    assertEquals(URL, line.url());
    assertTrue(line.text().contains("lamp.example:443 has another key, SHA-256 " + NEW_SHA));
    assertTrue(line.text().contains("before " + OLD_SHA), line.text());
    assertTrue(line.text().contains("issued by CN=Web CA as before"), line.text());
    assertEquals(World.weak(URL), world.policy(LAMP));
    world.maker.showKey(OLD);
    askAgain();
    world.awaitEvent("server.key-changed", 2);
  }

  @Test
  void anotherIssuerIsSaidToo() {
    world.maker.showKey(new ServerKey(NEW_SHA, "CN=Other CA"));
    askAgain();
    world.awaitEvent("server.key-changed", 1);
    assertTrue(
        told().get(0).text().contains("issued by CN=Other CA, before by CN=Web CA"),
        told().toString());
  }

  @Test
  void anotherIssuerOfTheSameKeyIsNoOtherKey() {
    world.maker.showKey(new ServerKey(OLD_SHA, "CN=Other CA"));
    askAgain();
    world.awaitEvent("server.issuer-changed", 1);
    assertEquals(0, world.events("server.key-changed"));
  }

  @Test
  void anAnswerThatNothingHasChangedShowsItToo() {
    world.maker.showKey(new ServerKey(NEW_SHA, "CN=Web CA"));
    world.pass(Duration.ofHours(49));
    World.until(() -> world.maker.notModified(URL) == 1, () -> "not asked with its tag");
    world.awaitEvent("server.key-changed", 1);
  }

  @Test
  void aServerIsRememberedAcrossARestart() throws Exception {
    world.start();
    world.maker.showKey(new ServerKey(NEW_SHA, "CN=Web CA"));
    askAgain();
    world.awaitEvent("server.key-changed", 1);
    world.start();
    askAgain();
    assertEquals(1, told().size());
  }

  @Test
  void twoFilesOfOneServerShareItsKey() throws Exception {
    MudUrl other = new MudUrl("https://lamp.example/lamp2.json");
    world.maker.serve(other, LampFile.of(other), world.signer, null);
    world.maker.showKey(new ServerKey(NEW_SHA, "CN=Web CA"));
    world.emits(LAMP2, other);
    world.awaitEnforced(LAMP2);
    world.awaitEvent("server.key-changed", 1);
    askAgain();
    assertEquals(1, told().size());
  }

  @Test
  void anotherServerHasAnotherKeyFromTheStart() throws Exception {
    MudUrl other = new MudUrl("https://lamp.example:8443/lamp.json");
    world.maker.showKey(new ServerKey(NEW_SHA, "CN=Web CA"));
    world.maker.serve(other, LampFile.of(other), world.signer, null);
    world.emits(LAMP2, other);
    world.awaitEnforced(LAMP2);
    assertEquals(List.of(), told());
  }
}
