package org.mudward.policy.flow;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.mudward.policy.Condition;
import org.mudward.policy.GroupId;
import org.mudward.policy.Limitation;
import org.mudward.policy.Rule;
import org.mudward.policy.Verdict;

/** The entries that the rules of one side have become, and which of them ask for a group. */
final class SideRules {
  private final Side side;
  private final Peers peers;
  private final EntryList entries;
  private final boolean tracking;
  private final List<Placed> first = new ArrayList<>();
  private final SortedMap<String, List<Placed>> ofPolicies = new TreeMap<>();
  private final List<Placed> last = new ArrayList<>();
  private final Map<GroupId, Set<Placed>> asking = new HashMap<>();

  /**
   * @param tracking whether the switch follows connections
   */
  SideRules(Side side, Peers peers, EntryList entries, boolean tracking) {
    this.side = side;
    this.peers = peers;
    this.entries = entries;
    this.tracking = tracking;
  }

  /** A rule in its place, and what it has become. */
  private final class Placed {
    private final Rule rule;
    private final FlowAction action;
    private final RowProduct base;
    private final int priority;
    private List<FlowEntry> rows = List.of();
    private List<Limitation> limitations = List.of();

    Placed(Rule rule, FlowAction action, RowProduct base, int priority) {
      this.rule = rule;
      this.action = action;
      this.base = base;
      this.priority = priority;
    }

    /** Makes the entries anew; those that stay are not touched. */
    void make() {
      List<Limitation> limits = new ArrayList<>();
      List<FlowEntry> now = new ArrayList<>();
      for (FlowMatch match : new RuleRows(side, peers, tracking, limits).of(rule, base)) {
        now.add(new FlowEntry(side.rulesTable(), priority, match, action));
      }
      if (!rows.isEmpty()) {
        Set<FlowEntry> staying = new LinkedHashSet<>(now);
        rows.stream().filter(row -> !staying.contains(row)).forEach(entries::remove);
      }
      for (FlowEntry row : now) {
        entries.add(row, rule.origin());
      }
      rows = now;
      limitations = List.copyOf(limits);
    }
  }

  /** What happens to packets that a rule accepts, and to others. */
  record Verdicts(FlowAction accept, FlowAction drop) {}

  /** Adds rules that come before those of policies. */
  void addFirst(List<Rule> rules, Verdicts verdicts, int priority) {
    add(first, rules, verdicts, priority, RowProduct.ONE);
  }

  /** Adds rules that come after those of policies. */
  void addLast(List<Rule> rules, Verdicts verdicts, int priority) {
    add(last, rules, verdicts, priority, RowProduct.ONE);
  }

  /**
   * Adds rules of a policy.
   *
   * @param priority of the first, from which it goes down
   * @param base what all their entries ask besides
   */
  void add(String policy, List<Rule> rules, Verdicts verdicts, int priority, RowProduct base) {
    add(
        ofPolicies.computeIfAbsent(policy, p -> new ArrayList<>()),
        rules,
        verdicts,
        priority,
        base);
  }

  private void add(
      List<Placed> all, List<Rule> rules, Verdicts verdicts, int firstPriority, RowProduct base) {
    int priority = firstPriority;
    for (Rule rule : rules) {
      FlowAction action = rule.verdict() == Verdict.ACCEPT ? verdicts.accept() : verdicts.drop();
      Placed placed = new Placed(rule, action, base, priority);
      placed.make();
      all.add(placed);
      for (GroupId group : groups(rule)) {
        asking.computeIfAbsent(group, g -> new LinkedHashSet<>()).add(placed);
      }
      priority--;
    }
  }

  /** Takes the rules of a policy out again. */
  void remove(String policy) {
    List<Placed> gone = ofPolicies.remove(policy);
    if (gone == null) {
      return;
    }
    for (Placed placed : gone) {
      placed.rows.forEach(entries::remove);
      for (GroupId group : groups(placed.rule)) {
        Set<Placed> others = asking.get(group);
        if (others != null && others.remove(placed) && others.isEmpty()) {
          asking.remove(group);
        }
      }
    }
  }

  /** The groups that a rule asks about. */
  static Set<GroupId> groups(Rule rule) {
    Set<GroupId> groups = new HashSet<>();
    for (Condition condition : rule.match().conditions()) {
      if (condition instanceof Condition.PeerIn peer) {
        groups.add(peer.group());
      }
    }
    return groups;
  }

  /** Makes anew what asks for one of these groups. */
  void remake(Set<GroupId> groups) {
    Set<Placed> affected = new LinkedHashSet<>();
    groups.forEach(group -> affected.addAll(asking.getOrDefault(group, Set.of())));
    affected.forEach(Placed::make);
  }

  Peers peers() {
    return peers;
  }

  /** Where the entries are stricter than the rules, in the order of the rules. */
  List<Limitation> limitations() {
    List<Limitation> limitations = new ArrayList<>();
    first.forEach(placed -> limitations.addAll(placed.limitations));
    ofPolicies.values().forEach(all -> all.forEach(p -> limitations.addAll(p.limitations)));
    last.forEach(placed -> limitations.addAll(placed.limitations));
    return limitations;
  }
}
