package org.mudward.mud.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mudward.mud.MudAce;
import org.mudward.mud.MudAcl;
import org.mudward.mud.MudFile;
import org.mudward.mud.MudUrl;
import org.mudward.mud.Peer;
import org.mudward.mud.resolve.Resolver;
import org.mudward.policy.Condition;
import org.mudward.policy.Direction;
import org.mudward.policy.End;
import org.mudward.policy.Family;
import org.mudward.policy.Field;
import org.mudward.policy.PortSet;
import org.mudward.policy.Prefix;
import org.mudward.policy.Rule;
import org.mudward.policy.Verdict;

/** What the nodes of a file become. */
class MatchReadingTest {
  private static final String V4 = "ipv4-acl-type";
  private static final String V6 = "ipv6-acl-type";

  private static MudAce entry(String type, String matches) {
    return Samples.entry(type, matches, ParseMode.STRICT);
  }

  private static void assertConditions(String type, String matches, Condition... conditions) {
    assertEquals(List.of(conditions), entry(type, matches).conditions());
  }

  private static Condition is(Field field, long value) {
    return Condition.FieldIs.of(field, value);
  }

  @Test
  void theLeavesOfAFileAreRead() {
    MudFile file = Samples.read(Samples.file("good/leaves-to-warn-about"), ParseMode.STRICT);
    assertEquals(new MudUrl("https://devices.example.com/kettle?v=1"), file.mudUrl());
    assertEquals(OffsetDateTime.parse("2026-03-01T08:30:00+01:00"), file.lastUpdate());
    assertEquals("kettle.p7s", file.signature());
    assertEquals(Duration.ofHours(6), file.cacheValidity());
    assertEquals(false, file.supported());
    assertEquals(Map.of("systeminfo", "s".repeat(61), "firmware-rev", "1.2"), file.info());
    MudFile plain = Samples.read(Samples.file("good/defaults-of-leaves"), ParseMode.STRICT);
    assertEquals(Duration.ofDays(2), plain.cacheValidity());
  }

  @Test
  void anEntryKnowsItsNameVerdictAndPlace() {
    MudFile file = Samples.read(Samples.file("good/plain"), ParseMode.STRICT);
    MudAcl list = file.toDevice().get(0);
    MudAce entry = list.aces().get(0);
    assertEquals("to-v4", list.name());
    assertEquals(Family.IPV4, list.family());
    assertEquals("cloud-in", entry.name());
    assertEquals(Verdict.ACCEPT, entry.verdict());
    assertEquals("/ietf-access-control-list:acls/acl/1/aces/ace/0", entry.pointer());
  }

  @Test
  void entriesStayInTheOrderOfTheDocument() {
    MudFile file = Samples.read(Samples.file("good/order-of-the-document"), ParseMode.STRICT);
    assertEquals(
        List.of("b", "a"), file.fromDevice().get(0).aces().stream().map(MudAce::name).toList());
  }

  @Test
  void aListNamedByNoPolicyHasNoEffect() {
    MudFile file = Samples.read(Samples.file("good/unused-list"), ParseMode.STRICT);
    assertEquals(1, file.fromDevice().size());
    assertEquals(1, file.toDevice().size());
  }

  @Test
  void listsThatAreNotAboutIpAreLeftOut() {
    MudFile file = Samples.read(Samples.file("good/lists-left-out"), ParseMode.STRICT);
    assertEquals(List.of("from-v4"), file.fromDevice().stream().map(MudAcl::name).toList());
  }

  @Test
  void theAbstractionsBecomePeers() {
    String all =
        "{'ietf-mud:mud': {'manufacturer': 'M.example.com', 'same-manufacturer': [null], 'model':"
            + " 'https://example.com/m', 'local-networks': [null], 'controller': 'urn:x',"
            + " 'my-controller': [null]}, 'ipv4': {'ietf-acldns:dst-dnsname': 'a.example.com'}}";
    assertEquals(
        Set.of(
            new Peer.Manufacturer("M.example.com"),
            new Peer.SameManufacturer(),
            new Peer.Model("https://example.com/m"),
            new Peer.LocalNetworks(),
            new Peer.Controller("urn:x"),
            new Peer.MyController(),
            new Peer.DnsName("a.example.com")),
        Set.copyOf(entry(V4, all).peers()));
  }

