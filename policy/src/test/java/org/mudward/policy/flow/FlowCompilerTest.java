package org.mudward.policy.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mudward.policy.flow.Fixtures.HOST;
import static org.mudward.policy.flow.Fixtures.HUB;
import static org.mudward.policy.flow.Fixtures.LAMP;
import static org.mudward.policy.flow.Fixtures.URL;
import static org.mudward.policy.flow.Fixtures.accept;
import static org.mudward.policy.flow.Fixtures.compile;
import static org.mudward.policy.flow.Fixtures.device;
import static org.mudward.policy.flow.Fixtures.drop;
import static org.mudward.policy.flow.Fixtures.fromLamp;
import static org.mudward.policy.flow.Fixtures.is;
import static org.mudward.policy.flow.Fixtures.passes;
import static org.mudward.policy.flow.Fixtures.sending;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mudward.policy.AccessControlList;
import org.mudward.policy.Condition;
import org.mudward.policy.Device;
import org.mudward.policy.DevicePolicy;
import org.mudward.policy.Direction;
import org.mudward.policy.End;
import org.mudward.policy.Family;
import org.mudward.policy.Field;
import org.mudward.policy.Group;
import org.mudward.policy.GroupId;
import org.mudward.policy.IpAddress;
import org.mudward.policy.Limitation;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Origin;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.PortRange;
import org.mudward.policy.PortSet;
import org.mudward.policy.Prefix;
import org.mudward.policy.Rule;
import org.mudward.policy.testing.FrameBuilder;
import org.mudward.policy.testing.SoftwareSwitch;

class FlowCompilerTest {
  private static final GroupId MAKER = new GroupId("manufacturer:example.com");
  private static final Condition TCP = is(Field.PROTOCOL, 6);

  @Test
  void rowsGrowWithTheDevicesAndNotWithTheirPairs() {
    int ten = compile(sameMaker(10)).entries().size();
    int hundred = compile(sameMaker(100)).entries().size();
    int thousand = compile(sameMaker(1000)).entries().size();
    assertEquals((hundred - ten) * 10, thousand - hundred, "linear");
    assertEquals(4 * 90, hundred - ten, "each device: its policy twice, its class twice");
  }

  @Test
  void rowsOfAGroupAreOneForEachPrefixWhateverTheNumberOfRules() {
    assertEquals(hosts(200).size() - hosts(100).size(), hosts(300).size() - hosts(200).size());
    assertEquals(100, hosts(200).size() - hosts(100).size());
  }

  private static PolicySnapshot sameMaker(int count) {
    PolicySnapshot.Builder builder = PolicySnapshot.builder(1);
    Rule rule = accept(Family.IPV4, TCP, new Condition.PeerIn(MAKER));
    builder.policy(
        new DevicePolicy(
            URL,
            URL,
            List.of(new AccessControlList("out", Family.IPV4, List.of(rule))),
            List.of(new AccessControlList("in", Family.IPV4, List.of(rule)))));
    Set<MacAddress> members = new HashSet<>();
    for (int i = 0; i < count; i++) {
      MacAddress mac = new MacAddress(0x020000001000L + i);
      members.add(mac);
      builder.device(device(mac));
    }
    return builder.group(new Group.Devices(MAKER, members)).build();
  }

  private static List<FlowEntry> hosts(int count) {
    GroupId cloud = new GroupId("dns:example.com");
    Set<Prefix> prefixes = new HashSet<>();
    for (int i = 0; i < count; i++) {
      prefixes.add(Prefix.of(new IpAddress(Family.IPV4, 0, 0x0A000000L + i)));
    }
    Rule[] rules = new Rule[20];
    for (int i = 0; i < rules.length; i++) {
      rules[i] =
          accept(
              Family.IPV4,
              TCP,
              new Condition.PortIn(End.DESTINATION, PortSet.of(i)),
              new Condition.PeerIn(cloud));
    }
    return compile(
            sending(new Rule[0]).toBuilder(1)
                .group(new Group.Addresses(cloud, prefixes))
                .policy(Fixtures.policy(Direction.FROM_DEVICE, rules))
                .build())
        .entries();
  }

  @Test
  void withoutPartiesEverythingPassesAndNothingIsLimited() {
    FlowTables tables = compile(PolicySnapshot.builder(7).build());
    assertEquals(7, tables.revision());
    assertEquals(List.of(), tables.limitations());
    byte[] odd = FrameBuilder.frame(HOST, HUB).ip("::", "::").version(3).build();
    assertTrue(new SoftwareSwitch(tables.entries()).run(odd).passes());
  }

