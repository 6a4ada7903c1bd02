package org.mudward.policy.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mudward.policy.AccessControlList;
import org.mudward.policy.Condition;
import org.mudward.policy.Device;
import org.mudward.policy.DevicePolicy;
import org.mudward.policy.Family;
import org.mudward.policy.Field;
import org.mudward.policy.Group;
import org.mudward.policy.GroupId;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Match;
import org.mudward.policy.Origin;
import org.mudward.policy.Packet;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.Protocol;
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
      result.add(list.withRules(rules));
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
  void noWholeFrameIsTreatedOtherwiseBySnapshotsThatAreSaidToBeTheSame() {
    int compared = 0;
    for (long seed = 1; seed <= SNAPSHOTS; seed++) {
      Generators generators = new Generators(seed);
      PolicySnapshot one = generators.snapshot();
      PolicySnapshot other = turned(one, generators.random().nextInt(6));
      SnapshotComparison comparison = SnapshotComparison.of(one, other);
      for (int i = 0; i < 300; i++) {
        Packet packet = Packet.of(generators.frame(one));
        if (!isWhole(packet)) {
          continue;
        }
        compared++;
        boolean first = one.decide(packet).passes();
        boolean second = other.decide(packet).passes();
        long which = seed;
        assertTrue(!first || second || !comparison.isWithin(), () -> "seed " + which);
        assertTrue(first == second || !comparison.isSame(), () -> "seed " + which);
      }
    }
    assertTrue(compared > 100 * SNAPSHOTS, "only " + compared);
  }

  /** Nothing that a condition may ask for is hidden; what hides is not proved. */
  private static boolean isWhole(Packet packet) {
    for (Field field : Field.values()) {
      if (packet.field(field) == Packet.UNKNOWN) {
        return packet.isLaterFragment();
      }
    }
    return packet.etherType() >= 0;
  }

  private static PolicySnapshot withFieldIs(Field field, long value, Verdict verdict) {
    Rule rule =
        new Rule(
            new Origin("", "from", "odd"),
            new Match(
                Family.IPV4,
                List.of(
                    Condition.FieldIs.of(Field.PROTOCOL, Protocol.TCP),
                    Condition.FieldIs.of(field, value))),
            verdict);
    return PolicySnapshot.builder(1)
        .policy(
            new DevicePolicy(
                "odd",
                "",
                List.of(new AccessControlList("from", Family.IPV4, List.of(rule))),
                List.of()))
        .device(new Device(MacAddress.parse("02:00:00:00:00:10"), "odd", Set.of()))
        .group(new Group.Addresses(GroupId.DNS, Set.of()))
        .build();
  }

  /** Once, packets with such headers were left out of the comparison. */
  @ParameterizedTest
  @CsvSource({"TCP_DATA_OFFSET, 6", "TCP_DATA_OFFSET, 15", "IHL, 6", "LENGTH, 40", "LENGTH, 9000"})
  void snapshotsThatDifferInUnusualHeadersOnlyAreNotTheSame(Field field, long value) {
    PolicySnapshot accepts = withFieldIs(field, value, Verdict.ACCEPT);
    PolicySnapshot drops = withFieldIs(field, value, Verdict.DROP);
    SnapshotComparison comparison = SnapshotComparison.of(accepts, drops);
    assertFalse(comparison.isWithin());
    assertNull(comparison.onlySecond());
    assertEquals(1, confirm(comparison.onlyFirst(), accepts, drops, field + " " + value));
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
