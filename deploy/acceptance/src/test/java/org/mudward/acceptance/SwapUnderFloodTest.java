package org.mudward.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mudward.lab.Capture;
import org.mudward.lab.EnforcerLab;
import org.mudward.lab.OpenVSwitch;
import org.mudward.lab.Pause;
import org.mudward.lab.Replay;
import org.mudward.lab.Requirements;
import org.mudward.lab.ScriptedManager;
import org.mudward.policy.Decision;
import org.mudward.policy.Packet;
import org.mudward.policy.flow.ClassIds;
import org.mudward.policy.flow.FlowCompiler;
import org.mudward.policy.flow.FlowText;
import org.mudward.policy.flow.Meter;

/**
 * Policies that change while a flood of denied frames and a steady stream of permitted ones go
 * through a real Open vSwitch. {@code -Dmudward.swaps} makes more changes.
 */
@Tag("root")
@Isolated
class SwapUnderFloodTest {
  private static final int SWAPS = Integer.getInteger("mudward.swaps", 400);
  private static final int NAIVE_SWAPS = 40;
  private static final int FLOOD_PER_SECOND = 40_000;
  private static final int STEADY_PER_SECOND = 1000;

  /** A machine on which the flood is slower than this shows nothing. */
  private static final int LEAST_FLOOD = 30_000;

  /** What a meter of samples lets through. */
  private static final int SAMPLES_A_SECOND = 10;

  private static final int SAMPLES_AT_ONCE = 20;
  private static final Pattern METER =
      Pattern.compile("packet_in_count:(\\d+)[^\\n]*\\n\\s*0: ?packet_count:(\\d+)");

  /** Denied frames have a DSCP of 1, permitted ones of 0. */
  private static final String DENIED = "ip[1] == 4";

  private static final String PERMITTED = "ip[1] == 0";
  private static final int SECONDS_TO_ARRIVE = 20;

  /** What came of both kinds of frames. */
  private record Traffic(long denied, long leaked, long permitted, long lost, double seconds) {
    long deniedPerSecond() {
      return Math.round(denied / seconds);
    }
  }

  private interface Changes {
    void make() throws Exception;
  }

  @ParameterizedTest
  @EnumSource(Backend.class)
  void noDeniedFramePassesAndNoPermittedOneIsLost(Backend backend) throws Exception {
    Requirements.demand();
    try (EnforcerLab lab = new EnforcerLab(Stage.folder())) {
      Path log = Files.createTempFile("mudward-swap", ".log");
      Process enforcer = lab.start(log);
      try (ScriptedManager manager = new ScriptedManager(lab.link())) {
        manager.meet();
        manager.enforce(ChangingSite.at(1));
        long start = System.nanoTime();
        Traffic control = under(lab, () -> TimeUnit.SECONDS.sleep(5));
        assertSampled(lab.rig().vswitch(), start, control);
        Traffic swaps =
            under(
                lab,
                () -> {
                  for (int revision = 2; revision < 2 + SWAPS; revision++) {
                    manager.enforce(ChangingSite.at(revision));
                  }
                });
        System.out.printf("swapUnderFlood: %d changes: %s; control: %s%n", SWAPS, swaps, control);
        assertEquals(0, control.leaked(), "without any change");
        assertEquals(0, swaps.leaked(), "no denied frame may pass");
        assertEquals(0, Math.max(0, swaps.lost() - control.lost()), "no permitted one may be lost");
        assertTrue(manager.samples() > 0, "samples of what was dropped");
        assertTrue(swaps.permitted() > 500, "a permitted stream that says something");
        assertTrue(swaps.deniedPerSecond() >= LEAST_FLOOD, "a flood that says something");
      } finally {
        enforcer.destroy();
        enforcer.waitFor(20, TimeUnit.SECONDS);
        Files.delete(log);
      }
    }
  }