  @Test
  void dhcpIsCopiedToTheControllerWhoeverItIsFrom() {
    SoftwareSwitch flowSwitch =
        new SoftwareSwitch(compile(PolicySnapshot.builder(1).build()).entries());
    FrameBuilder frame = FrameBuilder.frame(HOST, HUB).ip("10.0.0.1", "10.0.0.2");
    assertTrue(flowSwitch.run(frame.udp(68, 67).build()).copied());
    assertTrue(flowSwitch.run(frame.udp(67, 68).build()).copied());
    assertFalse(flowSwitch.run(frame.udp(68, 53).build()).copied());
    assertTrue(flowSwitch.run(frame.udp(67, 67).build()).copied());
    assertFalse(flowSwitch.run(frame.udp(68, 68).build()).copied());
    assertFalse(flowSwitch.run(frame.udp(67, 68).fragment(1, false).build()).copied());
    FrameBuilder six = FrameBuilder.frame(HOST, HUB).ip("fe80::2", "ff02::1:2");
    assertTrue(flowSwitch.run(six.udp(546, 547).build()).copied());
    assertTrue(flowSwitch.run(six.udp(547, 546).build()).copied());
    assertTrue(flowSwitch.run(six.udp(547, 547).build()).copied());
    assertFalse(flowSwitch.run(six.udp(546, 546).build()).copied());
    assertTrue(flowSwitch.run(six.icmp(134, 0).build()).copied());
    assertFalse(flowSwitch.run(six.icmp(133, 0).build()).copied());
    assertFalse(flowSwitch.run(six.udp(68, 67).build()).copied());
  }

  @Test
  void lldpIsCopiedToTheControllerAndJudgedAsAnyFrame() {
    SoftwareSwitch free = new SoftwareSwitch(compile(PolicySnapshot.builder(1).build()).entries());
    byte[] lldp = FrameBuilder.frame(LAMP, HUB).etherType(0x88CC, new byte[] {2, 0}).build();
    assertTrue(free.run(lldp).copied());
    byte[] tagged =
        FrameBuilder.frame(LAMP, HUB).tag(0x8100, 7).etherType(0x88CC, new byte[] {2, 0}).build();
    assertTrue(free.run(tagged).copied());
    byte[] other = FrameBuilder.frame(LAMP, HUB).etherType(0x88CD, new byte[] {2, 0}).build();
    assertFalse(free.run(other).copied());
    PolicySnapshot without = sending().toBuilder(1).baseline(Set.of()).build();
    SoftwareSwitch strict = new SoftwareSwitch(compile(without).entries());
    assertTrue(strict.run(lldp).copied());
    assertFalse(strict.run(lldp).passes());
  }

  @Test
  void theEarlierRuleWins() {
    Rule telnet = drop(Family.IPV4, TCP, new Condition.PortIn(End.DESTINATION, PortSet.of(23)));
    PolicySnapshot first = sending(telnet, accept(Family.IPV4));
    PolicySnapshot last = sending(accept(Family.IPV4), telnet);
    assertFalse(passes(first, fromLamp().tcp(1024, 23, 2)));
    assertTrue(passes(first, fromLamp().tcp(1024, 22, 2)));
    assertTrue(passes(last, fromLamp().tcp(1024, 23, 2)));
  }

  @Test
  void policiesShareTheSamePriorities() {
    DevicePolicy other =
        new DevicePolicy(
            "other",
            "",
            Fixtures.policy(Direction.FROM_DEVICE, accept(Family.IPV4)).fromDevice(),
            List.of());
    PolicySnapshot two =
        sending(accept(Family.IPV4)).toBuilder(2)
            .policy(other)
            .device(new Device(HUB, "other", Set.of()))
            .build();
    Set<Integer> priorities = new HashSet<>();
    for (FlowEntry entry : compile(two).entries()) {
      if (Pipeline.holdsRules(entry.table())
          && entry.match().fields().containsKey(FlowField.METADATA)) {
        priorities.add(entry.priority());
      }
    }
    assertEquals(Set.of(64_000, 1), priorities);
  }

  @Test
  void aPolicyThatNoDeviceHasMakesNoRows() {
    PolicySnapshot snapshot = sending(accept(Family.IPV4));
    PolicySnapshot unused =
        snapshot.toBuilder(1).policy(DevicePolicy.defaultsOnly("x", "")).build();
    assertEquals(compile(snapshot), compile(unused));
  }

