package org.mudward.policy.flow;

import org.jspecify.annotations.Nullable;

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

  /**
   * Where an entry stands: of two with the same place, a switch keeps the later.
   *
   * @param table likewise
   * @param priority likewise
   */
  public record Place(int table, int priority, FlowMatch match) {

    // Written out here: what the JDK makes for records is slow until the optimising compiler came
    // by.

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Place place
          && table == place.table
          && priority == place.priority
          && match.equals(place.match);
    }

    @Override
    public int hashCode() {
      return 31 * (31 * match.hashCode() + priority) + table;
    }
  }

  /** Its place. */
  public Place place() {
    return new Place(table, priority, match);
  }

  // Written out here: what the JDK makes for records is slow until the optimising compiler came by.

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof FlowEntry entry
            && table == entry.table
            && priority == entry.priority
            && match.equals(entry.match)
            && action.equals(entry.action));
  }

  /** Of what is most often another: the place, of which there is but one. */
  @Override
  public int hashCode() {
    return 31 * (31 * match.hashCode() + priority) + table;
  }

  /** Whether only a switch that follows connections can have it. */
  public boolean isAboutConnections() {
    return action instanceof FlowAction.Track
        || action instanceof FlowAction.Commit
        || match.get(FlowField.CT_STATE) != null;
  }
}
