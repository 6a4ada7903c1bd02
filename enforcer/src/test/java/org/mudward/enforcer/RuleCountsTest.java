package org.mudward.enforcer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mudward.policy.Direction;
import org.mudward.policy.Origin;
import org.mudward.policy.flow.FlowAction;
import org.mudward.policy.flow.FlowEntry;
import org.mudward.policy.flow.FlowMatch;
import org.mudward.policy.link.LinkMessage;

class RuleCountsTest {
  private static final Origin RULE = new Origin("https://example.com/lamp", "acl", "ace");
  private static final FlowEntry ENTRY = entry(1);
  private static final FlowEntry OTHER = entry(2);

  private final RuleCounts counts = new RuleCounts();

  private static FlowEntry entry(int priority) {
    return new FlowEntry(4, priority, FlowMatch.ANY, new FlowAction.Drop());
  }

  private void read(Map<FlowEntry, Origin> origins, Map<FlowEntry, Long> packets) {
    counts.update(origins::get, packets);
  }

  private void assertCounted(long packets) {
    List<LinkMessage.Count> expected =
        packets == 0
            ? List.of()
            : List.of(new LinkMessage.Count(RULE, Direction.FROM_DEVICE, packets));
    assertEquals(expected, RuleCounts.sum(List.of(counts)));
  }

  @Test
  void whatTheFirstReadingShowsHappenedBefore() {
    read(Map.of(ENTRY, RULE), Map.of(ENTRY, 5L));
    assertCounted(0);
    read(Map.of(ENTRY, RULE), Map.of(ENTRY, 7L));
    assertCounted(2);
  }

  @Test
  void severalEntriesCountForTheirRuleAndANewOneFromZero() {
    read(Map.of(ENTRY, RULE), Map.of(ENTRY, 0L));
    read(Map.of(ENTRY, RULE, OTHER, RULE), Map.of(ENTRY, 3L, OTHER, 4L));
    assertCounted(7);
  }

  @Test
  void anEntryThatStartsAgainLosesNothing() {
    read(Map.of(ENTRY, RULE), Map.of(ENTRY, 0L));
    read(Map.of(ENTRY, RULE), Map.of(ENTRY, 9L));
    read(Map.of(ENTRY, RULE), Map.of(ENTRY, 1L));
    assertCounted(10);
  }

  @Test
  void anEntryThatEndsIsCountedOnceMoreAndBeginsAnewIfItComesBack() {
    read(Map.of(ENTRY, RULE, OTHER, RULE), Map.of(ENTRY, 0L, OTHER, 0L));
    counts.end(Map.of(ENTRY, RULE)::get, Map.of(ENTRY, 5L));
    assertCounted(5);
    read(Map.of(OTHER, RULE), Map.of(OTHER, 2L));
    assertCounted(7);
    read(Map.of(ENTRY, RULE, OTHER, RULE), Map.of(ENTRY, 3L, OTHER, 2L));
    assertCounted(10);
  }

  @Test
  void whatAnEntryDecidedBeforeItWentStillCounts() {
    read(Map.of(ENTRY, RULE), Map.of(ENTRY, 0L));
    read(Map.of(), Map.of(ENTRY, 6L));
    assertCounted(6);
    read(Map.of(), Map.of());
    assertCounted(6);
  }

  @Test
  void entriesOfNoRuleAreNotCounted() {
    read(Map.of(), Map.of(ENTRY, 0L));
    read(Map.of(), Map.of(ENTRY, 8L));
    assertCounted(0);
  }
}
