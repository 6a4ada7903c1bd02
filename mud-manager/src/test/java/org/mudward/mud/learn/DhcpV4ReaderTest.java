package org.mudward.mud.learn;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mudward.mud.MudUrl;
import org.mudward.mud.learn.Frames.Dhcp;
import org.mudward.mud.learn.Sighting.Emitted;
import org.mudward.mud.learn.Sighting.Leased;
import org.mudward.mud.learn.Sighting.Released;
import org.mudward.mud.learn.Sighting.Served;
import org.mudward.mud.learn.Sighting.Source;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Packet;

class DhcpV4ReaderTest {
  private static final int DISCOVER = 1;
  private static final int OFFER = 2;
  private static final int REQUEST = 3;
  private static final int DECLINE = 4;
  private static final int ACK = 5;
  private static final int RELEASE = 7;

  private static final int CIADDR = 12;
  private static final int YIADDR = 16;
  private static final int GIADDR = 24;
  private static final int SNAME = 44;
  private static final int FILE = 108;

  private static final MacAddress LAMP = MacAddress.parse("02:00:5e:10:00:01");
  private static final MacAddress OTHER = MacAddress.parse("02:00:5e:10:00:02");
  private static final IpAddress SERVER = IpAddress.parse("192.168.1.1");
  private static final String URL = "https://lighting.example.com/lightbulb2000";

  private static List<Sighting> read(Dhcp dhcp) {
    return DhcpV4Reader.read(dhcp.frame(), Set.of(SERVER));
  }

  private static Dhcp withUrl(Dhcp dhcp, String text) {
    return dhcp.option(161, text.getBytes(ISO_8859_1));
  }

  private static Emitted emitted(String text) {
    List<Sighting> sightings = read(withUrl(Dhcp.client(LAMP, DISCOVER), text));
    assertEquals(1, sightings.size());
    return (Emitted) sightings.get(0);
  }

  private static List<Sighting> lampUrl() {
    return List.of(new Emitted(LAMP, new MudUrl(URL), Source.DHCPV4, null));
  }

