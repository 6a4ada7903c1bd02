package org.mudward.policy.decide;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.Condition;
import org.mudward.policy.Direction;
import org.mudward.policy.Family;
import org.mudward.policy.Group;
import org.mudward.policy.GroupId;
import org.mudward.policy.IpAddress;
import org.mudward.policy.Prefix;
import org.mudward.policy.Rule;

/**
 * What the rules of one policy in one direction ask of the address of a peer: to lie in one block
 * of each of these. Speaks of groups of addresses and of literal blocks; groups of devices admit
 * everybody here, since a device may be known by its MAC address.
 */
final class PeerAsk {
  private final List<List<Asked>> ofRules;
  private final Map<GroupId, Blocks> groups;
  private final List<Blocks> literals;

  /** The places of the rules that ask about a group. */
  private final Map<GroupId, BitSet> askers;

  /** One block of which the address has to be: of a group that may change, or a literal one. */
  private record Asked(@Nullable GroupId group, Blocks literal) {}

  /** Single hosts apart from networks, because hosts come and go. */
  record Blocks(Set<Prefix> hosts, List<Prefix> networks) {
    static final Blocks NONE = of(Set.of());

    static Blocks of(Set<Prefix> prefixes) {
      Set<Prefix> hosts = new HashSet<>();
      List<Prefix> networks = new ArrayList<>();
      for (Prefix prefix : prefixes) {
        (prefix.length() == prefix.family().bits() ? hosts : networks).add(prefix);
      }
      return new Blocks(hosts, networks.stream().sorted().toList());
    }

    boolean holdsInNetwork(IpAddress address) {
      for (Prefix network : networks) {
        if (network.contains(address)) {
          return true;
        }
      }
      return false;
    }
  }

  PeerAsk(List<Rule> rules, Direction direction, SortedMap<GroupId, Group> members) {
    ofRules = new ArrayList<>();
    groups = new HashMap<>();
    literals = new ArrayList<>();
    askers = new HashMap<>();
    for (Rule rule : rules) {
      List<Asked> asked = new ArrayList<>();
      for (Condition condition : rule.match().conditions()) {
        if (condition instanceof Condition.PeerIn in && byAddress(in.group(), members)) {
          groups.computeIfAbsent(in.group(), id -> blocks(members.get(id)));
          asked.add(new Asked(in.group(), Blocks.NONE));
          askers.computeIfAbsent(in.group(), id -> new BitSet()).set(ofRules.size());
        } else if (condition instanceof Condition.AddressIn in && in.end() == direction.peer()) {
          Blocks literal = Blocks.of(Set.of(in.prefix()));
          asked.add(new Asked(null, literal));
          literals.add(literal);
        }
      }
      ofRules.add(asked);
    }
  }

  /** What the other asks, of other members of some groups. */
  private PeerAsk(PeerAsk other, Collection<Group> changed) {
    ofRules = other.ofRules;
    literals = other.literals;
    askers = other.askers;
    groups = new HashMap<>(other.groups);
    for (Group group : changed) {
      groups.computeIfPresent(group.id(), (id, before) -> blocks(group));
    }
  }

  /** The same after some groups have other members; of the others it keeps the same blocks. */
  PeerAsk with(Collection<Group> changed) {
    return new PeerAsk(this, changed);
  }

  private Blocks blocks(Asked asked) {
    GroupId group = asked.group;
    return group == null ? asked.literal : groups.getOrDefault(group, Blocks.NONE);
  }

  private List<Blocks> all() {
    List<Blocks> all = new ArrayList<>(literals);
    all.addAll(groups.values());
    return all;
  }

  private static Blocks blocks(@Nullable Group group) {
    return Blocks.of(group instanceof Group.Addresses hosts ? hosts.prefixes() : Set.of());
  }

  /** Whether a group is asked about by address alone; one that is not there holds nobody. */
  static boolean byAddress(GroupId id, SortedMap<GroupId, Group> groups) {
    return !(groups.get(id) instanceof Group.Devices);
  }

  /** The groups that any rule asks about. */
  Map<GroupId, Blocks> groups() {
    return groups;
  }

  /** The places of the rules that ask about one of these groups. */
  BitSet askers(Collection<GroupId> of) {
    BitSet places = new BitSet();
    for (GroupId group : of) {
      places.or(askers.getOrDefault(group, new BitSet()));
    }
    return places;
  }

  Set<IpAddress> hosts(Family family) {
    Set<IpAddress> hosts = new HashSet<>();
    for (Blocks blocks : all()) {
      for (Prefix host : blocks.hosts()) {
        if (host.family() == family) {
          hosts.add(host.address());
        }
      }
    }
    return hosts;
  }

  Set<Prefix> networks(Family family) {
    Set<Prefix> networks = new HashSet<>();
    for (Blocks blocks : all()) {
      blocks.networks().stream().filter(n -> n.family() == family).forEach(networks::add);
    }
    return networks;
  }

  /** Whether a rule admits an address that is none of the single hosts. */
  boolean admitsNetwork(int rule, IpAddress address) {
    for (Asked asked : ofRules.get(rule)) {
      if (!blocks(asked).holdsInNetwork(address)) {
        return false;
      }
    }
    return true;
  }

  boolean admits(int rule, IpAddress address) {
    Prefix host = Prefix.of(address);
    for (Asked asked : ofRules.get(rule)) {
      Blocks blocks = blocks(asked);
      if (!blocks.hosts().contains(host) && !blocks.holdsInNetwork(address)) {
        return false;
      }
    }
    return true;
  }
}
