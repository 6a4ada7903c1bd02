package org.mudward.policy.decide;

import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.mudward.policy.Condition;
import org.mudward.policy.End;
import org.mudward.policy.PortRange;
import org.mudward.policy.Rule;

/** Which rules admit a port at one end of a packet: all ports between two bounds fare alike. */
final class PortIntervals {
  private final int[] starts;
  private final long[][] admitted;

  private PortIntervals(int[] starts, long[][] admitted) {
    this.starts = starts;
    this.admitted = admitted;
  }

  static PortIntervals of(List<Rule> rules, End end, RuleBits bits) {
    TreeSet<Integer> bounds = new TreeSet<>();
    bounds.add(0);
    for (Rule rule : rules) {
      for (Condition condition : rule.match().conditions()) {
        if (condition instanceof Condition.PortIn in && in.end() == end) {
          for (PortRange range : in.ports().ranges()) {
            bounds.add(range.low());
            bounds.add(range.high() + 1);
          }
        }
      }
    }
    int[] starts = bounds.stream().mapToInt(Integer::intValue).toArray();
    long[][] admitted = new long[starts.length][];
    for (int i = 0; i < starts.length; i++) {
      int port = starts[i];
      admitted[i] = bits.where(rule -> admits(rules.get(rule), end, port));
    }
    return new PortIntervals(starts, admitted);
  }

  private static boolean admits(Rule rule, End end, int port) {
    for (Condition condition : rule.match().conditions()) {
      if (condition instanceof Condition.PortIn in
          && in.end() == end
          && !in.ports().contains(port)) {
        return false;
      }
    }
    return true;
  }

  /**
   * The rules that admit a port.
   *
   * @param port 0 to 65535
   */
  long[] admitting(int port) {
    int found = Arrays.binarySearch(starts, port);
    return admitted[found >= 0 ? found : -found - 2];
  }
}
