package org.mudward.policy.analysis;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mudward.policy.Condition;
import org.mudward.policy.Device;
import org.mudward.policy.Direction;
import org.mudward.policy.End;
import org.mudward.policy.Group;
import org.mudward.policy.GroupId;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Origin;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.Prefix;
import org.mudward.policy.Rule;
import org.mudward.policy.Verdict;

/** The set of packets that a snapshot lets pass, by the words of {@link PolicySnapshot#decide}. */
final class SnapshotSet {
  private final PolicySnapshot snapshot;
  private final PacketSpace space;
  private final Map<String, Integer> accepted = new HashMap<>();
  private final Map<String, Integer> members = new HashMap<>();

  private final Set<Origin> limited;

  SnapshotSet(PolicySnapshot snapshot, PacketSpace space) {
    this(snapshot, space, Set.of());
  }

  /**
   * The least that a compiled form with these limitations lets pass: of the rules concerned, the
   * accepting ones accept nothing, and the dropping ones drop all of their family.
   */
  SnapshotSet(PolicySnapshot snapshot, PacketSpace space, Set<Origin> limited) {
    this.snapshot = snapshot;
    this.space = space;
    this.limited = limited;
  }

  /** Packets that both parties accept, where they have a policy. */
  int passes() {
    return space.bits.and(sideAccepts(Direction.FROM_DEVICE), sideAccepts(Direction.TO_DEVICE));
  }

  private int sideAccepts(Direction direction) {
    BitSpace bits = space.bits;
    End own = direction.peer().opposite();
    int unlisted = bits.all();
    int accepts = bits.none();
    for (Device device : snapshot.devices().values()) {
      int mine = space.mac(own, device.mac());
      unlisted = bits.minus(unlisted, mine);
      String policy = device.policy();
      accepts =
          bits.or(accepts, policy == null ? mine : bits.and(mine, accepts(policy, direction)));
    }
    String unknown = snapshot.unknownPolicy();
    if (unknown == null) {
      return bits.or(accepts, unlisted);
    }
    int exempt = space.isMulticast(own);
    MacAddress gateway = snapshot.gateway();
    if (gateway != null) {
      exempt = bits.or(exempt, space.mac(own, gateway));
    }
    int judged = bits.and(bits.minus(unlisted, exempt), accepts(unknown, direction));
    return bits.or(accepts, bits.or(judged, bits.and(unlisted, exempt)));
  }

  /** What the rules of one policy accept: each gets what those before it left. */
  private int accepts(String policy, Direction direction) {
    return accepted.computeIfAbsent(
        policy + direction,
        key -> {
          BitSpace bits = space.bits;
          int left = bits.all();
          int accepts = bits.none();
          for (Rule rule : snapshot.rules(policy, direction)) {
            int matched = bits.and(left, matches(rule, direction));
            if (rule.verdict() == Verdict.ACCEPT) {
              accepts = bits.or(accepts, matched);
            }
            left = bits.minus(left, matched);
          }
          return accepts;
        });
  }

  private int matches(Rule rule, Direction direction) {
    BitSpace bits = space.bits;
    var family = rule.match().family();
    int set = family == null ? bits.all() : space.family(family);
    if (limited.contains(rule.origin())) {
      return rule.verdict() == Verdict.ACCEPT ? bits.none() : set;
    }
    List<Condition> conditions = rule.match().conditions();
    for (Condition condition : conditions) {
      int holds =
          condition instanceof Condition.PeerIn peer
              ? member(peer.group(), direction.peer())
              : space.satisfies(condition, direction, rule.verdict());
      set = bits.and(set, holds);
    }
    return set;
  }

  private int member(GroupId id, End peer) {
    return members.computeIfAbsent(id + " " + peer, key -> memberSet(id, peer));
  }

  private int memberSet(GroupId id, End peer) {
    BitSpace bits = space.bits;
    int set = bits.none();
    Group group = snapshot.groups().get(id);
    if (group instanceof Group.Addresses hosts) {
      for (Prefix prefix : hosts.prefixes()) {
        set = bits.or(set, space.address(peer, prefix));
      }
    } else if (group instanceof Group.Devices devices) {
      MacAddress gateway = snapshot.gateway();
      for (MacAddress mac : devices.members()) {
        set = bits.or(set, space.mac(peer, mac));
        Device device = snapshot.devices().get(mac);
        if (gateway != null && device != null) {
          for (var address : device.addresses()) {
            int behind =
                bits.and(space.mac(peer, gateway), space.address(peer, Prefix.of(address)));
            set = bits.or(set, behind);
          }
        }
      }
    }
    return set;
  }
}
