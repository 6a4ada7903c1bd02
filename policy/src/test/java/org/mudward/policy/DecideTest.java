package org.mudward.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mudward.policy.Frames.bytes;
import static org.mudward.policy.Frames.ethernet;
import static org.mudward.policy.Frames.icmp;
import static org.mudward.policy.Frames.ip;
import static org.mudward.policy.Frames.ipv4;
import static org.mudward.policy.Frames.ipv6;
import static org.mudward.policy.Frames.join;
import static org.mudward.policy.Frames.tcp;
import static org.mudward.policy.Frames.udp;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a decision means, sentence by sentence. */
class DecideTest {
  private static final int ACK = 0x10;
  private static final int SYN = 0x02;
  private static final String LAMP = "02:00:00:00:00:10";
  private static final String SENSOR = "02:00:00:00:00:11";
  private static final String LAPTOP = "02:00:00:00:00:50";
  private static final String GATEWAY = "02:00:00:00:00:01";
  private static final String ALL = "ff:ff:ff:ff:ff:ff";
  private static final String LAMP_URL = "https://lamp.example/v1";
  private static final String SENSOR_URL = "https://sensor.example/v1";
  private static final GroupId CLOUD = new GroupId("dns:cloud.example");
  private static final GroupId MAKERS = new GroupId("manufacturer:lamp.example");
  private static final GroupId EMPTY = new GroupId("controller:urn:nobody");

  private final List<Rule> lampFrom4 = new ArrayList<>();
  private final List<Rule> lampTo4 = new ArrayList<>();
  private final List<Rule> lampFrom6 = new ArrayList<>();
  private final List<Rule> sensorTo4 = new ArrayList<>();
  private Set<Baseline> baseline = EnumSet.allOf(Baseline.class);

  private PolicySnapshot.Builder builder() {
    return PolicySnapshot.builder(1)
        .gateway(MacAddress.parse(GATEWAY))
        .baseline(baseline)
        .policy(
            new DevicePolicy(
                LAMP_URL,
                LAMP_URL,
                List.of(
                    new AccessControlList("f4", Family.IPV4, lampFrom4),
                    new AccessControlList("f6", Family.IPV6, lampFrom6)),
                List.of(new AccessControlList("t4", Family.IPV4, lampTo4))))
        .policy(
            new DevicePolicy(
                SENSOR_URL,
                SENSOR_URL,
                List.of(),
                List.of(new AccessControlList("t4", Family.IPV4, sensorTo4))))
        .device(device(LAMP, LAMP_URL, "192.168.1.10", "fd00::10"))
        .device(device(SENSOR, SENSOR_URL, "192.168.1.11"))
        .group(
            new Group.Addresses(
                CLOUD, Set.of(Prefix.parse("198.51.100.7"), Prefix.parse("2001:db8::7"))))
        .group(new Group.Devices(MAKERS, Set.of(MacAddress.parse(SENSOR))))
        .group(new Group.Addresses(EMPTY, Set.of()))
        .group(new Group.Addresses(GroupId.DNS, Set.of(Prefix.parse("192.168.1.1"))))
        .group(new Group.Addresses(GroupId.NTP, Set.of(Prefix.parse("192.168.1.2"))))
        .group(
            new Group.Addresses(
                GroupId.DHCP_SERVERS,
                Set.of(Prefix.parse("192.168.1.1"), Prefix.parse("fe80::1"))));
  }

  private static Device device(String mac, String policy, String... addresses) {
    return new Device(
        MacAddress.parse(mac),
        policy,
        Set.copyOf(Arrays.stream(addresses).map(IpAddress::parse).toList()));
  }

  private Decision decide(byte[] frame) {
    return builder().build().decide(Packet.of(frame));
  }

  private Decision decideCut(byte[] frame, int captured) {
    Packet packet = new Packet().set(ByteBuffer.wrap(frame), 0, captured, frame.length);
    return builder().build().decide(packet);
  }

  private static Rule rule(String ace, Verdict verdict, Family family, Condition... conditions) {
    return new Rule(
        new Origin(LAMP_URL, "f4", ace), new Match(family, List.of(conditions)), verdict);
  }

  private static Rule accept(String ace, Condition... conditions) {
    return rule(ace, Verdict.ACCEPT, Family.IPV4, conditions);
  }