  /** Of a flood, each meter lets through what it may: all that the controller can have got. */
  private static void assertSampled(OpenVSwitch vswitch, long start, Traffic flood)
      throws IOException {
    String meters = vswitch.ofctl("meter-stats");
    double seconds = (System.nanoTime() - start) / 1e9;
    long most = Math.round(1.1 * (SAMPLES_AT_ONCE + SAMPLES_A_SECOND * seconds));
    long came = 0;
    long passed = 0;
    for (MatchResult meter : METER.matcher(meters).results().toList()) {
      long in = Long.parseLong(meter.group(1));
      long through = in - Long.parseLong(meter.group(2));
      assertTrue(through <= most, () -> "more than " + most + " samples:\n" + meters);
      came += in;
      passed += through;
    }
    System.out.printf("swapUnderFlood: %d of %d dropped frames sampled%n", passed, came);
    assertTrue(passed > 0, meters);
    assertTrue(came > flood.denied() / 2, meters);
  }

  /** The negative control: without bundles and without order, the same traffic shows it. */
  @ParameterizedTest
  @EnumSource(Backend.class)
  void exchangingEntriesAnyhowLetsDeniedFramesPassAndLosesPermittedOnes(Backend backend)
      throws Exception {
    Requirements.demand();
    try (EnforcerLab lab = new EnforcerLab(Stage.folder())) {
      OpenVSwitch vswitch = lab.rig().vswitch();
      vswitch.vsctl(
          "set-fail-mode",
          OpenVSwitch.BRIDGE,
          "secure",
          "--",
          "set",
          "bridge",
          OpenVSwitch.BRIDGE,
          "protocols=OpenFlow13");
      Path file = Files.createTempFile("mudward-swap", ".flows");
      for (Meter meter : FlowCompiler.compile(ChangingSite.at(1), ClassIds.EMPTY).meters()) {
        vswitch.ofctlOn(OpenVSwitch.BRIDGE, "add-meter", FlowText.of(meter));
      }
      exchange(vswitch, file, 1);
      Traffic swaps =
          under(
              lab,
              () -> {
                for (int revision = 2; revision < 2 + NAIVE_SWAPS; revision++) {
                  exchange(vswitch, file, revision);
                }
              });
      Files.delete(file);
      System.out.printf("swapUnderFlood: %d careless changes: %s%n", NAIVE_SWAPS, swaps);
      assertTrue(swaps.leaked() > 0, "a flood that sees a gap");
      assertTrue(swaps.lost() > 0, "a stream that sees a gap");
    }
  }

  private static void exchange(OpenVSwitch vswitch, Path file, int revision) throws IOException {
    List<String> entries =
        new ArrayList<>(
            FlowCompiler.compile(ChangingSite.at(revision), ClassIds.EMPTY).entries().stream()
                .map(FlowText::of)
                .toList());
    Collections.shuffle(entries, new Random(revision));
    Files.write(file, entries);
    vswitch.ofctlOn(OpenVSwitch.BRIDGE, "del-flows");
    vswitch.ofctlOn(OpenVSwitch.BRIDGE, "add-flows", file.toString());
  }

  /** Sends both kinds of frames while changes are made. */
  private static Traffic under(EnforcerLab lab, Changes changes) throws Exception {
    check();
    try (Capture leaks = lab.rig().watch(DENIED);
        Capture passing = lab.rig().watch(PERMITTED);
        Replay steady = lab.rig().replay(ChangingSite.permitted(), STEADY_PER_SECOND, true);
        Replay flood = lab.rig().replay(ChangingSite.denied(), FLOOD_PER_SECOND, false)) {
      long start = System.nanoTime();
      changes.make();
      double seconds = (System.nanoTime() - start) / 1e9;
      long denied = flood.end();
      long permitted = steady.end();
      Pause.until(SECONDS_TO_ARRIVE, () -> count(passing) >= permitted);
      return new Traffic(denied, count(leaks), permitted, permitted - count(passing), seconds);
    }
  }

  private static long count(Capture capture) {
    try {
      return capture.frames().size();
    } catch (IOException e) {
      return -1;
    }
  }

  /** What is sent is what {@code decide} permits or denies at every revision. */
  private static void check() {
    for (int revision = 1; revision < 2 + SWAPS; revision++) {
      for (byte[] frame : ChangingSite.permitted()) {
        Decision decision = ChangingSite.at(revision).decide(Packet.of(frame));
        assertEquals(Decision.Outcome.ACCEPT, decision.outcome(), "revision " + revision);
      }
      for (byte[] frame : ChangingSite.denied()) {
        Decision decision = ChangingSite.at(revision).decide(Packet.of(frame));
        assertEquals(Decision.Outcome.DROP, decision.outcome(), "revision " + revision);
      }
    }
  }
}