  @Test
  void everyLeafOfIpv4BecomesACondition() {
    assertConditions(
        V4,
        "{'ipv4': {'dscp': 63, 'ecn': 3, 'length': 65535, 'ttl': 255, 'protocol': 89, 'ihl': 15,"
            + " 'offset': 20, 'identification': 1, 'flags': 'more fragment',"
            + " 'source-ipv4-network': '192.0.2.0/24', 'destination-ipv4-network': '0.0.0.0/0'}}",
        is(Field.DSCP, 63),
        is(Field.ECN, 3),
        is(Field.LENGTH, 65535),
        is(Field.TTL, 255),
        is(Field.PROTOCOL, 89),
        is(Field.IHL, 15),
        is(Field.FRAGMENT_OFFSET, 20),
        is(Field.IDENTIFICATION, 1),
        is(Field.FRAGMENT_FLAGS, 3),
        new Condition.AddressIn(End.SOURCE, Prefix.parse("192.0.2.0/24")),
        new Condition.AddressIn(End.DESTINATION, Prefix.parse("0.0.0.0/0")));
  }

  @Test
  void everyLeafOfIpv6BecomesACondition() {
    assertConditions(
        V6,
        "{'ipv6': {'flow-label': 1048575, 'source-ipv6-network': '2001:DB8::/32',"
            + " 'destination-ipv6-network': '::ffff:192.0.2.1/128'}}",
        is(Field.FLOW_LABEL, 1048575),
        new Condition.AddressIn(End.SOURCE, Prefix.parse("2001:db8::/32")),
        new Condition.AddressIn(End.DESTINATION, Prefix.parse("::ffff:192.0.2.1/128")));
  }

  @Test
  void everyLeafOfTcpBecomesACondition() {
    assertConditions(
        V4,
        "{'tcp': {'source-port': {'port': 1}, 'destination-port': {'port': 2}, 'sequence-number':"
            + " 4294967295, 'acknowledgement-number': 1, 'data-offset': 15, 'reserved': 3,"
            + " 'window-size': 4, 'urgent-pointer': 5, 'flags': 'cwr syn', 'options': 'AgQFtA==',"
            + " 'ietf-mud:direction-initiated': 'to-device'}}",
        is(Field.PROTOCOL, 6),
        new Condition.PortIn(End.SOURCE, PortSet.of(1)),
        new Condition.PortIn(End.DESTINATION, PortSet.of(2)),
        is(Field.TCP_SEQUENCE, 4294967295L),
        is(Field.TCP_ACKNOWLEDGEMENT, 1),
        is(Field.TCP_DATA_OFFSET, 15),
        is(Field.TCP_RESERVED, 3),
        is(Field.TCP_WINDOW, 4),
        is(Field.TCP_URGENT, 5),
        is(Field.TCP_FLAGS, 0x82),
        new Condition.TcpOptions("020405b4"),
        new Condition.InitiatedBy(Direction.TO_DEVICE));
  }

  @Test
  void flagsAreTheWholeField() {
    assertConditions(V4, "{'tcp': {'flags': ''}}", is(Field.PROTOCOL, 6), is(Field.TCP_FLAGS, 0));
    assertConditions(V4, "{'ipv4': {'flags': 'reserved'}}", is(Field.FRAGMENT_FLAGS, 4));
  }

  @Test
  void icmpIsProtocol1InIpv4And58InIpv6() {
    String icmp = "{'icmp': {'type': 8, 'code': 0, 'rest-of-header': 'AAE='}}";
    Condition[] rest = {
      is(Field.ICMP_TYPE, 8), is(Field.ICMP_CODE, 0), new Condition.IcmpRest("0001")
    };
    assertConditions(V4, icmp, is(Field.PROTOCOL, 1), rest[0], rest[1], rest[2]);
    assertConditions(V6, icmp, is(Field.PROTOCOL, 58), rest[0], rest[1], rest[2]);
  }

