package org.mudward.policy.decide;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.mudward.policy.Family;
import org.mudward.policy.IpAddress;
import org.mudward.policy.Prefix;

/**
 * Which rules admit a peer by the network of its address in one family: all addresses between two
 * bounds fare alike.
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

  static PeerIntervals of(PeerAsk ask, Family family, RuleBits bits) {
    TreeSet<IpAddress> starts = new TreeSet<>();
    starts.add(new IpAddress(family, 0, 0));
    for (Prefix network : ask.networks(family)) {
      starts.add(network.address());
      addNext(starts, network.last());
    }
    List<IpAddress> sorted = List.copyOf(starts);
    long[][] admitted = new long[sorted.size()][];
    for (int i = 0; i < admitted.length; i++) {
      IpAddress address = sorted.get(i);
      admitted[i] = bits.where(rule -> ask.admitsNetwork(rule, address));
    }
    return new PeerIntervals(sorted, admitted);
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
