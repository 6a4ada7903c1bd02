package org.mudward.mud.learn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mudward.mud.learn.DnsMessage.A;
import static org.mudward.mud.learn.DnsMessage.AAAA;
import static org.mudward.mud.learn.DnsMessages.answer;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.mudward.policy.Family;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Packet;

class DnsMessageTest {
  private static final int OK = 0x8180;

  private static Set<IpAddress> ips(String... addresses) {
    return Stream.of(addresses).map(IpAddress::parse).collect(Collectors.toSet());
  }

  private static Map<String, Set<IpAddress>> read(DnsMessages message) {
    return DnsMessage.read(message.octets()).map(DnsMessage::addresses).orElse(Map.of());
  }

  @Test
  void addressesOfTheQuestionAreRead() {
    DnsMessages message =
        answer(7, OK, "API.Example.com", A)
            .address("api.example.COM", 60, "198.51.100.7")
            .address("api.example.com", 30, "198.51.100.8");
    assertEquals(Map.of("api.example.com", ips("198.51.100.7", "198.51.100.8")), read(message));
    DnsMessage read = DnsMessage.read(message.octets()).orElseThrow();
    assertEquals(7, read.id());
    assertEquals(Optional.of(Duration.ofSeconds(30)), read.ttl(Family.IPV4));
    assertEquals(Optional.empty(), read.ttl(Family.IPV6));
  }

  @Test
  void everyNameOfTheChainGetsTheAddressesBehindIt() {
    DnsMessages message =
        answer(1, OK, "a.example", AAAA)
            .address("c.example", 60, "2001:db8::7")
            .alias("a.example", 20, "B.example")
            .alias("b.example", 40, "c.example");
    Set<IpAddress> address = ips("2001:db8::7");
    assertEquals(
        Map.of("a.example", address, "b.example", address, "c.example", address), read(message));
    assertEquals(
        Optional.of(Duration.ofSeconds(20)),
        DnsMessage.read(message.octets()).orElseThrow().ttl(Family.IPV6));
  }

  @Test
  void recordsThatTheQuestionDoesNotLeadToDoNotCount() {
    assertEquals(
        Map.of(), read(answer(1, OK, "a.example", A).address("bank.example", 60, "198.51.100.66")));
  }

  @Test
  void ofTwoAliasesTheFirstCounts() {
    DnsMessages message =
        answer(1, OK, "a.example", A)
            .alias("a.example", 60, "b.example")
            .alias("a.example", 60, "c.example")
            .address("b.example", 60, "198.51.100.1")
            .address("c.example", 60, "198.51.100.2");
    assertEquals(
        Map.of("a.example", ips("198.51.100.1"), "b.example", ips("198.51.100.1")), read(message));
  }

  @Test
  void anAliasToNoUsableNameCountsBeforeALaterOneAndLeadsNowhere() {
    for (String spoilt : new String[] {"", "o\u0001k.example"}) {
      DnsMessages message =
          answer(1, OK, "a.example", A)
              .alias("a.example", 60, spoilt)
              .alias("a.example", 60, "b.example")
              .address("b.example", 60, "198.51.100.1");
      assertEquals(Map.of(), read(message), spoilt);
    }
    DnsMessages besides =
        answer(1, OK, "a.example", A)
            .alias("a.example", 60, "")
            .address("a.example", 60, "198.51.100.1");
    assertEquals(Map.of("a.example", ips("198.51.100.1")), read(besides));
  }

  @Test
  void aCircleOfAliasesEnds() {
    DnsMessages message =
        answer(1, OK, "a.example", A)
            .alias("a.example", 60, "b.example")
            .alias("b.example", 60, "a.example")
            .address("a.example", 60, "198.51.100.1");
    assertEquals(
        Map.of("a.example", ips("198.51.100.1"), "b.example", ips("198.51.100.1")), read(message));
  }

  @Test
  void aChainThatIsTooLongLeadsNowhere() {
    DnsMessages message = answer(1, OK, "n0.example", A);
    for (int i = 0; i < 100; i++) {
      message.alias("n" + i + ".example", 60, "n" + (i + 1) + ".example");
    }
    assertEquals(Map.of(), read(message.address("n100.example", 60, "198.51.100.1")));
  }

  @Test
  void onlyCompleteAndSuccessfulAnswersToOneQuestionCount() {
    for (int flags : new int[] {0x0180, 0x8980, 0x8380, 0x8182, 0x8183}) {
      assertEquals(
          Map.of(),
          read(answer(1, flags, "a.example", A).address("a.example", 60, "198.51.100.1")));
    }
    byte[] two = answer(1, OK, "a.example", A).address("a.example", 60, "198.51.100.1").octets();
    two[5] = 2;
    assertEquals(Optional.empty(), DnsMessage.read(two));
    DnsMessages chaos = answer(1, OK, "a.example", A);
    byte[] octets = chaos.address("a.example", 60, "198.51.100.1").octets();
    octets[12 + 11 + 3] = 3;
    assertEquals(Optional.empty(), DnsMessage.read(octets));
  }