  @Test
  void udpAsksForItsProtocolOnce() {
    assertConditions(
        V4,
        "{'ipv4': {'protocol': 17}, 'udp': {'length': 8}}",
        is(Field.PROTOCOL, 17),
        is(Field.UDP_LENGTH, 8));
  }

  @ParameterizedTest
  @CsvSource({
    "'port': 53, 53",
    "'operator': 'eq'; 'port': 53, 53",
    "'operator': 'lte'; 'port': 1023, 0-1023",
    "'operator': 'gte'; 'port': 1024, 1024-65535",
    "'operator': 'neq'; 'port': 0, 1-65535",
    "'operator': 'neq'; 'port': 22, '0-21;23-65535'",
    "'lower-port': 5; 'upper-port': 5, 5",
    "'lower-port': 0; 'upper-port': 65535, 0-65535"
  })
  void portsAreRangesOrComparisons(String port, String expected) {
    String matches = "{'udp': {'destination-port': {" + quoted(port) + "}}}";
    PortSet ports = ((Condition.PortIn) entry(V4, matches).conditions().get(1)).ports();
    assertEquals(quoted(expected).replace("'", ""), ports.toString());
  }

  /** The table is written with semicolons for commas, which separate its columns. */
  private static String quoted(String cell) {
    return cell.replace(';', ',');
  }

  @Test
  void anAddressInThePlaceOfANameIsAnAddress() {
    MudAce entry = entry(V4, "{'ipv4': {'ietf-acldns:dst-dnsname': '192.0.2.1'}}");
    assertEquals(List.of(), entry.peers());
    assertEquals(
        List.of(new Condition.AddressIn(End.DESTINATION, Prefix.parse("192.0.2.1/32"))),
        entry.conditions());
  }

  @Test
  void aDottedNameThatIsNoAddressIsAName() {
    assertEquals(
        List.of(new Peer.DnsName("256.0.2.1")),
        entry(V4, "{'ipv4': {'ietf-acldns:dst-dnsname': '256.0.2.1'}}").peers());
  }

  @Test
  void noMatchesMatchEveryPacket() {
    MudAce entry = entry(V4, "{}");
    assertTrue(entry.peers().isEmpty() && entry.conditions().isEmpty());
  }

  @Test
  void anEntryThatNoPacketFitsIsLeftOut() {
    for (String leaf : List.of("'ihl': 16", "'offset': 8192")) {
      byte[] file = Samples.withMatches(V4, "{'ipv4': {" + leaf + "}}");
      assertEquals(
          List.of(), Samples.read(file, ParseMode.STRICT).fromDevice().get(0).aces(), leaf);
    }
  }

  @Test
  void aTlsProfileNeverWidensAnEntry() {
    String entry =
        "{'name': '%s', 'matches': {'ietf-acl-tls:client-profiles': {'tls-dtls-profile': [{'name':"
            + " 'p', 'supported-tls-version': ['tls13']}]}}, 'actions': {'forwarding': '%s'}}";
    byte[] file =
        Samples.withEntries(
            V4,
            entry.formatted("a", "accept")
                + ","
                + entry.formatted("d", "drop")
                + ","
                + entry.formatted("r", "reject"));
    MudFile read = Samples.read(file, ParseMode.LENIENT);
    List<MudAce> entries = read.fromDevice().get(0).aces();
    assertEquals(List.of("a", "d", "r"), entries.stream().map(MudAce::name).toList());
    assertTrue(entries.stream().allMatch(ace -> ace.profiles().isPresent()));
    List<Rule> rules =
        Resolver.policy(read, "p", read.mudUrl()).lists(Direction.FROM_DEVICE).get(0).rules();
    assertEquals(List.of("d", "r"), rules.stream().map(rule -> rule.origin().ace()).toList());
    assertTrue(rules.get(0).match().conditions().isEmpty(), "it drops whatever the profile says");
  }
}
