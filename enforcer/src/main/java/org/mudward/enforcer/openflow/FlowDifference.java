package org.mudward.enforcer.openflow;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mudward.policy.flow.FlowEntry;
import org.mudward.policy.flow.FlowMatch;

/**
 * What has to change in a switch, in an order in which no denied packet passes and no permitted one
 * is lost on the way.
 *
 * <p>The order rests on numbers that are never given a second meaning ({@code ClassIds}): a changed
 * policy and a new class of peers get new numbers, so rules that speak of them can be there before
 * anything leads to them.
 *
 * <ol>
 *   <li>Rules are added, and entries of a place that was empty: nothing leads to them yet.
 *   <li>Entries that classify are added or replaced one by one, the peer's classes before the
 *       parties' policies: each replacement is atomic, and both its old and its new number have all
 *       their rules.
 *   <li>What is no longer wanted is deleted, the parties' policies first.
 * </ol>
 *
 * <p>Within a step, additions go from later tables and higher priorities down, so that an exception
 * is there before what it is an exception of, and the entry that lets packets in at all comes last;
 * deletions go the other way.
 *
 * <p>Between steps there is a barrier. What this cannot give is a single instant for all packets:
 * while one change alters a policy <em>and</em> who belongs to its groups, a packet may be judged
 * by the new members and the old rules.
 *
 * @param steps what to send, with a barrier after each
 */
record FlowDifference(List<List<Change>> steps) {
  private static final Set<Integer> RULE_TABLES = Set.of(4, 8, 9);
  private static final Set<Integer> CLASS_TABLES = Set.of(2, 3, 6, 7);

  private static final Comparator<FlowEntry> ADDING =
      Comparator.comparingInt(FlowEntry::table).thenComparingInt(FlowEntry::priority).reversed();

  /** One flow-mod. */
  sealed interface Change {
    FlowEntry entry();

    /** Adds the entry, or replaces what stands in its place. */
    record Add(FlowEntry entry) implements Change {}

    /** Deletes the entry that stands in this one's place. */
    record Delete(FlowEntry entry) implements Change {}
  }

  /** Where an entry stands: no two of a switch have the same. */
  private record Place(int table, int priority, FlowMatch match) {
    static Place of(FlowEntry entry) {
      return new Place(entry.table(), entry.priority(), entry.match());
    }
  }

  /** From what is there to what should be. */
  static FlowDifference between(Set<FlowEntry> installed, List<FlowEntry> desired) {
    Map<Place, FlowEntry> wanted = new HashMap<>();
    desired.forEach(entry -> wanted.put(Place.of(entry), entry));
    List<Change> rules = new ArrayList<>();
    List<Change> classes = new ArrayList<>();
    List<Change> parties = new ArrayList<>();
    Set<FlowEntry> there = new HashSet<>(installed);
    for (FlowEntry entry : desired.stream().distinct().sorted(ADDING).toList()) {
      if (!there.contains(entry)) {
        part(entry, rules, classes, parties).add(new Change.Add(entry));
      }
    }
    List<Change> deletedRules = new ArrayList<>();
    List<Change> deletedClasses = new ArrayList<>();
    List<Change> deletedParties = new ArrayList<>();
    for (FlowEntry entry : installed.stream().sorted(ADDING.reversed()).toList()) {
      if (!wanted.containsKey(Place.of(entry))) {
        part(entry, deletedRules, deletedClasses, deletedParties).add(new Change.Delete(entry));
      }
    }
    List<List<Change>> steps = new ArrayList<>();
    for (List<Change> step :
        List.of(rules, classes, parties, deletedParties, deletedClasses, deletedRules)) {
      if (!step.isEmpty()) {
        steps.add(List.copyOf(step));
      }
    }
    return new FlowDifference(List.copyOf(steps));
  }

  private static List<Change> part(
      FlowEntry entry, List<Change> rules, List<Change> classes, List<Change> parties) {
    if (RULE_TABLES.contains(entry.table())) {
      return rules;
    }
    return CLASS_TABLES.contains(entry.table()) ? classes : parties;
  }

  int size() {
    return steps.stream().mapToInt(List::size).sum();
  }
}
