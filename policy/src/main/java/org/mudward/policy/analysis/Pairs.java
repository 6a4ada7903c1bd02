package org.mudward.policy.analysis;

import java.util.ArrayList;
import java.util.List;
import org.mudward.policy.Baseline;
import org.mudward.policy.Condition;
import org.mudward.policy.Direction;
import org.mudward.policy.MacAddress;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.Rule;

/**
 * Who on a site may send what to whom, for all pairs: what both sides let pass.
 *
 * <p>Devices that no rule tells apart are one party, so a thousand devices of twenty kinds are some
 * twenty parties. Hosts that are no device are named by the groups they belong to, "any other host"
 * if to none. Address resolution and the like, which the baseline permits among all, is left out.
 *
 * @param devices how many devices there are
 * @param parties how many parties these are
 * @param pairs those between whom something passes and of whom at least one has a policy
 */
public record Pairs(int devices, int parties, List<Pair> pairs) {
  public Pairs {
    pairs = List.copyOf(pairs);
  }

  /**
   * What the members of one party may send to the members of another.
   *
   * @param traffic protocols with source and destination ports, a line each
   */
  public record Pair(Side from, Side to, List<String> traffic) {
    public Pair {
      traffic = List.copyOf(traffic);
    }
  }

  /**
   * One end of a pair.
   *
   * @param name the policy of devices, the groups of other hosts
   * @param members the devices; empty for other hosts
   */
  public record Side(String name, List<MacAddress> members) {
    public Side {
      members = List.copyOf(members);
    }
  }

  /** Asks for all pairs at once. */
  public static Pairs of(PolicySnapshot snapshot) {
    PacketSpace space = new PacketSpace();
    PlaceRules rules = new PlaceRules(snapshot, space);
    Parties known = new Parties(snapshot, rules);
    List<Parties.Party> devices = known.devices();
    List<Parties.Party> all = new ArrayList<>(devices);
    all.addAll(known.hosts());
    TrafficWords words = new TrafficWords(space);
    int common = baseline(snapshot, space);
    List<Pair> pairs = new ArrayList<>();
    for (Parties.Party from : all) {
      for (Parties.Party to : all) {
        if (isPair(from, to)) {
          List<String> traffic =
              words.of(space.bits.minus(rules.passes(from.places(), to.places()), common));
          if (!traffic.isEmpty()) {
            pairs.add(new Pair(side(from), side(to), traffic));
          }
        }
      }
    }
    return new Pairs(snapshot.devices().size(), devices.size(), pairs);
  }

  private static Side side(Parties.Party party) {
    return new Side(party.name(), party.members());
  }

  private static boolean isPair(Parties.Party from, Parties.Party to) {
    boolean hostsOnly = from.members().isEmpty() && to.members().isEmpty();
    return !hostsOnly && (!from.equals(to) || from.members().size() > 1);
  }

  /** What the baseline permits whoever the peer is, in both directions. */
  private static int baseline(PolicySnapshot snapshot, PacketSpace space) {
    int set = space.bits.none();
    for (Baseline entry : snapshot.baseline()) {
      for (Rule rule : entry.rules(Direction.FROM_DEVICE)) {
        var family = rule.match().family();
        int matched = family == null ? space.bits.all() : space.family(family);
        for (Condition condition : rule.match().conditions()) {
          boolean ofPeer =
              condition instanceof Condition.PeerIn || condition instanceof Condition.AddressIn;
          matched =
              space.bits.and(
                  matched,
                  ofPeer
                      ? space.bits.none()
                      : space.satisfies(condition, Direction.FROM_DEVICE, rule.verdict()));
        }
        set = space.bits.or(set, matched);
      }
    }
    return set;
  }
}
