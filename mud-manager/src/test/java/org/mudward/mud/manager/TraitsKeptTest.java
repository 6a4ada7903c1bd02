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
import org.mudward.mud.learn.Sighting.Described;
import org.mudward.mud.learn.Trait;
import org.mudward.mud.learn.Trait.Kind;
import org.mudward.mud.learn.Traits;
import org.mudward.policy.MacAddress;

/** What devices say of what they are is kept for a person, and changes nothing else. */
class TraitsKeptTest {
  private static final Trait NAME = new Trait(Kind.DHCPV4_HOST_NAME, "lamp");
  private static final Trait PROGRAM = new Trait(Kind.DHCPV4_VENDOR_CLASS, "udhcp 1.36.1");

  @TempDir Path folder;
  private World world;

  @BeforeEach
  void makeTheWorld() {
    world = new World(folder);
    world.maker.serve(URL, LampFile.of(URL), world.signer, null);
  }

  @AfterEach
  void endTheWorld() {
    world.close();
    assertEquals(0, world.faults.get());
  }

  private void says(MacAddress mac, Trait... traits) {
    world.manager().learn(List.of(new Described(mac, new Traits(List.of(traits))))).join();
  }

  private List<Trait> of(MacAddress mac) {
    return world.manager().device(mac).join().orElseThrow().traits().all();
  }

  @Test
  void whatASenderSaysMakesItNoDeviceAndIsKnownOnceItIsOne() throws Exception {
    world.start();
    says(LAMP, NAME);
    says(LAMP, PROGRAM);
    assertEquals(List.of(), world.manager().devices().join());
    world.leases(LAMP, "192.168.1.10", Duration.ofHours(1));
    assertEquals(List.of(NAME, PROGRAM), of(LAMP));
  }

  @Test
  void itOutlivesARestartAndTheNewestCounts() throws Exception {
    world.start();
    world.leases(LAMP, "192.168.1.10", Duration.ofHours(1));
    says(LAMP, NAME, PROGRAM);
    Trait other = new Trait(Kind.DHCPV4_HOST_NAME, "lamp-2");
    says(LAMP, other);
    world.start();
    assertEquals(List.of(other, PROGRAM), of(LAMP));
    world.manager().forget(LAMP, "test").join();
    world.leases(LAMP, "192.168.1.10", Duration.ofHours(1));
    assertEquals(List.of(), of(LAMP));
  }

  @Test
  void whateverItSaysNothingIsPublishedForIt() throws Exception {
    world.start();
    world.emits(LAMP, URL);
    world.awaitEnforced(LAMP);
    long before = world.manager().status().join().revision();
    String policy = world.policy(LAMP);
    for (int i = 0; i < 50; i++) {
      says(LAMP, new Trait(Kind.DHCPV4_HOST_NAME, "lamp-" + i), PROGRAM);
    }
    assertEquals(before, world.manager().status().join().revision());
    assertEquals(policy, world.policy(LAMP));
    says(World.GATEWAY, NAME);
    assertTrue(world.manager().device(World.GATEWAY).join().isEmpty());
  }

  @Test
  void whoeverInventsSendersMakesTheOldestOfThemForgotten() throws Exception {
    world.start();
    says(LAMP, NAME);
    says(LAMP2, NAME);
    for (int i = 0; i < Overheard.MAX_STRANGERS - 1; i++) {
      says(new MacAddress(0x0200_0001_0000L + i), NAME);
    }
    world.leases(LAMP, "192.168.1.10", Duration.ofHours(1));
    world.leases(LAMP2, "192.168.1.11", Duration.ofHours(1));
    assertEquals(List.of(), of(LAMP));
    assertEquals(List.of(NAME), of(LAMP2));
  }
}
