package org.mudward.mud.learn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mudward.policy.Family;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Packet;

/** No message is too odd for the reader of DNS, bare or in a frame. */
class DnsFuzzTest {
  private static final IpAddress SERVER = IpAddress.parse("192.168.1.1");
  private static final MacAddress GATEWAY = MacAddress.parse("02:00:00:00:00:01");

  static Stream<byte[]> seeds() {
    return Stream.of(
        DnsMessages.answer(7, 0x8180, "api.example.com", 1)
            .address("api.example.com", 60, "198.51.100.7")
            .octets(),
        DnsMessages.answer(7, 0x8180, "api.example.com", 28)
            .alias("api.example.com", 60, "b.example.net")
            .alias("b.example.net", 30, "c.example.net")
            .address("c.example.net", 60, "2001:db8::7")
            .octets(),
        DnsMessages.answer(7, 0x8180, "a.b", 1)
            .alias("a.b", 1, "c.d")
            .alias("c.d", 1, "a.b")
            .shorts(0xC00C, 1, 1, 0, 60, 4, 0x0A00, 1)
            .counted()
            .octets(),
        DnsMessages.answer(7, 0x8183, "no.example", 1).octets());
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everySeedIsFine(byte[] seed) {
    everyMessageGivesNamesInTheirPlainForm(seed);
  }

  @FuzzTest
  void everyMessageGivesNamesInTheirPlainForm(byte[] octets) {
    Optional<DnsMessage> bare = DnsMessage.read(octets);
    bare.ifPresent(DnsFuzzTest::examine);
    if (octets.length <= 1400) {
      byte[] frame = Frames.udp(GATEWAY, SERVER, 53, 40_000, octets);
      assertEquals(
          bare.filter(message -> message.code() == 0 && !message.truncated()),
          DnsMessage.read(Packet.of(frame), Set.of(SERVER)));
      assertEquals(Optional.empty(), DnsMessage.read(Packet.of(frame), Set.of(otherServer())));
    }
    DnsMessage.read(Packet.of(octets), Set.of()).ifPresent(DnsFuzzTest::examine);
  }

  private static IpAddress otherServer() {
    return IpAddress.parse("192.168.1.2");
  }

  private static void examine(DnsMessage message) {
    Map<String, Set<IpAddress>> found = message.addresses();
    for (String name : found.keySet()) {
      assertEquals(name.toLowerCase(Locale.ROOT), name);
      assertTrue(!name.isEmpty() && !name.endsWith(".") && name.length() < 255, name);
    }
    for (Family family : Family.values()) {
      assertEquals(message.addresses(family).isEmpty(), message.ttl(family).isEmpty());
      message.ttl(family).ifPresent(ttl -> assertTrue(!ttl.isNegative()));
    }
  }
}
