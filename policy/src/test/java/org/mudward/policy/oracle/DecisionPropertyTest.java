package org.mudward.policy.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.mudward.policy.Decision;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.testing.Generators;

/**
 * The decider and a naive one agree; -Djqwik.tries.default=100000 asks about two million frames.
 */
class DecisionPropertyTest {
  private static final int FRAMES = 20;
  private static final Path KEPT = Path.of("src/test/resources/disagreements");
  private static final Path NEW = Path.of("target/disagreements");

  @Property(shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
  void everyFrameIsDecidedAsTheDescriptionSays(@ForAll Random random) throws IOException {
    Generators generators = new Generators(random.nextLong());
    PolicySnapshot snapshot = generators.snapshot();
    for (int i = 0; i < FRAMES; i++) {
      Case frame = Case.random(generators, snapshot);
      if (!frame.expected().equals(frame.decided())) {
        Path file = frame.keep(NEW);
        assertEquals(frame.expected(), frame.decided(), file::toString);
      }
    }
  }

  @Example
  void everyDisagreementOfThePastIsSettled() throws Exception {
    List<Path> files;
    try (Stream<Path> found = Files.list(KEPT)) {
      files = found.filter(file -> file.toString().endsWith(".txt")).sorted().toList();
    }
    for (Path file : files) {
      Case kept = Case.read(file);
      assertEquals(kept.expected(), kept.decided(), file::toString);
    }
  }

  /** Agreement about frames that are nobody's business would show little. */
  @Example
  void theFramesMeetEveryOutcomeOften() {
    Map<Decision.Outcome, Integer> seen = new EnumMap<>(Decision.Outcome.class);
    for (int seed = 0; seed < 200; seed++) {
      Generators generators = new Generators(seed);
      PolicySnapshot snapshot = generators.snapshot();
      for (int i = 0; i < FRAMES; i++) {
        seen.merge(Case.random(generators, snapshot).expected().outcome(), 1, Integer::sum);
      }
    }
    for (Decision.Outcome outcome : Decision.Outcome.values()) {
      assertTrue(seen.getOrDefault(outcome, 0) > 400, seen::toString);
    }
  }
}
