package org.mudward.policy.filter;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.mudward.policy.Limitation;
import org.mudward.policy.MacAddress;

/**
 * A compiled snapshot: one table of nftables, to be exchanged as a whole or not at all.
 *
 * @param revision the snapshot's
 * @param sets by name
 * @param maps by name, what to do with the packets of a device
 * @param chains by name, in the order in which they are written
 * @param limitations where the table is stricter than the snapshot
 */
public record FilterTable(
    long revision,
    SortedMap<String, FilterSet> sets,
    SortedMap<String, SortedMap<MacAddress, FilterAction>> maps,
    Map<String, FilterChain> chains,
    List<Limitation> limitations) {
  public FilterTable {
    limitations = List.copyOf(limitations);
  }

  /** How many rules all chains have. */
  public int rules() {
    return chains.values().stream().mapToInt(chain -> chain.rules().size()).sum();
  }
}