  private static Rule drop(String ace, Condition... conditions) {
    return rule(ace, Verdict.DROP, Family.IPV4, conditions);
  }

  private static Condition protocol(int number) {
    return Condition.FieldIs.of(Field.PROTOCOL, number);
  }

  private static Condition to(int port) {
    return new Condition.PortIn(End.DESTINATION, PortSet.of(port));
  }

  private static Condition peer(GroupId group) {
    return new Condition.PeerIn(group);
  }

  private static byte[] fromLamp(byte[] packet) {
    return ethernet(LAMP, GATEWAY, packet[0] >>> 4 == 4 ? 0x0800 : 0x86DD, packet);
  }

  private static byte[] toLamp(byte[] packet) {
    return ethernet(GATEWAY, LAMP, packet[0] >>> 4 == 4 ? 0x0800 : 0x86DD, packet);
  }

  private static byte[] lampToCloud(byte[] transport, int protocol) {
    return fromLamp(ip("192.168.1.10", "198.51.100.7", protocol, transport));
  }

  private static void assertSender(String origin, Decision.Outcome outcome, Decision decision) {
    assertEquals(outcome + " " + origin, decision.outcome() + " " + decision.sender().origin());
  }

  private static void assertReceiver(String origin, Decision.Outcome outcome, Decision decision) {
    assertEquals(outcome + " " + origin, decision.outcome() + " " + decision.receiver().origin());
  }

  // Who.

  @Test
  void aFrameWithoutAnyMudDeviceIsNone() {
    Decision decision =
        decide(
            ethernet(
                LAPTOP, GATEWAY, 0x0800, ip("192.168.1.50", "198.51.100.9", 6, tcp(1, 2, SYN))));
    assertEquals(Decision.NONE, decision);
    assertTrue(decision.passes());
    assertEquals(Decision.NONE, decide(new byte[13]));
  }

  @Test
  void senderAndReceiverMustBothAcceptAndBothOriginsAreGiven() {
    lampFrom4.add(accept("any-udp", protocol(17)));
    byte[] frame =
        ethernet(LAMP, SENSOR, 0x0800, ip("192.168.1.10", "192.168.1.11", 17, udp(9, 9)));
    Decision dropped = decide(frame);
    assertSender("f4/any-udp", Decision.Outcome.DROP, dropped);
    assertReceiver("no match", Decision.Outcome.DROP, dropped);
    sensorTo4.add(accept("from-lamp", protocol(17)));
    assertReceiver("f4/from-lamp", Decision.Outcome.ACCEPT, decide(frame));
    lampFrom4.clear();
    Decision otherSide = decide(frame);
    assertSender("no match", Decision.Outcome.DROP, otherSide);
    assertReceiver("f4/from-lamp", Decision.Outcome.DROP, otherSide);
  }

  @Test
  void aPartyWithoutAPolicyDoesNotObjectAndHasNoOrigin() {
    lampFrom4.add(accept("any"));
    Decision decision =
        decide(ethernet(LAMP, LAPTOP, 0x0800, ip("192.168.1.10", "192.168.1.50", 17, udp(9, 9))));
    assertEquals(Decision.Outcome.ACCEPT, decision.outcome());
    assertNull(decision.receiver());
  }

  @Test
  void unknownDevicesGetThePolicyForThemAndTheGatewayDoesNot() {
    PolicySnapshot snapshot =
        builder().policy(DevicePolicy.defaultsOnly("unknown", "")).unknownPolicy("unknown").build();
    byte[] out =
        ethernet(LAPTOP, GATEWAY, 0x0800, ip("192.168.1.50", "198.51.100.9", 6, tcp(1, 2, SYN)));
    assertSender("no match", Decision.Outcome.DROP, snapshot.decide(Packet.of(out)));
    byte[] dns =
        ethernet(LAPTOP, GATEWAY, 0x0800, ip("192.168.1.50", "192.168.1.1", 17, udp(9999, 53)));
    assertSender("default/dns", Decision.Outcome.ACCEPT, snapshot.decide(Packet.of(dns)));
    byte[] multicast =
        ethernet(
            GATEWAY, "01:00:5e:00:00:01", 0x0800, ip("192.168.1.1", "224.0.0.1", 2, bytes(17, 0)));
    assertEquals(Decision.NONE, snapshot.decide(Packet.of(multicast)));
  }

  // Order.

