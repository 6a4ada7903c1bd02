package org.mudward.policy.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mudward.policy.Decision;
import org.mudward.policy.Packet;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.testing.Generators;
import org.mudward.policy.testing.SoftwareSwitch;

/**
 * The tables against {@code decide}, over random snapshots and frames. {@code -Dmudward.seed} and
 * {@code -Dmudward.snapshots} run others, or more.
 */
class FlowCompilerPropertyTest {
  private static final int FRAMES = 500;
  private static final List<String> PORTS = List.of("br/one", "br/two");

  private final Map<Decision.Outcome, Integer> outcomes = new EnumMap<>(Decision.Outcome.class);
  private int passed;
  private int stricter;
  private ClassIds ids = ClassIds.EMPTY;

  @Test
  void tablesPassWhatDecidePassesOrLessAsTheLimitationsSay() {
    long seed = Long.getLong("mudward.seed", 1);
    int snapshots = Integer.getInteger("mudward.snapshots", 250);
    for (long i = seed; i < seed + snapshots; i++) {
      compare(i);
    }
    System.out.println(
        snapshots + " snapshots: " + outcomes + ", passed " + passed + ", stricter " + stricter);
    int total = snapshots * FRAMES;
    assertTrue(
        outcomes.getOrDefault(Decision.Outcome.ACCEPT, 0) > total / 20,
        "the frames must fit the rules often enough to mean something");
  }

  /**
   * Sequences that once found something: direction-initiated that accepted a hidden protocol, a
   * rule with too many ports that names no protocol.
   */
  @ParameterizedTest
  @ValueSource(longs = {12, 9_003_129})
  void whatOnceDisagreedAgrees(long seed) {
    compare(seed);
  }

  private void compare(long seed) {
    Generators generators = new Generators(seed);
    PolicySnapshot snapshot = Generators.placed(generators.snapshot(), PORTS);
    FlowTables tables = FlowCompiler.compile(snapshot, ids);
    ids = tables.ids();
    int tags = 1 + (int) (seed % 2);
    SoftwareSwitch flowSwitch = new SoftwareSwitch(tables.entries(), tags);
    StrictReading strict = new StrictReading(snapshot, tables.limitations(), tags);
    for (int i = 0; i < FRAMES; i++) {
      byte[] frame = generators.frame(snapshot);
      String port = PORTS.get(i % 2);
      SoftwareSwitch.Result result = flowSwitch.run(frame, port);
      Decision decision = snapshot.decide(Packet.of(StrictReading.seen(frame)));
      String what =
          "seed " + seed + " frame " + i + " " + HexFormat.of().formatHex(frame) + " " + decision;
      assertTrue(!result.passes() || decision.passes(), () -> "weaker: " + what);
      assertEquals(strict.passes(frame, port), result.passes(), () -> what + "\n" + result);
      outcomes.merge(decision.outcome(), 1, Integer::sum);
      passed += result.passes() ? 1 : 0;
      stricter += decision.passes() && !result.passes() ? 1 : 0;
    }
  }
}
