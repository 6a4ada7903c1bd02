package org.mudward.policy.analysis;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.Limitation;
import org.mudward.policy.Origin;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.flow.FlowEntry;

/**
 * Whether flow tables mean what a snapshot means, over all packets and not samples.
 *
 * @param wider a packet that the tables let pass and the snapshot drops; null if there is none.
 *     Such a packet is a hole.
 * @param stricter a packet that the snapshot lets pass and the tables drop; null if there is none.
 *     Packets that no switch can tell from damaged ones are left out here.
 * @param unexplained one of these that no {@link Limitation} of a rule answers for; null if there
 *     is none. Such a packet is a fault, though not a hole.
 */
public record Proof(
    @Nullable Disagreement wider,
    @Nullable Disagreement stricter,
    @Nullable Disagreement unexplained) {

  /**
   * A packet that is not treated alike.
   *
   * @param path the entries that it meets, table by table; the last one decides
   */
  public record Disagreement(PacketExample packet, List<FlowEntry> path) {
    public Disagreement {
      path = List.copyOf(path);
    }
  }

  /** Compares the two over all whole and honest packets, later fragments among them. */
  public static Proof of(
      PolicySnapshot snapshot, List<FlowEntry> entries, List<Limitation> limitations) {
    PacketSpace space = new PacketSpace();
    int meant = new SnapshotSet(snapshot, space).passes();
    int least = meant;
    Set<Origin> limited =
        limitations.stream()
            .map(Limitation::origin)
            .filter(origin -> !origin.equals(Origin.NO_MATCH))
            .collect(Collectors.toSet());
    if (!limited.isEmpty()) {
      least = space.bits.and(meant, new SnapshotSet(snapshot, space, limited).passes());
    }
    TableSet tables = new TableSet(entries, space);
    int done = tables.passes();
    int doneOrIndistinct = space.bits.or(done, space.indistinct());
    return new Proof(
        example(space, tables, space.bits.minus(space.bits.and(done, space.honest()), meant)),
        example(space, tables, space.bits.minus(meant, doneOrIndistinct)),
        example(space, tables, space.bits.minus(least, doneOrIndistinct)));
  }

  private static @Nullable Disagreement example(PacketSpace space, TableSet tables, int set) {
    if (space.bits.isEmpty(set)) {
      return null;
    }
    var values = PacketExample.values(set, space);
    return new Disagreement(PacketExample.of(values), tables.path(space.bits.single(values)));
  }

  /** Whether nothing passes that should not. */
  public boolean isTight() {
    return wider == null;
  }

  /** Whether the two are the same set. */
  public boolean isExact() {
    return wider == null && stricter == null;
  }

  /** Whether the two are the same set but for what limitations say. */
  public boolean isEqualButForLimitations() {
    return wider == null && unexplained == null;
  }
}
