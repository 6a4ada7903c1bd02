package org.mudward.mud.manager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mudward.mud.manager.World.LAMP;
import static org.mudward.mud.manager.World.LAMP2;
import static org.mudward.mud.manager.World.URL;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mudward.mud.manager.ManagerSettings.ChangedFiles;
import org.mudward.mud.manager.ManagerSettings.NewDevices;
import org.mudward.mud.resolve.Site;
import org.mudward.mud.resolve.SiteRates;
import org.mudward.policy.AccessControlList;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.Rate;
import org.sqlite.SQLiteDataSource;

/** Settings that change while the manager runs. */
class ReloadTest {
  @TempDir Path folder;
  private World world;

  @BeforeEach
  void aLampWithItsFile() throws Exception {
    world = new World(folder);
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

  private Reload reload(boolean dryRun) {
    return world.manager().reload(dryRun, "alice").join();
  }

  private PolicySnapshot snapshot() {
    return world.manager().snapshot().join().orElseThrow();
  }

  private void assertRefused(String message) {
    CompletionException failure = assertThrows(CompletionException.class, () -> reload(false));
    CommandException cause = (CommandException) failure.getCause();
    assertEquals(CommandException.Kind.CONFLICT, cause.kind());
    assertTrue(cause.getMessage().contains(message), cause.getMessage());
  }

  @Test
  void aRehearsalSaysWhatWouldFollowAndChangesNothing() {
    PolicySnapshot before = snapshot();
    long lines = world.journal().size();
    world.newDevices(NewDevices.QUARANTINE).dns("192.168.1.1", "192.168.1.2");
    Reload rehearsal = reload(true);
    assertFalse(rehearsal.applied());
    assertEquals(List.of("new-devices: QUARANTINE"), rehearsal.changes());
    assertTrue(
        rehearsal.consequences().contains("devices that are not listed: left alone -> unknown"),
        rehearsal.toString());
    assertTrue(
        rehearsal.consequences().toString().contains("dns: new 192.168.1.2"), rehearsal.toString());
    assertEquals(before, snapshot());
    assertEquals(lines, world.journal().size());
    assertEquals(0, world.accepted.get());
    assertEquals(NewDevices.ALLOW, world.manager().status().join().newDevices());
  }

  @Test
  void whatARehearsalSaidIsWhatAReloadDoes() {
    world.newDevices(NewDevices.QUARANTINE).dns("192.168.1.2");
    List<String> said = reload(true).consequences();
    Reload done = reload(false);
    assertTrue(done.applied());
    assertEquals(said, done.consequences());
    assertEquals("unknown", snapshot().unknownPolicy());
    assertEquals(NewDevices.QUARANTINE, world.manager().status().join().newDevices());
    assertEquals(1, world.accepted.get());
    assertEquals(1, world.events("config.reloaded"));
    assertEquals(1, world.events("manager.started"));
    assertEquals(List.of(), reload(true).consequences());
    world.awaitEnforced(LAMP);
  }

  @Test
  void theSitesRateIsThatOfEachListOfTheFile() {
    Rate general = new Rate(1000L, null, 1);
    Rate own = new Rate(10L, 64_000L, 5);
    world.siteRates(new SiteRates(Map.of(URL.text(), own), general));
    Reload done = reload(false);
    String words = String.join("\n", done.consequences());
    assertTrue(words.contains("rate of fr, from-device: " + own + ", was any"), words);
    assertEquals(Set.of(own), rates());
    world.siteRates(new SiteRates(Map.of(), general)).newDevices(NewDevices.QUARANTINE);
    reload(false);
    assertEquals(Set.of(general), rates());
    world.siteRates(SiteRates.NONE);
    reload(false);
    assertEquals(Set.of(), rates(), "what the file says, which is nothing");
  }

  private Set<Rate> rates() {
    return snapshot().policies().values().stream()
        .flatMap(policy -> Stream.concat(policy.fromDevice().stream(), policy.toDevice().stream()))
        .map(AccessControlList::rate)
        .filter(Objects::nonNull)
        .collect(Collectors.toSet());
  }

  @Test
  void aFileThatTheSiteNamesTakesThePlaceOfTheFetchedOneAndIsComparedWithIt() throws Exception {
    Path own = folder.resolve("own.json");
    Files.writeString(
        own,
        LampFile.of(URL).replaceFirst("\"forwarding\": \"accept\"", "\"forwarding\": \"drop\""));
    world.siteDevices(new Site.SiteDevice(LAMP, "lamp", Set.of(), own, null));
    Reload done = reload(false);
    String words = String.join("\n", done.consequences());
    assertTrue(words.contains(LAMP + ": weak:" + URL + " -> " + URL), words);
    assertTrue(
        words.contains("no longer permitted: the device may send TCP over IPv4 to dns:cloud"),
        words);
    assertEquals(URL.text(), world.policy(LAMP));
    world.siteDevices();
    reload(false);
    assertNull(world.device(LAMP).url());
  }

  @Test
  void settingsThatCannotBeReadAreRefused() {
    world.newDevices(NewDevices.QUARANTINE).broken(true);
    assertRefused("the configuration in force stays: line 3: not YAML");
    assertNull(snapshot().unknownPolicy());
    world.broken(false);
    assertTrue(reload(false).applied());
  }

  @Test
  void whatNeedsARestartIsRefusedByItsName() {
    world.newDevices(NewDevices.QUARANTINE).needRestart("manager.state", "enforcer.link");
    assertRefused("these need a restart: manager.state, enforcer.link");
    assertNull(snapshot().unknownPolicy());
    assertEquals(List.of("manager.state", "enforcer.link"), reload(true).needRestart());
  }

  @Test
  void anchorsThatCannotBeReadRefuseTheWhole() {
    world.newDevices(NewDevices.QUARANTINE).trust();
    assertRefused("ca.pem");
    assertNull(snapshot().unknownPolicy());
  }

  @Test
  void anchorsAreReadAnewToo() {
    world.trust(new Signer("somebody else"));
    Reload done = reload(false);
    assertTrue(done.changes().toString().contains("gone: CN=CA of maker"), done.toString());
    world.awaitHeld(LAMP, "trust anchor");
    assertTrue(
        done.consequences().toString().contains(LAMP + ": weak:" + URL + " -> held"),
        done.toString());
  }

  @Test
  void aFileThatWaitedIsUsedOnceTheSiteNoLongerAsks() {
    world.changedFiles(ChangedFiles.ASK);
    reload(false);
    String newer = LampFile.of(URL, "2026-11-02T00:00:00Z", 48, "new.lamp.example");
    world.maker.serve(URL, newer, world.signer, "\"2\"");
    world.manager().refetch(URL, "alice").join();
    world.awaitEvent("file.held", 1);
    world.changedFiles(ChangedFiles.APPLY);
    String words = String.join("\n", reload(true).consequences());
    assertTrue(
        words.contains("newly permitted: the device may send TCP over IPv4 to dns:new"), words);
    assertNotNull(world.manager().files().join().get(0).waiting());
    reload(false);
    assertNull(world.manager().files().join().get(0).waiting());
    assertTrue(snapshot().groups().keySet().toString().contains("new.lamp.example"));
  }

  @Test
  void whatHappensMeanwhileIsNotLost() {
    for (int i = 0; i < 20; i++) {
      var seen = world.manager().quarantine(LAMP, "alice");
      var rehearsal = world.manager().reload(i % 2 == 0, "alice");
      var back = world.manager().release(LAMP, "alice");
      seen.join();
      rehearsal.join();
      back.join();
    }
    assertEquals(20, world.events("operator.quarantine"));
    assertEquals(20, world.events("operator.release"));
    assertEquals(10, world.events("config.reloaded"));
    world.emits(LAMP2, URL);
    world.awaitEnforced(LAMP2);
  }

  @Test
  void whatCannotBeSavedLeavesTheOldSettingsInForce() throws Exception {
    world.close();
    SQLiteDataSource store = new SQLiteDataSource();
    store.setUrl("jdbc:sqlite:" + world.state().resolve("inventory.db"));
    try (Connection connection = store.getConnection();
        Statement work = connection.createStatement()) {
      work.execute(
          "CREATE TRIGGER full BEFORE INSERT ON journal WHEN NEW.event = 'config.reloaded'"
              + " BEGIN SELECT RAISE(ABORT, 'the disk is full'); END");
    }
    world.start();
    world.newDevices(NewDevices.QUARANTINE);
    assertThrows(CompletionException.class, () -> reload(false));
    assertEquals(0, world.accepted.get());
    assertNull(snapshot().unknownPolicy());
    assertEquals(NewDevices.ALLOW, world.manager().status().join().newDevices());
  }
}
