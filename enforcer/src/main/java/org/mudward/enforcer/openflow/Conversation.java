package org.mudward.enforcer.openflow;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.flow.FlowEntry;
import org.mudward.policy.flow.Pipeline;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asking a switch and waiting for what it says; never on an event loop. */
final class Conversation {
  private static final Logger LOG = LoggerFactory.getLogger(Conversation.class);

  /** Open vSwitch takes some 100,000 entries a second; a switch that needs longer hangs. */
  private static final int ANSWER_SECONDS = 60;

  /** Without bundles, so many changes are on their way before the switch is asked how it fares. */
  private static final int CHANGES_AT_ONCE = 1000;

  private Conversation() {}

  static <T> T await(SwitchSession current, Exchange<T> exchange)
      throws ExecutionException, TimeoutException, InterruptedException {
    return await(current.run(exchange));
  }

  /** What an exchange that was begun results in. */
  static <T> T await(CompletableFuture<T> begun)
      throws ExecutionException, TimeoutException, InterruptedException {
    return begun.get(ANSWER_SECONDS, TimeUnit.SECONDS);
  }

  static @Nullable StepFailure changeInPhases(SwitchSession current, List<List<FlowStep>> phases)
      throws ExecutionException, TimeoutException, InterruptedException {
    for (List<FlowStep> phase : phases) {
      for (int from = 0; from < phase.size(); from += CHANGES_AT_ONCE) {
        int to = Math.min(phase.size(), from + CHANGES_AT_ONCE);
        Optional<StepFailure> failure = await(current, new ChangePhase(phase.subList(from, to)));
        if (failure.isPresent()) {
          return failure.get();
        }
      }
    }
    return null;
  }

  /** Goes back to the entries of before, by the same way as forward. */
  static void undo(SwitchSession current, List<InstalledFlow> before)
      throws ExecutionException, TimeoutException, InterruptedException {
    List<FlowEntry> entries =
        before.stream()
            .filter(flow -> flow.isOurs() && flow.isIntact())
            .map(InstalledFlow::entry)
            .filter(Objects::nonNull)
            .toList();
    List<InstalledFlow> now = await(current, new ReadFlows(current.fragments()));
    StepFailure failure =
        changeInPhases(current, FlowDifference.between(entries, now, false).phases());
    if (failure != null) {
      LOG.error("event=flows.not-undone reason=\"{}\"", failure.reason());
    }
  }

  /** What those have counted that stand for rules; asked before they go. */
  static Map<FlowEntry, Long> counts(SwitchSession current, Collection<FlowEntry> ending)
      throws ExecutionException, TimeoutException, InterruptedException {
    List<FlowEntry> rules =
        ending.stream().filter(entry -> Pipeline.holdsRules(entry.table())).toList();
    return rules.isEmpty() ? Map.of() : await(current, new ReadCounts(rules));
  }
}
