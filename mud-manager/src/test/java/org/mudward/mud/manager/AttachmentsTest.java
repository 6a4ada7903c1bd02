package org.mudward.mud.manager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mudward.mud.manager.World.LAMP;
import static org.mudward.mud.manager.World.URL;
import static org.mudward.mud.manager.World.weak;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mudward.mud.MudUrl;
import org.mudward.mud.learn.Sighting;
import org.mudward.mud.manager.ManagerSettings.NewDevices;
import org.mudward.mud.manager.ManagerSettings.Ports;
import org.mudward.policy.MacAddress;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.link.LinkMessage;

/** At which port a device belongs, and what becomes of it when it shows up at another. */
class AttachmentsTest {
  private static final String HERE = "br0/lan1";
  private static final String THERE = "br0/lan2";
  private static final MudUrl OTHER = new MudUrl("https://lamp.example/other.json");

  private static final long LAST = 0x0200_0000_FF00L;

  @TempDir Path folder;
  private World world;
  private int said;

  @BeforeEach
  void makeTheWorld() throws Exception {
    world = new World(folder);
    world.maker.serve(URL, LampFile.of(URL), world.signer, null);
  }

  @AfterEach
  void endTheWorld() {
    world.close();
    assertEquals(0, world.faults.get());
  }

  private static void shows(LinkPeer peer, String port, MudUrl url) throws Exception {
    peer.send(new LinkMessage.FrameSeen(port, DhcpFrames.request(LAMP, url.text())));
  }

  private void heard(MacAddress mac, String port) {
    world.manager().learn(List.of(new Sighting.Heard(mac, port))).join();
  }

  /** Says which ports have a link; what comes behind it on the link has been taken in. */
  private void links(LinkPeer peer, String... up) throws Exception {
    peer.send(new LinkMessage.Ports(List.of(new LinkMessage.SwitchPorts("br0", Set.of(up)))));
    MacAddress last = new MacAddress(LAST + ++said);
    peer.send(new LinkMessage.FrameSeen("", DhcpFrames.request(last, URL.text())));
    World.until(
        () -> world.manager().device(last).join().isPresent(), () -> "the link is not heard");
  }

  private @Nullable String boundTo() {
    PolicySnapshot snapshot = world.manager().snapshot().join().orElseThrow();
    return snapshot.devices().get(LAMP).port();
  }

  @Test
  void aDeviceBelongsWhereItsFirstFrameCameInEvenIfThatToldNothing() throws Exception {
    world.start();
    heard(LAMP, HERE);
    assertTrue(world.manager().device(LAMP).join().isEmpty(), "it has told nothing yet");
    world.emits(LAMP, URL);
    world.awaitEnforced(LAMP);
    assertEquals(HERE, boundTo());
    assertEquals(HERE, world.device(LAMP).port());
    assertEquals(1, world.events("device.port"));
    world.start();
    assertEquals(HERE, world.device(LAMP).port(), "it is remembered");
  }

  @Test
  void whatComesInElsewhereIsNotBelievedAndAPersonIsTold() throws Exception {
    world.start();
    try (LinkPeer peer = LinkPeer.connect(world.link())) {
      shows(peer, HERE, URL);
      peer.await(now -> now.devices().containsKey(LAMP));
      world.awaitEnforced(LAMP);
      shows(peer, THERE, OTHER);
      shows(peer, THERE, OTHER);
      world.awaitEvent("device.elsewhere", 1);
      assertEquals(URL, world.device(LAMP).url());
      assertEquals(HERE, boundTo());
      assertEquals(1, world.events("device.elsewhere"), "said once");
      assertTrue(world.manager().status().join().problems().toString().contains(THERE));
      shows(peer, HERE, URL);
      World.until(
          () -> !world.manager().status().join().problems().toString().contains(THERE),
          () -> "it is where it belongs");
    }
  }

  @Test
  void aDeviceWhosePortHasNoLinkIsBelievedToHaveMoved() throws Exception {
    world.start();
    try (LinkPeer peer = LinkPeer.connect(world.link())) {
      shows(peer, HERE, URL);
      links(peer, "lan1", "lan2");
      world.awaitEnforced(LAMP);
      shows(peer, THERE, URL);
      world.awaitEvent("device.elsewhere", 1);
      links(peer, "lan2");
      shows(peer, THERE, URL);
      world.awaitEvent("device.moved", 1);
      assertEquals(THERE, boundTo());
      assertEquals(weak(URL), world.policy(LAMP));
    }
  }

