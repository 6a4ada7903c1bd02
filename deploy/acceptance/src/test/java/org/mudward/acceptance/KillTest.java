package org.mudward.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
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
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.flow.ClassIds;
import org.mudward.policy.flow.FlowCompiler;

/**
 * The enforcer killed, the switch killed, their connection cut or silent, while policies change and
 * denied frames keep coming: each time the switch comes to hold what it should, and none has
 * passed. {@code -Dmudward.kills} does it more often.
 */
@Tag("root")
@Isolated
class KillTest {
  private static final int KILLS = Integer.getInteger("mudward.kills", 3);

  private static final int FLOOD_PER_SECOND = 5000;
  private static final Pattern FLOW_COUNT = Pattern.compile("flow_count=(\\d+)");
  private static final String DENIED = "ip[1] == 4";

  /** A change takes some 50 ms; a kill falls before, into, or behind it. */
  private static final int KILL_WITHIN_MILLIS = 100;

  /** A silent switch is given up after 16 seconds, and tries again at once. */
  private static final int SILENCE_SECONDS = 20;

  private static final int CONVERGE_SECONDS = 60;

  private final Random random = new Random(8520);
  private final List<AutoCloseable> parts = new ArrayList<>();
  private EnforcerLab lab;
  private ScriptedManager manager;
  private Capture leaks;
  private Process enforcer;
  private Path log;
  private int revision;

  @BeforeEach
  void start() throws Exception {
    Requirements.demand();
    lab = keep(new EnforcerLab(Stage.folder()));
    manager = keep(new ScriptedManager(lab.link()));
    log = Files.createTempFile("mudward-kill", ".log");
    begin();
    manager.enforce(ChangingSite.at(++revision));
    leaks = keep(lab.rig().watch(DENIED));
  }

  private <T extends AutoCloseable> T keep(T part) {
    parts.add(0, part);
    return part;
  }

  private void begin() throws Exception {
    enforcer = lab.start(log);
    manager.meet();
  }

  @AfterEach
  void stop() throws Exception {
    end();
    for (AutoCloseable part : parts) {
      part.close();
    }
    Files.delete(log);
  }

  private void end() throws InterruptedException {
    if (enforcer != null) {
      enforcer.descendants().forEach(ProcessHandle::destroyForcibly);
      enforcer.destroyForcibly().waitFor(20, TimeUnit.SECONDS);
    }
  }

  private interface Blow {
    void strike() throws Exception;
  }

  /** Does something while a change is being made, and looks at what becomes of it. */
  private void during(Blow blow) throws Exception {
    int next = ++revision;
    CompletableFuture<Void> change =
        CompletableFuture.runAsync(
            () -> {
              try {
                manager.enforce(ChangingSite.at(next));
              } catch (Exception mayBeKilled) {
                // the change is made again below
              }
            });
    TimeUnit.MILLISECONDS.sleep(random.nextInt(KILL_WITHIN_MILLIS));
    blow.strike();
    change.get(CONVERGE_SECONDS, TimeUnit.SECONDS);
  }

  private static long entries(PolicySnapshot snapshot) {
    return FlowCompiler.compile(snapshot, ClassIds.EMPTY).entries().size();
  }

  /** The switch holds the entries of the last revision, and passes what it permits. */
  private void assertConverges() throws IOException {
    long entries = entries(ChangingSite.at(revision));
    assertTrue(
        Pause.until(CONVERGE_SECONDS, () -> ours() == entries),
        () -> ours() + " entries, not " + entries + "\n" + said());
    List<byte[]> frames = new ArrayList<>(ChangingSite.denied());
    frames.addAll(ChangingSite.permitted());
    BitSet permitted = new BitSet();
    permitted.set(ChangingSite.denied().size());
    assertEquals(permitted, lab.rig().send(frames));
  }

  private long ours() {
    try {
      return lab.rig().vswitch().flows().stream()
          .filter(flow -> flow.entry().startsWith("cookie=0x4d57"))
          .count();
    } catch (IOException e) {
      return -1;
    }
  }

