package org.mudward.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mudward.lab.Capture;
import org.mudward.lab.EnforcerLab;
import org.mudward.lab.OpenVSwitch;
import org.mudward.lab.Pause;
import org.mudward.lab.Replay;
import org.mudward.lab.Requirements;
import org.mudward.lab.ScriptedManager;

/**
 * The switch killed and started again under denied and permitted traffic: how long nothing passes,
 * and that nothing denied does; as Open vSwitch is by itself, and where it waits for its entries.
 */
@Tag("root")
@Isolated
class SwitchRestartTest {
  private static final int RESTARTS = Integer.getInteger("mudward.kills", 1);
  private static final int FLOOD_PER_SECOND = 5000;

  /** One a millisecond: each that is lost is one. */
  private static final int STEADY_PER_SECOND = 1000;

  private static final String DENIED = "ip[1] == 4";
  private static final String PERMITTED = "ip[1] == 0";
  private static final int CONVERGE_SECONDS = 30;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void nothingDeniedPassesAndWhatIsPermittedGoesOn(boolean restoreWait) throws Exception {
    Requirements.demand();
    try (EnforcerLab lab = new EnforcerLab(Stage.folder(), "flow-restore-wait: " + restoreWait)) {
      Path log = Files.createTempFile("mudward-restart", ".log");
      Process enforcer = lab.start(log);
      try (ScriptedManager manager = new ScriptedManager(lab.link())) {
        manager.meet();
        manager.enforce(ChangingSite.at(1));
        for (int i = 0; i < RESTARTS; i++) {
          awaitArmed(lab.rig().vswitch(), restoreWait);
          restart(lab, restoreWait);
        }
        manager.enforce(ChangingSite.at(2));
      } finally {
        enforcer.descendants().forEach(ProcessHandle::destroy);
        enforcer.destroy();
        enforcer.waitFor(20, TimeUnit.SECONDS);
        Files.delete(log);
      }
    }
  }

  /** Whether the switch will wait at its next start. */
  private static void awaitArmed(OpenVSwitch vswitch, boolean wanted) {
    assertTrue(
        Pause.until(
            CONVERGE_SECONDS,
            () -> {
              try {
                return vswitch
                        .vsctl("get", "Open_vSwitch", ".", "other_config")
                        .contains("flow-restore-wait=\"true\"")
                    == wanted;
              } catch (IOException e) {
                return false;
              }
            }),
        "to wait: " + wanted);
  }

  private static void restart(EnforcerLab lab, boolean restoreWait) throws Exception {
    try (Capture leaks = lab.rig().watch(DENIED);
        Capture passing = lab.rig().watch(PERMITTED);
        Replay steady = lab.rig().replay(ChangingSite.permitted(), STEADY_PER_SECOND, true);
        Replay flood = lab.rig().replay(ChangingSite.denied(), FLOOD_PER_SECOND, false)) {
      assertTrue(Pause.until(CONVERGE_SECONDS, () -> count(passing) > 200), "it passes");
      lab.rig().vswitch().killDaemon();
      long before = count(passing);
      assertTrue(
          Pause.until(CONVERGE_SECONDS, () -> count(passing) > before + 500), "it passes again");
      long denied = flood.end();
      long permitted = steady.end();
      long passed = settled(passing);
      System.out.printf(
          "switchRestart: flow-restore-wait %s: for %d ms nothing passed; of %d denied frames %d%n",
          restoreWait, (permitted - passed) * 1000 / STEADY_PER_SECOND, denied, count(leaks));
      assertEquals(0, count(leaks), "of " + denied + " denied frames");
      assertTrue(denied > 1000, "a flood that says something");
    }
  }

  /** The number once no more come. */
  private static long settled(Capture capture) {
    long[] last = {-1};
    Pause.until(
        CONVERGE_SECONDS,
        () -> {
          long now = count(capture);
          boolean same = now == last[0];
          last[0] = now;
          return same;
        });
    return last[0];
  }

  private static long count(Capture capture) {
    try {
      return capture.frames().size();
    } catch (IOException e) {
      return -1;
    }
  }
}
