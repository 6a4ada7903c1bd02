package org.mudward.policy.flow;

/**
 * One entry of a flow table. Of the entries of a table that match a packet, the one with the
 * highest priority decides.
 *
 * @param table 0 to 254
 * @param priority 0 to 65535
 */
public record FlowEntry(int table, int priority, FlowMatch match, FlowAction action) {
  public FlowEntry {
    if (table < 0 || table > 254 || priority < 0 || priority > 65535) {
      throw new IllegalArgumentException("no such place: table " + table + " priority " + priority);
    }
  }

  /** Whether only a switch that follows connections can have it. */
  public boolean isAboutConnections() {
    return action instanceof FlowAction.Track
        || action instanceof FlowAction.Commit
        || match.fields().containsKey(FlowField.CT_STATE);
  }
}
