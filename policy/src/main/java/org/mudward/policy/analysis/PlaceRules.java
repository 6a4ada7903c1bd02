package org.mudward.policy.analysis;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.Condition;
import org.mudward.policy.Device;
import org.mudward.policy.Direction;
import org.mudward.policy.End;
import org.mudward.policy.Family;
import org.mudward.policy.Field;
import org.mudward.policy.Group;
import org.mudward.policy.GroupId;
import org.mudward.policy.MacAddress;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.Prefix;
import org.mudward.policy.Rule;
import org.mudward.policy.Verdict;

/**
 * What passes from one place to another, as a set over what is left open: protocol, ports, flags.
 *
 * <p>Between two places every condition on addresses either holds or not. Pairs of places in which
 * the same ones hold have the same set, which is made once: so there are few sets, however many
 * pairs there are.
 */
final class PlaceRules {
  private final PolicySnapshot snapshot;
  private final PacketSpace space;
  private final Map<Asked, List<Rule>> rules = new HashMap<>();
  private final Map<Situation, Integer> accepted = new HashMap<>();
  private final Map<Member, Boolean> members = new HashMap<>();

  PlaceRules(PolicySnapshot snapshot, PacketSpace space) {
    this.snapshot = snapshot;
    this.space = space;
  }

  private record Asked(String policy, Direction direction) {}

  private record Situation(Asked asked, Family family, BitSet holding) {}

  private record Member(GroupId group, Place place) {}

  /** The policy that judges a place; null if nobody does. */
  @Nullable String policyOf(Place place) {
    Device device = snapshot.devices().get(place.mac());
    if (device != null) {
      return device.policy();
    }
    return snapshot.isUnknown(place.mac()) ? snapshot.unknownPolicy() : null;
  }

  /** The packets that pass from one place to another; both are of the same family. */
  int passes(Place from, Place to) {
    BitSpace bits = space.bits;
    int set = space.family(from.address().family());
    String sender = policyOf(from);
    String receiver = policyOf(to);
    if (sender != null) {
      set = bits.and(set, accepts(new Asked(sender, Direction.FROM_DEVICE), from, to));
    }
    if (receiver != null) {
      set = bits.and(set, accepts(new Asked(receiver, Direction.TO_DEVICE), from, to));
    }
    return set;
  }

  private int accepts(Asked asked, Place from, Place to) {
    List<Rule> list = rules.computeIfAbsent(asked, a -> snapshot.rules(a.policy(), a.direction()));
    Family family = from.address().family();
    BitSet holding = new BitSet();
    for (int i = 0; i < list.size(); i++) {
      holding.set(i, mayMatch(list.get(i), asked.direction(), from, to));
    }
    return accepted.computeIfAbsent(
        new Situation(asked, family, holding), s -> accepts(list, holding, asked.direction()));
  }

  private boolean mayMatch(Rule rule, Direction direction, Place from, Place to) {
    Family family = rule.match().family();
    if (family != null && family != from.address().family()) {
      return false;
    }
    Place peer = direction == Direction.FROM_DEVICE ? to : from;
    for (Condition condition : rule.match().conditions()) {
      boolean fails =
          (condition instanceof Condition.PeerIn in && !isMember(in.group(), peer))
              || (condition instanceof Condition.AddressIn at
                  && !at.prefix().contains((at.end() == End.SOURCE ? from : to).address()))
              || (condition instanceof Condition.FieldIs is && fails(is, from, to));
      if (fails) {
        return false;
      }
    }
    return true;
  }

  private static boolean fails(Condition.FieldIs is, Place from, Place to) {
    return switch (is.field()) {
      case ETHERNET_SOURCE -> (from.mac().bits() & is.mask()) != is.value();
      case ETHERNET_DESTINATION -> (to.mac().bits() & is.mask()) != is.value();
      default -> false;
    };
  }

  private int accepts(List<Rule> list, BitSet holding, Direction direction) {
    BitSpace bits = space.bits;
    int left = bits.all();
    int accepts = bits.none();
    for (int i = holding.nextSetBit(0); i >= 0; i = holding.nextSetBit(i + 1)) {
      Rule rule = list.get(i);
      int matched = bits.and(left, open(rule, direction));
      left = bits.minus(left, matched);
      accepts = rule.verdict() == Verdict.ACCEPT ? bits.or(accepts, matched) : accepts;
    }
    return accepts;
  }

  /** What a rule asks that places do not answer. */
  private int open(Rule rule, Direction direction) {
    int set = space.bits.all();
    for (Condition condition : rule.match().conditions()) {
      if (!isOfPlaces(condition)) {
        set = space.bits.and(set, space.satisfies(condition, direction, rule.verdict()));
      }
    }
    return set;
  }

  private static boolean isOfPlaces(Condition condition) {
    return condition instanceof Condition.PeerIn
        || condition instanceof Condition.AddressIn
        || (condition instanceof Condition.FieldIs is
            && (is.field() == Field.ETHERNET_SOURCE || is.field() == Field.ETHERNET_DESTINATION));
  }

  boolean isMember(GroupId id, Place place) {
    return members.computeIfAbsent(new Member(id, place), member -> findMember(id, place));
  }

  private boolean findMember(GroupId id, Place place) {
    Group group = snapshot.groups().get(id);
    if (group instanceof Group.Addresses hosts) {
      return hosts.prefixes().stream().anyMatch((Prefix p) -> p.contains(place.address()));
    }
    if (!(group instanceof Group.Devices devices)) {
      return false;
    }
    if (devices.members().contains(place.mac())) {
      return true;
    }
    return place.mac().equals(snapshot.gateway())
        && devices.members().stream().anyMatch(mac -> holds(mac, place));
  }

  private boolean holds(MacAddress mac, Place place) {
    Device device = snapshot.devices().get(mac);
    return device != null && device.addresses().contains(place.address());
  }
}
