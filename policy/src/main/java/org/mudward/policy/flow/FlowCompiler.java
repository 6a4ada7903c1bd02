package org.mudward.policy.flow;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.AccessControlList;
import org.mudward.policy.Baseline;
import org.mudward.policy.Condition;
import org.mudward.policy.Defaults;
import org.mudward.policy.Device;
import org.mudward.policy.DevicePolicy;
import org.mudward.policy.Direction;
import org.mudward.policy.Family;
import org.mudward.policy.Group;
import org.mudward.policy.GroupId;
import org.mudward.policy.Limitation;
import org.mudward.policy.Origin;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.Prefix;
import org.mudward.policy.Protocol;
import org.mudward.policy.Rule;
import org.mudward.policy.Verdict;

/**
 * Flattens a snapshot to the tables of {@link Pipeline}, so that they pass what {@link
 * PolicySnapshot#decide} passes.
 *
 * <p>Devices, addresses and rules never multiply: a packet first learns its party's policy and its
 * peer's classes, one table each, and the rules then speak of classes. So there is a row for each
 * device, group member and rule of a policy in use, not for each pair of them. Where a switch shows
 * less than a decision needs, the tables drop more, and a {@link Limitation} says so; the three
 * kinds of frames that it shows as something else are named at {@link Guards}.
 *
 * <p>Pure and deterministic: the same snapshot and the same earlier numbers give the same tables.
 */
public final class FlowCompiler {
  private static final int GUARD = 65_535;
  private static final int FIRST_BASELINE = 65_000;
  private static final int FIRST_RULE = 64_000;
  private static final int LAST_RULE = 1_000;
  private static final int FIRST_DEFAULT = 500;
  private static final int NOTHING_MATCHED = 1;
  private static final int ANSWERS = 1;
  private static final int MISS = 0;

  private static final int DNS = 53;

  private final Numbers numbers;
  private PolicySnapshot snapshot;
  private final SortedMap<String, DevicePolicy> used = new TreeMap<>();
  private final SortedMap<String, Integer> policyNumbers = new TreeMap<>();
  private final EntryList entries = new EntryList();
  private final List<SideRules> sides = new ArrayList<>();
  private final Rates rates;
  private final Samples samples;
  private final Admission admission;
  private final boolean tracking;

  /** What each policy in use is numbered by. */
  private final Map<String, String> contents = new HashMap<>();

  /**
   * @param earlier knows the contents of policies that were in use before; null for none
   */
  private FlowCompiler(
      PolicySnapshot snapshot,
      ClassIds previous,
      boolean tracking,
      @Nullable FlowCompiler earlier) {
    this.snapshot = snapshot;
    this.tracking = tracking;
    this.numbers = new Numbers(previous);
    for (Device device : snapshot.devices().values()) {
      use(device.policy());
    }
    use(snapshot.unknownPolicy());
    used.forEach(
        (id, policy) -> {
          String known =
              earlier != null && policy.equals(earlier.used.get(id))
                  ? earlier.contents.get(id)
                  : null;
          String content = known == null ? PolicyContent.of(policy) : known;
          contents.put(id, content);
          policyNumbers.put(id, numbers.of(Numbers.Kind.POLICY, content));
        });
    rates = new Rates(used, policyNumbers, numbers, entries);
    samples = new Samples(used, numbers);
    admission = new Admission(entries, numbers);
  }

  private void use(@Nullable String id) {
    DevicePolicy policy = id == null ? null : snapshot.policies().get(id);
    if (policy != null) {
      used.put(policy.id(), policy);
    }
  }

  /**
   * The tables of a snapshot.
   *
   * @param previous the numbers of the compilation before, so that what stays keeps its own
   * @throws FlowSpaceException if there is more to number than there are numbers
   */
  public static FlowTables compile(PolicySnapshot snapshot, ClassIds previous) {
    return made(snapshot, previous, false).tables();
  }

  /** A compiler that holds the tables of a snapshot, and can go on to other groups of addresses. */
  static FlowCompiler made(PolicySnapshot snapshot, ClassIds previous, boolean tracking) {
    FlowCompiler compiler = new FlowCompiler(snapshot, previous, tracking, null);
    compiler.make();
    return compiler;
  }

