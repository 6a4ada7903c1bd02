package org.mudward.policy.flow;

import java.util.List;

/**
 * Is told of the tables of a snapshot while they are made, in the order in which they are. Should
 * the making fail, what was told before comes to nothing.
 */
public interface FlowSink {
  /** All meters that entries will name; before the first entry, once. */
  void meters(List<Meter> meters);

  /** An entry; no two have the same table, priority and match, and none is taken back. */
  void entry(FlowEntry entry);
}
