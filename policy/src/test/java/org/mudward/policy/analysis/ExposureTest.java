package org.mudward.policy.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mudward.policy.AccessControlList;
import org.mudward.policy.Condition;
import org.mudward.policy.DevicePolicy;
import org.mudward.policy.Direction;
import org.mudward.policy.End;
import org.mudward.policy.Family;
import org.mudward.policy.Field;
import org.mudward.policy.GroupId;
import org.mudward.policy.Match;
import org.mudward.policy.Origin;
import org.mudward.policy.PortSet;
import org.mudward.policy.Prefix;
import org.mudward.policy.Protocol;
import org.mudward.policy.Rule;
import org.mudward.policy.Verdict;

class ExposureTest {
  private static final String URL = "https://lamp.example/lamp";
  private static final Condition CLOUD = new Condition.PeerIn(new GroupId("dns:cloud.example"));
  private static final Condition LOCAL = new Condition.PeerIn(GroupId.LOCAL_NETWORKS);
  private static final Condition TCP = Condition.FieldIs.of(Field.PROTOCOL, Protocol.TCP);
  private static final Condition PORT_443 = new Condition.PortIn(End.DESTINATION, PortSet.of(443));

  private static Rule rule(Verdict verdict, Condition... conditions) {
    return new Rule(
        new Origin(URL, "list", "ace"), new Match(Family.IPV4, List.of(conditions)), verdict);
  }

  private static double reaches(Rule... rules) {
    return Exposure.of(
            new DevicePolicy(
                URL,
                URL,
                List.of(new AccessControlList("list", Family.IPV4, List.of(rules))),
                List.of()))
        .reaches();
  }

  private static double reached(Rule... rules) {
    return Exposure.of(
            new DevicePolicy(
                URL,
                URL,
                List.of(),
                List.of(new AccessControlList("list", Family.IPV4, List.of(rules)))))
        .reached();
  }

  @Test
  void oneNameAndOnePortIsOnePair() {
    assertEquals(1, reaches(rule(Verdict.ACCEPT, CLOUD, TCP, PORT_443)));
    assertEquals(
        2,
        reaches(rule(Verdict.ACCEPT, CLOUD, TCP, PORT_443), rule(Verdict.ACCEPT, CLOUD)) - 131_072);
  }

  @Test
  void whatIsNotSaidIsEverything() {
    assertEquals(65_536, reaches(rule(Verdict.ACCEPT, CLOUD, TCP)));
    assertEquals(256, reaches(rule(Verdict.ACCEPT, LOCAL, TCP, PORT_443)));
    assertEquals(Math.pow(2, 32), reaches(rule(Verdict.ACCEPT, TCP, PORT_443)));
    Condition network = new Condition.AddressIn(End.DESTINATION, Prefix.parse("192.0.2.0/24"));
    assertEquals(256, reaches(rule(Verdict.ACCEPT, network, TCP, PORT_443)));
  }

  @Test
  void dropsAndAnswersOpenNothing() {
    assertEquals(0, reaches(rule(Verdict.DROP, CLOUD)));
    Condition byDevice = new Condition.InitiatedBy(Direction.FROM_DEVICE);
    assertEquals(0, reached(rule(Verdict.ACCEPT, CLOUD, TCP, byDevice)));
    assertEquals(1, reached(rule(Verdict.ACCEPT, CLOUD, TCP, PORT_443)));
    assertEquals(1, reaches(rule(Verdict.ACCEPT, CLOUD, TCP, PORT_443, byDevice)));
  }
}
