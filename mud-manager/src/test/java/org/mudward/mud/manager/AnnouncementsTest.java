package org.mudward.mud.manager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.mudward.mud.manager.World.LAMP;
import static org.mudward.mud.manager.World.LAMP2;
import static org.mudward.mud.manager.World.URL;
import static org.mudward.mud.manager.World.weak;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mudward.mud.learn.Sighting;
import org.mudward.mud.learn.Sighting.Source;
import org.mudward.policy.MacAddress;

/** Announcements by LLDP that are not repeated (IEEE 802.1AB). */
class AnnouncementsTest {
  private static final Duration TIME = Duration.ofSeconds(120);
  private static final Duration NEARLY = TIME.minusSeconds(1);
  private static final Duration SECOND = Duration.ofSeconds(1);

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

  private void announces(MacAddress mac) {
    Sighting.Emitted emitted = new Sighting.Emitted(mac, URL, Source.LLDP, null);
    world.manager().learn(List.of(emitted.lasting(TIME))).join();
  }

  /** Waits until an enforcer that has connected is counted as listening. */
  private void listens(LinkPeer enforcer) throws Exception {
    enforcer.await(now -> true);
    World.until(() -> !world.manager().status().join().enforcers().isEmpty(), () -> "not there");
  }

  @Test
  void oneThatIsNotRepeatedIsTakenBackAndOneThatIsHolds() throws Exception {
    try (LinkPeer peer = LinkPeer.connect(world.link())) {
      listens(peer);
      announces(LAMP);
      announces(LAMP2);
      world.awaitEnforced(LAMP);
      world.awaitEnforced(LAMP2);
      world.pass(NEARLY);
      announces(LAMP2);
      world.pass(SECOND);
      world.awaitHeld(LAMP, "fell silent by LLDP");
      assertEquals(weak(URL), world.policy(LAMP2));
      assertEquals(1, world.events("device.departed"));
      world.pass(NEARLY);
      assertEquals("held", world.policy(LAMP2));
      announces(LAMP);
      assertEquals(weak(URL), world.policy(LAMP));
    }
  }

  @Test
  void whileNobodyListensNothingEndsAndThenAllHaveTheirTimeAgain() throws Exception {
    try (LinkPeer peer = LinkPeer.connect(world.link())) {
      listens(peer);
      announces(LAMP);
      world.awaitEnforced(LAMP);
    }
    World.until(() -> world.manager().status().join().enforcers().isEmpty(), () -> "still there");
    world.pass(TIME.multipliedBy(3));
    assertEquals(weak(URL), world.policy(LAMP));
    try (LinkPeer peer = LinkPeer.connect(world.link())) {
      listens(peer);
      world.pass(NEARLY);
      assertEquals(weak(URL), world.policy(LAMP));
      world.pass(SECOND);
      world.awaitHeld(LAMP, "fell silent by LLDP");
    }
  }

  @Test
  void aRestartGivesItsTimeAgainAndForgetsNothing() throws Exception {
    try (LinkPeer peer = LinkPeer.connect(world.link())) {
      listens(peer);
      announces(LAMP);
      world.awaitEnforced(LAMP);
      world.pass(NEARLY);
    }
    world.start();
    try (LinkPeer peer = LinkPeer.connect(world.link())) {
      listens(peer);
      world.pass(NEARLY);
      assertEquals(weak(URL), world.policy(LAMP));
      world.pass(SECOND);
      world.awaitHeld(LAMP, "fell silent by LLDP");
    }
  }

  @Test
  void whatAnotherWaySaysTooHoldsWithoutIt() throws Exception {
    try (LinkPeer peer = LinkPeer.connect(world.link())) {
      listens(peer);
      announces(LAMP);
      world.emits(LAMP, URL, Source.DHCPV4);
      world.awaitEnforced(LAMP);
      world.pass(TIME);
      assertEquals(weak(URL), world.policy(LAMP));
      assertEquals(Source.DHCPV4, world.device(LAMP).source());
    }
  }
}
