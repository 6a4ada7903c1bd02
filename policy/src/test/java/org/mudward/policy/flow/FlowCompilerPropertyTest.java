package org.mudward.policy.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
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

  @Test
  void tablesPassWhatDecidePassesOrLessAsTheLimitationsSay() {
    long seed = Long.getLong("mudward.seed", 1);
    int snapshots = Integer.getInteger("mudward.snapshots", 250);
    Map<Decision.Outcome, Integer> outcomes = new EnumMap<>(Decision.Outcome.class);
    int passed = 0;
    int stricter = 0;
    ClassIds ids = ClassIds.EMPTY;
    for (long i = seed; i < seed + snapshots; i++) {
      Generators generators = new Generators(i);
      PolicySnapshot snapshot = generators.snapshot();
      FlowTables tables = FlowCompiler.compile(snapshot, ids);
      ids = tables.ids();
      int tags = 1 + (int) (i % 2);
      SoftwareSwitch flowSwitch = new SoftwareSwitch(tables.entries(), tags);
      StrictReading strict = new StrictReading(snapshot, tables.limitations(), tags);
      for (int j = 0; j < FRAMES; j++) {
        byte[] frame = generators.frame(snapshot);
        SoftwareSwitch.Result result = flowSwitch.run(frame);
        Decision decision = snapshot.decide(Packet.of(StrictReading.seen(frame)));
        String what =
            "seed " + i + " frame " + j + " " + HexFormat.of().formatHex(frame) + " " + decision;
        assertTrue(!result.passes() || decision.passes(), () -> "weaker: " + what);
        assertEquals(
            strict.passes(frame), result.passes(), () -> what + "\n" + result + "\n" + snapshot);
        outcomes.merge(decision.outcome(), 1, Integer::sum);
        passed += result.passes() ? 1 : 0;
        stricter += decision.passes() && !result.passes() ? 1 : 0;
      }
    }
    System.out.println(
        snapshots + " snapshots: " + outcomes + ", passed " + passed + ", stricter " + stricter);
    int total = snapshots * FRAMES;
    assertTrue(
        outcomes.getOrDefault(Decision.Outcome.ACCEPT, 0) > total / 20,
        "the frames must fit the rules often enough to mean something");
  }
}
