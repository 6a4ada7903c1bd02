package org.mudward.policy.decide;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mudward.policy.Family;
import org.mudward.policy.GroupId;
import org.mudward.policy.IpAddress;
import org.mudward.policy.Prefix;

/**
 * Which rules admit a peer by its address in one family: single hosts, which come and go, in a
 * table of their own, all other addresses by their networks.
 */
final class PeerTable {
  private final HostTable hosts;
  private final PeerIntervals networks;

  private PeerTable(HostTable hosts, PeerIntervals networks) {
    this.hosts = hosts;
    this.networks = networks;
  }

  static PeerTable of(PeerAsk ask, Family family, RuleBits bits) {
    return new PeerTable(
        HostTable.empty().with(admitted(ask.hosts(family), ask, bits)),
        PeerIntervals.of(ask, family, bits));
  }

  private static Map<IpAddress, long[]> admitted(Set<IpAddress> hosts, PeerAsk ask, RuleBits bits) {
    Map<IpAddress, long[]> admitted = new HashMap<>();
    for (IpAddress host : hosts) {
      admitted.put(host, bits.where(rule -> ask.admits(rule, host)));
    }
    return admitted;
  }

  /**
   * The same after some groups have other members.
   *
   * @param before what was asked
   * @param now the same of other members
   */
  @SuppressWarnings("ReferenceEquality")
  PeerTable with(PeerAsk before, PeerAsk now, Family family, RuleBits bits) {
    Set<IpAddress> fresh = new HashSet<>();
    List<GroupId> grown = new ArrayList<>();
    for (Map.Entry<GroupId, PeerAsk.Blocks> entry : now.groups().entrySet()) {
      PeerAsk.Blocks blocks = entry.getValue();
      PeerAsk.Blocks old = before.groups().getOrDefault(entry.getKey(), PeerAsk.Blocks.NONE);
      if (blocks == old) {
        continue;
      }
      if (!blocks.networks().equals(old.networks()) || !blocks.hosts().containsAll(old.hosts())) {
        return of(now, family, bits);
      }
      grown.add(entry.getKey());
      for (Prefix host : blocks.hosts()) {
        if (host.family() == family && !old.hosts().contains(host)) {
          fresh.add(host.address());
        }
      }
    }
    if (fresh.isEmpty()) {
      return this;
    }
    // What the other rules say of these addresses is as it was.
    BitSet askers = now.askers(grown);
    Map<IpAddress, long[]> admitted = new HashMap<>();
    for (IpAddress host : fresh) {
      long[] old = admitting(host.high(), host.low());
      admitted.put(host, RuleBits.again(old, askers, rule -> now.admits(rule, host)));
    }
    return new PeerTable(hosts.with(admitted), networks);
  }

  /** The rules that admit an address. */
  long[] admitting(long high, long low) {
    long[] known = hosts.get(high, low);
    return known != null ? known : networks.admitting(high, low);
  }
}
