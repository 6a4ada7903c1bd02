package org.mudward.policy.flow;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.AccessControlList;
import org.mudward.policy.Baseline;
import org.mudward.policy.Defaults;
import org.mudward.policy.Device;
import org.mudward.policy.DevicePolicy;
import org.mudward.policy.Direction;
import org.mudward.policy.Family;
import org.mudward.policy.GroupId;
import org.mudward.policy.Limitation;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Origin;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.Protocol;
import org.mudward.policy.Rule;

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

  /** One on each side; those of its policy and of its addresses come besides. */
  private static final int ENTRIES_OF_DEVICE = 2;

  private final Numbers numbers;
  private PolicySnapshot snapshot;
  private final UsedPolicies used;
  private final EntryList entries;
  private final Map<Side, SideRules> sides = new EnumMap<>(Side.class);
  private final Rates rates;
  private final Samples samples;
  private final Admission admission;
  private final boolean tracking;
  private final SenderAddresses senderAddresses;

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
    entries = new EntryList(ENTRIES_OF_DEVICE * snapshot.devices().size());
    used = new UsedPolicies(snapshot, numbers, earlier == null ? null : earlier.used);
    rates = new Rates(used.byId(), used.policyNumbers(), numbers, entries);
    samples = new Samples(used.all(), numbers);
    admission = new Admission(entries, numbers);
    senderAddresses = new SenderAddresses(entries, samples.forged());
    for (Side side : Side.values()) {
      Peers peers = new Peers(side, snapshot.gateway(), entries, numbers);
      sides.put(side, new SideRules(side, peers, entries, tracking));
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
    compiler.make(null);
    return compiler;
  }

  /**
   * Another that holds the tables of the snapshot after this one's; this one stays as it is.
   *
   * @param sink is told of what is made; null for nobody
   */
  FlowCompiler next(PolicySnapshot next, ClassIds previous, @Nullable FlowSink sink) {
    FlowCompiler compiler = new FlowCompiler(next, previous, tracking, this);
    compiler.make(sink);
    return compiler;
  }

  /** Whether no party has a policy. */
  boolean judgesNobody() {
    return used.isEmpty();
  }

  private void make(@Nullable FlowSink sink) {
    sides.keySet().forEach(side -> rates.addTo(side, snapshot.devices().values()));
    if (sink != null) {
      sink.meters(meters());
      entries.tell(sink);
    }
    admission.add();
    if (tracking) {
      Tracking.addTo(entries);
    }
    Parties parties = parties(snapshot);
    if (!used.isEmpty()) {
      senderAddresses.add(snapshot);
    }
    sides.forEach(
        (side, rules) -> {
          parties.all(side, entries.in());
          shared(side, rules);
        });
    used.all().values().forEach(this::answers);
    entries.add(Pipeline.FORWARD, MISS, FlowMatch.ANY, new FlowAction.Forward());
    entries.tellNoMore();
  }

  private Parties parties(PolicySnapshot of) {
    return new Parties(of, used.policyNumbers(), samples.forged());
  }

  /** The rules that every party with a policy is judged by, and those of the policies. */
  private void shared(Side side, SideRules rules) {
    int table = side.rulesTable();
    entries.add(new FlowEntry(table, MISS, FlowMatch.ANY, new FlowAction.Drop()), Origin.NO_MATCH);
    if (used.isEmpty()) {
      return;
    }
    for (FlowMatch match : Guards.MATCHES) {
      entries.add(table, GUARD, match, new FlowAction.Drop());
    }
    Direction direction = side.direction();
    List<Rule> first = baseline(direction);
    List<Rule> last = Defaults.rules(direction);
    Peers peers = rules.peers();
    peers.ask(groups(Stream.concat(first.stream(), last.stream())));
    used.all().values().forEach(policy -> peers.ask(groups(policy, direction)));
    peers.change(snapshot, snapshot.groups().keySet(), snapshot.devices().keySet());
    FlowAction pass = new FlowAction.Goto(side.passTable(), 0, 0, false);
    SideRules.Verdicts verdicts = new SideRules.Verdicts(pass, new FlowAction.Drop());
    rules.addFirst(first, verdicts, FIRST_BASELINE);
    used.all().values().forEach(policy -> policy(side, rules, policy));
    rules.addLast(last, verdicts, FIRST_DEFAULT);
  }

  /**
   * Answers of the DNS to devices whose rules ask for names are held until the addresses in them
   * count.
   */
  private void answers(DevicePolicy policy) {
    boolean asks =
        Stream.of(Direction.values())
            .flatMap(direction -> groups(policy, direction).stream())
            .anyMatch(GroupId::isName);
    if (asks) {
      answers(used.number(policy), entries.in());
    }
  }

  private static void answers(int policyNumber, EntryList.Way way) {
    for (Family family : Family.values()) {
      FlowMatch match =
          new FlowMatch(
              Map.of(
                  FlowField.METADATA,
                  Metadata.part(Metadata.POLICY, policyNumber),
                  FlowField.ETHERTYPE,
                  FlowFields.etherType(family),
                  FlowField.IP_PROTOCOL,
                  Masked.exact(FlowField.IP_PROTOCOL, Protocol.UDP),
                  FlowField.UDP_SOURCE,
                  Masked.exact(FlowField.UDP_SOURCE, DNS)));
      way.put(new FlowEntry(Pipeline.FORWARD, ANSWERS, match, new FlowAction.Hold()), null);
    }
  }

  /**
   * Goes on to another snapshot, at the cost of what changes.
   *
   * @return what changes; empty if it is what everybody has in common, and nothing has been done
   */
  Optional<FlowChange> advance(PolicySnapshot next) {
    if (used.isEmpty()) {
      return Optional.empty();
    }
    SnapshotChange step = SnapshotChange.between(snapshot, next);
    UsedPolicies.Change policies = used.change(snapshot, next, step.policies(), step.devices());
    if (step.isOfEverybody() || !canFollow(step, policies)) {
      return Optional.empty();
    }
    numbers.turn();
    entries.watch();
    Set<MacAddress> parties = parties(step, policies);
    parties.forEach(mac -> leave(mac, parties(snapshot)));
    senderAddresses.change(snapshot, next, step.devices());
    policies.gone().forEach(id -> end(Objects.requireNonNull(used.all().get(id)), policies));
    for (String id : policies.coming()) {
      used.add(Objects.requireNonNull(next.policies().get(id)));
      if (!policies.gone().contains(id)) {
        samples.add(id);
      }
    }
    used.recount(policies);
    snapshot = next;
    sides.forEach((side, rules) -> rules.remake(change(side, rules.peers(), step, policies)));
    policies.coming().forEach(id -> begin(Objects.requireNonNull(used.all().get(id))));
    parties.forEach(mac -> come(mac, parties(next)));
    return Optional.of(entries.changes());
  }

  /** Whether what all have in common stays, and there is room for what each needs. */
  private boolean canFollow(SnapshotChange step, UsedPolicies.Change change) {
    int most = used.all().size() + change.coming().size();
    int left = most - change.gone().size();
    String unknown = snapshot.unknownPolicy();
    List<Device> devices =
        parties(step, change).stream()
            .map(mac -> step.now().devices().get(mac))
            .filter(Objects::nonNull)
            .toList();
    return left > 0
        && most <= Samples.MAX_POLICIES
        && (unknown == null || !change.gone().contains(unknown))
        && !rates.isFull(devices, step.now().policies());
  }

  /** Those of which some entry may change: other devices, or with another policy of the same id. */
  private static Set<MacAddress> parties(SnapshotChange step, UsedPolicies.Change change) {
    Set<MacAddress> parties = new TreeSet<>(step.devices());
    Set<String> altered = change.altered();
    if (!altered.isEmpty()) {
      for (Device device : step.before().devices().values()) {
        if (device.policy() != null && altered.contains(device.policy())) {
          parties.add(device.mac());
        }
      }
    }
    return parties;
  }

  private void leave(MacAddress mac, Parties before) {
    for (Side side : Side.values()) {
      before.of(side, mac, entries.out());
      rates.remove(side, mac);
    }
  }

  private void come(MacAddress mac, Parties now) {
    Device device = snapshot.devices().get(mac);
    for (Side side : Side.values()) {
      now.of(side, mac, entries.in());
      if (device != null) {
        rates.add(side, device);
      }
    }
  }

  private void end(DevicePolicy policy, UsedPolicies.Change change) {
    sides.forEach(
        (side, rules) -> {
          rules.remove(policy.id());
          nothingMatched(side, policy, entries.out());
          rules.peers().askNoMore(groups(policy, side.direction()));
        });
    answers(used.number(policy), entries.out());
    if (!change.coming().contains(policy.id())) {
      samples.remove(policy.id());
    }
    used.remove(policy.id());
  }

  private Set<GroupId> change(
      Side side, Peers peers, SnapshotChange step, UsedPolicies.Change policies) {
    Set<GroupId> groups = new HashSet<>(step.groups());
    for (String id : policies.gone()) {
      groups.addAll(groups(policy(step.before(), id), side.direction()));
    }
    for (String id : policies.coming()) {
      Set<GroupId> asked = groups(policy(step.now(), id), side.direction());
      peers.ask(asked);
      groups.addAll(asked);
    }
    return peers.change(step.now(), groups, step.devices());
  }

  private static DevicePolicy policy(PolicySnapshot snapshot, String id) {
    return Objects.requireNonNull(snapshot.policies().get(id));
  }

  private void begin(DevicePolicy policy) {
    sides.forEach((side, rules) -> policy(side, rules, policy));
    answers(policy);
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
    sides.values().forEach(side -> limitations.addAll(side.limitations()));
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

  private void policy(Side side, SideRules all, DevicePolicy policy) {
    List<AccessControlList> lists = policy.lists(side.direction());
    if (written(policy, side.direction()).count() > FIRST_RULE - LAST_RULE) {
      throw new FlowSpaceException(
          "policy " + policy.id() + " has more than " + (FIRST_RULE - LAST_RULE) + " rules");
    }
    RowProduct base = base(policy);
    FlowAction drop = samples.of(side, policy.id());
    int priority = FIRST_RULE;
    for (int place = 0; place < lists.size(); place++) {
      List<Rule> rules = lists.get(place).rules();
      FlowAction pass = Rates.pass(side, lists.get(place), place);
      all.add(policy.id(), rules, new SideRules.Verdicts(pass, drop), priority, base);
      priority -= rules.size();
    }
    nothingMatched(side, policy, entries.in());
  }

  private void nothingMatched(Side side, DevicePolicy policy, EntryList.Way way) {
    FlowAction drop = samples.of(side, policy.id());
    for (FlowMatch match : base(policy).rows()) {
      way.put(new FlowEntry(side.rulesTable(), NOTHING_MATCHED, match, drop), Origin.NO_MATCH);
    }
  }

  private RowProduct base(DevicePolicy policy) {
    Masked asked = Metadata.part(Metadata.POLICY, used.number(policy));
    return RowProduct.ONE.with(FlowField.METADATA, asked);
  }

  private List<Rule> baseline(Direction direction) {
    List<Rule> rules = new ArrayList<>();
    for (Baseline entry : snapshot.baseline()) {
      rules.addAll(entry.rules(direction));
    }
    return rules;
  }

  private static Stream<Rule> written(DevicePolicy policy, Direction direction) {
    return policy.lists(direction).stream().flatMap(list -> list.rules().stream());
  }

  /** The groups that some rule of a policy asks about. */
  private static Set<GroupId> groups(DevicePolicy policy, Direction direction) {
    return groups(written(policy, direction));
  }

  private static Set<GroupId> groups(Stream<Rule> rules) {
    return rules.flatMap(rule -> SideRules.groups(rule).stream()).collect(Collectors.toSet());
  }
}