  @Test
  void theFirstMatchingEntryDecides() {
    lampFrom4.add(drop("no-443", protocol(6), to(443)));
    lampFrom4.add(accept("any", peer(CLOUD)));
    assertSender("f4/no-443", Decision.Outcome.DROP, decide(lampToCloud(tcp(5, 443, SYN), 6)));
    assertSender("f4/any", Decision.Outcome.ACCEPT, decide(lampToCloud(tcp(5, 80, SYN), 6)));
  }

  @Test
  void aDropOfTheMakerTurnsADefaultOffButNotTheBaseline() {
    byte[] dns = fromLamp(ip("192.168.1.10", "192.168.1.1", 17, udp(5, 53)));
    assertSender("default/dns", Decision.Outcome.ACCEPT, decide(dns));
    lampFrom4.add(drop("nothing"));
    assertSender("f4/nothing", Decision.Outcome.DROP, decide(dns));
    byte[] dhcp = ethernet(LAMP, ALL, 0x0800, ip("0.0.0.0", "255.255.255.255", 17, udp(68, 67)));
    assertSender("baseline/dhcpv4", Decision.Outcome.ACCEPT, decide(dhcp));
  }

  @Test
  void nothingMatchingIsADrop() {
    assertSender("no match", Decision.Outcome.DROP, decide(lampToCloud(tcp(5, 443, SYN), 6)));
    assertReceiver(
        "no match",
        Decision.Outcome.DROP,
        decide(toLamp(ip("198.51.100.7", "192.168.1.10", 6, tcp(443, 5, ACK)))));
  }

  // Baseline.

  @Test
  void arpEapolAndLldpPassByEtherTypeBothWays() {
    int[] types = {0x0806, 0x888E, 0x88CC};
    String[] names = {"baseline/arp", "baseline/eapol", "baseline/lldp"};
    for (int i = 0; i < types.length; i++) {
      assertSender(
          names[i], Decision.Outcome.ACCEPT, decide(ethernet(LAMP, ALL, types[i], new byte[28])));
      assertReceiver(
          names[i],
          Decision.Outcome.ACCEPT,
          decide(ethernet(LAPTOP, LAMP, types[i], new byte[28])));
    }
    assertSender(
        "no match", Decision.Outcome.DROP, decide(ethernet(LAMP, ALL, 0x8863, new byte[28])));
  }

  @Test
  void dhcpPassesToServersAndBroadcastAndBackFromServersOnly() {
    assertSender(
        "baseline/dhcpv4",
        Decision.Outcome.ACCEPT,
        decide(fromLamp(ip("192.168.1.10", "192.168.1.1", 17, udp(68, 67)))));
    assertSender(
        "no match",
        Decision.Outcome.DROP,
        decide(fromLamp(ip("192.168.1.10", "192.168.1.9", 17, udp(68, 67)))));
    assertReceiver(
        "baseline/dhcpv4",
        Decision.Outcome.ACCEPT,
        decide(toLamp(ip("192.168.1.1", "192.168.1.10", 17, udp(67, 68)))));
    assertReceiver(
        "no match",
        Decision.Outcome.DROP,
        decide(toLamp(ip("192.168.1.9", "192.168.1.10", 17, udp(67, 68)))));
    assertSender(
        "baseline/dhcpv6",
        Decision.Outcome.ACCEPT,
        decide(fromLamp(ip("fe80::10", "ff02::1:2", 17, udp(546, 547)))));
    assertReceiver(
        "baseline/dhcpv6",
        Decision.Outcome.ACCEPT,
        decide(toLamp(ip("fe80::1", "fe80::10", 17, udp(547, 546)))));
    assertReceiver(
        "no match",
        Decision.Outcome.DROP,
        decide(toLamp(ip("fe80::9", "fe80::10", 17, udp(547, 546)))));
  }

  @Test
  void aDeviceIsNeverTakenForADhcpServer() {
    assertSender(
        "no match",
        Decision.Outcome.DROP,
        decide(
            ethernet(LAMP, LAPTOP, 0x0800, ip("192.168.1.1", "255.255.255.255", 17, udp(67, 68)))));
  }

