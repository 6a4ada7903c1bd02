package org.mudward.mud.learn;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mudward.mud.learn.DhcpV6Frames.RELAY_FORWARD;
import static org.mudward.mud.learn.DhcpV6Frames.RELAY_REPLY;
import static org.mudward.mud.learn.DhcpV6Frames.RELEASE;
import static org.mudward.mud.learn.DhcpV6Frames.REPLY;
import static org.mudward.mud.learn.DhcpV6Frames.SOLICIT;
import static org.mudward.mud.learn.DhcpV6Frames.address;
import static org.mudward.mud.learn.DhcpV6Frames.duidLl;
import static org.mudward.mud.learn.DhcpV6Frames.duidLlt;
import static org.mudward.mud.learn.DhcpV6Frames.fromClient;
import static org.mudward.mud.learn.DhcpV6Frames.fromRelay;
import static org.mudward.mud.learn.DhcpV6Frames.ia;
import static org.mudward.mud.learn.DhcpV6Frames.join;
import static org.mudward.mud.learn.DhcpV6Frames.linkLayer;
import static org.mudward.mud.learn.DhcpV6Frames.message;
import static org.mudward.mud.learn.DhcpV6Frames.option;
import static org.mudward.mud.learn.DhcpV6Frames.relay;
import static org.mudward.mud.learn.DhcpV6Frames.status;
import static org.mudward.mud.learn.DhcpV6Frames.temporary;
import static org.mudward.mud.learn.DhcpV6Frames.toClient;
import static org.mudward.mud.learn.DhcpV6Frames.toRelay;
import static org.mudward.mud.learn.DhcpV6Frames.url;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mudward.mud.MudUrl;
import org.mudward.mud.learn.Sighting.Emitted;
import org.mudward.mud.learn.Sighting.Leased;
import org.mudward.mud.learn.Sighting.Released;
import org.mudward.mud.learn.Sighting.Served;
import org.mudward.mud.learn.Sighting.Source;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Packet;

class DhcpV6ReaderTest {
  private static final MacAddress LAMP = MacAddress.parse("02:00:5e:10:00:01");
  private static final MacAddress OTHER = MacAddress.parse("02:00:5e:10:00:02");
  private static final IpAddress ADDRESS = IpAddress.parse("fd00:1::10");
  private static final String URL = "https://lighting.example.com/lightbulb2000";

  private static List<Sighting> read(byte[] frame) {
    return FrameReader.read(frame, Believed.servers(Set.of(DhcpV6Frames.SERVER)));
  }

  private static List<Sighting> lampUrl() {
    return List.of(new Emitted(LAMP, new MudUrl(URL), Source.DHCPV6, null));
  }

