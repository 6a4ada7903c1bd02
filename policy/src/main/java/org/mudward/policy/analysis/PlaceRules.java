package org.mudward.policy.analysis;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.Condition;
import org.mudward.policy.Device;
import org.mudward.policy.Direction;
import org.mudward.policy.End;
import org.mudward.policy.Family;
import org.mudward.policy.Field;
import org.mudward.policy.Group;
import org.mudward.policy.GroupId;
import org.mudward.policy.IpAddress;
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
  private final Set<Prefix> literals = new HashSet<>();

  PlaceRules(PolicySnapshot snapshot, PacketSpace space) {
    this.snapshot = snapshot;
    this.space = space;
    for (String policy : snapshot.policies().keySet()) {
      for (Direction direction : Direction.values()) {
        for (Rule rule : snapshot.rules(policy, direction)) {
          for (Condition condition : rule.match().conditions()) {
            if (condition instanceof Condition.AddressIn at) {
              literals.add(at.prefix());
            }
          }
        }
      }
    }
  }

  private record Asked(String policy, Direction direction) {}

  private record Situation(Asked asked, Family family, BitSet holding) {}

  private record Member(GroupId group, IpAddress address) {}

  /** Places that no rule tells apart where they are not the peer. */
  private record Kind(Family family, MacAddress mac, Set<Prefix> literals) {}

  /** The policy that judges a place; null if nobody does. */
  @Nullable String policyOf(Place place) {
    Device device = snapshot.devices().get(place.mac());
    if (device != null) {
      return device.policy();
    }
    return snapshot.isUnknown(place.mac()) ? snapshot.unknownPolicy() : null;
  }

  /**
   * The packets that pass from one place to another; both are of the same family. Where nobody
   * judges, all pass.
   */
  int passes(Place from, Place to) {
    return between(List.of(from), List.of(to));
  }

  /**
   * The packets that pass from any of some places to any of some others, of the same family, where
   * somebody judges them.
   *
   * <p>Among places of a kind, what the sender's rules say depends on the receiver only, and what
   * the receiver's say on the sender: so the two are put together once, not for each pair.
   */
  int passes(List<Place> from, List<Place> to) {
    BitSpace bits = space.bits;
    int all = bits.none();
    Map<Kind, List<Place>> sources = kinds(from);
    Map<Kind, List<Place>> destinations = kinds(to);
    for (Map.Entry<Kind, List<Place>> source : sources.entrySet()) {
      for (Map.Entry<Kind, List<Place>> destination : destinations.entrySet()) {
        if (source.getKey().family() == destination.getKey().family()
            && isJudged(source.getValue().get(0), destination.getValue().get(0))) {
          all = bits.or(all, between(source.getValue(), destination.getValue()));
        }
      }
    }
    return all;
  }

  private Map<Kind, List<Place>> kinds(List<Place> places) {
    Map<Kind, List<Place>> kinds = new LinkedHashMap<>();
    for (Place place : places) {
      Set<Prefix> in =
          literals.stream()
              .filter(block -> block.contains(place.address()))
              .collect(Collectors.toSet());
      Kind kind = new Kind(place.address().family(), place.mac(), in);
      kinds.computeIfAbsent(kind, k -> new ArrayList<>()).add(place);
    }
    return kinds;
  }

  private boolean isJudged(Place from, Place to) {
    return policyOf(from) != null || policyOf(to) != null;
  }

  private int between(List<Place> from, List<Place> to) {
    BitSpace bits = space.bits;
    Place someSource = from.get(0);
    Place someDestination = to.get(0);
    String sender = policyOf(someSource);
    String receiver = policyOf(someDestination);
    int set = space.family(someSource.address().family());
    if (sender != null) {
      Asked asked = new Asked(sender, Direction.FROM_DEVICE);
      int sent = bits.none();
      for (Place place : to) {
        sent = bits.or(sent, accepts(asked, someSource, place));
      }
      set = bits.and(set, sent);
    }
    if (receiver != null) {
      Asked asked = new Asked(receiver, Direction.TO_DEVICE);
      int received = bits.none();
      for (Place place : from) {
        received = bits.or(received, accepts(asked, place, someDestination));
      }
      set = bits.and(set, received);
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
    Group group = snapshot.groups().get(id);
    if (group instanceof Group.Devices devices && devices.members().contains(place.mac())) {
      return true;
    }
    Member asked = new Member(id, place.address());
    if (group instanceof Group.Addresses hosts) {
      return members.computeIfAbsent(
          asked, member -> hosts.prefixes().stream().anyMatch(p -> p.contains(member.address())));
    }
    return group instanceof Group.Devices behind
        && place.mac().equals(snapshot.gateway())
        && members.computeIfAbsent(
            asked, member -> behind.members().stream().anyMatch(mac -> holds(mac, place)));
  }

  private boolean holds(MacAddress mac, Place place) {
    Device device = snapshot.devices().get(mac);
    return device != null && device.addresses().contains(place.address());
  }
}