  @Test
  void anEmptyGroupMatchesNothing() {
    Condition peer = new Condition.PeerIn(MAKER);
    Group nobody = new Group.Devices(MAKER, Set.of());
    PolicySnapshot snapshot =
        PolicySnapshot.builder(1)
            .group(nobody)
            .policy(
                Fixtures.policy(
                    Direction.FROM_DEVICE, drop(Family.IPV4, peer), accept(Family.IPV4)))
            .device(device(LAMP))
            .build();
    assertTrue(passes(snapshot, fromLamp().tcp(1, 2, 2)));
  }

  @Test
  void unknownDevicesAreJudgedButNotTheGatewayNorMulticastSenders() {
    MacAddress gateway = MacAddress.parse("02:00:00:00:00:01");
    PolicySnapshot snapshot =
        PolicySnapshot.builder(1)
            .gateway(gateway)
            .policy(DevicePolicy.defaultsOnly("held", ""))
            .unknownPolicy("held")
            .device(new Device(HUB, null, Set.of()))
            .build();
    assertFalse(passes(snapshot, web(HOST, gateway)));
    assertFalse(passes(snapshot, web(gateway, HOST)));
    assertTrue(passes(snapshot, web(HUB, gateway)));
    assertTrue(passes(snapshot, web(gateway, MacAddress.parse("ff:ff:ff:ff:ff:ff"))));
    assertTrue(passes(snapshot, web(MacAddress.parse("03:00:00:00:00:01"), gateway)));
  }

  private static FrameBuilder web(MacAddress from, MacAddress to) {
    return FrameBuilder.frame(from, to).ip("10.0.0.5", "10.0.0.6").tcp(1024, 80, 2);
  }

  @Test
  void everyRowOfARuleKnowsItsOrigin() {
    FlowTables tables = compile(sending(accept(Family.IPV4, TCP), drop(Family.IPV6, TCP)));
    Origin origin = new Origin(URL, "acl", "ace");
    long rows = tables.origins().values().stream().filter(origin::equals).count();
    assertEquals(3, rows, "one that accepts; two that drop, TCP and later fragments");
    assertTrue(tables.origins().containsValue(Origin.baseline("arp")));
    assertFalse(tables.origins().containsValue(Origin.defaults("dns")), "no dns hosts");
  }

  @Test
  void whatASwitchCannotCompareIsNotAccepted() {
    PolicySnapshot snapshot = sending(accept(Family.IPV4, TCP, is(Field.LENGTH, 40)));
    assertFalse(passes(snapshot, fromLamp().tcp(1, 2, 2)));
    assertEquals(
        List.of("not accepted, because a flow switch cannot compare length 40"), special(snapshot));
  }

  @Test
  void whatASwitchCannotCompareIsDroppedMoreBroadly() {
    PolicySnapshot snapshot =
        sending(drop(Family.IPV4, TCP, is(Field.TCP_WINDOW, 7)), accept(Family.IPV4));
    assertFalse(passes(snapshot, fromLamp().tcp(1, 2, 2)));
    assertTrue(passes(snapshot, fromLamp().udp(1, 2)));
    assertEquals(
        List.of("drops more, because a flow switch cannot compare window-size 7"),
        special(snapshot));
  }

  @Test
  void anAcceptingRuleThatNeedsTooManyEntriesIsLeftOut() {
    PolicySnapshot snapshot =
        sending(accept(Family.IPV4, TCP, odd(End.SOURCE), odd(End.DESTINATION)));
    assertFalse(passes(snapshot, fromLamp().tcp(1, 1, 2)));
    assertEquals(
        List.of("not accepted, because it needs more than 4096 flow entries"), special(snapshot));
  }

  @Test
  void aDroppingRuleThatNeedsTooManyEntriesDropsEveryPort() {
    PolicySnapshot snapshot =
        sending(drop(Family.IPV4, TCP, odd(End.SOURCE), odd(End.DESTINATION)), accept(Family.IPV4));
    assertFalse(passes(snapshot, fromLamp().tcp(2, 2, 2)));
    assertTrue(passes(snapshot, fromLamp().udp(1, 1)));
    assertEquals(
        List.of("drops every port, because it needs more than 4096 flow entries"),
        special(snapshot));
  }

  @Test
  void aDroppingRuleThatDropsEveryPortIsStillAboutProtocolsWithPorts() {
    PolicySnapshot snapshot =
        sending(drop(Family.IPV4, odd(End.SOURCE), odd(End.DESTINATION)), accept(Family.IPV4));
    assertFalse(passes(snapshot, fromLamp().tcp(2, 2, 2)));
    assertFalse(passes(snapshot, fromLamp().udp(2, 2)));
    assertTrue(passes(snapshot, fromLamp().icmp(8, 0)));
  }

