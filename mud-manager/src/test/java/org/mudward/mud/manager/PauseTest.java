package org.mudward.mud.manager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mudward.mud.manager.World.LAMP;
import static org.mudward.mud.manager.World.LAMP2;
import static org.mudward.mud.manager.World.URL;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mudward.mud.manager.ManagerSettings.NewDevices;
import org.mudward.policy.Group;
import org.mudward.policy.MacAddress;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.Standing;

/** A device that the operator lets go for a time, at a site that locks new devices out. */
class PauseTest {
  private static final Duration TWO_HOURS = Duration.ofHours(2);

  @TempDir Path folder;
  private World world;

  @BeforeEach
  void aLampWithItsFile() throws Exception {
    world = new World(folder).newDevices(NewDevices.QUARANTINE);
    world.maker.serve(URL, LampFile.of(URL), world.signer, null);
    world.start();
    world.emits(LAMP, URL);
    world.awaitEnforced(LAMP);
  }

  @AfterEach
  void endTheWorld() {
    world.close();
    assertEquals(0, world.faults.get());
  }

  private void pause(MacAddress mac) {
    world.manager().pause(mac, TWO_HOURS, "alice").join();
  }

  private PolicySnapshot snapshot() {
    return world.manager().snapshot().join().orElseThrow();
  }

  private void assertFree(MacAddress mac) {
    assertTrue(snapshot().devices().containsKey(mac), snapshot()::toString);
    assertNull(world.policy(mac));
    assertEquals(Standing.PAUSED, world.device(mac).standing());
  }

  private void assertRefused(Runnable command, String message) {
    CompletionException failure = assertThrows(CompletionException.class, command::run);
    assertTrue(failure.getCause().getMessage().contains(message), failure.toString());
  }

  @Test
  void itIsLeftAloneAlthoughEverybodyElseIsLockedOut() {
    pause(LAMP);
    assertFree(LAMP);
    assertEquals("unknown", snapshot().unknownPolicy());
    assertEquals(Instant.parse("2026-11-01T12:00:00Z"), world.device(LAMP).pausedUntil());
    assertTrue(world.device(LAMP).reason().contains("until 2026-11-01T12:00:00Z"));
    assertEquals(1, world.events("operator.pause"));
  }

  @Test
  void itEndsByItself() {
    pause(LAMP);
    world.pass(TWO_HOURS.minusSeconds(1));
    assertFree(LAMP);
    world.pass(Duration.ofSeconds(1));
    world.awaitEnforced(LAMP);
    assertEquals(World.weak(URL), world.policy(LAMP));
    assertEquals(1, world.events("pause.ended"));
  }

  @Test
  void itOutlivesARestartAndEndsWhileNobodyLooks() throws Exception {
    pause(LAMP);
    world.start();
    assertFree(LAMP);
    world.close();
    world.clock.advance(TWO_HOURS);
    world.start();
    assertEquals(World.weak(URL), world.policy(LAMP));
    assertEquals(1, world.events("pause.ended"));
  }

  @Test
  void aClockThatIsSetBackMakesItNoLonger() {
    pause(LAMP);
    world.pass(Duration.ofDays(-30));
    world.awaitEnforced(LAMP);
  }

  @Test
  void theOperatorEndsItAndQuarantineEndsItToo() {
    pause(LAMP);
    world.manager().resume(LAMP, "alice").join();
    assertEquals(World.weak(URL), world.policy(LAMP));
    assertEquals(1, world.events("operator.resume"));
    pause(LAMP);
    world.manager().quarantine(LAMP, "alice").join();
    assertEquals("quarantine", world.policy(LAMP));
    world.manager().release(LAMP, "alice").join();
    assertEquals(World.weak(URL), world.policy(LAMP));
  }

  @Test
  void whatMakesNoSenseIsRefused() {
    assertRefused(() -> world.manager().resume(LAMP, "alice").join(), "is not paused");
    assertRefused(() -> pause(LAMP2), "no device");
    Duration tooLong = Duration.ofDays(7).plusSeconds(1);
    assertRefused(() -> world.manager().pause(LAMP, tooLong, "alice").join(), "at most 7 days");
    assertRefused(
        () -> world.manager().pause(LAMP, Duration.ZERO, "alice").join(), "at most 7 days");
    world.manager().quarantine(LAMP, "alice").join();
    assertRefused(() -> pause(LAMP), "in quarantine");
    assertEquals("quarantine", world.policy(LAMP));
  }

  @Test
  void aDeviceWithoutUrlMayBeLetThroughForATime() {
    world.leases(LAMP2, "192.168.1.11", null);
    assertNull(snapshot().devices().get(LAMP2));
    pause(LAMP2);
    assertFree(LAMP2);
    world.pass(TWO_HOURS);
    assertNull(snapshot().devices().get(LAMP2));
  }

  @Test
  void whoMayTalkToItMayStill() {
    world.emits(LAMP2, URL);
    world.awaitEnforced(LAMP2);
    var before = devices();
    assertTrue(before.contains(LAMP.toString()), before);
    pause(LAMP);
    assertEquals(before, devices());
  }

  private String devices() {
    return snapshot().groups().values().stream()
        .filter(Group.Devices.class::isInstance)
        .toList()
        .toString();
  }

  @Test
  void whereNewDevicesAreObservedTheyAreListedSo() throws Exception {
    world.newDevices(NewDevices.OBSERVE).start();
    world.leases(LAMP2, "192.168.1.11", null);
    assertEquals(Standing.OBSERVED, world.device(LAMP2).standing());
    assertNull(snapshot().unknownPolicy());
    assertEquals(1, world.manager().status().join().devices().get(Standing.OBSERVED));
    world.newDevices(NewDevices.QUARANTINE).start();
    assertEquals(Standing.UNKNOWN, world.device(LAMP2).standing());
  }
}
