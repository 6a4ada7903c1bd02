package org.mudward.mud.manager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mudward.mud.manager.World.LAMP;
import static org.mudward.mud.manager.World.LAMP2;
import static org.mudward.mud.manager.World.URL;
import static org.mudward.mud.manager.World.weak;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mudward.mud.learn.Session;
import org.mudward.mud.learn.Sighting;
import org.mudward.mud.learn.Sighting.Source;

/** What the ends of sessions end, late ones of switches that a device has left among them. */
class SessionsTest {
  private static final Session FIRST = new Session("switch-1/3", "a1");
  private static final Session SECOND = new Session("switch-2/7", "b9");

  @TempDir Path folder;
  private World world;

  @BeforeEach
  void makeTheWorld() throws Exception {
    world = new World(folder);
    world.maker.serve(URL, LampFile.of(URL), world.signer, null);
    world.start();
  }

  @AfterEach
  void endTheWorld() {
    world.close();
    assertEquals(0, world.faults.get());
  }

  private void learns(Sighting sighting) {
    world.manager().learn(List.of(sighting)).join();
  }

  private void proves(Session session) {
    world.proves(LAMP, URL, "CN=lamp 1", null);
    learns(new Sighting.Joined(LAMP, session, true));
  }

  private void left(Session session) {
    learns(new Sighting.Left(LAMP, session));
  }

  @Test
  void theLateEndOfAnOldSessionDoesNotEndTheNewOne() throws Exception {
    proves(FIRST);
    world.awaitEnforced(LAMP);
    proves(SECOND);
    left(FIRST);
    assertEquals(URL.text(), world.policy(LAMP));
    assertEquals(1, world.events("session.other"));
    world.start();
    left(FIRST);
    assertEquals(URL.text(), world.policy(LAMP), "also after a restart");
    left(SECOND);
    assertEquals("held", world.policy(LAMP));
  }

  @ParameterizedTest
  @CsvSource({
    "switch-2/7, b9, true",
    "switch-2/7, '', true",
    "'', b9, true",
    "'', '', true",
    "switch-2/7, a1, false",
    "switch-1/3, b9, false",
    "'', a1, false",
    "switch-1/3, '', false"
  })
  void whatMayBeTheSameSessionEndsIt(String place, String id, boolean ends) throws Exception {
    proves(SECOND);
    world.awaitEnforced(LAMP);
    left(new Session(place, id));
    assertEquals(ends ? "held" : URL.text(), world.policy(LAMP));
  }

  @Test
  void aSessionThatIsNotNamedIsEndedByAnyEnd() throws Exception {
    proves(Session.UNKNOWN);
    world.awaitEnforced(LAMP);
    left(FIRST);
    assertEquals("held", world.policy(LAMP));
  }

  @Test
  void whoeverBorrowsTheAddressElsewhereDoesNotKeepAliveWhatTheDeviceProved() throws Exception {
    proves(FIRST);
    world.awaitEnforced(LAMP);
    learns(new Sighting.Joined(LAMP, SECOND, false));
    assertEquals(1, world.events("session.elsewhere"));
    left(SECOND);
    assertEquals(URL.text(), world.policy(LAMP));
    left(FIRST);
    assertEquals("held", world.policy(LAMP));
  }

  @Test
  void theNumberOfASessionMayComeAfterTheCertificate() throws Exception {
    proves(new Session("switch-1/3", ""));
    world.awaitEnforced(LAMP);
    learns(new Sighting.Joined(LAMP, FIRST, false));
    left(new Session("switch-1/3", "a0"));
    assertEquals(URL.text(), world.policy(LAMP));
    left(FIRST);
    assertEquals("held", world.policy(LAMP));
  }

  @Test
  void whatNothingBoundToTheDeviceEndsWithItsSessionToo() throws Exception {
    world.emits(LAMP, URL);
    world.emits(LAMP, URL, Source.LLDP);
    world.awaitEnforced(LAMP);
    learns(new Sighting.Joined(LAMP, SECOND, false));
    left(FIRST);
    assertEquals(weak(URL), world.policy(LAMP));
    left(SECOND);
    assertEquals("held", world.policy(LAMP));
    world.emits(LAMP, URL);
    assertEquals(weak(URL), world.policy(LAMP), "it shows it again");
    left(Session.UNKNOWN);
    assertEquals("held", world.policy(LAMP));
  }

  @Test
  void whatAPersonWroteStandsAndWhoIsNotKnownIsNotMade() throws Exception {
    world.manager().assign(List.of(new Assignment("", LAMP, URL)), false, "alice").join();
    world.awaitEnforced(LAMP);
    left(Session.UNKNOWN);
    assertEquals(URL.text(), world.policy(LAMP));
    learns(new Sighting.Left(LAMP2, FIRST));
    assertTrue(world.manager().device(LAMP2).join().isEmpty());
    assertFalse(FIRST.isOtherThan(Session.UNKNOWN));
  }
}
