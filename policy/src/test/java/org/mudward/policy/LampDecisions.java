package org.mudward.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.mudward.policy.Frames.ethernet;
import static org.mudward.policy.Frames.ip;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** A lamp and a sensor with a policy each, and what becomes of their frames. */
abstract class LampDecisions {
  static final int ACK = 0x10;
  static final int SYN = 0x02;
  static final String LAMP = "02:00:00:00:00:10";
  static final String SENSOR = "02:00:00:00:00:11";
  static final String LAPTOP = "02:00:00:00:00:50";
  static final String GATEWAY = "02:00:00:00:00:01";
  static final String ALL = "ff:ff:ff:ff:ff:ff";
  static final String LAMP_URL = "https://lamp.example/v1";
  static final String SENSOR_URL = "https://sensor.example/v1";
  static final GroupId CLOUD = new GroupId("dns:cloud.example");
  static final GroupId MAKERS = new GroupId("manufacturer:lamp.example");
  static final GroupId EMPTY = new GroupId("controller:urn:nobody");

  final List<Rule> lampFrom4 = new ArrayList<>();
  final List<Rule> lampTo4 = new ArrayList<>();
  final List<Rule> lampFrom6 = new ArrayList<>();
  final List<Rule> sensorTo4 = new ArrayList<>();
  Set<Baseline> baseline = EnumSet.allOf(Baseline.class);

  PolicySnapshot.Builder builder() {
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

  static Device device(String mac, String policy, String... addresses) {
    return new Device(
        MacAddress.parse(mac),
        policy,
        Set.copyOf(Arrays.stream(addresses).map(IpAddress::parse).toList()));
  }

  Decision decide(byte[] frame) {
    return builder().build().decide(Packet.of(frame));
  }

  Decision decideCut(byte[] frame, int captured) {
    Packet packet = new Packet().set(ByteBuffer.wrap(frame), 0, captured, frame.length);
    return builder().build().decide(packet);
  }

  static Rule rule(String ace, Verdict verdict, Family family, Condition... conditions) {
    return new Rule(
        new Origin(LAMP_URL, "f4", ace), new Match(family, List.of(conditions)), verdict);
  }

  static Rule accept(String ace, Condition... conditions) {
    return rule(ace, Verdict.ACCEPT, Family.IPV4, conditions);
  }

  static Rule drop(String ace, Condition... conditions) {
    return rule(ace, Verdict.DROP, Family.IPV4, conditions);
  }

  static Condition protocol(int number) {
    return Condition.FieldIs.of(Field.PROTOCOL, number);
  }

  static Condition to(int port) {
    return new Condition.PortIn(End.DESTINATION, PortSet.of(port));
  }

  static Condition peer(GroupId group) {
    return new Condition.PeerIn(group);
  }

  static byte[] fromLamp(byte[] packet) {
    return ethernet(LAMP, GATEWAY, packet[0] >>> 4 == 4 ? 0x0800 : 0x86DD, packet);
  }

  static byte[] toLamp(byte[] packet) {
    return ethernet(GATEWAY, LAMP, packet[0] >>> 4 == 4 ? 0x0800 : 0x86DD, packet);
  }

  static byte[] lampToCloud(byte[] transport, int protocol) {
    return fromLamp(ip("192.168.1.10", "198.51.100.7", protocol, transport));
  }

  static void assertSender(String origin, Decision.Outcome outcome, Decision decision) {
    assertEquals(outcome + " " + origin, decision.outcome() + " " + decision.sender().origin());
  }

  static void assertReceiver(String origin, Decision.Outcome outcome, Decision decision) {
    assertEquals(outcome + " " + origin, decision.outcome() + " " + decision.receiver().origin());
  }
}
