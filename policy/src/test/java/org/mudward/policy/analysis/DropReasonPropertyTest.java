package org.mudward.policy.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.AccessControlList;
import org.mudward.policy.Condition;
import org.mudward.policy.DevicePolicy;
import org.mudward.policy.Direction;
import org.mudward.policy.Field;
import org.mudward.policy.Match;
import org.mudward.policy.Origin;
import org.mudward.policy.Packet;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.Protocol;
import org.mudward.policy.Rule;
import org.mudward.policy.Ruling;
import org.mudward.policy.Verdict;
import org.mudward.policy.analysis.DropReason.Kind;
import org.mudward.policy.oracle.NaiveDecision;
import org.mudward.policy.testing.Generators;

/**
 * The reason of a drop is what a decider that knows nothing of reasons says, when each entry in
 * turn is rewritten without its direction-initiated and the frame is judged anew.
 */
class DropReasonPropertyTest {
  private static final int FRAMES = 10;
  private static final int SHORTEST = 34;
  private static final Condition TCP = Condition.FieldIs.of(Field.PROTOCOL, Protocol.TCP);

  /** One side of a decision: what was found, and what trying says. */
  private record Found(Explanation.@Nullable Side side, @Nullable Expected expected) {}

  private record Expected(Kind kind, Origin origin) {}

