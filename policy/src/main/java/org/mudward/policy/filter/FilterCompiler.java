package org.mudward.policy.filter;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.AccessControlList;
import org.mudward.policy.Condition;
import org.mudward.policy.Device;
import org.mudward.policy.DevicePolicy;
import org.mudward.policy.Direction;
import org.mudward.policy.End;
import org.mudward.policy.Family;
import org.mudward.policy.Limitation;
import org.mudward.policy.MacAddress;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.Rate;
import org.mudward.policy.Rule;
import org.mudward.policy.Verdict;

/**
 * Turns a snapshot into a table of nftables that passes what {@link PolicySnapshot#decide} passes.
 *
 * <p>Every frame is judged once, where it arrives at a port of the bridge or leaves the gateway
 * itself: first by the policy of its sender, then by that of its receiver. A map finds the policy
 * by the MAC address. Each policy is a chain for each direction, with a rule for each of its rules;
 * to accept is to return from it. Groups are named sets, so that a change of their members changes
 * elements and no rule.
 *
 * <p>Pure and deterministic.
 */
public final class FilterCompiler {
  private static final long GROUP_BIT = 1L << 40;
  private static final long LINK_LOCAL = 0x0180_C200_0000L;
  private static final long LINK_LOCAL_MASK = 0xFFFF_FFFF_FFF0L;

  private static final FilterAction ACCEPT = new FilterAction.Accept();
  private static final FilterAction DROP = new FilterAction.Drop();
  private static final FilterAction RETURN = new FilterAction.Return();

  private final PolicySnapshot snapshot;
  private final Names names = new Names();
  private final GroupSets sets;
  private final Map<String, FilterChain> chains = new LinkedHashMap<>();
  private final SortedMap<String, SortedMap<MacAddress, FilterAction>> maps = new TreeMap<>();
  private final List<Limitation> limitations = new ArrayList<>();

  private FilterCompiler(PolicySnapshot snapshot) {
    this.snapshot = snapshot;
    this.sets = new GroupSets(snapshot, names);
  }

  /** The table of a snapshot. */
  public static FilterTable compile(PolicySnapshot snapshot) {
    return new FilterCompiler(snapshot).compile();
  }

  private FilterTable compile() {
    SortedSet<String> used = new TreeSet<>();
    for (Device device : snapshot.devices().values()) {
      addTo(used, device.policy());
    }
    addTo(used, snapshot.unknownPolicy());
    if (!used.isEmpty()) {
      limitations.addAll(Guards.LIMITATIONS);
      Guards.chains().forEach(this::add);
    }
    for (Direction direction : Direction.values()) {
      used.forEach(policy -> policy(policy, direction));
      dispatch(direction);
    }
    base(FilterChain.Kind.PREROUTING);
    base(
        FilterChain.Kind.INPUT,
        new FilterTest.Is(FilterField.ETHER_DESTINATION, LINK_LOCAL_MASK, LINK_LOCAL, false));
    base(FilterChain.Kind.OUTPUT);
    return new FilterTable(
        snapshot.revision(), sets.sets(), maps, chains, limitations.stream().distinct().toList());
  }

  private static void addTo(SortedSet<String> used, @Nullable String policy) {
    if (policy != null) {
      used.add(policy);
    }
  }

  private void add(FilterChain chain) {
    chains.put(chain.name(), chain);
  }

  /** Judges both sides; nothing but a drop ends a frame before the last rule. */
  private void base(FilterChain.Kind kind, FilterTest... which) {
    List<FilterRule> rules = new ArrayList<>();
    for (Direction direction : Direction.values()) {
      rules.add(FilterRule.of(new FilterAction.Jump(dispatcher(direction)), which));
    }
    rules.add(FilterRule.of(ACCEPT));
    String name = kind.name().toLowerCase(Locale.ROOT);
    add(new FilterChain(name, kind, null, rules));
  }

  private static String dispatcher(Direction direction) {
    return direction == Direction.FROM_DEVICE ? "sender" : "receiver";
  }

  private String chainOf(String policy, Direction direction) {
    return names.of(direction == Direction.FROM_DEVICE ? "from" : "to", policy);
  }

