package org.mudward.policy.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mudward.policy.AccessControlList;
import org.mudward.policy.Condition;
import org.mudward.policy.Decision;
import org.mudward.policy.Device;
import org.mudward.policy.DevicePolicy;
import org.mudward.policy.Direction;
import org.mudward.policy.End;
import org.mudward.policy.Family;
import org.mudward.policy.Field;
import org.mudward.policy.Group;
import org.mudward.policy.GroupId;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Match;
import org.mudward.policy.Origin;
import org.mudward.policy.Packet;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.PortSet;
import org.mudward.policy.Prefix;
import org.mudward.policy.Rule;
import org.mudward.policy.Verdict;

class ExplanationTest {
  private static final MacAddress DEVICE = MacAddress.parse("02:00:00:00:00:10");
  private static final GroupId CLOUD = new GroupId("dns:cloud.example");

  private static Rule rule(String ace, int port, Verdict verdict) {
    return new Rule(
        new Origin("", "from", ace),
        new Match(
            Family.IPV4,
            List.of(
                Condition.FieldIs.of(Field.PROTOCOL, 6),
                new Condition.PortIn(End.DESTINATION, PortSet.of(port)),
                new Condition.PeerIn(CLOUD))),
        verdict);
  }

  private static PolicySnapshot lamp() {
    List<Rule> rules =
        List.of(
            rule("deny", 25, Verdict.DROP),
            rule("late", 25, Verdict.ACCEPT),
            rule("cloud", 443, Verdict.ACCEPT));
    return PolicySnapshot.builder(1)
        .policy(
            new DevicePolicy(
                "lamp", "", List.of(new AccessControlList("from", Family.IPV4, rules)), List.of()))
        .device(new Device(DEVICE, "lamp", Set.of()))
        .group(new Group.Addresses(CLOUD, Set.of(Prefix.parse("198.51.100.7"))))
        .build();
  }

  private static Explanation explain(int protocol, long to, int port) {
    byte[] frame =
        ExampleFrame.of(
            Map.of(
                "ethertype", new long[] {0, 0x0800},
                "protocol", new long[] {0, protocol},
                "mac-source", new long[] {0, DEVICE.bits()},
                "ip-destination", new long[] {0, to},
                "port-destination", new long[] {0, port},
                "tcp-flags", new long[] {0, 2}));
    return Explanation.of(lamp(), Packet.of(frame));
  }

  private static String nearest(Explanation explanation) {
    return Objects.requireNonNull(explanation.sender()).misses().get(0).inWords();
  }

  @Test
  void theNearestMissSaysWhatThePacketHasAndWhatIsWanted() {
    long cloud = Prefix.parse("198.51.100.7").address().low();
    assertEquals(
        "from/late: all but destination port: 80, wanted 25", nearest(explain(6, cloud, 80)));
    assertEquals(
        "from/cloud: all but peer: 198.51.100.8, wanted dns:cloud.example (198.51.100.7)",
        nearest(explain(6, cloud + 1, 443)));
    assertEquals("from/late: all but protocol: udp, wanted tcp", nearest(explain(17, cloud, 25)));
  }

  @Test
  void anEntryThatComesTooLateIsNamed() {
    long cloud = Prefix.parse("198.51.100.7").address().low();
    Explanation explanation = explain(6, cloud, 25);
    assertEquals(Decision.Outcome.DROP, explanation.decision().outcome());
    Explanation.Side sender = Objects.requireNonNull(explanation.sender());
    assertEquals("from/deny", Objects.requireNonNull(sender.rule()).origin().toString());
    assertEquals(Direction.FROM_DEVICE, sender.direction());
    assertEquals("from/late: all of it, but an entry before it decides", nearest(explanation));
    assertNull(explanation.receiver());
  }
}
