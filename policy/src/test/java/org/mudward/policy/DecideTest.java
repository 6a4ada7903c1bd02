package org.mudward.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mudward.policy.Frames.bytes;
import static org.mudward.policy.Frames.ethernet;
import static org.mudward.policy.Frames.icmp;
import static org.mudward.policy.Frames.ip;
import static org.mudward.policy.Frames.join;
import static org.mudward.policy.Frames.tcp;
import static org.mudward.policy.Frames.udp;

import org.junit.jupiter.api.Test;

/**
 * What a decision means, sentence by sentence: who is asked, in which order, and what conditions
 * say.
 */
class DecideTest extends LampDecisions {
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
