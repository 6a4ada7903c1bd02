package org.mudward.policy.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.mudward.policy.AccessControlList;
import org.mudward.policy.Device;
import org.mudward.policy.DevicePolicy;
import org.mudward.policy.Packet;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.Rule;
import org.mudward.policy.Verdict;
import org.mudward.policy.testing.Generators;

class SnapshotComparisonTest {
  private static final int SNAPSHOTS = Integer.getInteger("mudward.proofs", 40);

  /** The same, with the verdict of one entry turned; the index counts over all lists. */
  private static PolicySnapshot turned(PolicySnapshot snapshot, int which) {
    PolicySnapshot.Builder builder = snapshot.toBuilder(snapshot.revision() + 1);
    int[] left = {which};
    for (DevicePolicy policy : snapshot.policies().values()) {
      builder.policy(
          new DevicePolicy(
              policy.id(),
              policy.mudUrl(),
              turned(policy.fromDevice(), left),
              turned(policy.toDevice(), left)));
    }
    return builder.build();
  }

  private static List<AccessControlList> turned(List<AccessControlList> lists, int[] left) {
    List<AccessControlList> result = new ArrayList<>();
    for (AccessControlList list : lists) {
      List<Rule> rules = new ArrayList<>();
      for (Rule rule : list.rules()) {
        boolean turn = left[0]-- == 0;
        Verdict other = rule.verdict() == Verdict.ACCEPT ? Verdict.DROP : Verdict.ACCEPT;
        rules.add(turn ? new Rule(rule.origin(), rule.match(), other) : rule);
      }
      result.add(new AccessControlList(list.name(), list.family(), rules));
    }
    return result;
  }

  private static int confirm(
      @Nullable PacketExample example, PolicySnapshot passes, PolicySnapshot drops, String what) {
    if (example == null) {
      return 0;
    }
    assertTrue(example.decision(passes).passes(), () -> what + ": " + example);
    assertFalse(example.decision(drops).passes(), () -> what + ": " + example);
    return 1;
  }

  @Test
  void decideConfirmsEveryPacketOnWhichTwoSnapshotsAreSaidToDiffer() {
    int confirmed = 0;
    int same = 0;
    for (long seed = 1; seed <= SNAPSHOTS; seed++) {
      Generators generators = new Generators(seed);
      PolicySnapshot one = generators.snapshot();
      PolicySnapshot other = turned(one, generators.random().nextInt(6));
      SnapshotComparison comparison = SnapshotComparison.of(one, other);
      confirmed += confirm(comparison.onlyFirst(), one, other, "seed " + seed);
      confirmed += confirm(comparison.onlySecond(), other, one, "seed " + seed);
      same += comparison.isSame() ? 1 : 0;
    }
    System.out.println(
        "compared: " + confirmed + " packets confirmed, " + same + " pairs the same");
    assertTrue(confirmed > SNAPSHOTS / 4, "differences must be found, not only " + confirmed);
  }

  @Test
  void noFrameIsTreatedOtherwiseBySnapshotsThatAreSaidToBeTheSame() {
    for (long seed = 1; seed <= SNAPSHOTS; seed++) {
      Generators generators = new Generators(seed);
      PolicySnapshot one = generators.snapshot();
      PolicySnapshot other = turned(one, generators.random().nextInt(6));
      SnapshotComparison comparison = SnapshotComparison.of(one, other);
      for (int i = 0; i < 300; i++) {
        Packet packet = Packet.of(generators.frame(one));
        boolean first = one.decide(packet).passes();
        boolean second = other.decide(packet).passes();
        long which = seed;
        assertTrue(!first || second || !comparison.isWithin(), () -> "seed " + which);
        assertTrue(first == second || !comparison.isSame(), () -> "seed " + which);
      }
    }
  }

  @Test
  void aSnapshotIsTheSameAsItselfAndADeviceWithoutItsPolicyIsWider() {
    PolicySnapshot one = new Generators(7).snapshot();
    assertTrue(SnapshotComparison.of(one, one).isSame());
    Device judged =
        one.devices().values().stream().filter(d -> d.policy() != null).findFirst().orElseThrow();
    PolicySnapshot free =
        one.toBuilder(2).device(new Device(judged.mac(), null, judged.addresses())).build();
    SnapshotComparison comparison = SnapshotComparison.of(one, free);
    assertTrue(comparison.isWithin());
    assertNull(comparison.onlyFirst());
    assertEquals(1, confirm(comparison.onlySecond(), free, one, "freed"));
  }
}
