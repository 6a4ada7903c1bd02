package org.mudward.policy.flow;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mudward.policy.Condition;
import org.mudward.policy.GroupId;
import org.mudward.policy.Limitation;
import org.mudward.policy.Rule;

/** The entries that the rules of one side have become, and which of them ask for a group. */
final class SideRules {
  private final Side side;
  private final Peers peers;
  private final EntryList entries;
  private final boolean tracking;
  private final List<Placed> all = new ArrayList<>();
  private final Map<GroupId, List<Placed>> asking = new HashMap<>();

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
      now.forEach(row -> entries.add(row, rule.origin()));
      rows = now;
      limitations = List.copyOf(limits);
    }
  }

  /**
   * Adds a rule.
   *
   * @param action what happens to a packet for which it decides
   * @param base what all its entries ask besides
   */
  void add(Rule rule, FlowAction action, RowProduct base, int priority) {
    Placed placed = new Placed(rule, action, base, priority);
    placed.make();
    all.add(placed);
    for (Condition condition : rule.match().conditions()) {
      if (condition instanceof Condition.PeerIn peer) {
        asking.computeIfAbsent(peer.group(), g -> new ArrayList<>()).add(placed);
      }
    }
  }

  /** Makes anew what asks for one of these groups. */
  void remake(Set<GroupId> groups) {
    Set<Placed> affected = new LinkedHashSet<>();
    groups.forEach(group -> affected.addAll(asking.getOrDefault(group, List.of())));
    affected.forEach(Placed::make);
  }

  Peers peers() {
    return peers;
  }

  /** Where the entries are stricter than the rules, in the order of the rules. */
  List<Limitation> limitations() {
    return all.stream().flatMap(placed -> placed.limitations.stream()).toList();
  }
}