  @ParameterizedTest
  @ValueSource(ints = {133, 134, 135, 136, 130, 131, 132, 143})
  void neighbourDiscoveryAndMldPassBothWays(int type) {
    String origin = type >= 133 && type <= 136 ? "baseline/nd" : "baseline/mld";
    assertSender(
        origin,
        Decision.Outcome.ACCEPT,
        decide(fromLamp(ip("fe80::10", "ff02::1", 58, icmp(type, 0)))));
    assertReceiver(
        origin,
        Decision.Outcome.ACCEPT,
        decide(toLamp(ip("fe80::1", "fe80::10", 58, icmp(type, 0)))));
  }

  @Test
  void redirectsErrorsIgmpAndMdnsAreNotBaseline() {
    assertSender(
        "no match",
        Decision.Outcome.DROP,
        decide(fromLamp(ip("fe80::10", "fe80::1", 58, icmp(137, 0)))));
    assertSender(
        "no match",
        Decision.Outcome.DROP,
        decide(fromLamp(ip("fe80::10", "fe80::1", 58, icmp(1, 4)))));
    assertSender(
        "no match",
        Decision.Outcome.DROP,
        decide(fromLamp(ip("192.168.1.10", "192.168.1.1", 1, icmp(135, 0)))));
    assertSender(
        "no match",
        Decision.Outcome.DROP,
        decide(fromLamp(ip("192.168.1.10", "224.0.0.22", 2, bytes(34, 0, 0, 0)))));
    assertSender(
        "no match",
        Decision.Outcome.DROP,
        decide(fromLamp(ip("192.168.1.10", "224.0.0.251", 17, udp(5353, 5353)))));
  }

  @Test
  void theSiteSwitchesBaselineEntriesOneByOne() {
    baseline = EnumSet.complementOf(EnumSet.of(Baseline.LLDP));
    assertSender(
        "no match", Decision.Outcome.DROP, decide(ethernet(LAMP, ALL, 0x88CC, new byte[28])));
    assertSender(
        "baseline/arp", Decision.Outcome.ACCEPT, decide(ethernet(LAMP, ALL, 0x0806, new byte[28])));
  }

  // Defaults.

  @Test
  void dnsAndNtpPassToAndFromTheirHostsOnlyAndOnlyByUdp() {
    assertSender(
        "default/ntp",
        Decision.Outcome.ACCEPT,
        decide(fromLamp(ip("192.168.1.10", "192.168.1.2", 17, udp(5, 123)))));
    assertReceiver(
        "default/dns",
        Decision.Outcome.ACCEPT,
        decide(toLamp(ip("192.168.1.1", "192.168.1.10", 17, udp(53, 5)))));
    assertSender(
        "no match",
        Decision.Outcome.DROP,
        decide(fromLamp(ip("192.168.1.10", "8.8.8.8", 17, udp(5, 53)))));
    assertSender(
        "no match",
        Decision.Outcome.DROP,
        decide(fromLamp(ip("192.168.1.10", "192.168.1.1", 6, tcp(5, 53, SYN)))));
    assertReceiver(
        "no match",
        Decision.Outcome.DROP,
        decide(toLamp(ip("192.168.1.1", "192.168.1.10", 17, udp(5, 53)))));
  }

  // Unknown means not accepted.

  @Test
  void aLaterFragmentHasAProtocolButNoPorts() {
    byte[] later = fromLamp(ipv4("192.168.1.10", "198.51.100.7", 17, 100, udp(5, 443)));
    lampFrom4.add(accept("port", protocol(17), to(443)));
    assertSender("no match", Decision.Outcome.DROP, decide(later));
    lampFrom4.add(accept("protocol", protocol(17)));
    assertSender("f4/protocol", Decision.Outcome.ACCEPT, decide(later));
    lampFrom4.add(0, drop("no-99", protocol(17), to(99)));
    assertSender("f4/no-99", Decision.Outcome.DROP, decide(later));
    lampFrom4.set(0, drop("other-protocol", protocol(6), to(99)));
    assertSender("f4/protocol", Decision.Outcome.ACCEPT, decide(later));
  }

  @Test
  void aFirstFragmentIsJudgedLikeAWholePacket() {
    lampFrom4.add(accept("port", protocol(17), to(443)));
    assertSender(
        "f4/port",
        Decision.Outcome.ACCEPT,
        decide(fromLamp(ipv4("192.168.1.10", "198.51.100.7", 17, 0x2000, udp(5, 443)))));
  }

