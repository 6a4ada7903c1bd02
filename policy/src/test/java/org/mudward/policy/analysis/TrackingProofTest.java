package org.mudward.policy.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.Protocol;
import org.mudward.policy.flow.ClassIds;
import org.mudward.policy.flow.FlowCompilation;
import org.mudward.policy.testing.Generators;

/**
 * Tables that follow connections against those that go by flags, over all packets and all that a
 * switch may know of a connection, for generated policies.
 */
class TrackingProofTest {
  private static final int SNAPSHOTS = Integer.getInteger("mudward.proofs", 12);

  /** A connection that the switch looked for, and did not know. */
  private static final long NEW = 0x21;

  private int narrower;

  @Test
  void followingConnectionsPassesLessAndTheBeginningsOfAll() {
    for (long seed = 1; seed <= SNAPSHOTS; seed++) {
      compare(seed);
    }
    assertTrue(narrower > SNAPSHOTS / 4, "rules must say often enough who begins: " + narrower);
  }

  private void compare(long seed) {
    PolicySnapshot snapshot = new Generators(seed).snapshot();
    PacketSpace space = new PacketSpace();
    BitSpace bits = space.bits;
    int followed = passes(snapshot, true, space);
    int byFlags = passes(snapshot, false, space);
    String what = "seed " + seed;
    assertTrue(bits.isEmpty(bits.minus(followed, byFlags)), () -> what + " passes more");
    int tcp = space.protocol(Protocol.TCP);
    assertEquals(bits.minus(byFlags, tcp), bits.minus(followed, tcp), what + " beside TCP");
    if (bits.hasField(PacketSpace.CONNECTION)) {
      int begins = bits.minus(space.opens(), space.later());
      begins = bits.and(begins, bits.equal(PacketSpace.CONNECTION, NEW, 0xFFFF_FFFFL));
      assertEquals(bits.and(byFlags, begins), bits.and(followed, begins), what + " beginnings");
    }
    narrower += followed == byFlags ? 0 : 1;
  }

  private static int passes(PolicySnapshot snapshot, boolean tracking, PacketSpace space) {
    FlowCompilation tables = FlowCompilation.of(snapshot, ClassIds.EMPTY, tracking);
    return new TableSet(List.copyOf(tables.entries()), space).passes();
  }
}
