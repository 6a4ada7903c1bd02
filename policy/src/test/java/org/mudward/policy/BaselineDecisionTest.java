package org.mudward.policy;

import static org.mudward.policy.Frames.bytes;
import static org.mudward.policy.Frames.ethernet;
import static org.mudward.policy.Frames.icmp;
import static org.mudward.policy.Frames.ip;
import static org.mudward.policy.Frames.ipv4;
import static org.mudward.policy.Frames.ipv6;
import static org.mudward.policy.Frames.join;
import static org.mudward.policy.Frames.tcp;
import static org.mudward.policy.Frames.udp;

import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What passes whatever a file says, and what passes if it does not speak of it. */
class BaselineDecisionTest extends LampDecisions {
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
}