  /** Sends a frame to the policy of its party. One without a policy does not object. */
  private void dispatch(Direction direction) {
    End own = direction.peer().opposite();
    FilterField mac = FilterField.mac(own);
    SortedMap<MacAddress, FilterAction> map = new TreeMap<>();
    String unknown = snapshot.unknownPolicy();
    for (Device device : snapshot.devices().values()) {
      String policy = device.policy();
      if (policy != null) {
        map.put(device.mac(), new FilterAction.Goto(chainOf(policy, direction)));
      } else if (unknown != null) {
        map.put(device.mac(), RETURN);
      }
    }
    String name = dispatcher(direction);
    maps.put(name + "s", map);
    List<FilterRule> rules = new ArrayList<>();
    rules.add(FilterRule.of(new FilterAction.Lookup(mac, name + "s")));
    if (unknown != null) {
      MacAddress gateway = snapshot.gateway();
      if (gateway != null) {
        map.putIfAbsent(gateway, RETURN);
      }
      rules.add(FilterRule.of(RETURN, new FilterTest.Is(mac, GROUP_BIT, GROUP_BIT, false)));
      rules.add(FilterRule.of(new FilterAction.Goto(chainOf(unknown, direction))));
    }
    add(new FilterChain(name, FilterChain.Kind.POLICY, null, rules));
  }

  private void policy(String policy, Direction direction) {
    String name = chainOf(policy, direction);
    String later = laterFragments(name, policy, direction);
    List<FilterRule> rules = new ArrayList<>();
    for (Family family : Family.values()) {
      FilterTest is = FilterTest.In.of(FilterField.META_PROTOCOL, family.etherType());
      FilterAction hidden = later == null ? DROP : new FilterAction.Goto(later);
      rules.add(FilterRule.of(new FilterAction.Jump(Guards.chain(family)), is));
      rules.add(FilterRule.of(hidden, is, new FilterTest.LaterFragment(family)));
    }
    for (Rule rule : snapshot.rules(policy, direction)) {
      RuleTests tests = RuleTests.of(rule, direction);
      boolean left = limit(rule, tests);
      if (!tests.isImpossible() && !left) {
        rules.addAll(rules(rule, tests.alternatives(sets, false)));
      }
    }
    rules.add(FilterRule.of(DROP));
    add(new FilterChain(name, FilterChain.Kind.POLICY, policy, rules));
    limitRates(policy, direction);
  }

  /**
   * The chain for fragments other than the first, which have no header of layer 4: no rule that
   * accepts by what they hide accepts them, and every such rule that drops drops them.
   *
   * @return its name, or null if all are dropped
   */
  private @Nullable String laterFragments(String chain, String policy, Direction direction) {
    List<FilterRule> rules = new ArrayList<>();
    int lastAccept = 0;
    for (Rule rule : snapshot.rules(policy, direction)) {
      RuleTests tests = RuleTests.of(rule, direction);
      boolean accepts = rule.verdict() == Verdict.ACCEPT;
      boolean link = rule.match().family() == null;
      if (tests.isImpossible() || link || (accepts && tests.asksTransport())) {
        continue;
      }
      rules.addAll(rules(rule, tests.alternatives(sets, true)));
      lastAccept = accepts ? rules.size() : lastAccept;
    }
    if (lastAccept == 0) {
      return null;
    }
    List<FilterRule> needed = new ArrayList<>(rules.subList(0, lastAccept));
    needed.add(FilterRule.of(DROP));
    String name = chain + "_later";
    add(new FilterChain(name, FilterChain.Kind.POLICY, "later fragments, " + policy, needed));
    return name;
  }

  private static List<FilterRule> rules(Rule rule, List<List<FilterTest>> alternatives) {
    FilterAction action = rule.verdict() == Verdict.ACCEPT ? RETURN : DROP;
    return alternatives.stream()
        .map(tests -> new FilterRule(tests, action, rule.origin()))
        .toList();
  }

  private void limitRates(String policy, Direction direction) {
    DevicePolicy asked = snapshot.policies().get(policy);
    if (asked == null) {
      return;
    }
    for (AccessControlList list : asked.lists(direction)) {
      if (list.rate() != null) {
        limitations.add(Rate.limitation(asked, list, "nftables is not asked to count"));
      }
    }
  }

  /** Notes what cannot be compared; returns whether the rule is left out for it. */
  private boolean limit(Rule rule, RuleTests tests) {
    List<Condition> hard = tests.inexpressible();
    if (hard.isEmpty() || tests.isImpossible()) {
      return false;
    }
    String names = String.join(", ", hard.stream().map(Object::toString).toList());
    boolean accepts = rule.verdict() == Verdict.ACCEPT;
    String text = accepts ? "not accepted" : "drops more";
    limitations.add(
        new Limitation(rule.origin(), text + ", because nftables is not asked for " + names));
    return accepts;
  }
}
