package org.mudward.policy.flow;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.mudward.policy.AccessControlList;
import org.mudward.policy.Condition;
import org.mudward.policy.Device;
import org.mudward.policy.DevicePolicy;
import org.mudward.policy.Direction;
import org.mudward.policy.Family;
import org.mudward.policy.Field;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Match;
import org.mudward.policy.Origin;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.Rule;
import org.mudward.policy.Verdict;
import org.mudward.policy.testing.FrameBuilder;
import org.mudward.policy.testing.SoftwareSwitch;

/** A lamp with a few rules, and what the tables do with its frames. */
final class Fixtures {
  static final MacAddress LAMP = MacAddress.parse("02:00:00:00:00:10");
  static final MacAddress HUB = MacAddress.parse("02:00:00:00:00:11");
  static final MacAddress HOST = MacAddress.parse("02:00:00:00:00:f1");
  static final String URL = "https://example.com/lamp";

  private Fixtures() {}

  static Condition is(Field field, long value) {
    return Condition.FieldIs.of(field, value);
  }

  static Rule accept(Family family, Condition... conditions) {
    return rule(Verdict.ACCEPT, family, conditions);
  }

  static Rule drop(Family family, Condition... conditions) {
    return rule(Verdict.DROP, family, conditions);
  }

  private static Rule rule(Verdict verdict, Family family, Condition... conditions) {
    return new Rule(new Origin(URL, "acl", "ace"), new Match(family, List.of(conditions)), verdict);
  }

  /** The policy of one list for each rule, in this direction. */
  static DevicePolicy policy(Direction direction, Rule... rules) {
    List<AccessControlList> lists = new ArrayList<>();
    for (Rule rule : rules) {
      Family family = rule.match().family();
      if (family != null) {
        lists.add(new AccessControlList("acl" + lists.size(), family, List.of(rule)));
      }
    }
    return direction == Direction.FROM_DEVICE
        ? new DevicePolicy(URL, URL, lists, List.of())
        : new DevicePolicy(URL, URL, List.of(), lists);
  }

  static Device device(MacAddress mac) {
    return new Device(mac, URL, Set.of());
  }

  /** A snapshot in which the lamp sends by these rules. */
  static PolicySnapshot sending(Rule... rules) {
    return PolicySnapshot.builder(1)
        .policy(policy(Direction.FROM_DEVICE, rules))
        .device(device(LAMP))
        .build();
  }

  static FlowTables compile(PolicySnapshot snapshot) {
    return FlowCompiler.compile(snapshot, ClassIds.EMPTY);
  }

  static boolean passes(PolicySnapshot snapshot, FrameBuilder frame) {
    return new SoftwareSwitch(compile(snapshot).entries()).run(frame.build()).passes();
  }

  static FrameBuilder fromLamp() {
    return FrameBuilder.frame(LAMP, HOST).ip("10.0.0.5", "198.51.100.7");
  }

  static FrameBuilder fromLamp6() {
    return FrameBuilder.frame(LAMP, HOST).ip("fd00:1::5", "2001:db8::7");
  }
}
