package org.mudward.policy.flow;

import java.util.ArrayList;
import java.util.HashSet;
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
import org.mudward.policy.GroupId;
import org.mudward.policy.Limitation;
import org.mudward.policy.Origin;
import org.mudward.policy.PolicySnapshot;
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
  private static final int MISS = 0;

  private static final int LLDP = 0x88CC;

  private final PolicySnapshot snapshot;
  private final Numbers numbers;
  private final SortedMap<String, DevicePolicy> used = new TreeMap<>();
  private final SortedMap<String, Integer> policyNumbers = new TreeMap<>();
  private final EntryList entries = new EntryList();
  private final List<Limitation> limitations = new ArrayList<>();

  private FlowCompiler(PolicySnapshot snapshot, ClassIds previous) {
    this.snapshot = snapshot;
    this.numbers = new Numbers(previous);
    for (Device device : snapshot.devices().values()) {
      use(device.policy());
    }
    use(snapshot.unknownPolicy());
    used.forEach(
        (id, policy) ->
            policyNumbers.put(id, numbers.of(Numbers.Kind.POLICY, PolicyContent.of(policy))));
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
    return new FlowCompiler(snapshot, previous).compile();
  }

  private FlowTables compile() {
    admission();
    Parties parties = new Parties(snapshot, policyNumbers);
    if (!used.isEmpty()) {
      limitations.addAll(Guards.LIMITATIONS);
    }
    for (Side side : Side.values()) {
      parties.addTo(entries, side);
      Peers peers = Peers.of(side, snapshot, mentioned(side.direction()), numbers);
      peers.addTo(entries);
      rules(side, new RuleRows(side, peers, limitations));
    }
    entries.add(Pipeline.FORWARD, MISS, FlowMatch.ANY, new FlowAction.Forward());
    return new FlowTables(
        snapshot.revision(),
        entries.entries(),
        entries.origins(),
        limitations.stream().distinct().toList(),
        numbers.result());
  }

  /** What MUD URLs and leases are learnt from is copied to the controller: DHCP and LLDP. */
  private void admission() {
    copyDhcp(Family.IPV4, 68, 67);
    copyDhcp(Family.IPV6, 546, 547);
    copy(FlowFields.match(FlowField.ETHERTYPE, Masked.exact(FlowField.ETHERTYPE, LLDP)));
    entries.add(
        Pipeline.ADMISSION,
        MISS,
        FlowMatch.ANY,
        new FlowAction.Goto(Pipeline.SENDER_POLICY, 0, 0, false));
  }

  /** To a server, back to a client, and between a relay and a server. */
  private void copyDhcp(Family family, int client, int server) {
    copy(udp(family, client, server));
    copy(udp(family, server, client));
    copy(udp(family, server, server));
  }

  private static FlowMatch udp(Family family, int source, int destination) {
    return new FlowMatch(
        Map.of(
            FlowField.ETHERTYPE,
            FlowFields.etherType(family),
            FlowField.IP_PROTOCOL,
            Masked.exact(FlowField.IP_PROTOCOL, Protocol.UDP),
            FlowField.UDP_SOURCE,
            Masked.exact(FlowField.UDP_SOURCE, source),
            FlowField.UDP_DESTINATION,
            Masked.exact(FlowField.UDP_DESTINATION, destination)));
  }

  private void copy(FlowMatch match) {
    entries.add(
        Pipeline.ADMISSION, GUARD, match, new FlowAction.Goto(Pipeline.SENDER_POLICY, 0, 0, true));
  }

  private void rules(Side side, RuleRows rows) {
    int table = side.rulesTable();
    if (!used.isEmpty()) {
      for (FlowMatch match : Guards.matches()) {
        entries.add(table, GUARD, match, new FlowAction.Drop());
      }
      rules(side, rows, baseline(side.direction()), FIRST_BASELINE, RowProduct.ONE);
      used.forEach((id, policy) -> policy(side, rows, policy));
      rules(side, rows, Defaults.rules(side.direction()), FIRST_DEFAULT, RowProduct.ONE);
    }
    entries.add(table, MISS, FlowMatch.ANY, new FlowAction.Drop(), Origin.NO_MATCH);
  }

  private void policy(Side side, RuleRows rows, DevicePolicy policy) {
    List<Rule> rules = written(policy, side.direction());
    if (rules.size() > FIRST_RULE - LAST_RULE) {
      throw new FlowSpaceException(
          "policy " + policy.id() + " has more than " + (FIRST_RULE - LAST_RULE) + " rules");
    }
    int number = policyNumbers.getOrDefault(policy.id(), 0);
    RowProduct base =
        RowProduct.ONE.with(FlowField.METADATA, Metadata.part(Metadata.POLICY, number));
    rules(side, rows, rules, FIRST_RULE, base);
  }

  private void rules(
      Side side, RuleRows rows, List<Rule> rules, int firstPriority, RowProduct base) {
    int priority = firstPriority;
    for (Rule rule : rules) {
      FlowAction action =
          rule.verdict() == Verdict.ACCEPT
              ? new FlowAction.Goto(side.passTable(), 0, 0, false)
              : new FlowAction.Drop();
      for (FlowMatch match : rows.of(rule, base)) {
        entries.add(side.rulesTable(), priority, match, action, rule.origin());
      }
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