  /** Another that holds the tables of the snapshot after this one's; this one stays as it is. */
  FlowCompiler next(PolicySnapshot next, ClassIds previous) {
    FlowCompiler compiler = new FlowCompiler(next, previous, tracking, this);
    compiler.make();
    return compiler;
  }

  private void make() {
    admission.add();
    if (tracking) {
      Tracking.addTo(entries);
    }
    Parties parties = new Parties(snapshot, policyNumbers, samples.forged());
    for (Side side : Side.values()) {
      parties.addTo(entries, side);
      if (side == Side.SENDER && !used.isEmpty()) {
        new SenderAddresses(snapshot, entries, samples.forged()).add();
      }
      Peers peers = new Peers(side, snapshot, mentioned(side.direction()), numbers);
      peers.addTo(entries);
      SideRules rules = new SideRules(side, peers, entries, tracking);
      sides.add(rules);
      rules(side, rules);
      rates.addTo(side, snapshot.devices().values());
    }
    used.values().forEach(this::answers);
    entries.add(Pipeline.FORWARD, MISS, FlowMatch.ANY, new FlowAction.Forward());
  }

  /**
   * Answers of the DNS to devices whose rules ask for names are held until the addresses in them
   * count.
   */
  private void answers(DevicePolicy policy) {
    boolean asks =
        List.of(Direction.values()).stream()
            .flatMap(direction -> groups(written(policy, direction)).stream())
            .anyMatch(GroupId::isName);
    if (!asks) {
      return;
    }
    int number = policyNumbers.getOrDefault(policy.id(), 0);
    for (Family family : Family.values()) {
      FlowMatch match =
          new FlowMatch(
              Map.of(
                  FlowField.METADATA,
                  Metadata.part(Metadata.POLICY, number),
                  FlowField.ETHERTYPE,
                  FlowFields.etherType(family),
                  FlowField.IP_PROTOCOL,
                  Masked.exact(FlowField.IP_PROTOCOL, Protocol.UDP),
                  FlowField.UDP_SOURCE,
                  Masked.exact(FlowField.UDP_SOURCE, DNS)));
      entries.add(Pipeline.FORWARD, ANSWERS, match, new FlowAction.Hold());
    }
  }

  /**
   * Goes on to a snapshot that differs in groups of addresses only, at the cost of what they hold.
   *
   * @param changed the groups that are new or others
   * @param removed the groups that are gone
   */
  FlowChange advance(
      PolicySnapshot next, Collection<Group.Addresses> changed, Collection<GroupId> removed) {
    numbers.turn();
    entries.watch();
    for (SideRules side : sides) {
      Set<GroupId> affected = new HashSet<>();
      for (Group.Addresses group : changed) {
        affected.addAll(replace(side, group.id(), group.prefixes()));
      }
      for (GroupId group : removed) {
        affected.addAll(replace(side, group, Set.of()));
      }
      side.remake(affected);
    }
    snapshot = next;
    return entries.changes();
  }

  private Set<GroupId> replace(SideRules side, GroupId group, Set<Prefix> now) {
    Set<Prefix> before =
        snapshot.groups().get(group) instanceof Group.Addresses old ? old.prefixes() : Set.of();
    return side.peers().replace(group, before, now, entries);
  }

  PolicySnapshot snapshot() {
    return snapshot;
  }

  /** A view of the entries. */
  Collection<FlowEntry> entries() {
    return entries.entries();
  }

  /** A view of the rules that entries stand for. */
  Map<FlowEntry, Origin> origins() {
    return entries.origins();
  }

  @Nullable Origin origin(FlowEntry standing) {
    return entries.origin(standing);
  }

  List<Meter> meters() {
    List<Meter> meters = new ArrayList<>(admission.meters());
    meters.addAll(samples.meters());
    meters.addAll(rates.meters());
    return List.copyOf(meters);
  }

  List<Limitation> limitations() {
    Set<Limitation> limitations = new LinkedHashSet<>();
    if (!used.isEmpty()) {
      limitations.addAll(Guards.LIMITATIONS);
    }
    if (tracking) {
      limitations.addAll(Tracking.LIMITATIONS);
    }
    sides.forEach(side -> limitations.addAll(side.limitations()));
    limitations.addAll(rates.limitations());
    limitations.addAll(samples.limitations());
    return List.copyOf(limitations);
  }