  private static void assertRefused(Emitted emitted) {
    assertNull(emitted.url());
    String problem = Objects.requireNonNull(emitted.problem());
    assertTrue(problem.length() <= 210, problem);
    assertTrue(problem.chars().allMatch(c -> c >= 0x20 && c < 0x7F), problem);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 8})
  void aDeviceEmitsItsUrlInDiscoverRequestAndInform(int type) {
    assertEquals(lampUrl(), read(withUrl(Dhcp.client(LAMP, type), URL)));
  }

  @Test
  void theOctetsOfTheSpecificationAreRead() {
    byte[] options =
        HexFormat.of()
            .parseHex(
                "3d070102005e100001370401"
                    + "03062aa12a68747470733a2f2f6c69676874696e672e6578616d706c652e636f6d2f6c6967"
                    + "687462756c6232303030");
    List<Sighting> expected = new ArrayList<>(lampUrl());
    Trait asked = new Trait(Trait.Kind.DHCPV4_PARAMETERS, "1,3,6,42");
    expected.add(new Sighting.Described(LAMP, new Traits(List.of(asked))));
    assertEquals(expected, read(Dhcp.client(LAMP, DISCOVER).raw(options)));
  }

  @Test
  void whatFollowsTheFirstSpaceIsReserved() {
    assertEquals(new MudUrl(URL), emitted(URL + " reserved-token and \0 more").url());
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
        "https://user@lighting.example.com/",
        "https:///nobody",
        "lamp",
        "`reboot`"
      })
  void whatIsNoMudUrlBecomesAProblem(String text) {
    assertRefused(emitted(text));
  }

  @Test
  void aUrlOf255OctetsIsTheLongest() {
    String longest = "https://a.example/" + "x".repeat(255 - 18);
    assertEquals(new MudUrl(longest), emitted(longest).url());
  }

  @Test
  void shellCharactersAreJustData() {
    assertEquals(
        "https://a.example/;reboot", String.valueOf(emitted("https://a.example/;reboot").url()));
  }

  @Test
  void twoUrlsInOneMessageAreRefused() {
    List<Sighting> read =
        read(withUrl(withUrl(Dhcp.client(LAMP, DISCOVER), URL), "https://b.example/"));
    assertEquals(1, read.size());
    assertRefused((Emitted) read.get(0));
  }

  @Test
  void aMessageWithoutTypeOrWithTwoSaysNothing() {
    assertEquals(List.of(), read(withUrl(Dhcp.client(LAMP, 0), URL)));
    assertEquals(List.of(), read(withUrl(Dhcp.client(LAMP, DISCOVER).option(53, (byte) 3), URL)));
  }

  @Test
  void aUrlInTheServersMessagesSaysNothing() {
    assertEquals(
        List.of(),
        read(withUrl(Dhcp.server(SERVER, LAMP, OFFER).address(YIADDR, "192.168.1.10"), URL)));
  }

  @Test
  void nobodyEmitsForAnother() {
    assertEquals(List.of(), read(withUrl(Dhcp.client(LAMP, DISCOVER).frameSource(OTHER), URL)));
  }

  @Test
  void aRelayedMessageIsAboutTheDeviceInIt() {
    assertEquals(
        lampUrl(),
        read(
            withUrl(Dhcp.client(LAMP, REQUEST).frameSource(OTHER), URL)
                .address(GIADDR, "192.168.2.1")
                .ports(67, 67)));
  }

  @Test
  void aRelayHasAnAddressAndSpeaksFromItsPort() {
    Dhcp fromClientPort =
        withUrl(Dhcp.client(LAMP, REQUEST).frameSource(OTHER), URL).address(GIADDR, "192.168.2.1");
    assertEquals(List.of(), read(fromClientPort));
    Dhcp withoutAddress = withUrl(Dhcp.client(LAMP, REQUEST).frameSource(OTHER), URL).ports(67, 67);
    assertEquals(List.of(), read(withoutAddress));
  }

  @Test
  void aDeviceReleasesItsOwnAddressOnly() {
    Dhcp own = Dhcp.client(LAMP, RELEASE).address(CIADDR, "192.168.1.10");
    assertEquals(List.of(new Released(LAMP, IpAddress.parse("192.168.1.10"))), read(own));
    assertEquals(List.of(), read(own.frameSource(OTHER)));
    assertEquals(List.of(), read(own.address(GIADDR, "192.168.2.1").ports(67, 67)));
    assertEquals(List.of(), read(Dhcp.client(LAMP, RELEASE)));
  }

  @Test
  void aDeclinedAddressIsGivenUp() {
    Dhcp decline = Dhcp.client(LAMP, DECLINE).option(50, IpAddress.parse("192.168.1.10").octets());
    assertEquals(List.of(new Released(LAMP, IpAddress.parse("192.168.1.10"))), read(decline));
    assertEquals(List.of(), read(decline.frameSource(OTHER)));
    assertEquals(List.of(), read(Dhcp.client(LAMP, DECLINE)));
  }

  @Test
  void theResolversAndTimeServersOfTheSitesServerAreTold() {
    byte[] two = {10, 0, 0, 1, 10, 0, 0, 2};
    Served served =
        new Served(
            LAMP,
            Served.By.DHCPV4,
            Set.of(IpAddress.parse("10.0.0.1"), IpAddress.parse("10.0.0.2")),
            Set.of(IpAddress.parse("10.0.0.3")));
    Dhcp ack = ack().option(6, two).option(42, (byte) 10, (byte) 0, (byte) 0, (byte) 3);
    assertEquals(
        List.of(new Leased(LAMP, IpAddress.parse("192.168.1.10"), null), served), read(ack));
    Dhcp informed = Dhcp.server(SERVER, LAMP, ACK).option(6, two);
    assertEquals(
        List.of(new Served(LAMP, Served.By.DHCPV4, served.dns(), Set.of())), read(informed));
    Dhcp strange = Dhcp.server(IpAddress.parse("192.168.1.66"), LAMP, ACK).option(6, two);
    assertEquals(List.of(), read(strange), "not of the site");
    Dhcp offer = Dhcp.server(SERVER, LAMP, OFFER).option(6, two);
    assertEquals(List.of(), read(offer), "an offer is no word");
    Dhcp nobody = Dhcp.server(SERVER, LAMP, ACK).option(6, new byte[] {0, 0, 0, 0, 127, 0, 0, 1});
    assertEquals(List.of(), read(nobody));
  }

  private static Dhcp ack() {
    return Dhcp.server(SERVER, LAMP, ACK).address(YIADDR, "192.168.1.10");
  }

  @Test
  void aServersAckIsALease() {
    IpAddress address = IpAddress.parse("192.168.1.10");
    assertEquals(
        List.of(new Leased(LAMP, address, Duration.ofSeconds(3600))),
        read(ack().option(51, (byte) 0, (byte) 0, (byte) 0x0E, (byte) 0x10)));
    assertEquals(List.of(new Leased(LAMP, address, null)), read(ack()));
    assertEquals(List.of(new Leased(LAMP, address, null)), read(ack().option(51, (byte) 1)));
    assertEquals(List.of(new Leased(LAMP, address, null)), read(ack().ports(67, 67)));
  }

  @Test
  void onlyTheSitesServersGiveLeases() {
    Dhcp rogue =
        Dhcp.server(IpAddress.parse("192.168.1.66"), LAMP, ACK).address(YIADDR, "192.168.1.10");
    assertEquals(List.of(), read(rogue));
    assertEquals(List.of(), DhcpV4Reader.read(ack().frame(), Set.of()));
  }

  @Test
  void anOfferIsNoLease() {
    assertEquals(List.of(), read(Dhcp.server(SERVER, LAMP, OFFER).address(YIADDR, "192.168.1.10")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "127.0.0.1", "224.0.0.1", "255.255.255.255"})
  void whatNoHostCanHaveIsNoLease(String address) {
    assertEquals(List.of(), read(Dhcp.server(SERVER, LAMP, ACK).address(YIADDR, address)));
  }

  @Test
  void messagesFromTheWrongPortSayNothing() {
    assertEquals(List.of(), read(ack().ports(68, 67)));
    assertEquals(List.of(), read(ack().ports(1067, 68)));
    assertEquals(List.of(), read(withUrl(Dhcp.client(LAMP, DISCOVER), URL).ports(67, 68)));
    assertEquals(List.of(), read(withUrl(Dhcp.client(LAMP, DISCOVER), URL).ports(1068, 67)));
  }

  @Test
  void onlyEthernetDevicesCount() {
    assertEquals(List.of(), read(withUrl(Dhcp.client(LAMP, DISCOVER), URL).field(1, (byte) 6)));
    assertEquals(List.of(), read(withUrl(Dhcp.client(LAMP, DISCOVER), URL).field(2, (byte) 16)));
    assertEquals(List.of(), read(ack().field(236, (byte) 0)));
    MacAddress group = MacAddress.parse("03:00:00:00:00:00");
    assertEquals(List.of(), read(withUrl(Dhcp.client(group, DISCOVER), URL)));
    assertEquals(List.of(), read(withUrl(Dhcp.client(new MacAddress(0), DISCOVER), URL)));
  }

  @Test
  void paddingIsSkippedAndNothingIsReadAfterTheEnd() {
    assertEquals(lampUrl(), read(withUrl(Dhcp.client(LAMP, DISCOVER).raw(new byte[7]), URL)));
    assertEquals(List.of(), read(withUrl(Dhcp.client(LAMP, DISCOVER).raw((byte) 255), URL)));
  }

  @Test
  void optionsGoOnInFileAndServerNameIfTheMessageSaysSo() {
    byte[] url = (" " + URL).getBytes(ISO_8859_1);
    url[0] = (byte) URL.length();
    Dhcp inFile = Dhcp.client(LAMP, DISCOVER).field(FILE, (byte) 161).field(FILE + 1, url);
    assertEquals(List.of(), read(inFile));
    assertEquals(lampUrl(), read(inFile.option(52, (byte) 1)));
    Dhcp inName = Dhcp.client(LAMP, DISCOVER).field(SNAME, (byte) 161).field(SNAME + 1, url);
    assertEquals(List.of(), read(inName));
    assertEquals(lampUrl(), read(inName.option(52, (byte) 2)));
  }

  @Test
  void anOptionDoesNotReachOutOfItsField() {
    Dhcp dhcp = Dhcp.client(LAMP, DISCOVER).option(52, (byte) 2);
    List<Sighting> read = read(dhcp.field(SNAME, (byte) 161, (byte) 100));
    assertEquals(1, read.size());
    assertRefused((Emitted) read.get(0));
  }

  @Test
  void aUrlThatIsCutOffIsAProblem() {
    List<Sighting> read = read(Dhcp.client(LAMP, DISCOVER).raw((byte) 161, (byte) 40, (byte) 'h'));
    assertEquals(1, read.size());
    assertRefused((Emitted) read.get(0));
  }

  @Test
  void whatWasWhollyReadBeforeACutCountsForUrlsOnly() {
    byte[] cut = {12, 40, 'x'};
    assertEquals(lampUrl(), read(withUrl(Dhcp.client(LAMP, DISCOVER), URL).raw(cut)));
    assertEquals(List.of(), read(ack().raw(cut)));
    assertEquals(
        List.of(), read(Dhcp.client(LAMP, RELEASE).address(CIADDR, "192.168.1.10").raw(cut)));
  }

  @Test
  void aFrameThatTheCaptureCutChangesNoLease() {
    byte[] frame = ack().option(12, new byte[20]).frame();
    ByteBufferPacket cut = new ByteBufferPacket(frame, frame.length - 21);
    assertEquals(List.of(), DhcpV4Reader.read(cut.packet(), Set.of(SERVER)));
  }

  private record ByteBufferPacket(byte[] frame, int captured) {
    Packet packet() {
      return new Packet().set(java.nio.ByteBuffer.wrap(frame), 0, captured, frame.length);
    }
  }

  @Test
  void noFrameIsTooStrange() {
    List<byte[]> seeds =
        List.of(
            withUrl(Dhcp.client(LAMP, DISCOVER).option(52, (byte) 3), URL).frame(),
            ack().option(51, new byte[4]).frame(),
            Dhcp.client(LAMP, DECLINE).option(50, new byte[] {10, 0, 0, 1}).frame(),
            Dhcp.client(LAMP, RELEASE).address(CIADDR, "192.168.1.10").frame());
    Random random = new Random(8520);
    int said = 0;
    for (int i = 0; i < 200_000; i++) {
      byte[] frame = seeds.get(i % seeds.size()).clone();
      for (int change = random.nextInt(6); change >= 0; change--) {
        // Most of a message is zeros; half of the changes go where the options are.
        int at =
            random.nextBoolean()
                ? random.nextInt(frame.length)
                : frame.length - 1 - random.nextInt(40);
        frame[at] = (byte) random.nextInt(256);
      }
      int length = random.nextInt(4) == 0 ? random.nextInt(frame.length + 1) : frame.length;
      List<Sighting> read = DhcpV4Reader.read(Arrays.copyOf(frame, length), Set.of(SERVER));
      assertTrue(read.size() <= 2);
      said += read.size();
    }
    assertTrue(said > 20_000, "the frames are too broken to reach the reader: " + said);
  }
}
