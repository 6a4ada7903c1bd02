package org.mudward.policy.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.mudward.policy.AccessControlList;
import org.mudward.policy.Baseline;
import org.mudward.policy.Condition;
import org.mudward.policy.Device;
import org.mudward.policy.DevicePolicy;
import org.mudward.policy.Family;
import org.mudward.policy.Field;
import org.mudward.policy.Group;
import org.mudward.policy.GroupId;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Match;
import org.mudward.policy.Origin;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.Prefix;
import org.mudward.policy.Protocol;
import org.mudward.policy.Rule;
import org.mudward.policy.Verdict;

/** What an operator is told before another snapshot is in force. */
class SnapshotWordsTest {
  private static final GroupId CLOUD = new GroupId("dns:cloud.example");
  private static final MacAddress LAMP = MacAddress.parse("02:00:00:00:00:10");
  private static final DevicePolicy HELD = DevicePolicy.defaultsOnly("held", "");

  private static DevicePolicy lamp(String id, int... protocols) {
    List<Rule> rules =
        Arrays.stream(protocols)
            .mapToObj(
                protocol ->
                    new Rule(
                        new Origin("u", "a", "e" + protocol),
                        new Match(
                            Family.IPV4,
                            List.of(
                                new Condition.PeerIn(CLOUD),
                                Condition.FieldIs.of(Field.PROTOCOL, protocol))),
                        Verdict.ACCEPT))
            .toList();
    AccessControlList list = new AccessControlList("a", Family.IPV4, rules);
    return new DevicePolicy(id, "u", List.of(list), List.of());
  }

  private static PolicySnapshot.Builder with(DevicePolicy policy, String... addresses) {
    Set<Prefix> prefixes =
        Arrays.stream(addresses)
            .map(address -> Prefix.of(IpAddress.parse(address)))
            .collect(Collectors.toSet());
    return PolicySnapshot.builder(1)
        .gateway(MacAddress.parse("02:00:00:00:00:01"))
        .policy(policy)
        .group(new Group.Addresses(CLOUD, prefixes))
        .device(new Device(LAMP, policy.id(), Set.of()));
  }

  private static List<String> between(PolicySnapshot.Builder before, PolicySnapshot.Builder after) {
    return SnapshotWords.between(before.build(), after.build());
  }

  @Test
  void nothingIsSaidOfWhatIsTheSameUnderAnotherName() {
    assertEquals(
        List.of(),
        between(with(lamp("one", 6), "198.51.100.1"), with(lamp("other", 6), "198.51.100.1")));
  }

  @Test
  void aPolicyIsNamedAndComparedByItsTraffic() {
    assertEquals(
        List.of(
            LAMP + ": lamp -> lamp2",
            "  newly permitted: the device may send UDP over IPv4 to dns:cloud.example",
            "  no longer permitted: the device may send TCP over IPv4 to dns:cloud.example"),
        between(with(lamp("lamp", Protocol.TCP)), with(lamp("lamp2", Protocol.UDP))));
  }

  @Test
  void whoIsLeftAloneHasNoTrafficToCompare() {
    PolicySnapshot.Builder free = with(lamp("lamp", 6)).device(new Device(LAMP, null, Set.of()));
    assertEquals(List.of(LAMP + ": left alone -> lamp"), between(free, with(lamp("lamp", 6))));
    assertEquals(List.of(LAMP + ": lamp -> left alone"), between(with(lamp("lamp", 6)), free));
  }

  @Test
  void everybodyElseIsSpokenOfAsOne() {
    PolicySnapshot.Builder closed = with(lamp("lamp", 6)).policy(HELD).unknownPolicy("held");
    assertEquals(
        List.of("devices that are not listed: left alone -> held"),
        between(with(lamp("lamp", 6)), closed));
  }

  @Test
  void groupsBaselineAndGatewayAreSaid() {
    PolicySnapshot.Builder after =
        with(lamp("lamp", 6), "198.51.100.2")
            .baseline(EnumSet.complementOf(EnumSet.of(Baseline.LLDP)))
            .gateway(MacAddress.parse("02:00:00:00:00:02"));
    assertEquals(
        List.of(
            "baseline lldp is switched off for all devices",
            "the gateway is 02:00:00:00:00:02, was 02:00:00:00:00:01",
            "group dns:cloud.example: new 198.51.100.2 gone 198.51.100.1"),
        between(with(lamp("lamp", 6), "198.51.100.1"), after));
  }

  @Test
  void ofManyTheFirstAreNamedAndTheRestCounted() {
    PolicySnapshot.Builder before = with(lamp("lamp", 6));
    PolicySnapshot.Builder after = with(lamp("lamp", 6));
    for (int i = 0; i < 1_000; i++) {
      after.group(
          new Group.Addresses(
              new GroupId("dns:" + i + ".example"), Set.of(Prefix.parse("198.51.100.0/24"))));
    }
    for (int i = 0; i < 9; i++) {
      after.device(new Device(new MacAddress(0x020000000100L + i), "lamp", Set.of()));
    }
    List<String> words = between(before, after);
    assertEquals(SnapshotWords.MAX_LINES + 1, words.size());
    assertTrue(
        words.get(0).contains("02:00:00:00:01:04 and 4 more: left alone -> lamp"), words.get(0));
    assertEquals("and 701 lines more", words.get(SnapshotWords.MAX_LINES));
  }
}