  ClassIds ids() {
    return numbers.result();
  }

  FlowTables tables() {
    return new FlowTables(
        snapshot.revision(), List.copyOf(entries()), origins(), meters(), limitations(), ids());
  }

  private void rules(Side side, SideRules rules) {
    int table = side.rulesTable();
    if (!used.isEmpty()) {
      for (FlowMatch match : Guards.MATCHES) {
        entries.add(table, GUARD, match, new FlowAction.Drop());
      }
      FlowAction pass = new FlowAction.Goto(side.passTable(), 0, 0, false);
      Verdicts shared = new Verdicts(pass, new FlowAction.Drop());
      add(rules, baseline(side.direction()), shared, FIRST_BASELINE, RowProduct.ONE);
      used.values().forEach(policy -> policy(side, rules, policy));
      add(rules, Defaults.rules(side.direction()), shared, FIRST_DEFAULT, RowProduct.ONE);
    }
    entries.add(new FlowEntry(table, MISS, FlowMatch.ANY, new FlowAction.Drop()), Origin.NO_MATCH);
  }

  private void policy(Side side, SideRules all, DevicePolicy policy) {
    List<AccessControlList> lists = policy.lists(side.direction());
    if (written(policy, side.direction()).size() > FIRST_RULE - LAST_RULE) {
      throw new FlowSpaceException(
          "policy " + policy.id() + " has more than " + (FIRST_RULE - LAST_RULE) + " rules");
    }
    int number = policyNumbers.getOrDefault(policy.id(), 0);
    RowProduct base =
        RowProduct.ONE.with(FlowField.METADATA, Metadata.part(Metadata.POLICY, number));
    FlowAction drop = samples.of(side, policy.id());
    int priority = FIRST_RULE;
    for (int place = 0; place < lists.size(); place++) {
      List<Rule> rules = lists.get(place).rules();
      Verdicts verdicts = new Verdicts(Rates.pass(side, lists.get(place), place), drop);
      add(all, rules, verdicts, priority, base);
      priority -= rules.size();
    }
    for (FlowMatch match : base.rows()) {
      entries.add(new FlowEntry(side.rulesTable(), NOTHING_MATCHED, match, drop), Origin.NO_MATCH);
    }
  }

  /** What happens to packets that a rule accepts, and to others. */
  private record Verdicts(FlowAction accept, FlowAction drop) {}

  private static void add(
      SideRules all, List<Rule> rules, Verdicts verdicts, int firstPriority, RowProduct base) {
    int priority = firstPriority;
    for (Rule rule : rules) {
      FlowAction action = rule.verdict() == Verdict.ACCEPT ? verdicts.accept() : verdicts.drop();
      all.add(rule, action, base, priority);
      priority--;
    }
  }

  private List<Rule> baseline(Direction direction) {
    List<Rule> rules = new ArrayList<>();
    for (Baseline entry : snapshot.baseline()) {
      rules.addAll(entry.rules(direction));
    }
    return rules;
  }

  private static List<Rule> written(DevicePolicy policy, Direction direction) {
    List<Rule> rules = new ArrayList<>();
    for (AccessControlList list : policy.lists(direction)) {
      rules.addAll(list.rules());
    }
    return rules;
  }

  /** The groups that some rule of a direction asks about. */
  private Set<GroupId> mentioned(Direction direction) {
    if (used.isEmpty()) {
      return Set.of();
    }
    List<Rule> rules = new ArrayList<>(baseline(direction));
    rules.addAll(Defaults.rules(direction));
    used.values().forEach(policy -> rules.addAll(written(policy, direction)));
    return groups(rules);
  }

  private static Set<GroupId> groups(List<Rule> rules) {
    Set<GroupId> groups = new HashSet<>();
    for (Rule rule : rules) {
      for (Condition condition : rule.match().conditions()) {
        if (condition instanceof Condition.PeerIn peer) {
          groups.add(peer.group());
        }
      }
    }
    return groups;
  }
}
