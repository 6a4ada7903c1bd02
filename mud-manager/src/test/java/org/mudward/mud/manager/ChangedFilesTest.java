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

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mudward.mud.MudUrl;
import org.mudward.mud.manager.ManagerSettings.ChangedFiles;
import org.mudward.mud.verify.SignatureVerifier;
import org.mudward.policy.Standing;

/** A newer file for a URL of which another is in force (RFC 8520 sections 1.8 and 16). */
class ChangedFilesTest {
  private static final String OLD = LampFile.of(URL);
  private static final String LATER = "2026-11-02T00:00:00Z";
  private static final String OTHER_CLOUD = LampFile.of(URL, LATER, 48, "new.lamp.example");

  /** What may still be done in quarantine. */
  private static final String MARK =
      "\"extensions\": [\"quarantine\"], \"ietf-mud-quarantine:quaranteed-device-policy\":"
          + " {\"enabled-ace-names\": [{\"ace-name\": \"cloud\"}]}, \"systeminfo\"";

  @TempDir Path folder;
  private World world;

  @BeforeEach
  void aLampWithItsFile() throws Exception {
    world = new World(folder).changedFiles(ChangedFiles.ASK_IF_WIDER);
    world.maker.serve(URL, OLD, world.signer, null);
    world.start();
    world.emits(LAMP, URL);
    world.awaitEnforced(LAMP);
  }

  @AfterEach
  void endTheWorld() {
    world.close();
    assertEquals(0, world.faults.get());
  }

  private static String later(String file) {
    return file.replace("2026-10-01T00:00:00Z", LATER);
  }

  private static String hash(String file) {
    return SignatureVerifier.sha256(file.getBytes(StandardCharsets.UTF_8));
  }

  private void comes(String file) {
    comes(file, world.signer);
  }

  private void comes(String file, Signer signer) {
    world.maker.serve(URL, file, signer, null);
    world.pass(Duration.ofHours(49));
    World.until(
        () -> world.clock.instant().equals(file().retrieved()), () -> "not taken in: " + file());
  }

  private FileView file() {
    return world.manager().files().join().get(0);
  }

  private FileView.Waiting waiting() {
    World.until(() -> file().waiting() != null, () -> "nothing waits: " + file());
    FileView.Waiting waiting = file().waiting();
    assertNotNull(waiting);
    return waiting;
  }

  private String inForce() {
    FileView.InUse inUse = file().inUse();
    return inUse == null ? "" : inUse.sha256();
  }

  private String groups() {
    return world.manager().snapshot().join().orElseThrow().groups().keySet().toString();
  }

  private void assertOldIsInForce() {
    assertEquals(hash(OLD), inForce());
    assertEquals(World.weak(URL), world.policy(LAMP));
    assertTrue(groups().contains("dns:cloud.lamp.example"), groups());
    assertFalse(groups().contains("new.lamp.example"), groups());
  }

  @Test
  void oneThatPermitsMoreWaitsAndTheOldOneStaysInForce() {
    comes(OTHER_CLOUD);
    assertEquals(hash(OTHER_CLOUD), waiting().sha256());
    assertOldIsInForce();
    assertEquals(Standing.ENFORCED, world.device(LAMP).standing());
  }

  @Test
  void oneThatOnlyPermitsMoreWaitsToo() {
    String wider = later(OLD).replace("\"ietf-mud:direction-initiated\": \"from-device\",", "");
    comes(wider);
    assertEquals(hash(wider), waiting().sha256());
    assertEquals(List.of(), waiting().noLongerPermitted());
    assertOldIsInForce();
  }

