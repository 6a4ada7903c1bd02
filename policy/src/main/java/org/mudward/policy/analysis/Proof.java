package org.mudward.policy.analysis;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.flow.FlowEntry;

/**
 * Whether flow tables mean what a snapshot means, over all packets and not samples.
 *
 * @param wider a packet that the tables let pass and the snapshot drops; null if there is none.
 *     Such a packet is a hole.
 * @param stricter a packet that the snapshot lets pass and the tables drop; null if there is none.
 *     Such packets have to be covered by a {@link org.mudward.policy.Limitation} of a rule; those
 *     that no switch can tell from damaged ones are left out here.
 */
public record Proof(@Nullable String wider, @Nullable String stricter) {

  /** Compares the two over all whole and honest packets, later fragments among them. */
  public static Proof of(PolicySnapshot snapshot, List<FlowEntry> entries) {
    PacketSpace space = new PacketSpace();
    int meant = new SnapshotSet(snapshot, space).passes();
    int done = new TableSet(entries, space).passes();
    return new Proof(
        example(space, space.bits.minus(space.bits.and(done, space.honest()), meant)),
        example(space, space.bits.minus(meant, space.bits.or(done, space.indistinct()))));
  }

  private static @Nullable String example(PacketSpace space, int set) {
    return space.bits.isEmpty(set) ? null : space.example(set);
  }

  /** Whether nothing passes that should not. */
  public boolean isTight() {
    return wider == null;
  }

  /** Whether the two are the same set. */
  public boolean isExact() {
    return wider == null && stricter == null;
  }
}