  @Test
  void recordsOfAnotherClassDoNotCount() {
    byte[] octets = IpAddress.parse("198.51.100.1").octets();
    assertEquals(
        Map.of(), read(answer(1, OK, "a.example", A).record("a.example", A, 3, 60, octets)));
  }

  @Test
  void aFaultInTheAnswerSectionSpoilsTheMessage() {
    byte[] good =
        answer(1, OK, "a.example", A)
            .address("a.example", 60, "198.51.100.1")
            .address("a.example", 60, "198.51.100.2")
            .octets();
    for (int length = 0; length < good.length; length++) {
      assertEquals(Optional.empty(), DnsMessage.read(Arrays.copyOf(good, length)));
    }
    assertEquals(
        Map.of(),
        read(
            answer(1, OK, "a.example", A)
                .address("a.example", 60, "198.51.100.1")
                .record("a.example", A, 1, 60, new byte[5])));
    assertEquals(
        Map.of(),
        read(
            answer(1, OK, "a.example", A)
                .address("a.example", 60, "198.51.100.1")
                .record("b.example", 5, 1, 60, new byte[] {1, 'x', 0, 0})));
  }

  @Test
  void whatFollowsTheAnswersIsNotRead() {
    DnsMessages message = answer(1, OK, "a.example", A).address("a.example", 60, "198.51.100.1");
    assertEquals(Map.of("a.example", ips("198.51.100.1")), read(message.shorts(0xFFFF, 0xFFFF)));
  }

  @Test
  void pointersPointBack() {
    DnsMessages back = answer(1, OK, "a.example", A).shorts(0xC00C, A, 1, 0, 60, 4, 0xC633, 0x6401);
    assertEquals(Map.of("a.example", ips("198.51.100.1")), read(back.counted()));
    DnsMessages self = answer(1, OK, "a.example", A);
    self.shorts(0xC000 | self.position(), A, 1, 0, 60, 4, 0xC633, 0x6401).counted();
    assertEquals(Optional.empty(), DnsMessage.read(self.octets()));
    DnsMessages circle = answer(1, OK, "a.example", A);
    int start = circle.position();
    circle.label("x").shorts(0xC000 | start, A, 1, 0, 60, 4, 0xC633, 0x6401).counted();
    assertEquals(Optional.empty(), DnsMessage.read(circle.octets()));
  }

  @Test
  void aDotOrAnUnprintableOctetInALabelSpoilsTheName() {
    for (String label : new String[] {"a.example", "a\0", "a\n", "\u00e4"}) {
      DnsMessages message = answer(1, OK, "a.example", A).label(label);
      message.name("").shorts(A, 1, 0, 60, 4, 0xC633, 0x6401).counted();
      message.address("a.example", 60, "198.51.100.9");
      assertEquals(Map.of("a.example", ips("198.51.100.9")), read(message));
    }
  }

  @Test
  void aTtlWithTheHighestBitIsZero() {
    byte[] message =
        answer(1, OK, "a.example", A).address("a.example", -1, "198.51.100.1").octets();
    assertEquals(
        Optional.of(Duration.ZERO), DnsMessage.read(message).orElseThrow().ttl(Family.IPV4));
  }

  @Test
  void inAFrameTheServerAndThePortHaveToBeRight() {
    IpAddress server = IpAddress.parse("192.168.1.1");
    byte[] message =
        answer(1, OK, "a.example", A).address("a.example", 60, "198.51.100.1").octets();
    byte[] frame = Frames.udp(MacAddress.parse("02:00:00:00:00:01"), server, 53, 40000, message);
    assertTrue(DnsMessage.read(Packet.of(frame), Set.of(server)).isPresent());
    assertTrue(DnsMessage.read(Packet.of(frame), Set.of()).isPresent());
    assertTrue(DnsMessage.read(Packet.of(frame), ips("192.168.1.2")).isEmpty());
    byte[] otherPort =
        Frames.udp(MacAddress.parse("02:00:00:00:00:01"), server, 5353, 40000, message);
    assertTrue(DnsMessage.read(Packet.of(otherPort), Set.of()).isEmpty());
    byte[] cut = Arrays.copyOf(frame, frame.length - 1);
    Packet packet = new Packet().set(java.nio.ByteBuffer.wrap(cut), 0, cut.length, frame.length);
    assertTrue(DnsMessage.read(packet, Set.of()).isEmpty());
  }

  @Test
  void noMessageIsTooStrange() {
    byte[] seed =
        answer(1, OK, "a.example", A)
            .alias("a.example", 60, "b.example")
            .address("b.example", 60, "198.51.100.1")
            .address("b.example", 60, "2001:db8::1")
            .octets();
    Random random = new Random(1035);
    int read = 0;
    for (int i = 0; i < 200_000; i++) {
      byte[] message = seed.clone();
      for (int change = random.nextInt(4); change >= 0; change--) {
        message[random.nextInt(message.length)] = (byte) random.nextInt(256);
      }
      Optional<DnsMessage> found = DnsMessage.read(message);
      found.ifPresent(DnsMessage::addresses);
      found.ifPresent(m -> m.ttl(Family.IPV4));
      read += found.isPresent() ? 1 : 0;
    }
    assertTrue(read > 20_000, "the messages are too broken to reach the reader: " + read);
  }
}
