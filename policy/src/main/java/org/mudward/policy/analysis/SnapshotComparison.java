package org.mudward.policy.analysis;

import org.jspecify.annotations.Nullable;
import org.mudward.policy.PolicySnapshot;

/**
 * Whether two snapshots let the same packets pass, over all whole and honest packets, and if not, a
 * packet on each side.
 *
 * @param onlyFirst a packet that only the first lets pass; null if there is none
 * @param onlySecond a packet that only the second lets pass; null if there is none
 */
public record SnapshotComparison(
    @Nullable PacketExample onlyFirst, @Nullable PacketExample onlySecond) {

  /** Compares what passes; accepted and nobody's business are the same. */
  public static SnapshotComparison of(PolicySnapshot first, PolicySnapshot second) {
    PacketSpace space = new PacketSpace();
    int one = new SnapshotSet(first, space).passes();
    int other = new SnapshotSet(second, space).passes();
    int real = space.real();
    return new SnapshotComparison(
        PacketExample.of(space.bits.and(real, space.bits.minus(one, other)), space),
        PacketExample.of(space.bits.and(real, space.bits.minus(other, one)), space));
  }

  /** Whether the same packets pass. */
  public boolean isSame() {
    return onlyFirst == null && onlySecond == null;
  }

  /** Whether the second lets pass all that the first does, and perhaps more. */
  public boolean isWithin() {
    return onlyFirst == null;
  }
}
