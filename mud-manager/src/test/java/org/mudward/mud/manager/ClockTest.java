package org.mudward.mud.manager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mudward.mud.manager.World.LAMP;
import static org.mudward.mud.manager.World.LAMP_IP;
import static org.mudward.mud.manager.World.URL;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A clock that was not set yet, or is set wrongly, opens nothing and takes nothing away. */
class ClockTest {
  private static final int YEAR = 365;

  @TempDir Path folder;
  private World world;

  @BeforeEach
  void aLampIsEnforced() throws Exception {
    world = new World(folder);
    world.maker.serve(URL, LampFile.of(URL), world.signer, null);
    world.start();
    world.emits(LAMP, URL);
    world.leases(LAMP, LAMP_IP.toString(), null);
    world.awaitEnforced(LAMP);
  }

  @AfterEach
  void endTheWorld() {
    world.close();
    assertEquals(0, world.faults.get());
  }

  /** A second, the validity of the file, ten years either way, beyond 2038, and beyond 2106. */
  @ParameterizedTest
  @ValueSource(ints = {-10 * YEAR, -1, 3, 10 * YEAR, 13 * YEAR, 81 * YEAR})
  void aJumpAndTheWayBackLeaveTheRulesAsTheyAre(int days) throws Exception {
    String before = policy();
    world.pass(Duration.ofDays(days));
    assertEquals(before, policy());
    assertEquals(World.weak(URL), world.policy(LAMP));
    world.start();
    assertEquals(before, policy(), "after a restart at that time");
    world.pass(Duration.ofDays(-days));
    world.start();
    world.awaitEnforced(LAMP);
    assertEquals(before, policy());
    assertEquals(0, world.events("file.withdrawn"));
    assertTrue(world.maker.asked(URL) <= 4, "it does not ask without end");
  }

  private String policy() {
    var snapshot = world.manager().snapshot().join().orElseThrow();
    return String.valueOf(snapshot.policies().get(World.weak(URL)));
  }
}
