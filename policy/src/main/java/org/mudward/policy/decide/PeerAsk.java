package org.mudward.policy.decide;

import java.util.ArrayList;
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
  private final List<List<Blocks>> ofRules = new ArrayList<>();
  private final Map<GroupId, Blocks> groups = new HashMap<>();
  private final List<Blocks> all = new ArrayList<>();

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
    for (Rule rule : rules) {
      List<Blocks> asked = new ArrayList<>();
      for (Condition condition : rule.match().conditions()) {
        if (condition instanceof Condition.PeerIn in && byAddress(in.group(), members)) {
          asked.add(groups.computeIfAbsent(in.group(), id -> blocks(members.get(id))));
        } else if (condition instanceof Condition.AddressIn in && in.end() == direction.peer()) {
          Blocks literal = Blocks.of(Set.of(in.prefix()));
          asked.add(literal);
          all.add(literal);
        }
      }
      ofRules.add(asked);
    }
    all.addAll(groups.values());
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

  Set<IpAddress> hosts(Family family) {
    Set<IpAddress> hosts = new HashSet<>();
    for (Blocks blocks : all) {
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
    for (Blocks blocks : all) {
      blocks.networks().stream().filter(n -> n.family() == family).forEach(networks::add);
    }
    return networks;
  }

  /** Whether a rule admits an address that is none of the single hosts. */
  boolean admitsNetwork(int rule, IpAddress address) {
    for (Blocks blocks : ofRules.get(rule)) {
      if (!blocks.holdsInNetwork(address)) {
        return false;
      }
    }
    return true;
  }

  boolean admits(int rule, IpAddress address) {
    Prefix host = Prefix.of(address);
    for (Blocks blocks : ofRules.get(rule)) {
      if (!blocks.hosts().contains(host) && !blocks.holdsInNetwork(address)) {
        return false;
      }
    }
    return true;
  }
}