  private static void assertRefused(List<Sighting> read) {
    assertEquals(1, read.size());
    Emitted emitted = (Emitted) read.get(0);
    assertEquals(LAMP, emitted.mac());
    assertNull(emitted.url());
    String problem = Objects.requireNonNull(emitted.problem());
    assertTrue(problem.length() <= 210, problem);
    assertTrue(problem.chars().allMatch(c -> c >= 0x20 && c < 0x7F), problem);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4, 5, 6, 11})
  void aDeviceEmitsItsUrlInWhateverItAsks(int type) {
    assertEquals(lampUrl(), read(fromClient(LAMP, message(type, url(URL)))));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 7, 8, 9, 10, 12, 13, 255})
  void otherMessagesTellNoUrl(int type) {
    assertEquals(List.of(), read(fromClient(LAMP, message(type, url(URL)))));
  }

  @Test
  void theResolversAndTimeServersOfTheSitesServerAreTold() {
    byte[] dns = join(octets("fd00:1::53"), octets("fe80::1"), octets("ff02::1"));
    byte[] reply = message(REPLY, option(23, dns), option(31, octets("fd00:1::123")));
    Served served =
        new Served(
            LAMP,
            Served.By.DHCPV6,
            Set.of(IpAddress.parse("fd00:1::53"), IpAddress.parse("fe80::1")),
            Set.of(IpAddress.parse("fd00:1::123")));
    assertEquals(List.of(served), read(toClient(LAMP, reply)));
  }

  private static byte[] ntp(int code, byte[] value) {
    return option(56, option(code, value));
  }

  @Test
  void timeServersAreTakenByTheirAddressesAndNotAsGroupsOrNames() {
    byte[] reply =
        message(
            REPLY,
            option(31, octets("fd00:1::31")),
            ntp(1, octets("fd00:1::123")),
            ntp(1, octets("fd00:1::124")),
            ntp(1, octets("ff05::101")),
            ntp(2, octets("fd00:1::125")),
            ntp(3, "\4time\7example\0abcd".getBytes(StandardCharsets.ISO_8859_1)),
            option(56, option(1, octets("fd00:1::126")), option(1, octets("fd00:1::127"))),
            option(56));
    List<Sighting> told = read(toClient(LAMP, reply));
    Set<IpAddress> servers =
        Set.of(
            IpAddress.parse("fd00:1::31"),
            IpAddress.parse("fd00:1::123"),
            IpAddress.parse("fd00:1::124"));
    assertEquals(List.of(new Served(LAMP, Served.By.DHCPV6, Set.of(), servers)), told);
    byte[] many =
        message(
            REPLY,
            IntStream.range(0, 40)
                .mapToObj(i -> ntp(1, octets("fd00:1::" + (100 + i))))
                .toArray(byte[][]::new));
    Served bounded = (Served) read(toClient(LAMP, many)).get(0);
    assertEquals(DhcpOptions.MAX_HOSTS, bounded.ntp().size());
  }

  private static byte[] octets(String address) {
    return IpAddress.parse(address).octets();
  }

  @Test
  void theOctetsOfTheSpecificationAreRead() {
    byte[] octets =
        HexFormat.of()
            .parseHex(
                "0070002a68747470733a2f2f6c69676874696e672e6578616d706c652e636f6d2f6c6967"
                    + "687462756c6232303030");
    assertEquals(lampUrl(), read(fromClient(LAMP, message(SOLICIT, octets))));
    octets[1] = 0x71;
    assertEquals(List.of(), read(fromClient(LAMP, message(SOLICIT, octets))));
  }

  @Test
  void whatFollowsTheFirstSpaceIsReserved() {
    assertEquals(
        lampUrl(), read(fromClient(LAMP, message(SOLICIT, url(URL + " reserved and \0 more")))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "http://lighting.example.com/lamp",
        "https://lighting.example.com/lamp\0",
        "https://lighting.example.com/l\u00e4mp",
        "https://lighting.example.com/\u001b[31m\r\nforged",
        "https:///nobody"
      })
  void whatIsNoMudUrlBecomesAProblem(String text) {
    assertRefused(read(fromClient(LAMP, message(SOLICIT, url(text)))));
  }

  @Test
  void anOptionOf255OctetsIsTheLongest() {
    String longest = URL + " " + "x".repeat(255 - URL.length() - 1);
    assertEquals(lampUrl(), read(fromClient(LAMP, message(SOLICIT, url(longest)))));
    assertRefused(read(fromClient(LAMP, message(SOLICIT, url(longest + "x")))));
    assertRefused(read(fromClient(LAMP, message(SOLICIT, url("x".repeat(60_000))))));
  }

  @Test
  void twoUrlsInOneMessageAreRefused() {
    assertRefused(read(fromClient(LAMP, message(SOLICIT, url(URL), url(URL)))));
  }

  @Test
  void aUrlThatIsCutOffIsAProblemAndWhatWasReadBeforeACutIsNot() {
    byte[] cut = {0, 112, 0, 42, 'h'};
    assertRefused(read(fromClient(LAMP, message(SOLICIT, cut))));
    byte[] headless = {0, 112, 0};
    assertRefused(read(fromClient(LAMP, message(SOLICIT, headless))));
    byte[] other = {0, 6, 0, 42, 'h'};
    assertEquals(lampUrl(), read(fromClient(LAMP, message(SOLICIT, url(URL), other))));
    assertEquals(List.of(), read(fromClient(LAMP, message(SOLICIT, other, url(URL)))));
  }

  @Test
  void aUrlInsideOfAnotherOptionIsNone() {
    assertEquals(List.of(), read(fromClient(LAMP, message(SOLICIT, ia(url(URL))))));
  }

  @Test
  void aUrlInTheServersMessagesSaysNothing() {
    assertEquals(List.of(), read(toClient(LAMP, message(REPLY, url(URL)))));
    assertEquals(List.of(), read(toClient(LAMP, message(SOLICIT, url(URL)))));
    byte[] reply = message(REPLY, url(URL), duidLl(1, LAMP));
    assertEquals(List.of(), read(toRelay(relay(RELAY_REPLY, reply))));
  }

  @Test
  void onItsOwnLinkTheFrameSaysWhoTheDeviceIs() {
    byte[] message = message(SOLICIT, duidLlt(1, OTHER), url(URL));
    assertEquals(lampUrl(), read(fromClient(LAMP, message)));
  }

  @Test
  void whatARouterMayHavePassedOnSaysNothing() {
    byte[] message = message(SOLICIT, duidLlt(1, LAMP), url(URL));
    IpAddress routed = IpAddress.parse("fd00:1::10");
    byte[] frame =
        DhcpV6Frames.frame(LAMP, DhcpV6Frames.ALL, routed, DhcpV6Frames.SERVER, 546, 547, message);
    assertEquals(List.of(), read(frame));
    byte[] grant = message(REPLY, ia(address("fd00:1::10", 60, 60)));
    byte[] answer =
        DhcpV6Frames.frame(
            DhcpV6Frames.GATEWAY, LAMP, DhcpV6Frames.SERVER, routed, 547, 546, grant);
    assertEquals(List.of(), read(answer));
  }

  @Test
  void messagesFromTheWrongPortSayNothing() {
    byte[] message = message(SOLICIT, url(URL));
    for (int[] ports : List.of(new int[] {1546, 547}, new int[] {547, 546}, new int[] {546, 546})) {
      byte[] frame =
          DhcpV6Frames.frame(
              LAMP,
              DhcpV6Frames.ALL,
              DhcpV6Frames.CLIENT,
              DhcpV6Frames.AGENTS,
              ports[0],
              ports[1],
              message);
      assertEquals(List.of(), read(frame));
    }
  }

  @Test
  void aGroupIsNoDevice() {
    MacAddress group = MacAddress.parse("03:00:00:00:00:00");
    assertEquals(List.of(), read(fromClient(group, message(SOLICIT, url(URL)))));
    assertEquals(List.of(), read(fromClient(new MacAddress(0), message(SOLICIT, url(URL)))));
  }

  @Test
  void aRelayedMessageIsAboutTheAddressThatTheRelaySaw() {
    byte[] message = message(SOLICIT, duidLlt(1, OTHER), url(URL));
    byte[] seen = relay(RELAY_FORWARD, message, linkLayer(1, LAMP));
    assertEquals(lampUrl(), read(fromRelay(seen)));
  }

  @Test
  void withoutThatAddressTheClientsIdentifierSaysWhoItIs() {
    byte[] time = message(SOLICIT, duidLlt(1, LAMP), url(URL));
    assertEquals(lampUrl(), read(fromRelay(relay(RELAY_FORWARD, time))));
    byte[] plain = message(SOLICIT, duidLl(1, LAMP), url(URL));
    assertEquals(lampUrl(), read(fromRelay(relay(RELAY_FORWARD, plain))));
  }

  @Test
  void aRelayedMessageOfWhichNobodyKnowsTheDeviceSaysNothing() {
    byte[] enterprise = option(1, new byte[] {0, 2, 0, 1, 0, 0, 0, 0, 2, 0, 0x5E, 0x10, 0, 1});
    List<byte[]> identifiers =
        List.of(
            new byte[0],
            enterprise,
            duidLl(32, LAMP),
            duidLlt(32, LAMP),
            option(1, new byte[] {0, 3}),
            option(1, new byte[] {0, 3, 0, 1, 2, 0, 0, 0, 0}),
            option(1, new byte[] {0, 3, 0, 1, 2, 0, 0, 0, 0, 1, 0}),
            DhcpV6Frames.join(duidLl(1, LAMP), duidLl(1, LAMP)));
    for (byte[] identifier : identifiers) {
      byte[] message = message(SOLICIT, identifier, url(URL));
      assertEquals(List.of(), read(fromRelay(relay(RELAY_FORWARD, message))));
      // Nor a problem: there is no device to hang it on.
      byte[] wrong = message(SOLICIT, identifier, url("http://a.example/"));
      assertEquals(List.of(), read(fromRelay(relay(RELAY_FORWARD, wrong))));
    }
  }

  @Test
  void aRelayThatSaysSomethingElseThanAnEthernetAddressIsNotReplacedByTheClientsWord() {
    byte[] message = message(SOLICIT, duidLl(1, LAMP), url(URL));
    byte[] infiniband = relay(RELAY_FORWARD, message, linkLayer(32, LAMP));
    assertEquals(List.of(), read(fromRelay(infiniband)));
    byte[] empty = relay(RELAY_FORWARD, message, option(79));
    assertEquals(List.of(), read(fromRelay(empty)));
    byte[] twice = relay(RELAY_FORWARD, message, linkLayer(1, LAMP), linkLayer(1, LAMP));
    assertEquals(List.of(), read(fromRelay(twice)));
  }

  @Test
  void theRelayNextToTheClientCounts() {
    byte[] inner = relay(RELAY_FORWARD, message(SOLICIT, url(URL)), linkLayer(1, LAMP));
    byte[] outer = relay(RELAY_FORWARD, inner, linkLayer(1, OTHER));
    assertEquals(lampUrl(), read(fromRelay(outer)));
    byte[] silent = relay(RELAY_FORWARD, message(SOLICIT, url(URL)));
    assertEquals(List.of(), read(fromRelay(relay(RELAY_FORWARD, silent, linkLayer(1, OTHER)))));
  }

  @Test
  void nineRelaysInARowAreReadAndNoMore() {
    byte[] message = message(SOLICIT, duidLl(1, LAMP), url(URL));
    for (int i = 0; i < 9; i++) {
      message = relay(RELAY_FORWARD, message);
    }
    assertEquals(lampUrl(), read(fromRelay(message)));
    assertEquals(List.of(), read(fromRelay(relay(RELAY_FORWARD, message))));
  }

  @Test
  void whatARelayWroteHasToBeWhole() {
    byte[] message = message(SOLICIT, duidLl(1, LAMP), url(URL));
    byte[] whole = relay(RELAY_FORWARD, message);
    assertEquals(lampUrl(), read(fromRelay(whole)));
    byte[] more = DhcpV6Frames.join(whole, new byte[] {0, 79, 0});
    assertEquals(List.of(), read(fromRelay(more)));
    assertEquals(List.of(), read(fromRelay(Arrays.copyOf(whole, 33))));
    byte[] two = DhcpV6Frames.join(whole, option(9, message));
    assertEquals(List.of(), read(fromRelay(two)));
    assertEquals(List.of(), read(fromRelay(message)));
    assertEquals(List.of(), read(fromRelay(relay(RELAY_FORWARD, new byte[] {1, 2, 3}))));
  }

  @Test
  void aRelayDoesNotTurnBack() {
    byte[] message = message(SOLICIT, duidLl(1, LAMP), url(URL));
    assertEquals(List.of(), read(fromRelay(relay(RELAY_REPLY, message))));
    assertEquals(List.of(), read(fromRelay(relay(RELAY_FORWARD, relay(RELAY_REPLY, message)))));
  }

  private static byte[] grant() {
    return message(REPLY, ia(address("fd00:1::10", 1800, 3600)));
  }

  private static List<Sighting> leased() {
    return List.of(new Leased(LAMP, ADDRESS, Duration.ofSeconds(3600)));
  }

  @Test
  void aServersReplyGrantsAddresses() {
    assertEquals(leased(), read(toClient(LAMP, grant())));
    byte[] both =
        message(
            REPLY, ia(address("fd00:1::10", 1800, 3600)), temporary(address("fd00:1::11", -1, -1)));
    assertEquals(
        List.of(
            new Leased(LAMP, ADDRESS, Duration.ofSeconds(3600)),
            new Leased(LAMP, IpAddress.parse("fd00:1::11"), Duration.ofSeconds(0xFFFF_FFFFL))),
        read(toClient(LAMP, both)));
  }

  @Test
  void anAdvertisementIsNoGrant() {
    byte[] advertise = grant();
    advertise[0] = 2;
    assertEquals(List.of(), read(toClient(LAMP, advertise)));
  }

  @Test
  void onlyTheSitesServersGrant() {
    assertEquals(List.of(), FrameReader.read(toClient(LAMP, grant()), Believed.servers(Set.of())));
    byte[] relayed = relay(RELAY_REPLY, grant(), linkLayer(1, LAMP));
    assertEquals(leased(), read(toRelay(relayed)));
    assertEquals(List.of(), FrameReader.read(toRelay(relayed), Believed.servers(Set.of())));
  }

  @Test
  void aGrantByARelayIsForTheClientOfTheIdentifier() {
    byte[] grant = message(REPLY, duidLlt(1, LAMP), ia(address("fd00:1::10", 1800, 3600)));
    assertEquals(leased(), read(toRelay(relay(RELAY_REPLY, relay(RELAY_REPLY, grant)))));
    assertEquals(List.of(), read(toRelay(relay(RELAY_REPLY, grant()))));
  }

  @Test
  void whatWasRefusedIsNoGrant() {
    byte[] address = address("fd00:1::10", 60, 60);
    assertEquals(List.of(), read(toClient(LAMP, message(REPLY, status(1), ia(address)))));
    assertEquals(List.of(), read(toClient(LAMP, message(REPLY, ia(address, status(2))))));
    byte[] refused = address("fd00:1::10", 60, 60, status(4));
    assertEquals(List.of(), read(toClient(LAMP, message(REPLY, ia(refused)))));
    byte[] success = message(REPLY, status(0), ia(address, status(0)));
    assertEquals(1, read(toClient(LAMP, success)).size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"::", "::1", "::ffff:10.0.0.1", "fe80::10", "ff02::1"})
  void whatNoServerCanGiveIsNoGrant(String address) {
    assertEquals(List.of(), read(toClient(LAMP, message(REPLY, ia(address(address, 60, 60))))));
  }

  @Test
  void aPrefixForARouterIsNotItsAddress() {
    byte[] prefix = option(26, new byte[25]);
    assertEquals(List.of(), read(toClient(LAMP, message(REPLY, option(25, new byte[12], prefix)))));
  }

  @Test
  void lifetimesDecide() {
    byte[] over = message(REPLY, ia(address("fd00:1::10", 0, 0)));
    assertEquals(List.of(new Released(LAMP, ADDRESS)), read(toClient(LAMP, over)));
    byte[] odd = message(REPLY, ia(address("fd00:1::10", 61, 60)));
    assertEquals(List.of(), read(toClient(LAMP, odd)));
  }

  @Test
  void whatCannotBeReadToItsEndChangesNoLease() {
    byte[] good = ia(address("fd00:1::10", 60, 60));
    byte[] cut = {0, 3, 0, 40, 1};
    for (byte[] bad :
        List.of(cut, ia(cut), option(3, new byte[11]), ia(option(5, new byte[23])), new byte[1])) {
      assertEquals(List.of(), read(toClient(LAMP, message(REPLY, good, bad))));
      assertEquals(List.of(), read(fromClient(LAMP, message(RELEASE, good, bad))));
    }
  }

  @Test
  void moreAddressesThanADeviceHasAreNone() {
    byte[] sixteen = new byte[0];
    for (int i = 1; i <= 16; i++) {
      sixteen = DhcpV6Frames.join(sixteen, address("fd00:1::" + i, 60, 60));
    }
    assertEquals(16, read(toClient(LAMP, message(REPLY, ia(sixteen)))).size());
    byte[] one = ia(address("fd00:1::ff", 60, 60));
    assertEquals(List.of(), read(toClient(LAMP, message(REPLY, ia(sixteen), one))));
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 9})
  void aDeviceGivesUpItsOwnAddressesOnly(int type) {
    byte[] release = message(type, duidLl(1, LAMP), ia(address("fd00:1::10", 0, 0)));
    assertEquals(List.of(new Released(LAMP, ADDRESS)), read(fromClient(LAMP, release)));
    assertEquals(List.of(new Released(OTHER, ADDRESS)), read(fromClient(OTHER, release)));
    byte[] relayed = relay(RELAY_FORWARD, release, linkLayer(1, LAMP));
    assertEquals(List.of(), read(fromRelay(relayed)));
  }

  @Test
  void aFrameThatTheCaptureCutChangesNoLeaseButShowsItsUrl() {
    byte[] frame = toClient(LAMP, DhcpV6Frames.join(grant(), option(6, new byte[20])));
    Packet cut = new Packet().set(ByteBuffer.wrap(frame), 0, frame.length - 24, frame.length);
    assertEquals(List.of(), FrameReader.read(cut, Believed.servers(Set.of(DhcpV6Frames.SERVER))));
    byte[] asking =
        fromClient(LAMP, DhcpV6Frames.join(message(SOLICIT, url(URL)), option(6, new byte[20])));
    cut = new Packet().set(ByteBuffer.wrap(asking), 0, asking.length - 10, asking.length);
    assertEquals(lampUrl(), FrameReader.read(cut, Believed.servers(Set.of())));
  }

  @Test
  void noFrameIsTooStrange() {
    byte[] url = URL.getBytes(ISO_8859_1);
    List<byte[]> seeds =
        List.of(
            fromClient(LAMP, message(SOLICIT, duidLlt(1, LAMP), option(112, url))),
            fromRelay(
                relay(
                    RELAY_FORWARD,
                    relay(RELAY_FORWARD, message(SOLICIT, url(URL)), linkLayer(1, LAMP)))),
            toClient(LAMP, message(REPLY, status(0), ia(address("fd00:1::10", 60, 60)))),
            fromClient(LAMP, message(RELEASE, ia(address("fd00:1::10", 0, 0)))));
    StrangeFrames.areBorne(8415, seeds, DhcpV6ReaderTest::read);
  }
}
