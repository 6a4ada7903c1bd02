package org.mudward.mud.resolve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mudward.mud.MudAce;
import org.mudward.mud.MudAcl;
import org.mudward.mud.MudFile;
import org.mudward.mud.MudUrl;
import org.mudward.mud.Peer;
import org.mudward.mud.learn.Sighting.Strength;
import org.mudward.policy.AccessControlList;
import org.mudward.policy.Condition;
import org.mudward.policy.DevicePolicy;
import org.mudward.policy.Direction;
import org.mudward.policy.Family;
import org.mudward.policy.Field;
import org.mudward.policy.Group;
import org.mudward.policy.GroupId;
import org.mudward.policy.Match;
import org.mudward.policy.Origin;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.Rule;
import org.mudward.policy.Verdict;
import org.mudward.policy.link.LinkFormatException;
import org.mudward.policy.link.SnapshotJson;

class ResolverTest {
  private static final MudUrl FILE_URL = new MudUrl("https://maker.example/file");
  private static final MudUrl URL = new MudUrl("https://Maker.Example.:8443/Lamp");
  private static final Condition TCP = Condition.FieldIs.of(Field.PROTOCOL, 6);

  private static MudFile file(List<MudAcl> from, List<MudAcl> to) {
    return new MudFile(
        FILE_URL,
        OffsetDateTime.parse("2024-01-01T00:00:00Z"),
        null,
        Duration.ofHours(48),
        true,
        Map.of(),
        List.of(),
        null,
        from,
        to);
  }

  private static MudAcl acl(String name, Peer... peers) {
    return new MudAcl(
        name,
        Family.IPV4,
        List.of(new MudAce("ace", List.of(peers), List.of(TCP), Verdict.ACCEPT, "/x")));
  }

  static Stream<Arguments> peers() {
    return Stream.of(
        arguments(new Peer.Manufacturer("Other.Example.COM."), "manufacturer:other.example.com"),
        arguments(new Peer.SameManufacturer(), "same-manufacturer:maker.example:8443"),
        arguments(new Peer.Model("https://A.example/X"), "model:https://A.example/X"),
        arguments(new Peer.Controller("urn:Example:c"), "controller:urn:Example:c"),
        arguments(new Peer.MyController(), "my-controller:https://Maker.Example.:8443/Lamp"),
        arguments(new Peer.DnsName("API.Example.com."), "dns:api.example.com"),
        arguments(new Peer.DnsName("2001:DB8::7"), "dns:2001:db8::7"));
  }

  @ParameterizedTest
  @MethodSource("peers")
  void aPeerBecomesTheNameOfAGroup(Peer peer, String group) {
    DevicePolicy policy =
        Resolver.policy(file(List.of(acl("a", peer)), List.of(acl("b", peer))), "id", URL);
    Rule expected =
        new Rule(
            new Origin(URL.text(), "a", "ace"),
            new Match(Family.IPV4, List.of(TCP, new Condition.PeerIn(new GroupId(group)))),
            Verdict.ACCEPT);
    assertEquals(
        List.of(new AccessControlList("a", Family.IPV4, List.of(expected))), policy.fromDevice());
    assertEquals(Set.of(new GroupId(group)), Groups.groupsOf(policy));
  }

  @ParameterizedTest
  @MethodSource("peers")
  void aDeviceWhoseUrlNothingVouchesForSeesTheWeakPopulationOfEachClass(Peer peer, String group) {
    MudFile file = file(List.of(acl("a", peer)), List.of(acl("b", peer)));
    DevicePolicy policy = Resolver.policy(file, "id", URL, Strength.WEAK);
    boolean isClass =
        peer instanceof Peer.Manufacturer
            || peer instanceof Peer.SameManufacturer
            || peer instanceof Peer.Model;
    assertEquals(Set.of(new GroupId(isClass ? "weak:" + group : group)), Groups.groupsOf(policy));
  }

