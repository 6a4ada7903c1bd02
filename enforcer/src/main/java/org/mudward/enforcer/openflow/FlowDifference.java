package org.mudward.enforcer.openflow;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mudward.policy.flow.FlowChange;
import org.mudward.policy.flow.FlowEntry;
import org.mudward.policy.flow.Pipeline;

/**
 * The steps that make the entries in the switch those that it should have, in an order that harms
 * no packet on the way.
 *
 * <p>Adds go against the packets' way, what is pointed to before what points to it; deletes go with
 * it. A barrier stands between phases:
 *
 * <ol>
 *   <li>add rules, and what senders are bound to (tables 14, 11, 5, 2): nothing yet asks for a
 *       policy or class that is new;
 *   <li>add and replace classes of peers, and what counts packets (13, 12, 10, 9, 7, 6, 4, 3);
 *   <li>add and replace policies of devices, and the admission (8, 1, 0): each device changes with
 *       one message, and on an empty switch nothing forwards before the last;
 *   <li>delete policies of devices;
 *   <li>delete classes of peers;
 *   <li>delete rules, which nothing points to any more.
 * </ol>
 *
 * <p>Numbers of policies and classes never change their meaning, so rules of both revisions stand
 * side by side. A policy that is in both revisions is therefore right in every phase, under the old
 * or the new groups. What phases cannot do: a device that gets another policy while an address gets
 * another class meets, for a few messages, a policy that has no rules for that class. Its packets
 * to that peer then fall to the rules that ask for no peer, mostly to the final drop; but a rule
 * that drops just that peer is passed by. In a bundle, which Open vSwitch has, all steps happen at
 * once and none of this occurs; phases are for switches without.
 *
 * @param phases steps without a barrier among them
 * @param again how many of the steps add an entry that is there, so that it does not end
 * @param foreign entries of others, which stay unless a step takes them away
 * @param altered entries of ours that somebody changed, and that are put right
 */
record FlowDifference(
    List<List<FlowStep>> phases,
    int again,
    List<InstalledFlow> foreign,
    List<InstalledFlow> altered) {

  /** What a table is to the packets' way; in the order in which entries are added. */
  private enum Role {
    RULES,
    CLASSES,
    PARTIES
  }

  FlowDifference {
    phases = phases.stream().filter(phase -> !phase.isEmpty()).map(List::copyOf).toList();
    foreign = List.copyOf(foreign);
    altered = List.copyOf(altered);
  }

  /**
   * The difference between what should be and what is.
   *
   * <p>An entry of somebody else that stands in the very place of one of ours gives way.
   *
   * @param alone whether entries of others are taken away
   */
  static FlowDifference between(
      Collection<FlowEntry> desired, Collection<InstalledFlow> installed, boolean alone) {
    Map<FlowEntry.Place, FlowEntry> missing = new HashMap<>();
    desired.forEach(entry -> missing.put(entry.place(), entry));
    List<FlowStep.Delete> deletes = new ArrayList<>();
    List<InstalledFlow> foreign = new ArrayList<>();
    List<InstalledFlow> altered = new ArrayList<>();
    int again = 0;
    for (InstalledFlow flow : installed) {
      FlowEntry.Place place = flow.place();
      FlowEntry wanted = place == null ? null : missing.get(place);
      if (!flow.isOurs()) {
        foreign.add(flow);
        if (alone && wanted == null) {
          deletes.add(new FlowStep.Delete(flow));
        }
      } else if (!flow.isIntact()) {
        altered.add(flow);
        if (wanted == null) {
          deletes.add(new FlowStep.Delete(flow));
        }
      } else if (wanted == null) {
        deletes.add(new FlowStep.Delete(flow));
      } else if (wanted.equals(flow.entry())) {
        // One that would end by itself is added again, and begins anew.
        if (FlowModEncoder.seconds(wanted.action()) > 0) {
          again++;
        } else {
          missing.remove(place);
        }
      }
    }
    return new FlowDifference(phases(missing.values(), deletes), again, foreign, altered);
  }

  /** The steps of a change to entries that are known to stand in the switch. */
  static FlowDifference of(FlowChange change) {
    Set<FlowEntry.Place> replaced = new HashSet<>();
    change.added().forEach(entry -> replaced.add(entry.place()));
    List<FlowStep.Delete> deletes = new ArrayList<>();
    for (FlowEntry entry : change.removed()) {
      if (!replaced.contains(entry.place())) {
        deletes.add(new FlowStep.Delete(InstalledFlow.of(entry)));
      }
    }
    return new FlowDifference(phases(change.added(), deletes), 0, List.of(), List.of());
  }

  private static List<List<FlowStep>> phases(
      Collection<FlowEntry> missing, List<FlowStep.Delete> deletes) {
    Map<Role, List<FlowStep>> adding = new EnumMap<>(Role.class);
    Map<Role, List<FlowStep>> deleting = new EnumMap<>(Role.class);
    for (Role role : Role.values()) {
      adding.put(role, new ArrayList<>());
      deleting.put(role, new ArrayList<>());
    }
    missing.stream()
        .sorted(
            Comparator.comparingInt(FlowEntry::table)
                .thenComparingInt(FlowEntry::priority)
                .reversed())
        .forEach(entry -> at(adding, entry.table()).add(new FlowStep.Add(entry)));
    deletes.stream()
        .sorted(
            Comparator.<FlowStep.Delete>comparingInt(step -> step.flow().table())
                .thenComparingInt(step -> step.flow().priority()))
        .forEach(step -> at(deleting, step.flow().table()).add(step));
    return List.of(
        at(adding, Role.RULES),
        at(adding, Role.CLASSES),
        at(adding, Role.PARTIES),
        at(deleting, Role.PARTIES),
        at(deleting, Role.CLASSES),
        at(deleting, Role.RULES));
  }

  private static List<FlowStep> at(Map<Role, List<FlowStep>> steps, int table) {
    return at(steps, role(table));
  }

  private static List<FlowStep> at(Map<Role, List<FlowStep>> steps, Role role) {
    return steps.getOrDefault(role, List.of());
  }

  private static Role role(int number) {
    if (number >= Pipeline.TABLES.size()) {
      return Role.RULES;
    }
    Pipeline.Table table = Pipeline.TABLES.get(number);
    boolean writesAll = table.writes() == -1L;
    if (writesAll || number == 0) {
      return Role.PARTIES;
    }
    return table.drops() || table.next().isEmpty() ? Role.RULES : Role.CLASSES;
  }

  /** All steps in their order. */
  List<FlowStep> steps() {
    return phases.stream().flatMap(List::stream).toList();
  }
}
