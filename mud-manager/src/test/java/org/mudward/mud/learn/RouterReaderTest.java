package org.mudward.mud.learn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.mudward.mud.learn.DhcpV6Frames.join;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.mudward.mud.learn.Sighting.Served;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;

class RouterReaderTest {
  private static final MacAddress ROUTER = MacAddress.parse("02:00:00:00:00:01");
  private static final MacAddress DEVICE = MacAddress.parse("02:00:00:00:00:10");
  private static final Believed BELIEVED = new Believed(Set.of(), Optional.of(ROUTER));
  private static final String LINK_LOCAL = "fe80::1";

  private static byte[] octets(String... addresses) {
    return join(
        List.of(addresses).stream()
            .map(address -> IpAddress.parse(address).octets())
            .toArray(byte[][]::new));
  }

  /** An option that names resolvers (RFC 8106 section 5.1). */
  private static byte[] resolvers(int lifetime, String... addresses) {
    return ByteBuffer.allocate(8 + 16 * addresses.length)
        .put((byte) 25)
        .put((byte) (1 + 2 * addresses.length))
        .putShort((short) 0)
        .putInt(lifetime)
        .put(octets(addresses))
        .array();
  }

  private static byte[] prefix() {
    return ByteBuffer.allocate(32).put((byte) 3).put((byte) 4).array();
  }

  private static byte[] advertisement(byte[]... options) {
    return frame(ROUTER, LINK_LOCAL, 255, 134, options);
  }

  private static byte[] frame(
      MacAddress from, String source, int hops, int type, byte[]... options) {
    byte[] body = join(new byte[12], join(options));
    return ByteBuffer.allocate(14 + 40 + 4 + body.length)
        .put(Frames.octets(MacAddress.parse("33:33:00:00:00:01")))
        .put(Frames.octets(from))
        .putShort((short) 0x86DD)
        .putInt(0x60000000)
        .putShort((short) (4 + body.length))
        .put((byte) 58)
        .put((byte) hops)
        .put(octets(source, "ff02::1"))
        .put((byte) type)
        .put(new byte[3])
        .put(body)
        .array();
  }

  private static void assertNamed(byte[] frame, String... addresses) {
    Set<IpAddress> dns =
        List.of(addresses).stream().map(IpAddress::parse).collect(Collectors.toSet());
    Served told = (Served) FrameReader.read(frame, BELIEVED).get(0);
    assertEquals(new Served(ROUTER, Served.By.ROUTER, dns, Set.of(), told.lasting()), told);
  }

  private static void assertNothing(byte[] frame) {
    assertEquals(List.of(), FrameReader.read(frame, BELIEVED));
  }

  @Test
  void theRoutersResolversAreNamed() {
    assertNamed(
        advertisement(prefix(), resolvers(600, "fd00::53", "fe80::53"), resolvers(600, "fd00::54")),
        "fd00::53",
        "fe80::53",
        "fd00::54");
    assertNamed(advertisement(resolvers(600, "fd00::53", "ff02::1", "::", "::1")), "fd00::53");
  }

  @Test
  void thoseOfLifetimeZeroAreTakenBackAndNamingNoneSaysNothing() {
    assertNamed(advertisement(resolvers(0, "fd00::53"), resolvers(1, "fd00::54")), "fd00::54");
    assertNamed(advertisement(resolvers(0, "fd00::53")));
    assertNothing(advertisement(prefix()));
    assertNothing(advertisement());
    assertNothing(advertisement(resolvers(600)));
  }

  @Test
  void eachLastsAsLongAsItsOptionSays() {
    byte[] frame =
        advertisement(
            resolvers(600, "fd00::53", "fe80::53"),
            resolvers(0x8000_0000, "fd00::54"),
            resolvers(0xFFFF_FFFF, "fd00::55"));
    Served told = (Served) FrameReader.read(frame, BELIEVED).get(0);
    assertEquals(4, told.dns().size());
    assertEquals(
        Map.of(
            IpAddress.parse("fd00::53"), Duration.ofSeconds(600),
            IpAddress.parse("fe80::53"), Duration.ofSeconds(600),
            IpAddress.parse("fd00::54"), Duration.ofSeconds(0x8000_0000L)),
        told.lasting());
  }

  @Test
  void nobodyElseIsTheRouter() {
    byte[] option = resolvers(600, "fd00::53");
    assertNothing(frame(DEVICE, LINK_LOCAL, 255, 134, option));
    assertNothing(frame(ROUTER, "fd00::1", 255, 134, option));
    assertNothing(frame(ROUTER, LINK_LOCAL, 254, 134, option));
    assertNothing(frame(ROUTER, LINK_LOCAL, 255, 133, option));
    assertEquals(List.of(), FrameReader.read(advertisement(option), Believed.servers(Set.of())));
  }

  @Test
  void anAdvertisementThatIsNotWholeSaysNothing() {
    byte[] whole = advertisement(resolvers(600, "fd00::53"), resolvers(600, "fd00::54"));
    for (int length = whole.length - 1; length > 0; length--) {
      int cut = length;
      List<Sighting> told = FrameReader.read(Arrays.copyOf(whole, cut), BELIEVED);
      assertEquals(0, told.size(), () -> "cut at " + cut);
    }
    assertNothing(advertisement(resolvers(600, "fd00::53"), new byte[] {1, 0, 0, 0, 0, 0, 0, 0}));
  }

  @Test
  void whatIsNamedIsBoundedAndNoFrameIsTooStrange() {
    String[] many =
        IntStream.range(0, 100).mapToObj(i -> "fd00::" + (i + 2)).toArray(String[]::new);
    Served served = (Served) FrameReader.read(advertisement(resolvers(9, many)), BELIEVED).get(0);
    assertEquals(DhcpOptions.MAX_HOSTS, served.dns().size());
    Random random = new Random(8106);
    byte[] good = advertisement(prefix(), resolvers(600, "fd00::53", "fd00::54"));
    for (int i = 0; i < 50_000; i++) {
      byte[] frame = good.clone();
      for (int change = random.nextInt(4); change >= 0; change--) {
        frame[12 + random.nextInt(frame.length - 12)] = (byte) random.nextInt(256);
      }
      FrameReader.read(frame, BELIEVED);
    }
  }
}