  @Property(shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
  void theReasonIsTheOneThatTryingFinds(@ForAll Random random) {
    Generators generators = new Generators(random.nextLong());
    PolicySnapshot snapshot = particular(generators);
    for (int i = 0; i < FRAMES; i++) {
      for (Found found : both(snapshot, frame(generators, snapshot))) {
        assertFound(found);
      }
    }
  }

  private static void assertFound(Found found) {
    DropReason reason = found.side() == null ? null : found.side().reason();
    if (found.expected() == null) {
      assertNull(reason);
      return;
    }
    assertTrue(reason != null, found::toString);
    Origin origin = reason.rule() == null ? Origin.NO_MATCH : reason.rule().origin();
    assertEquals(found.expected(), new Expected(reason.kind(), origin));
  }

  private static List<Found> both(PolicySnapshot snapshot, byte[] frame) {
    Explanation explanation = Explanation.of(snapshot, Packet.of(frame));
    return List.of(
        new Found(
            explanation.sender(),
            expected(snapshot, frame, Direction.FROM_DEVICE, explanation.sender())),
        new Found(
            explanation.receiver(),
            expected(snapshot, frame, Direction.TO_DEVICE, explanation.receiver())));
  }

  private static @Nullable Expected expected(
      PolicySnapshot snapshot, byte[] frame, Direction direction, Explanation.@Nullable Side side) {
    Ruling ruling = ruling(snapshot, frame, direction);
    if (ruling == null || side == null || ruling.verdict() == Verdict.ACCEPT) {
      return null;
    }
    for (AccessControlList list : snapshot.policies().get(side.policy()).lists(direction)) {
      for (Rule rule : list.rules()) {
        if (!bare(rule).equals(rule) && isAcceptedWithout(rule, snapshot, frame, direction)) {
          return new Expected(Kind.CONNECTION_BLOCK, rule.origin());
        }
      }
    }
    Kind kind = ruling.origin().equals(Origin.NO_MATCH) ? Kind.NO_MATCH : Kind.DENY;
    return new Expected(kind, ruling.origin());
  }

  private static boolean isAcceptedWithout(
      Rule changed, PolicySnapshot snapshot, byte[] frame, Direction direction) {
    Origin origin = changed.origin();
    PolicySnapshot other =
        rewritten(
            snapshot, (policy, way, rule) -> rule.origin().equals(origin) ? bare(rule) : rule);
    Ruling ruling = ruling(other, frame, direction);
    return ruling != null && ruling.verdict() == Verdict.ACCEPT;
  }

  private static @Nullable Ruling ruling(
      PolicySnapshot snapshot, byte[] frame, Direction direction) {
    var decision = NaiveDecision.of(snapshot, frame, frame.length);
    return direction == Direction.FROM_DEVICE ? decision.sender() : decision.receiver();
  }

  /** A snapshot in which many entries ask who opened the connection. */
  private static PolicySnapshot particular(Generators generators) {
    Random random = generators.random();
    return rewritten(
        generators.snapshot(),
        (policy, direction, rule) -> {
          boolean tcp = rule.match().conditions().contains(TCP);
          Condition asked = new Condition.InitiatedBy(direction.opposite());
          return random.nextInt(100) < (tcp ? 60 : 20) ? with(rule, asked) : rule;
        });
  }

  /** A frame; where it carries TCP, mostly one that opens a connection. */
  private static byte[] frame(Generators generators, PolicySnapshot snapshot) {
    byte[] frame = generators.frame(snapshot);
    int flags = 0;
    if (frame.length > SHORTEST && frame[12] == 0x08 && frame[13] == 0 && frame[23] == 6) {
      flags = 14 + (frame[14] & 0xF) * 4 + 13;
    } else if (frame.length > SHORTEST && frame[12] == (byte) 0x86 && frame[20] == 6) {
      flags = 14 + 40 + 13;
    }
    if (flags > 0 && flags < frame.length && generators.random().nextInt(10) > 0) {
      frame[flags] = 0x02;
    }
    return frame;
  }

  private static Rule with(Rule rule, Condition condition) {
    List<Condition> all = new ArrayList<>(rule.match().conditions());
    all.add(condition);
    return new Rule(rule.origin(), new Match(rule.match().family(), all), rule.verdict());
  }

  /** The same rule asking for no initiator. */
  private static Rule bare(Rule rule) {
    List<Condition> others = new ArrayList<>(rule.match().conditions());
    others.removeIf(Condition.InitiatedBy.class::isInstance);
    return new Rule(rule.origin(), new Match(rule.match().family(), others), rule.verdict());
  }

  /** What becomes of a rule. */
  private interface Rewriting {
    Rule rule(DevicePolicy policy, Direction direction, Rule rule);
  }

  private static PolicySnapshot rewritten(PolicySnapshot snapshot, Rewriting rewriting) {
    PolicySnapshot.Builder builder =
        PolicySnapshot.builder(1)
            .baseline(snapshot.baseline())
            .gateway(snapshot.gateway())
            .unknownPolicy(snapshot.unknownPolicy());
    snapshot.groups().values().forEach(builder::group);
    snapshot.devices().values().forEach(builder::device);
    for (DevicePolicy policy : snapshot.policies().values()) {
      builder.policy(
          new DevicePolicy(
              policy.id(),
              policy.mudUrl(),
              rewritten(policy, Direction.FROM_DEVICE, rewriting),
              rewritten(policy, Direction.TO_DEVICE, rewriting)));
    }
    return builder.build();
  }

  private static List<AccessControlList> rewritten(
      DevicePolicy policy, Direction direction, Rewriting rewriting) {
    return policy.lists(direction).stream()
        .map(
            list ->
                new AccessControlList(
                    list.name(),
                    list.family(),
                    list.rules().stream()
                        .map(rule -> rewriting.rule(policy, direction, rule))
                        .toList()))
        .toList();
  }

  /** Agreement about packets that no entry speaks of would show little. */
  @Example
  void everyReasonOccursOften() {
    Map<Kind, Integer> seen = new EnumMap<>(Kind.class);
    for (int seed = 0; seed < 500; seed++) {
      Generators generators = new Generators(seed);
      PolicySnapshot snapshot = particular(generators);
      for (int i = 0; i < FRAMES; i++) {
        for (Found found : both(snapshot, frame(generators, snapshot))) {
          if (found.expected() != null) {
            seen.merge(found.expected().kind(), 1, Integer::sum);
          }
        }
      }
    }
    for (Kind kind : Kind.values()) {
      assertTrue(seen.getOrDefault(kind, 0) > 80, seen::toString);
    }
  }
}