  @Test
  void fragmentsAreNeverBaseline() {
    byte[] header = bytes(58, 0, 0, 8 << 3 & 0xFF, 0, 0, 0, 1);
    assertSender(
        "no match",
        Decision.Outcome.DROP,
        decide(fromLamp(ipv6("fe80::10", "ff02::1", 44, join(header, icmp(135, 0))))));
    assertSender(
        "no match",
        Decision.Outcome.DROP,
        decide(
            ethernet(LAMP, ALL, 0x0800, ipv4("0.0.0.0", "255.255.255.255", 17, 1, udp(68, 67)))));
  }

  @Test
  void aCutFrameDoesNotShowWhatItsConditionNeeds() {
    byte[] frame = lampToCloud(tcp(5, 443, SYN), 6);
    lampFrom4.add(accept("port", protocol(6), to(443)));
    assertSender("f4/port", Decision.Outcome.ACCEPT, decideCut(frame, 14 + 20 + 4));
    assertSender("no match", Decision.Outcome.DROP, decideCut(frame, 14 + 20 + 3));
    lampFrom4.add(0, drop("syn", protocol(6), Condition.FieldIs.of(Field.TCP_FLAGS, 4)));
    assertSender("f4/syn", Decision.Outcome.DROP, decideCut(frame, 14 + 20 + 4));
    assertSender("no match", Decision.Outcome.DROP, decideCut(frame, 14 + 19));
  }

