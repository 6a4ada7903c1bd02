package org.mudward.policy;

import static org.mudward.policy.Frames.bytes;
import static org.mudward.policy.Frames.ethernet;
import static org.mudward.policy.Frames.ip;
import static org.mudward.policy.Frames.ipv4;
import static org.mudward.policy.Frames.ipv6;
import static org.mudward.policy.Frames.join;
import static org.mudward.policy.Frames.tcp;
import static org.mudward.policy.Frames.udp;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What of a packet counts when its headers are in pieces, cut off, wrapped, or lie. */
class PacketReadingDecisionTest extends LampDecisions {
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
}