  /** The same, by a question that takes the switch no time. */
  private long counted() throws IOException {
    String told =
        lab.rig()
            .vswitch()
            .ofctlOn(
                OpenVSwitch.BRIDGE,
                "dump-aggregate",
                "cookie=0x4d57000000000000/0xffff000000000000");
    Matcher count = FLOW_COUNT.matcher(told);
    assertTrue(count.find(), told);
    return Long.parseLong(count.group(1));
  }

  private String said() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private Replay flood() throws IOException {
    return lab.rig().replay(ChangingSite.denied(), FLOOD_PER_SECOND, false);
  }

  private void assertNothingLeaked(Replay flood) throws IOException {
    long sent = flood.end();
    assertTrue(sent > 1000, "a flood that says something: " + sent);
    assertEquals(0, leaks.frames().size(), "of " + sent + " denied frames");
  }

  @ParameterizedTest
  @EnumSource(Backend.class)
  void anEnforcerThatIsKilledInAChangeIsReplacedByTheNext(Backend backend) throws Exception {
    try (Replay flood = flood()) {
      for (int i = 0; i < KILLS; i++) {
        during(this::end);
        begin();
        manager.enforce(ChangingSite.at(++revision));
        assertConverges();
      }
      assertNothingLeaked(flood);
    }
  }

  /**
   * It is sent while it is still compiled, and takes long enough to be met in each of its parts.
   */
  @ParameterizedTest
  @EnumSource(Backend.class)
  void aFirstInstallationThatIsCutShortIsThereWholeOrNotAtAll(Backend backend) throws Exception {
    long whole = entries(ChangingSite.crowded(1));
    long none = entries(ChangingSite.nobody(1));
    long nanos = 0;
    int undone = 0;
    for (int i = 0; i <= KILLS; i++) {
      manager.enforce(ChangingSite.nobody(++revision));
      end();
      begin();
      PolicySnapshot next = ChangingSite.crowded(++revision);
      if (i == 0) {
        nanos = manager.enforce(next); // how long it takes a process that has just started
        continue;
      }
      long until = System.nanoTime() + nanos / (2L * KILLS) * (2L * i - 1);
      manager.send(next);
      Set<Long> seen = new TreeSet<>();
      while (System.nanoTime() < until) {
        seen.add(counted());
      }
      end();
      for (int looks = 0; looks < 5; looks++) {
        seen.add(counted());
      }
      assertTrue(Set.of(none, whole).containsAll(seen), () -> seen + " entries\n" + said());
      undone += counted() == none ? 1 : 0;
      begin();
      manager.enforce(ChangingSite.crowded(++revision));
      assertEquals(whole, ours());
    }
    assertTrue(undone > 0, "one was cut short");
  }

  @ParameterizedTest
  @EnumSource(Backend.class)
  void aSwitchThatIsKilledInAChangeGetsItsEntriesAgain(Backend backend) throws Exception {
    for (int i = 0; i < KILLS; i++) {
      try (Replay flood = flood()) {
        during(() -> lab.rig().vswitch().killDaemon());
        assertConverges();
        assertNothingLeaked(flood);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Backend.class)
  void aConnectionThatIsCutInAChangeIsMadeAgain(Backend backend) throws Exception {
    try (Replay flood = flood()) {
      for (int i = 0; i < KILLS; i++) {
        during(() -> lab.rig().vswitch().reconnect());
        assertConverges();
      }
      assertNothingLeaked(flood);
    }
  }

  @ParameterizedTest
  @EnumSource(Backend.class)
  void aConnectionThatFallsSilentInAChangeIsMadeAgain(Backend backend) throws Exception {
    try (Replay flood = flood()) {
      for (int i = 0; i < (KILLS + 2) / 3; i++) {
        during(
            () -> {
              lab.silence();
              TimeUnit.SECONDS.sleep(SILENCE_SECONDS);
              lab.letThrough();
            });
        assertConverges();
      }
      assertNothingLeaked(flood);
    }
  }
}