  @Test
  void theOperatorSeesWhatItWouldChange() {
    comes(OTHER_CLOUD);
    String more =
        "the device may send TCP over IPv4 to dns:new.lamp.example, its port 443,"
            + " opened by the device";
    assertTrue(waiting().newlyPermitted().contains(more), waiting().toString());
    assertTrue(
        waiting().noLongerPermitted().contains(more.replace("new.", "cloud.")),
        waiting().toString());
    assertTrue(
        waiting().besides().contains("last-update: 2026-10-01T00:00Z -> 2026-11-02T00:00Z"),
        waiting().toString());
    assertTrue(world.device(LAMP).reason().contains(more), world.device(LAMP).reason());
    String problems = world.manager().status().join().problems().toString();
    assertTrue(problems.contains("HT-10: the file changed: it newly permits: " + more), problems);
    var line = world.journal().stream().filter(e -> e.event().equals("file.held")).findFirst();
    assertTrue(line.orElseThrow().text().contains(more), line.toString());
    assertTrue(line.get().text().contains("the file before stays in use"), line.toString());
  }

  @Test
  void oneThatPermitsNothingNewIsUsedAtOnce() {
    comes(later(OLD));
    World.until(() -> inForce().equals(hash(later(OLD))), () -> "not used: " + file());
    assertNull(file().waiting());
  }

  @Test
  void oneThatPermitsLessIsUsedAtOnceAndTheJournalSaysWhatIsGone() {
    String less = later(OLD).replaceFirst("\"forwarding\": \"accept\"", "\"forwarding\": \"drop\"");
    comes(less);
    World.until(() -> inForce().equals(hash(less)), () -> "not used: " + file());
    String journal = world.journal().toString();
    assertTrue(
        journal.contains("it no longer permits: the device may send TCP over IPv4 to dns:cloud"),
        journal);
  }

  @Test
  void approvedByItsHashItTakesThePlaceOfTheOldOne() {
    comes(OTHER_CLOUD);
    String hash = waiting().sha256();
    world.manager().approveOctets(hash, "alice").join();
    assertEquals(hash, inForce());
    assertNull(file().waiting());
    assertTrue(groups().contains("dns:new.lamp.example"), groups());
    assertFalse(groups().contains("dns:cloud.lamp.example"), groups());
    assertEquals("", world.device(LAMP).reason());
    assertEquals("CN=maker", world.device(LAMP).signer());
  }

  @Test
  void aHashThatWaitsNoLongerApprovesNothing() {
    comes(OTHER_CLOUD);
    String seen = waiting().sha256();
    String another = LampFile.of(URL, LATER, 48, "evil.lamp.example");
    comes(another);
    World.until(() -> waiting().sha256().equals(hash(another)), () -> file().toString());
    CompletionException failure =
        assertThrows(
            CompletionException.class, () -> world.manager().approveOctets(seen, "alice").join());
    assertEquals(CommandException.Kind.NOT_FOUND, ((CommandException) failure.getCause()).kind());
    assertOldIsInForce();
  }

  @Test
  void aRejectedOneIsNotAskedAboutAgainAndTheOldOneStays() {
    comes(OTHER_CLOUD);
    world.manager().rejectOctets(waiting().sha256(), "alice").join();
    assertNull(file().waiting());
    assertEquals("", world.device(LAMP).reason());
    assertEquals(1, world.events("file.rejected"));
    comes(OTHER_CLOUD);
    assertNull(file().waiting());
    assertOldIsInForce();
    assertEquals(1, world.events("file.held"));
    assertEquals("alice", file().rejected().get(0).by());
    // Another one is asked about.
    String another = LampFile.of(URL, LATER, 48, "other.lamp.example");
    comes(another);
    assertEquals(hash(another), waiting().sha256());
  }

  @Test
  void aRejectionIsTakenBackByAnApprovalOfTheSameOctets() {
    comes(OTHER_CLOUD);
    world.manager().reject(LAMP, "alice").join();
    world.manager().approveOctets(hash(OTHER_CLOUD), "bob").join();
    World.until(() -> inForce().equals(hash(OTHER_CLOUD)), () -> "not used: " + file());
    assertEquals(List.of(), file().rejected());
  }

  @Test
  void whatWaitsAndWhatWasRejectedOutlivesARestart() throws Exception {
    comes(OTHER_CLOUD);
    FileView.Waiting before = waiting();
    world.start();
    assertOldIsInForce();
    assertEquals(before, file().waiting());
    assertEquals(1, world.events("file.held"));
    world.manager().rejectOctets(before.sha256(), "alice").join();
    world.start();
    comes(OTHER_CLOUD);
    assertNull(file().waiting());
    assertOldIsInForce();
  }

