package org.mudward.policy.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mudward.policy.AccessControlList;
import org.mudward.policy.Condition;
import org.mudward.policy.DevicePolicy;
import org.mudward.policy.End;
import org.mudward.policy.Family;
import org.mudward.policy.Field;
import org.mudward.policy.GroupId;
import org.mudward.policy.Match;
import org.mudward.policy.Origin;
import org.mudward.policy.Packet;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.PortSet;
import org.mudward.policy.Protocol;
import org.mudward.policy.Rule;
import org.mudward.policy.Verdict;
import org.mudward.policy.testing.Generators;

class PolicyDifferenceTest {
  private static final String URL = "https://lamp.example/lamp";
  private static final Condition CLOUD = new Condition.PeerIn(new GroupId("dns:cloud.example"));
  private static final Condition OTHER = new Condition.PeerIn(new GroupId("dns:other.example"));

  private static Condition ports(int low, int high) {
    return new Condition.PortIn(End.DESTINATION, PortSet.of(low, high));
  }

  private static Rule rule(String name, Verdict verdict, Condition... conditions) {
    List<Condition> all = new ArrayList<>(List.of(conditions));
    all.add(Condition.FieldIs.of(Field.PROTOCOL, Protocol.TCP));
    return new Rule(new Origin(URL, "from", name), new Match(Family.IPV4, all), verdict);
  }

  private static Rule accept(String name, Condition... conditions) {
    return rule(name, Verdict.ACCEPT, conditions);
  }

  private static DevicePolicy sending(Rule... rules) {
    return new DevicePolicy(
        URL, URL, List.of(new AccessControlList("from", Family.IPV4, List.of(rules))), List.of());
  }

  private static PolicyDifference between(DevicePolicy older, DevicePolicy newer) {
    try {
      return PolicyDifference.between(older, newer);
    } catch (TooLargeException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void otherNamesAnotherOrderAndOtherPiecesAreTheSameTraffic() {
    DevicePolicy one = sending(accept("a", CLOUD, ports(80, 90)), accept("b", OTHER));
    DevicePolicy other =
        sending(
            accept("x", OTHER, ports(0, 1000)),
            accept("y", CLOUD, ports(85, 90)),
            accept("z", CLOUD, ports(80, 84)),
            accept("w", OTHER));
    // A later fragment has no ports to ask for, so both permit it to the other host only.
    PolicyDifference difference = between(one, other);
    assertTrue(difference.isEmpty(), difference::toString);
  }

  @Test
  void aWiderRangeIsMoreOfTheRuleAndANewHostAWholeOne() {
    PolicyDifference difference =
        between(
            sending(accept("cloud", CLOUD, ports(443, 443))),
            sending(accept("web", CLOUD, ports(440, 450)), accept("mqtt", OTHER, ports(1, 1))));
    assertEquals(List.of(), difference.noLongerPermitted());
    List<PolicyDifference.Change> added = difference.newlyPermitted();
    assertEquals(2, added.size());
    assertFalse(added.get(0).whole());
    assertEquals("TCP over IPv4 to dns:cloud.example, its port 440-450", added.get(0).rule());
    assertTrue(added.get(1).whole());
    assertEquals("mqtt", added.get(1).origin().ace());
    assertEquals(
        "the device may send more of TCP over IPv4 to dns:cloud.example, its port 440-450",
        added.get(0).words());
    assertTrue(added.get(1).example().contains("dns:other.example"), added.get(1).example());
  }

  @Test
  void policiesThatAreMadeToBeIncomparableAreRefusedWithinBounds() {
    List<Rule> rules = new ArrayList<>();
    Random random = new Random(1);
    for (int i = 0; i < 400; i++) {
      Condition group = new Condition.PeerIn(new GroupId("dns:" + i + ".example"));
      rules.add(
          rule(
              "r" + i,
              i % 2 == 0 ? Verdict.ACCEPT : Verdict.DROP,
              group,
              Condition.FieldIs.of(Field.TTL, random.nextInt(256)),
              new Condition.PortIn(End.SOURCE, PortSet.of(random.nextInt(9_000), 40_000)),
              ports(random.nextInt(9_000), 9_000 + random.nextInt(50_000))));
    }
    assertThrows(
        TooLargeException.class,
        () ->
            PolicyDifference.between(sending(accept("any")), sending(rules.toArray(Rule[]::new))));
  }

  @Test
  void aDropInFrontTakesAwayWhatItCovers() {
    DevicePolicy before = sending(accept("cloud", CLOUD));
    DevicePolicy after =
        sending(rule("not-telnet", Verdict.DROP, ports(23, 23)), accept("cloud", CLOUD));
    PolicyDifference difference = between(before, after);
    assertEquals(List.of(), difference.newlyPermitted());
    assertEquals(1, difference.noLongerPermitted().size());
    assertFalse(difference.noLongerPermitted().get(0).whole());
    assertEquals(
        difference.noLongerPermitted(),
        between(after, before).newlyPermitted(),
        "the other way round it is new");
  }

  @Test
  void whereTwoPoliciesDecideAPacketDifferentlyADifferenceIsFound() {
    int differing = 0;
    for (int seed = 0; seed < 60; seed++) {
      Generators generators = new Generators(seed);
      PolicySnapshot before = generators.snapshot();
      PolicySnapshot after = withoutARule(before, generators.random());
      boolean same =
          before.policies().keySet().stream()
              .allMatch(
                  id -> between(before.policies().get(id), after.policies().get(id)).isEmpty());
      for (int i = 0; i < 300 && same; i++) {
        byte[] frame = generators.frame(before);
        assertEquals(
            before.decide(Packet.of(frame)).passes(),
            after.decide(Packet.of(frame)).passes(),
            "the same traffic, it says");
      }
      differing += same ? 0 : 1;
    }
    assertTrue(differing > 10 && differing < 60, "both must occur: " + differing);
  }

  private static PolicySnapshot withoutARule(PolicySnapshot snapshot, Random random) {
    List<String> ids = List.copyOf(snapshot.policies().keySet());
    DevicePolicy policy = snapshot.policies().get(ids.get(random.nextInt(ids.size())));
    List<AccessControlList> lists = new ArrayList<>(policy.fromDevice());
    for (int i = 0; i < lists.size(); i++) {
      AccessControlList list = lists.get(i);
      if (!list.rules().isEmpty()) {
        List<Rule> rules = new ArrayList<>(list.rules());
        rules.remove(random.nextInt(rules.size()));
        lists.set(i, list.withRules(rules));
        break;
      }
    }
    return snapshot.toBuilder(snapshot.revision() + 1)
        .policy(new DevicePolicy(policy.id(), policy.mudUrl(), lists, policy.toDevice()))
        .build();
  }
}