  @Test
  void aDroppingRuleThatDropsEveryPortStillDropsWhatHidesThem() {
    PolicySnapshot snapshot =
        sending(drop(Family.IPV6, TCP, odd(End.SOURCE), odd(End.DESTINATION)), accept(Family.IPV6));
    assertTrue(passes(snapshot, Fixtures.fromLamp6().udp(1, 1)));
    assertFalse(passes(snapshot, Fixtures.fromLamp6().tcp(1, 1, 2).fragment(1, false)));
  }

  @Test
  void aDroppingRuleThatStillNeedsTooManyDropsItsFamily() {
    Condition dscp = new Condition.FieldIs(Field.DSCP, 0, 1);
    Condition ttl = new Condition.FieldIs(Field.TTL, 0, 1);
    Condition protocol = new Condition.FieldIs(Field.PROTOCOL, 0, 1);
    PolicySnapshot snapshot =
        sending(drop(Family.IPV4, dscp, ttl, protocol), accept(Family.IPV4), accept(Family.IPV6));
    assertFalse(passes(snapshot, fromLamp().dscp(1).tcp(2, 2, 2)));
    assertTrue(passes(snapshot, Fixtures.fromLamp6().tcp(2, 2, 2)));
    assertEquals(
        List.of("drops every packet of its family, because it needs more than 4096 flow entries"),
        special(snapshot));
  }

  private static Condition odd(End end) {
    List<PortRange> ports = new ArrayList<>();
    for (int i = 0; i < 65; i++) {
      ports.add(PortRange.of(2 * i + 1));
    }
    return new Condition.PortIn(end, new PortSet(ports));
  }

  private static List<String> special(PolicySnapshot snapshot) {
    return compile(snapshot).limitations().stream()
        .filter(limitation -> !limitation.origin().equals(Origin.NO_MATCH))
        .map(Limitation::text)
        .toList();
  }

  @Test
  void aPolicyWithMoreRulesThanPrioritiesIsAClearError() {
    Rule[] rules = new Rule[63_001];
    Arrays.fill(rules, accept(Family.IPV4));
    FlowSpaceException thrown =
        assertThrows(FlowSpaceException.class, () -> compile(sending(rules)));
    assertEquals("policy " + URL + " has more than 63000 rules", thrown.getMessage());
  }

  @Test
  void answersOfTheDnsAreHeldForWhoseRulesAskForNames() {
    GroupId name = new GroupId("dns:cloud.example");
    DevicePolicy other =
        new DevicePolicy("other", "", List.of(), List.of(list(accept(Family.IPV4))));
    DevicePolicy named =
        new DevicePolicy(
            URL,
            URL,
            List.of(list(accept(Family.IPV4, new Condition.PeerIn(name)))),
            List.of(list(accept(Family.IPV4))));
    PolicySnapshot snapshot =
        PolicySnapshot.builder(1)
            .policy(named)
            .policy(other)
            .device(device(LAMP))
            .device(new Device(HUB, "other", Set.of()))
            .group(new Group.Addresses(name, Set.of()))
            .build();
    SoftwareSwitch tables = new SoftwareSwitch(compile(snapshot).entries());
    assertTrue(tables.run(answer(HOST, LAMP, 53)).held());
    assertFalse(tables.run(answer(HOST, LAMP, 54)).held());
    assertFalse(tables.run(answer(HOST, HUB, 53)).held());
    assertTrue(tables.run(answer(HOST, HUB, 53)).passes());
    assertFalse(tables.run(answer(LAMP, HOST, 53)).held(), "the receiver has no policy");
  }

  private static AccessControlList list(Rule rule) {
    return new AccessControlList("acl", Family.IPV4, List.of(rule));
  }

  private static byte[] answer(MacAddress from, MacAddress to, int port) {
    return FrameBuilder.frame(from, to).ip("10.0.0.1", "10.0.0.5").udp(port, 4000).build();
  }

  /**
   * Open vSwitch would cache each combination of flags by itself, and reorder what meets several.
   */
  @Test
  void guardsDoNotTellSegmentsOfAConnectionApart() {
    assertTrue(
        Guards.MATCHES.stream()
            .noneMatch(match -> match.fields().containsKey(FlowField.TCP_FLAGS)));
  }
}
