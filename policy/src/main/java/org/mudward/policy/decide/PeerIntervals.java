package org.mudward.policy.decide;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import org.mudward.policy.Condition;
import org.mudward.policy.End;
import org.mudward.policy.Family;
import org.mudward.policy.Group;
import org.mudward.policy.GroupId;
import org.mudward.policy.IpAddress;
import org.mudward.policy.Prefix;
import org.mudward.policy.Rule;

/**
 * Which rules admit a peer by its address in one family: all addresses between two bounds fare
 * alike. Speaks of groups of addresses and of literal blocks; groups of devices admit everybody
 * here, since a device may be known by its MAC address.
 */
final class PeerIntervals {
  private final long[] high;
  private final long[] low;
  private final long[][] admitted;

  private PeerIntervals(List<IpAddress> starts, long[][] admitted) {
    this.high = starts.stream().mapToLong(IpAddress::high).toArray();
    this.low = starts.stream().mapToLong(IpAddress::low).toArray();
    this.admitted = admitted;
  }

  /**
   * @param peer which end of a packet the peer is
   */
  static PeerIntervals of(
      List<Rule> rules, End peer, Family family, SortedMap<GroupId, Group> groups, RuleBits bits) {
    List<List<List<Prefix>>> asked = new ArrayList<>();
    TreeSet<IpAddress> starts = new TreeSet<>();
    starts.add(new IpAddress(family, 0, 0));
    for (Rule rule : rules) {
      List<List<Prefix>> blocks = blocks(rule, peer, family, groups);
      for (List<Prefix> alternatives : blocks) {
        for (Prefix prefix : alternatives) {
          starts.add(prefix.address());
          addNext(starts, prefix.last());
        }
      }
      asked.add(blocks);
    }
    List<IpAddress> sorted = List.copyOf(starts);
    long[][] admitted = new long[sorted.size()][];
    for (int i = 0; i < admitted.length; i++) {
      IpAddress address = sorted.get(i);
      admitted[i] = bits.where(rule -> admits(asked.get(rule), address));
    }
    return new PeerIntervals(sorted, admitted);
  }

  /** What a rule asks of the address: to lie in one of each of these. */
  private static List<List<Prefix>> blocks(
      Rule rule, End peer, Family family, SortedMap<GroupId, Group> groups) {
    List<List<Prefix>> blocks = new ArrayList<>();
    for (Condition condition : rule.match().conditions()) {
      if (condition instanceof Condition.PeerIn in && byAddress(in, groups)) {
        blocks.add(
            groups.get(in.group()) instanceof Group.Addresses hosts
                ? hosts.prefixes().stream().filter(p -> p.family() == family).toList()
                : List.of());
      } else if (condition instanceof Condition.AddressIn in && in.end() == peer) {
        blocks.add(in.prefix().family() == family ? List.of(in.prefix()) : List.of());
      }
    }
    return blocks;
  }

  /** Whether a group is asked about by address alone; one that is not there holds nobody. */
  static boolean byAddress(Condition.PeerIn in, SortedMap<GroupId, Group> groups) {
    return !(groups.get(in.group()) instanceof Group.Devices);
  }

  private static void addNext(Set<IpAddress> starts, IpAddress last) {
    long nextLow = last.low() + 1;
    if (last.family() == Family.IPV4) {
      if (nextLow <= 0xFFFF_FFFFL) {
        starts.add(new IpAddress(Family.IPV4, 0, nextLow));
      }
    } else if (nextLow != 0 || last.high() != -1) {
      starts.add(new IpAddress(Family.IPV6, last.high() + (nextLow == 0 ? 1 : 0), nextLow));
    }
  }

  private static boolean admits(List<List<Prefix>> blocks, IpAddress address) {
    for (List<Prefix> alternatives : blocks) {
      boolean found = false;
      for (int i = 0; i < alternatives.size() && !found; i++) {
        found = alternatives.get(i).contains(Prefix.of(address));
      }
      if (!found) {
        return false;
      }
    }
    return true;
  }

  /** The rules that admit an address, unsigned in two halves. */
  long[] admitting(long wantedHigh, long wantedLow) {
    int from = 0;
    int to = high.length - 1;
    while (from < to) {
      int middle = (from + to + 1) >>> 1;
      int order = Long.compareUnsigned(high[middle], wantedHigh);
      if (order == 0) {
        order = Long.compareUnsigned(low[middle], wantedLow);
      }
      if (order <= 0) {
        from = middle;
      } else {
        to = middle - 1;
      }
    }
    return admitted[from];
  }
}
