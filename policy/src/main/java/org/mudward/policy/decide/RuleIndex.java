package org.mudward.policy.decide;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.mudward.policy.Condition;
import org.mudward.policy.Decision;
import org.mudward.policy.Direction;
import org.mudward.policy.End;
import org.mudward.policy.Family;
import org.mudward.policy.Field;
import org.mudward.policy.Group;
import org.mudward.policy.GroupId;
import org.mudward.policy.Membership;
import org.mudward.policy.Packet;
import org.mudward.policy.Protocol;
import org.mudward.policy.Rule;
import org.mudward.policy.Ruling;
import org.mudward.policy.Truth;
import org.mudward.policy.Verdict;

/**
 * The rules of one policy in one direction, found by what a packet shows.
 *
 * <p>For each of family and protocol, source port, destination port and peer address there is a
 * table of the rules that a value satisfies. A rule that is in all four sets, and whose other
 * conditions hold, matches; the first one decides. Packets that hide their protocol or their ports
 * are tried against one rule after the other, as in the reference.
 */
final class RuleIndex {
  private static final int PROTOCOLS = 256;

  private final Direction direction;
  private final Rule[] rules;
  private final Condition[][] others;
  private final Ruling[] rulings;
  private final Decision[] alone;
  private final Map<Family, long[][]> byProtocol = new EnumMap<>(Family.class);
  private final PeerAsk ask;
  private final Map<Family, PeerTable> byPeer = new EnumMap<>(Family.class);
  private final PortIntervals bySource;
  private final PortIntervals byDestination;
  private final int words;

  /** The rules that ask more of a packet than where it comes from and where it goes. */
  private final long[] asking;

  RuleIndex(List<Rule> list, Direction direction, SortedMap<GroupId, Group> groups) {
    this.direction = direction;
    RuleBits bits = new RuleBits(list.size());
    words = bits.words();
    rules = list.toArray(Rule[]::new);
    rulings = new Ruling[rules.length + 1];
    alone = new Decision[rules.length + 1];
    others = new Condition[rules.length][];
    for (int i = 0; i <= rules.length; i++) {
      rulings[i] =
          i < rules.length ? new Ruling(rules[i].verdict(), rules[i].origin()) : Ruling.NO_MATCH;
      boolean sends = direction == Direction.FROM_DEVICE;
      alone[i] = new Decision(sends ? rulings[i] : null, sends ? null : rulings[i]);
    }
    for (int i = 0; i < rules.length; i++) {
      others[i] = others(rules[i], groups);
    }
    asking = bits.where(rule -> !Arrays.stream(others[rule]).allMatch(RuleIndex::isOfEnds));
    bySource = PortIntervals.of(list, End.SOURCE, bits);
    byDestination = PortIntervals.of(list, End.DESTINATION, bits);
    ask = new PeerAsk(list, direction, groups);
    BitSet named = named(rules);
    for (Family family : Family.values()) {
      byProtocol.put(family, byProtocol(family, named, bits));
      byPeer.put(family, PeerTable.of(ask, family, bits));
    }
  }

  /** The protocols that the rules tell from others; those that are not here fare all alike. */
  private static BitSet named(Rule[] rules) {
    BitSet named = new BitSet(PROTOCOLS);
    named.set(Protocol.TCP);
    named.set(Protocol.UDP);
    for (Rule rule : rules) {
      for (Condition condition : rule.match().conditions()) {
        if (condition instanceof Condition.FieldIs is && is.field() == Field.PROTOCOL) {
          boolean one = is.mask() == PROTOCOLS - 1 && is.value() < PROTOCOLS;
          named.set(one ? (int) is.value() : 0, one ? (int) is.value() + 1 : PROTOCOLS);
        }
      }
    }
    return named;
  }

  private long[][] byProtocol(Family family, BitSet named, RuleBits bits) {
    long[][] protocols = new long[PROTOCOLS][];
    int other = named.nextClearBit(0);
    long[] others = bits.where(rule -> admits(rules[rule], family, other));
    for (int p = 0; p < PROTOCOLS; p++) {
      int protocol = p;
      protocols[p] =
          named.get(p) ? bits.where(rule -> admits(rules[rule], family, protocol)) : others;
    }
    return protocols;
  }

  /** The other, with what its rules ask of peers told anew; the rest is shared. */
  private RuleIndex(RuleIndex other, PeerAsk ask) {
    direction = other.direction;
    rules = other.rules;
    others = other.others;
    rulings = other.rulings;
    alone = other.alone;
    bySource = other.bySource;
    byDestination = other.byDestination;
    words = other.words;
    asking = other.asking;
    byProtocol.putAll(other.byProtocol);
    this.ask = ask;
    RuleBits bits = new RuleBits(rules.length);
    other.byPeer.forEach(
        (family, table) -> byPeer.put(family, table.with(other.ask, ask, family, bits)));
  }

  /** The same after some groups have other members; itself if it asks nothing of them. */
  RuleIndex with(Collection<Group> changed) {
    for (Group group : changed) {
      if (ask.groups().containsKey(group.id())) {
        return new RuleIndex(this, ask.with(changed));
      }
    }
    return this;
  }