  @Test
  void theProtocolOfIpv6IsTheOneAfterItsExtensionHeaders() {
    lampFrom6.add(rule("tcp", Verdict.ACCEPT, Family.IPV6, protocol(6), to(443)));
    byte[] chain =
        join(
            bytes(60, 0, 0, 0, 0, 0, 0, 0),
            bytes(51, 0, 0, 0, 0, 0, 0, 0),
            bytes(135, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
            bytes(6, 0, 0, 0, 0, 0, 0, 0),
            tcp(5, 443, SYN));
    assertSender(
        "f4/tcp",
        Decision.Outcome.ACCEPT,
        decide(fromLamp(ipv6("fd00::10", "2001:db8::7", 0, chain))));
    byte[] cut = Arrays.copyOf(chain, 12);
    assertSender(
        "no match",
        Decision.Outcome.DROP,
        decide(fromLamp(ipv6("fd00::10", "2001:db8::7", 0, cut))));
    lampFrom6.add(0, rule("no-udp", Verdict.DROP, Family.IPV6, protocol(17)));
    lampFrom6.add(rule("any", Verdict.ACCEPT, Family.IPV6));
    assertSender(
        "f4/no-udp",
        Decision.Outcome.DROP,
        decide(fromLamp(ipv6("fd00::10", "2001:db8::7", 0, cut))));
  }

  @Test
  void espIsAProtocolAndAhOneInIpv4Only() {
    lampFrom4.add(accept("ah", protocol(51)));
    lampFrom6.add(rule("esp", Verdict.ACCEPT, Family.IPV6, protocol(50)));
    assertSender("f4/ah", Decision.Outcome.ACCEPT, decide(lampToCloud(new byte[24], 51)));
    assertSender(
        "f4/esp",
        Decision.Outcome.ACCEPT,
        decide(fromLamp(ipv6("fd00::10", "2001:db8::7", 50, new byte[16]))));
  }

  @Test
  void aPacketWhoseIpHeaderLiesMatchesNothing() {
    lampFrom4.add(accept("any"));
    lampFrom6.add(rule("any", Verdict.ACCEPT, Family.IPV6));
    byte[] good = ip("192.168.1.10", "198.51.100.7", 17, udp(5, 443));
    assertSender("f4/any", Decision.Outcome.ACCEPT, decide(fromLamp(good)));
    int[][] lies = {{0, 0x55}, {0, 0x44}, {3, 33}, {3, 19}, {3, 0}, {0, 0x49}};
    for (int[] lie : lies) {
      byte[] packet = good.clone();
      packet[lie[0]] = (byte) lie[1];
      assertSender(
          "no match", Decision.Outcome.DROP, decide(ethernet(LAMP, GATEWAY, 0x0800, packet)));
    }
    byte[] six = ip("fd00::10", "2001:db8::7", 17, udp(5, 443));
    assertSender("f4/any", Decision.Outcome.ACCEPT, decide(fromLamp(six)));
    six[5]++;
    assertSender("no match", Decision.Outcome.DROP, decide(fromLamp(six)));
    six[0] = 0x50;
    assertSender("no match", Decision.Outcome.DROP, decide(ethernet(LAMP, GATEWAY, 0x86DD, six)));
  }

  @Test
  void octetsAfterTheIpLengthArePadding() {
    lampFrom4.add(accept("port", protocol(17), to(443)));
    byte[] onlyHeader = ip("192.168.1.10", "198.51.100.7", 17, new byte[0]);
    assertSender(
        "no match", Decision.Outcome.DROP, decide(fromLamp(join(onlyHeader, udp(5, 443)))));
  }

  @Test
  void vlanTagsAreSkippedHoweverMany() {
    lampFrom4.add(accept("port", protocol(17), to(443)));
    byte[] packet = ip("192.168.1.10", "198.51.100.7", 17, udp(5, 443));
    byte[] tagged = join(bytes(0, 5, 0x88, 0xA8, 0, 6, 0x91, 0, 0, 7, 0x81, 0, 0, 8, 8, 0), packet);
    assertSender(
        "f4/port", Decision.Outcome.ACCEPT, decide(ethernet(LAMP, GATEWAY, 0x8100, tagged)));
  }

  @Test
  void llcIsNotIpAndMatchesNothing() {
    lampFrom4.add(accept("any"));
    byte[] snap =
        join(
            bytes(0xAA, 0xAA, 3, 0, 0, 0, 8, 0),
            ip("192.168.1.10", "198.51.100.7", 17, udp(5, 443)));
    assertSender(
        "no match", Decision.Outcome.DROP, decide(ethernet(LAMP, GATEWAY, snap.length, snap)));
  }

  // Peers.

  @Test
  void aDeviceIsAMemberByItsMacOrBehindTheGatewayByItsAddress() {
    lampFrom4.add(accept("makers", peer(MAKERS)));
    sensorTo4.add(accept("any"));
    assertSender(
        "f4/makers",
        Decision.Outcome.ACCEPT,
        decide(ethernet(LAMP, SENSOR, 0x0800, ip("192.168.1.10", "192.168.9.9", 17, udp(1, 2)))));
    assertSender(
        "f4/makers",
        Decision.Outcome.ACCEPT,
        decide(ethernet(LAMP, GATEWAY, 0x0800, ip("192.168.1.10", "192.168.1.11", 17, udp(1, 2)))));
    assertSender(
        "no match",
        Decision.Outcome.DROP,
        decide(ethernet(LAMP, LAPTOP, 0x0800, ip("192.168.1.10", "192.168.1.11", 17, udp(1, 2)))));
  }

  @Test
  void anEmptyClassMatchesNothing() {
    lampFrom4.add(accept("nobody", peer(EMPTY)));
    lampFrom4.add(accept("any", protocol(17)));
    lampFrom4.add(0, drop("nobody", peer(EMPTY)));
    assertSender("f4/any", Decision.Outcome.ACCEPT, decide(lampToCloud(udp(1, 2), 17)));
    assertSender("no match", Decision.Outcome.DROP, decide(lampToCloud(tcp(1, 2, SYN), 6)));
  }

  @Test
  void anIpv4ListNeverSpeaksOfIpv6() {
    lampFrom4.add(accept("cloud", peer(CLOUD)));
    assertSender(
        "no match",
        Decision.Outcome.DROP,
        decide(fromLamp(ip("fd00::10", "2001:db8::7", 6, tcp(5, 443, SYN)))));
  }

  // Fields.

  @Test
  void aNakedSynFromTheWrongSideDoesNotMatchWhateverTheAction() {
    Condition byDevice = new Condition.InitiatedBy(Direction.FROM_DEVICE);
    lampTo4.add(accept("replies", protocol(6), byDevice));
    byte[] syn = toLamp(ip("198.51.100.7", "192.168.1.10", 6, tcp(443, 5, SYN)));
    assertReceiver("no match", Decision.Outcome.DROP, decide(syn));
    assertReceiver(
        "f4/replies",
        Decision.Outcome.ACCEPT,
        decide(toLamp(ip("198.51.100.7", "192.168.1.10", 6, tcp(443, 5, SYN | ACK)))));
    assertReceiver(
        "f4/replies",
        Decision.Outcome.ACCEPT,
        decide(toLamp(ip("198.51.100.7", "192.168.1.10", 6, tcp(443, 5, 0)))));
    assertReceiver(
        "no match",
        Decision.Outcome.DROP,
        decide(toLamp(ip("198.51.100.7", "192.168.1.10", 6, tcp(443, 5, SYN | 0xC0)))));
    lampTo4.set(0, drop("replies", protocol(6), byDevice));
    lampTo4.add(accept("later", protocol(6)));
    assertReceiver("f4/later", Decision.Outcome.ACCEPT, decide(syn));
    lampFrom4.add(accept("own", protocol(6), byDevice));
    assertSender("f4/own", Decision.Outcome.ACCEPT, decide(lampToCloud(tcp(5, 443, SYN), 6)));
  }

  @Test
  void flagsAreTheWholeField() {
    lampFrom4.add(accept("syn", protocol(6), Condition.FieldIs.of(Field.TCP_FLAGS, SYN)));
    assertSender("f4/syn", Decision.Outcome.ACCEPT, decide(lampToCloud(tcp(5, 443, SYN), 6)));
    assertSender(
        "no match", Decision.Outcome.DROP, decide(lampToCloud(tcp(5, 443, SYN | 0x40), 6)));
  }

  @Test
  void lengthIsTotalLengthInIpv4AndPayloadLengthInIpv6() {
    lampFrom4.add(accept("length", Condition.FieldIs.of(Field.LENGTH, 32)));
    lampFrom6.add(
        rule("length", Verdict.ACCEPT, Family.IPV6, Condition.FieldIs.of(Field.LENGTH, 12)));
    assertSender("f4/length", Decision.Outcome.ACCEPT, decide(lampToCloud(udp(1, 2), 17)));
    assertSender(
        "f4/length",
        Decision.Outcome.ACCEPT,
        decide(fromLamp(ip("fd00::10", "2001:db8::7", 17, udp(1, 2)))));
  }

  @Test
  void icmpConditionsReadProtocol1InIpv4And58InIpv6Only() {
    Condition echo = Condition.FieldIs.of(Field.ICMP_TYPE, 8);
    lampFrom4.add(accept("echo", echo));
    lampFrom6.add(rule("echo", Verdict.ACCEPT, Family.IPV6, echo));
    assertSender("f4/echo", Decision.Outcome.ACCEPT, decide(lampToCloud(icmp(8, 0), 1)));
    assertSender("no match", Decision.Outcome.DROP, decide(lampToCloud(icmp(8, 0), 58)));
    assertSender(
        "f4/echo",
        Decision.Outcome.ACCEPT,
        decide(fromLamp(ip("fd00::10", "2001:db8::7", 58, icmp(8, 0)))));
    assertSender(
        "no match",
        Decision.Outcome.DROP,
        decide(fromLamp(ip("fd00::10", "2001:db8::7", 1, icmp(8, 0)))));
  }

  @Test
  void optionsAndRestOfHeaderCompareOctets() {
    byte[] withOptions = tcp(5, 443, SYN);
    withOptions[12] = 0x60;
    lampFrom4.add(accept("options", protocol(6), new Condition.TcpOptions("020405b4")));
    assertSender(
        "f4/options",
        Decision.Outcome.ACCEPT,
        decide(lampToCloud(join(withOptions, bytes(2, 4, 5, 0xB4)), 6)));
    assertSender(
        "no match",
        Decision.Outcome.DROP,
        decide(lampToCloud(join(withOptions, bytes(2, 4, 5, 0xB5)), 6)));
    assertSender("no match", Decision.Outcome.DROP, decide(lampToCloud(tcp(5, 443, SYN), 6)));
    lampFrom4.add(accept("rest", protocol(1), new Condition.IcmpRest("0102")));
    assertSender("f4/rest", Decision.Outcome.ACCEPT, decide(lampToCloud(icmp(8, 0), 1)));
    assertSender("no match", Decision.Outcome.DROP, decide(lampToCloud(bytes(8, 0, 0, 0, 1), 1)));
  }

  @Test
  void rejectIsADropThatTellsTheSender() {
    lampFrom4.add(rule("go-away", Verdict.REJECT, Family.IPV4, protocol(17)));
    Decision decision = decide(lampToCloud(udp(1, 2), 17));
    assertSender("f4/go-away", Decision.Outcome.DROP, decision);
    assertTrue(decision.isReject());
  }
}