  @Test
  void aLinkThatStaysAwayMeansThatTheDeviceHasLeft() throws Exception {
    world.start();
    try (LinkPeer peer = LinkPeer.connect(world.link())) {
      shows(peer, HERE, URL);
      links(peer, "lan1");
      world.awaitEnforced(LAMP);
      links(peer);
      World.until(
          () -> {
            world.pass(Duration.ofSeconds(1));
            return world.events("device.departed") > 0;
          },
          () -> "it has left");
      world.awaitHeld(LAMP, "it left");
      assertNull(boundTo(), "wherever it comes back, it may");
      links(peer, "lan1", "lan2");
      shows(peer, THERE, URL);
      world.awaitEnforced(LAMP);
      assertEquals(THERE, boundTo());
    }
  }

  @Test
  void aLinkThatComesBackSoonChangesNothingAndNeitherDoesAnEnforcerThatGoes() throws Exception {
    world.start();
    try (LinkPeer peer = LinkPeer.connect(world.link())) {
      shows(peer, HERE, URL);
      links(peer, "lan1");
      world.awaitEnforced(LAMP);
      links(peer);
      shows(
          peer, THERE, OTHER); // from nowhere else: it moves, but what it says is not believed yet
      world.awaitEvent("device.moved", 1);
      links(peer, "lan2");
      world.pass(Attachments.GRACE.multipliedBy(3));
      links(peer);
      world.pass(Attachments.GRACE.minusSeconds(2));
    }
    World.until(() -> world.manager().status().join().enforcers().isEmpty(), () -> "still there");
    world.pass(Attachments.GRACE.multipliedBy(10));
    assertEquals(0, world.events("device.departed"));
    assertEquals(weak(URL), world.policy(LAMP));
    assertEquals(THERE, boundTo());
  }

  @Test
  void aSiteMayLetDevicesMoveOrBelongNowhere() throws Exception {
    world.ports(Ports.FOLLOW).start();
    heard(LAMP, HERE);
    world.emits(LAMP, URL);
    world.awaitEnforced(LAMP);
    heard(LAMP, THERE);
    assertEquals(THERE, boundTo());
    assertEquals(1, world.events("device.moved"));
    world.ports(Ports.OFF).start();
    world.manager().status().join();
    heard(LAMP, HERE);
    assertNull(boundTo());
    assertEquals(HERE, world.device(LAMP).port(), "where it is seen is shown all the same");
    assertEquals(1, world.events("device.moved"));
  }

  @Test
  void whatTheSiteSaysOfAPortNoFrameChanges() throws Exception {
    world.sitePorts(Map.of(LAMP, HERE, World.GATEWAY, "br0/br0")).start();
    heard(LAMP, THERE);
    world.emits(LAMP, URL);
    world.awaitEnforced(LAMP);
    assertEquals(HERE, boundTo());
    assertEquals(1, world.events("device.elsewhere"));
    PolicySnapshot snapshot = world.manager().snapshot().join().orElseThrow();
    assertEquals("br0/br0", snapshot.devices().get(World.GATEWAY).port());
  }

  @Test
  void aDeviceThatIsForgottenMayBeAnywhereAgain() throws Exception {
    world.newDevices(NewDevices.OBSERVE).start();
    heard(LAMP, HERE);
    world.emits(LAMP, URL);
    heard(LAMP, THERE);
    assertEquals(1, world.events("device.elsewhere"));
    world.manager().forget(LAMP, "operator").join();
    heard(LAMP, THERE);
    world.emits(LAMP, URL);
    assertEquals(THERE, world.device(LAMP).port());
  }

  @Test
  void aPortIsDownWhereSomebodyWhoKnowsTheSwitchSaysSo() {
    Attachments attachments = new Attachments();
    assertEquals(false, attachments.isDown(HERE), "nobody knows");
    attachments.told("a", ports("br1", "lan1"));
    assertEquals(false, attachments.isDown(HERE), "of another switch");
    attachments.told("b", ports("br0", "lan2"));
    assertEquals(true, attachments.isDown(HERE));
    assertEquals(false, attachments.isDown(THERE));
    attachments.told("c", ports("br0", "lan1"));
    assertEquals(false, attachments.isDown(HERE), "one says that it has");
    attachments.gone("c");
    attachments.gone("b");
    assertEquals(false, attachments.isDown(HERE));
  }

  private static LinkMessage.Ports ports(String name, String... up) {
    return new LinkMessage.Ports(List.of(new LinkMessage.SwitchPorts(name, Set.of(up))));
  }
}