  /** The conditions that no table answers. */
  private Condition[] others(Rule rule, SortedMap<GroupId, Group> groups) {
    List<Condition> left = new ArrayList<>();
    for (Condition condition : rule.match().conditions()) {
      boolean answered =
          condition instanceof Condition.PortIn
              || (condition instanceof Condition.FieldIs is && is.field() == Field.PROTOCOL)
              || (condition instanceof Condition.InitiatedBy by && by.initiator() == direction)
              || (condition instanceof Condition.AddressIn in && in.end() == direction.peer())
              || (condition instanceof Condition.PeerIn peer
                  && PeerAsk.byAddress(peer.group(), groups));
      if (!answered) {
        left.add(condition);
      }
    }
    return left.toArray(Condition[]::new);
  }

  /**
   * Whether all packets between the same ends fare alike, but for segments that open connections.
   */
  private static boolean isOfEnds(Condition condition) {
    if (condition instanceof Condition.FieldIs is) {
      return is.field() == Field.PROTOCOL
          || is.field() == Field.ETHERTYPE
          || is.field() == Field.ETHERNET_SOURCE
          || is.field() == Field.ETHERNET_DESTINATION;
    }
    return condition instanceof Condition.PeerIn
        || condition instanceof Condition.AddressIn
        || condition instanceof Condition.PortIn
        || condition instanceof Condition.InitiatedBy;
  }

  /**
   * Whether the place is the same for all packets between the ends of this one, but for segments
   * that open connections.
   *
   * @param packet shows its ports
   */
  boolean isByEnds(Packet packet) {
    Family family = packet.family();
    if (family == null) {
      return false;
    }
    long[] protocols = table(byProtocol, family)[packet.protocol()];
    long[] sources = bySource.admitting(packet.port(End.SOURCE));
    long[] destinations = byDestination.admitting(packet.port(End.DESTINATION));
    for (int word = 0; word < words; word++) {
      if ((protocols[word] & sources[word] & destinations[word] & asking[word]) != 0) {
        return false;
      }
    }
    return true;
  }

  /** Whether a packet of this protocol can match, as far as that tells. */
  private static boolean admits(Rule rule, Family family, int protocol) {
    if (rule.match().family() != null && rule.match().family() != family) {
      return false;
    }
    for (Condition condition : rule.match().conditions()) {
      if (!admits(condition, protocol)) {
        return false;
      }
    }
    return true;
  }

  private static boolean admits(Condition condition, int protocol) {
    if (condition instanceof Condition.FieldIs is && is.field() == Field.PROTOCOL) {
      return (protocol & is.mask()) == is.value();
    }
    if (condition instanceof Condition.PortIn) {
      return protocol == Protocol.TCP || protocol == Protocol.UDP;
    }
    return !(condition instanceof Condition.InitiatedBy) || protocol == Protocol.TCP;
  }

  /** The ruling of a rule by its place, or of none. */
  Ruling ruling(int place) {
    return rulings[place];
  }

  /** The decision where this is the only party with a policy. */
  Decision alone(int place) {
    return alone[place];
  }

  /**
   * The place of the first rule that decides; the number of rules if none does.
   *
   * @param decider knows who belongs to groups; the tables answer for those of addresses
   */
  int first(Packet packet, Decider decider) {
    Family family = packet.family();
    int protocol = packet.protocol();
    if (family == null) {
      // Of no group of addresses is what has none.
      return trying(packet, decider.devices());
    }
    if (protocol < 0) {
      return trying(packet, decider.snapshot());
    }
    boolean hasPorts = protocol == Protocol.TCP || protocol == Protocol.UDP;
    int source = hasPorts ? packet.port(End.SOURCE) : 0;
    int destination = hasPorts ? packet.port(End.DESTINATION) : 0;
    if (source < 0 || destination < 0) {
      return trying(packet, decider.snapshot());
    }
    End peer = direction.peer();
    long[] protocols = table(byProtocol, family)[protocol];
    long[] peers =
        table(byPeer, family).admitting(packet.addressHigh(peer), packet.addressLow(peer));
    if (!hasPorts) {
      return first(packet, decider.devices(), protocols, protocols, protocols, peers);
    }
    return first(
        packet,
        decider.devices(),
        protocols,
        bySource.admitting(source),
        byDestination.admitting(destination),
        peers);
  }

  private static <T> T table(Map<Family, T> tables, Family family) {
    T table = tables.get(family);
    if (table == null) {
      throw new IllegalStateException("no table for " + family);
    }
    return table;
  }

  private int first(
      Packet packet, Membership membership, long[] one, long[] two, long[] three, long[] four) {
    for (int word = 0; word < words; word++) {
      long left = one[word] & two[word] & three[word] & four[word];
      while (left != 0) {
        int place = word * Long.SIZE + Long.numberOfTrailingZeros(left);
        if (decides(place, packet, membership)) {
          return place;
        }
        left &= left - 1;
      }
    }
    return rules.length;
  }

  /** What is unknown counts against an accepting rule and for a dropping one. */
  private boolean decides(int place, Packet packet, Membership membership) {
    for (Condition condition : others[place]) {
      Truth truth = condition.holds(packet, direction, membership);
      boolean enough =
          truth == Truth.YES
              || (truth == Truth.UNKNOWN && rules[place].verdict() != Verdict.ACCEPT);
      if (!enough) {
        return false;
      }
    }
    return true;
  }

  private int trying(Packet packet, Membership membership) {
    int place = 0;
    while (place < rules.length && !rules[place].decides(packet, direction, membership)) {
      place++;
    }
    return place;
  }
}
