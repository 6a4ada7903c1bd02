package org.mudward.policy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Everything that decides about packets at one moment: policies, groups, devices, and what the site
 * adds. Immutable, with a revision that grows by one with every change.
 *
 * <p>{@link #decide} is what a policy <em>means</em>. Its order: baseline, the file's entries in
 * document order, the defaults of RFC 8520 section 5, drop. First match decides.
 */
public final class PolicySnapshot implements Membership {
  private final long revision;
  private final @Nullable MacAddress gateway;
  private final @Nullable String unknownPolicy;
  private final Set<Baseline> baseline;
  private final SortedMap<String, DevicePolicy> policies;
  private final SortedMap<MacAddress, Device> devices;
  private final SortedMap<GroupId, Group> groups;

  private final Map<String, PolicyRules> policyRules;
  private final Map<Long, PolicyRules> rulesByMac;
  private final Map<GroupId, Members> membersByGroup;
  private final @Nullable PolicyRules unknownRules;

  private PolicySnapshot(Builder builder) {
    revision = builder.revision;
    gateway = builder.gateway;
    unknownPolicy = builder.unknownPolicy;
    baseline = Collections.unmodifiableSet(EnumSet.copyOf(builder.baseline));
    PolicySnapshot before = builder.before;
    policies = same(builder.policies, before == null ? null : before.policies, DevicePolicy::id);
    devices = same(builder.devices, before == null ? null : before.devices, Device::mac);
    groups = same(builder.groups, before == null ? null : before.groups, Group::id);
    checkReferences(before);
    policyRules = rules(before);
    rulesByMac = new HashMap<>();
    devices.forEach(
        (mac, device) -> {
          if (device.policy() != null) {
            rulesByMac.put(mac.bits(), Objects.requireNonNull(policyRules.get(device.policy())));
          }
        });
    unknownRules = unknownPolicy == null ? null : policyRules.get(unknownPolicy);
    membersByGroup = members(before);
  }

  /** The values by key; those that are equal to one of before are that one, as the whole is. */
  private static <K extends Comparable<? super K>, V> SortedMap<K, V> same(
      SortedMap<K, V> now, @Nullable SortedMap<K, V> before, Function<V, K> keyOf) {
    if (before == null) {
      return Collections.unmodifiableSortedMap(new TreeMap<>(now));
    }
    MapChange<K, V> change = MapChange.between(before, now);
    if (change.isEmpty()) {
      return before;
    }
    NavigableMap<K, V> all = new TreeMap<>(before);
    change.removed().forEach(all::remove);
    change.changed().forEach(value -> all.put(keyOf.apply(value), value));
    return Collections.unmodifiableSortedMap(all);
  }

  private Map<String, PolicyRules> rules(@Nullable PolicySnapshot before) {
    Map<String, PolicyRules> known =
        before != null && before.baseline.equals(baseline) ? before.policyRules : Map.of();
    Map<String, PolicyRules> rules = new HashMap<>();
    for (DevicePolicy policy : policies.values()) {
      PolicyRules same = isAsIn(before, policy) ? known.get(policy.id()) : null;
      rules.put(policy.id(), same == null ? PolicyRules.of(policy, baseline) : same);
    }
    return rules;
  }

  /** The members of all groups; a group of devices also has the addresses that these hold. */
  @SuppressWarnings("ReferenceEquality") // equal ones are the same by now
  private Map<GroupId, Members> members(@Nullable PolicySnapshot before) {
    Set<MacAddress> others = new HashSet<>();
    if (before != null) {
      MapChange<MacAddress, Device> change = MapChange.between(before.devices, devices);
      change.changed().forEach(device -> others.add(device.mac()));
      others.addAll(change.removed());
    }
    Map<GroupId, Members> members = new HashMap<>();
    groups.forEach(
        (id, group) -> {
          boolean stays = before != null && before.groups.get(id) == group;
          if (stays && group instanceof Group.Devices hosts) {
            stays = Collections.disjoint(hosts.members(), others);
          }
          Members known = stays && before != null ? before.membersByGroup.get(id) : null;
          members.put(id, known == null ? Members.of(group, devices) : known);
        });
    return members;
  }

  @SuppressWarnings("ReferenceEquality") // equal ones are the same by now
  private static boolean isAsIn(@Nullable PolicySnapshot before, DevicePolicy policy) {
    return before != null && before.policies.get(policy.id()) == policy;
  }

  /** The other with other groups; what speaks of devices and policies is shared. */
  private PolicySnapshot(PolicySnapshot other, long revision, Collection<? extends Group> changed) {
    this.revision = revision;
    gateway = other.gateway;
    unknownPolicy = other.unknownPolicy;
    baseline = other.baseline;
    policies = other.policies;
    devices = other.devices;
    policyRules = other.policyRules;
    rulesByMac = other.rulesByMac;
    unknownRules = other.unknownRules;
    SortedMap<GroupId, Group> all = new TreeMap<>(other.groups);
    membersByGroup = new HashMap<>(other.membersByGroup);
    for (Group group : changed) {
      all.put(group.id(), group);
      membersByGroup.put(group.id(), Members.of(group, devices));
    }
    groups = Collections.unmodifiableSortedMap(all);
  }

  /** What stood in a snapshot of which no group is gone needs no second look. */
  private void checkReferences(@Nullable PolicySnapshot before) {
    Set<String> known = new HashSet<>(policies.keySet());
    for (Device device : devices.values()) {
      if (device.policy() != null && !known.contains(device.policy())) {
        throw without(device.policy(), "device " + device.mac());
      }
    }
    if (unknownPolicy != null && !known.contains(unknownPolicy)) {
      throw without(unknownPolicy, "unknown devices");
    }
    if (unknownPolicy != null && gateway == null) {
      throw new IllegalArgumentException(
          "a policy for unknown devices needs the gateway's MAC address, or it would lock it out");
    }
    Set<GroupId> ids = new HashSet<>(groups.keySet());
    boolean all = before == null || !groups.keySet().containsAll(before.groups.keySet());
    for (DevicePolicy policy : policies.values()) {
      if (!all && isAsIn(before, policy)) {
        continue;
      }
      for (Direction direction : Direction.values()) {
        for (AccessControlList list : policy.lists(direction)) {
          list.rules().forEach(rule -> checkGroups(rule, ids));
        }
      }
    }
  }

  private static IllegalArgumentException without(@Nullable String policy, String who) {
    return new IllegalArgumentException(who + " has a policy that is not there: " + policy);
  }

  private static void checkGroups(Rule rule, Set<GroupId> known) {
    for (Condition condition : rule.match().conditions()) {
      if (condition instanceof Condition.PeerIn peer && !known.contains(peer.group())) {
        throw new IllegalArgumentException(
            rule.origin() + " names a group that is not there: " + peer.group());
      }
    }
  }

  /** Starts an empty snapshot with the whole baseline. */
  public static Builder builder(long revision) {
    return new Builder(revision);
  }

  /** Starts from what this one holds; costs what then changes, and a list of all. */
  public Builder toBuilder(long newRevision) {
    Builder builder =
        new Builder(newRevision)
            .gateway(gateway)
            .unknownPolicy(unknownPolicy)
            .baseline(baseline)
            .after(this);
    builder.policies = new TreeMap<>(policies);
    builder.devices = new TreeMap<>(devices);
    builder.groups = new TreeMap<>(groups);
    return builder;
  }

  /**
   * The same with these groups in place of those of their ids, or beside them. Costs what the
   * groups hold and a list of all: neither devices nor policies are looked at.
   */
  public PolicySnapshot withGroups(long newRevision, Collection<? extends Group> changed) {
    return new PolicySnapshot(this, newRevision, changed);
  }

  /** What happens to a frame, and why. */
  public Decision decide(Packet packet) {
    if (!packet.isEthernet()) {
      return Decision.NONE;
    }
    PolicyRules sender = rulesOf(packet.sourceMac());
    PolicyRules receiver = rulesOf(packet.destinationMac());
    if (sender == null && receiver == null) {
      return Decision.NONE;
    }
    return new Decision(
        sender == null ? null : sender.rule(packet, Direction.FROM_DEVICE, this),
        receiver == null ? null : receiver.rule(packet, Direction.TO_DEVICE, this));
  }

  private @Nullable PolicyRules rulesOf(long mac) {
    PolicyRules rules = rulesByMac.get(mac);
    if (rules != null || unknownRules == null) {
      return rules;
    }
    return isUnknown(new MacAddress(mac)) ? unknownRules : null;
  }

  /** Whether the policy for unknown devices is the one of this address, where there is one. */
  public boolean isUnknown(MacAddress mac) {
    return !mac.isMulticast() && !mac.equals(gateway) && !devices.containsKey(mac);
  }

  /**
   * The rules that a party with this policy is judged by, in order: baseline, file, defaults.
   *
   * @throws IllegalArgumentException if there is no such policy
   */
  public List<Rule> rules(String policy, Direction direction) {
    DevicePolicy found = policies.get(policy);
    if (found == null) {
      throw new IllegalArgumentException("no such policy: " + policy);
    }
    return List.of(PolicyRules.of(found, baseline).rules(direction));
  }

  @Override
  public boolean contains(GroupId group, Packet packet, End peer) {
    Members members = membersByGroup.get(group);
    if (members == null) {
      return false;
    }
    long mac = packet.mac(peer);
    boolean behindGateway = gateway != null && mac == gateway.bits();
    return members.contains(packet, peer, mac, behindGateway);
  }

  public long revision() {
    return revision;
  }

  /** The gateway's address on the link, behind which devices are known by IP address. */
  public @Nullable MacAddress gateway() {
    return gateway;
  }

  /** The id of the policy for devices that are not listed; null if they are left alone. */
  public @Nullable String unknownPolicy() {
    return unknownPolicy;
  }

  public Set<Baseline> baseline() {
    return baseline;
  }

  public SortedMap<String, DevicePolicy> policies() {
    return policies;
  }

  public SortedMap<MacAddress, Device> devices() {
    return devices;
  }

  public SortedMap<GroupId, Group> groups() {
    return groups;
  }

  /** Equal if everything but the revision is. */
  public boolean sameContent(PolicySnapshot other) {
    return Objects.equals(gateway, other.gateway)
        && Objects.equals(unknownPolicy, other.unknownPolicy)
        && baseline.equals(other.baseline)
        && policies.equals(other.policies)
        && devices.equals(other.devices)
        && groups.equals(other.groups);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PolicySnapshot snapshot
        && revision == snapshot.revision
        && sameContent(snapshot);
  }

  @Override
  public int hashCode() {
    return Objects.hash(revision, policies.keySet(), devices.keySet(), groups.keySet());
  }

  @Override
  public String toString() {
    return "snapshot "
        + revision
        + ": "
        + policies.size()
        + " policies, "
        + devices.size()
        + " devices, "
        + groups.size()
        + " groups";
  }

  /** The rules of one policy, flattened once for each direction. */
  private record PolicyRules(Rule[] fromDevice, Rule[] toDevice) {
    static PolicyRules of(DevicePolicy policy, Set<Baseline> baseline) {
      return new PolicyRules(
          flatten(policy, Direction.FROM_DEVICE, baseline),
          flatten(policy, Direction.TO_DEVICE, baseline));
    }

    private static Rule[] flatten(
        DevicePolicy policy, Direction direction, Set<Baseline> baseline) {
      List<Rule> rules = new ArrayList<>();
      baseline.forEach(entry -> rules.addAll(entry.rules(direction)));
      policy.lists(direction).forEach(list -> rules.addAll(list.rules()));
      rules.addAll(Defaults.rules(direction));
      return rules.toArray(Rule[]::new);
    }

    Rule[] rules(Direction direction) {
      return direction == Direction.FROM_DEVICE ? fromDevice : toDevice;
    }

    Ruling rule(Packet packet, Direction direction, Membership membership) {
      for (Rule rule : rules(direction)) {
        if (rule.decides(packet, direction, membership)) {
          return new Ruling(rule.verdict(), rule.origin());
        }
      }
      return Ruling.NO_MATCH;
    }
  }

  /** The members of one group, ready to be asked. */
  private record Members(AddressSet addresses, Set<Long> macs) {
    static Members of(Group group, Map<MacAddress, Device> devices) {
      if (group instanceof Group.Addresses hosts) {
        return new Members(new AddressSet(hosts.prefixes()), Set.of());
      }
      Set<Long> macs = new HashSet<>();
      List<Prefix> addresses = new ArrayList<>();
      for (MacAddress member : ((Group.Devices) group).members()) {
        macs.add(member.bits());
        Device device = devices.get(member);
        if (device != null) {
          for (IpAddress address : device.addresses()) {
            addresses.add(Prefix.of(address));
          }
        }
      }
      return new Members(new AddressSet(addresses), macs);
    }

    boolean contains(Packet packet, End peer, long mac, boolean behindGateway) {
      if (!macs.isEmpty()) {
        return macs.contains(mac) || (behindGateway && holdsAddress(packet, peer));
      }
      return holdsAddress(packet, peer);
    }

    private boolean holdsAddress(Packet packet, End peer) {
      Family family = packet.family();
      return family != null
          && addresses.contains(family, packet.addressHigh(peer), packet.addressLow(peer));
    }
  }

  /** Collects the parts of a snapshot; {@link #build} checks that they fit together. */
  public static final class Builder {
    private final long revision;
    private @Nullable MacAddress gateway;
    private @Nullable String unknownPolicy;
    private Set<Baseline> baseline = EnumSet.allOf(Baseline.class);
    private SortedMap<String, DevicePolicy> policies = new TreeMap<>();
    private SortedMap<MacAddress, Device> devices = new TreeMap<>();
    private SortedMap<GroupId, Group> groups = new TreeMap<>();
    private @Nullable PolicySnapshot before;

    private Builder(long revision) {
      this.revision = revision;
    }

    /**
     * Shares with an earlier snapshot what is equal: that need not be looked at again, and is the
     * very same object for whoever compares the two. What results is equal to what results without.
     *
     * @param earlier null if there is none
     */
    public Builder after(@Nullable PolicySnapshot earlier) {
      before = earlier;
      return this;
    }

    public Builder gateway(@Nullable MacAddress mac) {
      gateway = mac;
      return this;
    }

    public Builder unknownPolicy(@Nullable String policy) {
      unknownPolicy = policy;
      return this;
    }

    public Builder baseline(Collection<Baseline> entries) {
      baseline = EnumSet.noneOf(Baseline.class);
      baseline.addAll(entries);
      return this;
    }

    public Builder policy(DevicePolicy policy) {
      policies.put(policy.id(), policy);
      return this;
    }

    public Builder device(Device device) {
      devices.put(device.mac(), device);
      return this;
    }

    public Builder group(Group group) {
      groups.put(group.id(), group);
      return this;
    }

    public Builder removePolicy(String id) {
      policies.remove(id);
      return this;
    }

    public Builder removeDevice(MacAddress mac) {
      devices.remove(mac);
      return this;
    }

    public Builder removeGroup(GroupId id) {
      groups.remove(id);
      return this;
    }

    /**
     * The snapshot, if its parts fit together.
     *
     * @throws IllegalArgumentException if something names a policy or group that is not there
     */
    public PolicySnapshot build() {
      return new PolicySnapshot(this);
    }
  }
}