  @Test
  void listsAndEntriesOfTwoFilesMayHaveTheSameNames() throws LinkFormatException {
    MudFile one = file(List.of(acl("acl1", new Peer.DnsName("one.example"))), List.of());
    MudFile other = file(List.of(acl("acl1", new Peer.DnsName("other.example"))), List.of());
    PolicySnapshot snapshot =
        PolicySnapshot.builder(1)
            .policy(Resolver.policy(one, "one", URL))
            .policy(Resolver.policy(other, "other", FILE_URL))
            .group(new Group.Addresses(new GroupId("dns:one.example"), Set.of()))
            .group(new Group.Addresses(new GroupId("dns:other.example"), Set.of()))
            .build();
    for (PolicySnapshot each : List.of(snapshot, SnapshotJson.read(SnapshotJson.write(snapshot)))) {
      assertEquals(new Origin(URL.text(), "acl1", "ace"), said(each, "one").origin());
      assertEquals(new Origin(FILE_URL.text(), "acl1", "ace"), said(each, "other").origin());
      assertTrue(said(each, "one").toString().contains("dns:one.example"));
      assertTrue(said(each, "other").toString().contains("dns:other.example"));
    }
  }

  /** The one rule that a policy has of its own for what its devices send. */
  private static Rule said(PolicySnapshot snapshot, String policy) {
    List<Rule> own =
        snapshot.rules(policy, Direction.FROM_DEVICE).stream()
            .filter(rule -> rule.origin().acl().equals("acl1"))
            .toList();
    assertEquals(1, own.size());
    return own.get(0);
  }

  @Test
  void theDnsClassIsTheOneOfTheDefaults() {
    Peer dns = new Peer.Controller("urn:ietf:params:mud:dns");
    DevicePolicy policy = Resolver.policy(file(List.of(acl("a", dns)), List.of()), "id", URL);
    assertEquals(Set.of(GroupId.DNS), Groups.groupsOf(policy));
  }

  @Test
  void localNetworksHoldMulticastForWhatTheDeviceSendsOnly() {
    MudAcl acl = acl("a", new Peer.LocalNetworks());
    assertEquals(
        Set.of(GroupId.LOCAL_NETWORKS_AND_MULTICAST),
        Groups.groupsOf(Resolver.policy(file(List.of(acl), List.of()), "id", URL)));
    assertEquals(
        Set.of(GroupId.LOCAL_NETWORKS),
        Groups.groupsOf(Resolver.policy(file(List.of(), List.of(acl)), "id", URL)));
  }

  @Test
  void severalPeersMustAllHold() {
    MudAcl acl = acl("a", new Peer.LocalNetworks(), new Peer.SameManufacturer());
    DevicePolicy policy = Resolver.policy(file(List.of(acl), List.of()), "id", URL);
    assertEquals(3, policy.fromDevice().get(0).rules().get(0).match().conditions().size());
  }

  @Test
  void listsAndEntriesKeepTheirOrderAndVerdicts() {
    MudAcl first =
        new MudAcl(
            "z",
            Family.IPV6,
            List.of(
                new MudAce("2", List.of(), List.of(), Verdict.REJECT, ""),
                new MudAce("1", List.of(), List.of(), Verdict.DROP, "")));
    DevicePolicy policy = Resolver.policy(file(List.of(), List.of(first, acl("a"))), "the id", URL);
    assertEquals("the id", policy.id());
    assertEquals(URL.text(), policy.mudUrl());
    assertEquals(List.of(), policy.fromDevice());
    assertEquals(
        List.of("z/2 REJECT IPV6", "z/1 DROP IPV6", "a/ace ACCEPT IPV4"),
        policy.toDevice().stream()
            .flatMap(list -> list.rules().stream())
            .map(r -> r.origin() + " " + r.verdict().name() + " " + r.match().family())
            .toList());
  }

  @Test
  void onlyWhatCanBeAskedForIsLookedUp() {
    MudAcl acl =
        acl(
            "a",
            new Peer.DnsName("B.example"),
            new Peer.DnsName("a.example."),
            new Peer.DnsName("192.0.2.1"),
            new Peer.DnsName("2001:db8::1"),
            new Peer.DnsName("fe80::1%eth0"),
            new Peer.DnsName("x".repeat(64) + ".example"),
            new Peer.DnsName(("x".repeat(60) + ".").repeat(5) + "example"),
            new Peer.Manufacturer("maker.example"));
    DevicePolicy policy = Resolver.policy(file(List.of(acl), List.of()), "id", URL);
    assertEquals(Set.of("a.example", "b.example"), Groups.namesOf(policy));
  }
}
