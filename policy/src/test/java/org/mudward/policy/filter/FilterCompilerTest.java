package org.mudward.policy.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
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
import org.mudward.policy.MacAddress;
import org.mudward.policy.Match;
import org.mudward.policy.Origin;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.PortSet;
import org.mudward.policy.Prefix;
import org.mudward.policy.Protocol;
import org.mudward.policy.Rule;
import org.mudward.policy.Verdict;
import org.mudward.policy.testing.Generators;

class FilterCompilerTest {
  private static final GroupId CLOUD = new GroupId("dns:cloud.example");
  private static final MacAddress LAMP = MacAddress.parse("02:00:00:00:00:10");
  private static final Condition TCP = Condition.FieldIs.of(Field.PROTOCOL, Protocol.TCP);
  private static final Condition HTTPS = new Condition.PortIn(End.DESTINATION, PortSet.of(443));
  private static final Condition TO_CLOUD = new Condition.PeerIn(CLOUD);

  private static PolicySnapshot sending(
      String url, String ace, Verdict verdict, Set<Prefix> cloud, Condition... conditions) {
    Rule rule =
        new Rule(
            new Origin(url, "from", ace), new Match(Family.IPV4, List.of(conditions)), verdict);
    AccessControlList list = new AccessControlList("from", Family.IPV4, List.of(rule));
    return PolicySnapshot.builder(7)
        .policy(new DevicePolicy(url, url, List.of(list), List.of()))
        .device(new Device(LAMP, url, Set.of(IpAddress.parse("192.168.1.10"))))
        .group(new Group.Addresses(CLOUD, cloud))
        .build();
  }

  private static PolicySnapshot lamp(String... cloud) {
    Set<Prefix> prefixes = Set.copyOf(Arrays.stream(cloud).map(Prefix::parse).toList());
    return sending(
        "https://lamp.example/v1", "web", Verdict.ACCEPT, prefixes, TCP, HTTPS, TO_CLOUD);
  }

  @Test
  void aRuleReadsAsAnOperatorWouldWriteIt() {
    List<String> lines = FilterText.lines(FilterCompiler.compile(lamp("198.51.100.7")));
    String rule =
        lines.stream().filter(line -> line.contains("from/web")).findFirst().orElseThrow();
    assertTrue(
        rule.matches(
            " *meta protocol ip meta l4proto 6 th dport 443 ip daddr @hosts4_[0-9a-f]{32}"
                + " counter return comment \"from/web\""),
        rule);
    assertTrue(lines.contains("      198.51.100.7/32,") || lines.contains("      198.51.100.7,"));
  }

  @Test
  void anAnswerOfTheDnsChangesElementsAndNoRule() {
    FilterTable before = FilterCompiler.compile(lamp());
    FilterTable after = FilterCompiler.compile(lamp("198.51.100.7", "2001:db8::7"));
    assertEquals(before.chains(), after.chains());
    assertEquals(before.maps(), after.maps());
    assertEquals(before.sets().keySet(), after.sets().keySet());
    assertNotEquals(before.sets(), after.sets());
  }

  @Test
  void aNewDeviceOfAKnownModelIsAnElementOfTwoMaps() {
    PolicySnapshot one = lamp("198.51.100.7");
    MacAddress other = MacAddress.parse("02:00:00:00:00:11");
    PolicySnapshot two =
        one.toBuilder(8).device(new Device(other, "https://lamp.example/v1", Set.of())).build();
    FilterTable before = FilterCompiler.compile(one);
    FilterTable after = FilterCompiler.compile(two);
    assertEquals(before.chains(), after.chains());
    assertEquals(before.sets(), after.sets());
    after.maps().values().forEach(map -> assertEquals(Set.of(LAMP, other), map.keySet()));
  }

  @Test
  void elementsOfASetDoNotOverlap() {
    FilterTable table =
        FilterCompiler.compile(lamp("198.51.100.0/24", "198.51.100.7", "198.51.100.128/25"));
    List<String> elements =
        table.sets().values().stream()
            .filter(set -> set instanceof FilterSet.Addresses hosts && !hosts.prefixes().isEmpty())
            .flatMap(set -> ((FilterSet.Addresses) set).prefixes().stream())
            .map(Prefix::toString)
            .toList();
    assertEquals(List.of("198.51.100.0/24"), elements);
  }

  @Test
  void laterFragmentsHaveAChainOnlyWhereOneMayPass() {
    FilterTable none = FilterCompiler.compile(lamp("198.51.100.7"));
    assertTrue(none.chains().keySet().stream().noneMatch(name -> name.endsWith("_later")));
    FilterTable some =
        FilterCompiler.compile(
            sending("https://lamp.example/v1", "all", Verdict.ACCEPT, Set.of(), TCP));
    assertEquals(
        1, some.chains().keySet().stream().filter(name -> name.endsWith("_later")).count());
  }

  @Test
  void whatAManufacturerWroteIsNeverReadAsARule() {
    String evil = "x\" accept\n}\ntable ip evil { # $y \\ '`";
    PolicySnapshot snapshot =
        sending(
            "https://lamp.example/" + evil,
            evil.repeat(20),
            Verdict.ACCEPT,
            Set.of(Prefix.parse("198.51.100.7")),
            TCP,
            HTTPS,
            new Condition.TcpOptions("0101"));
    List<String> lines = FilterText.lines(FilterCompiler.compile(snapshot));
    for (String line : lines) {
      assertTrue(line.matches("[ -~]*"), line);
      long quotes = line.chars().filter(c -> c == '"').count();
      assertTrue(quotes == 0 || (quotes == 2 && line.endsWith("\"")), line);
      assertTrue(line.length() - line.indexOf('"') <= FilterText.MAX_COMMENT + 2 || quotes == 0);
      assertTrue(!line.contains("evil") || line.startsWith("#") || quotes == 2, line);
    }
  }

  @Test
  void aRuleOfAnyFrameThatAsksForMoreThanTheLinkIsAFaultAndNotLeftOut() {
    Rule drop =
        new Rule(new Origin("", "from", "drop"), new Match(null, List.of(TO_CLOUD)), Verdict.DROP);
    assertThrows(IllegalStateException.class, () -> RuleTests.of(drop, Direction.FROM_DEVICE));
  }

  @Test
  void theSameSnapshotGivesTheSameText() {
    for (long seed = 1; seed <= 20; seed++) {
      PolicySnapshot one = new Generators(seed).snapshot();
      PolicySnapshot same = new Generators(seed).snapshot();
      assertEquals(
          FilterText.lines(FilterCompiler.compile(one)),
          FilterText.lines(FilterCompiler.compile(same)));
    }
  }
}