  @Test
  void aRejectedFirstFileLeavesItsDeviceHeld() {
    MudUrl other = new MudUrl("https://plug.example/plug.json");
    world.maker.serve(other, LampFile.of(other), null, null);
    world.emits(LAMP2, other);
    world.awaitHeld(LAMP2, "SG-14");
    world.manager().reject(LAMP2, "alice").join();
    world.awaitHeld(LAMP2, "the file was rejected by alice");
    assertEquals("held", world.policy(LAMP2));
    world.pass(Duration.ofHours(2));
    World.until(() -> world.maker.asked(other) > 1 && world.maker.isIdle(), () -> "not asked");
    world.awaitHeld(LAMP2, "the file was rejected by alice");
  }

  @Test
  void anotherSignerIsHeldWhateverTheFilePermits() {
    Signer stranger = new Signer("stranger");
    world.trust(world.signer, stranger);
    world.manager().reloadTrust("alice").join();
    comes(later(OLD), stranger);
    waiting();
    assertTrue(world.device(LAMP).reason().contains("the signer changed"));
    assertOldIsInForce();
  }

  @Test
  void theMakerMayTakeItBackByServingTheOldOneAgain() {
    comes(OTHER_CLOUD);
    waiting();
    comes(OLD);
    World.until(() -> file().waiting() == null, () -> "waits still: " + file());
    assertOldIsInForce();
    assertEquals("", world.device(LAMP).reason());
  }

  @Test
  void whatStaysInQuarantineCountsToo() {
    comes(later(OLD).replace("\"systeminfo\"", MARK));
    String more = "in quarantine the device may send TCP over IPv4 to dns:cloud.lamp.example";
    assertTrue(waiting().newlyPermitted().get(0).startsWith(more), waiting().toString());
    assertOldIsInForce();
  }

  @Test
  void whereTheSiteSaysSoEveryChangeIsAskedAbout() throws Exception {
    world.changedFiles(ChangedFiles.ASK).start();
    comes(later(OLD));
    waiting();
    assertTrue(
        world.device(LAMP).reason().contains("permits the same traffic"),
        world.device(LAMP).reason());
    world.changedFiles(ChangedFiles.ASK_IF_WIDER).start();
    assertEquals(hash(later(OLD)), inForce());
  }

  @Test
  void whereTheSiteSaysSoEveryChangeIsUsed() throws Exception {
    world.changedFiles(ChangedFiles.APPLY).start();
    comes(OTHER_CLOUD);
    World.until(() -> inForce().equals(hash(OTHER_CLOUD)), () -> "not used: " + file());
  }

  @Test
  void aFileThatCallsItselfOtherwiseOrWhoseMakerHasGivenUpIsSeen() {
    MudUrl next = new MudUrl("https://lamp.example/lamp-2.json");
    comes(later(OLD).replace("\"mud-url\": \"" + URL, "\"mud-url\": \"" + next));
    World.until(() -> !file().notes().isEmpty(), () -> file().toString());
    assertEquals(List.of("it calls itself " + next), file().notes());
    assertTrue(world.device(LAMP).reason().contains("its file: it calls itself " + next));
    String unsupported =
        OLD.replace("2026-10-01T00:00:00Z", "2026-11-03T00:00:00Z")
            .replace("\"is-supported\": true", "\"is-supported\": false");
    comes(unsupported);
    World.until(() -> inForce().equals(hash(unsupported)), () -> file().toString());
    String note = "its maker no longer supports the device";
    assertEquals(List.of(note), file().notes());
    assertTrue(world.device(LAMP).reason().contains(note), world.device(LAMP).reason());
    assertEquals(Standing.ENFORCED, world.device(LAMP).standing());
    String problems = world.manager().status().join().problems().toString();
    assertTrue(problems.contains("the file of " + URL + ": " + note), problems);
  }
}
