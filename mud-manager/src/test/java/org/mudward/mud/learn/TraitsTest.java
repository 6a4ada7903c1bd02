package org.mudward.mud.learn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mudward.mud.learn.DhcpV6Frames.fromClient;
import static org.mudward.mud.learn.DhcpV6Frames.join;
import static org.mudward.mud.learn.DhcpV6Frames.option;
import static org.mudward.mud.learn.DhcpV6Frames.u16;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mudward.mud.learn.Sighting.Described;
import org.mudward.mud.learn.Trait.Kind;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;

/** What devices say of what they are, in DHCP, multicast DNS and SSDP. */
class TraitsTest {
  private static final MacAddress LAMP = MacAddress.parse("02:00:5e:10:00:01");
  private static final MacAddress OTHER = MacAddress.parse("02:00:5e:10:00:02");
  private static final IpAddress LAMP_IP = IpAddress.parse("192.168.1.10");
  private static final int MDNS = 5353;
  private static final int SSDP = 1900;

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static List<Trait> said(byte[] frame) {
    return FrameReader.read(frame, Believed.servers(Set.of())).stream()
        .filter(Described.class::isInstance)
        .map(Described.class::cast)
        .peek(described -> assertEquals(LAMP, described.mac()))
        .flatMap(described -> described.traits().all().stream())
        .toList();
  }

  private static Frames.Dhcp discover() {
    return Frames.Dhcp.client(LAMP, 1)
        .option(12, ascii("lamp"))
        .option(55, (byte) 1, (byte) 3, (byte) 121, (byte) 252)
        .option(60, ascii("udhcp 1.36.1"))
        .option(81, ascii("\0\0\0lamp.example"));
  }

  @Test
  void aClientOfDhcpV4SaysItsNamesItsProgramAndWhatItAsksFor() {
    assertEquals(
        List.of(
            new Trait(Kind.DHCPV4_HOST_NAME, "lamp"),
            new Trait(Kind.DHCPV4_PARAMETERS, "1,3,121,252"),
            new Trait(Kind.DHCPV4_VENDOR_CLASS, "udhcp 1.36.1"),
            new Trait(Kind.DHCPV4_CLIENT_NAME, "lamp.example")),
        said(discover().frame()));
    byte[] wire = Frames.Dhcp.client(LAMP, 3).option(81, ascii("\4\0\0\4lamp\7example\0")).frame();
    assertEquals(List.of(new Trait(Kind.DHCPV4_CLIENT_NAME, "lamp.example")), said(wire));
  }

  @Test
  void nobodySaysAnythingOfAnother() {
    assertEquals(List.of(), said(discover().frameSource(OTHER).frame()));
    assertEquals(List.of(), said(Frames.Dhcp.client(LAMP, 7).option(12, ascii("lamp")).frame()));
    byte[] server =
        Frames.Dhcp.server(LAMP_IP, LAMP, 5).option(12, ascii("named by the server")).frame();
    assertEquals(List.of(), said(server));
  }

  @Test
  void aClientOfDhcpV6SaysItsClassesAndItsName() {
    byte[] message =
        DhcpV6Frames.message(
            DhcpV6Frames.SOLICIT,
            option(15, u16(3), ascii("one"), u16(3), ascii("two"), u16(99), ascii("cut")),
            option(16, new byte[] {0, 0, 1, 55}, u16(8), ascii("MSFT 5.0")),
            option(39, ascii("\1\4lamp\7example\0")));
    assertEquals(
        List.of(
            new Trait(Kind.DHCPV6_USER_CLASS, "one two"),
            new Trait(Kind.DHCPV6_VENDOR_CLASS, "311 MSFT 5.0"),
            new Trait(Kind.DHCPV6_CLIENT_NAME, "lamp.example")),
        said(fromClient(LAMP, message)));
  }

  /** A record of multicast DNS, without anything in it. */
  private static byte[] record(String name, int type, int ttl) {
    byte[] labels = new byte[0];
    for (String label : name.split("\\.")) {
      labels = join(labels, new byte[] {(byte) label.length()}, ascii(label));
    }
    return join(
        labels, new byte[1], u16(type), u16(0x8001), u16(ttl >>> 16), u16(ttl & 0xFFFF), u16(0));
  }

  private static byte[] mdns(int flags, byte[]... records) {
    byte[] head =
        join(u16(0), u16(flags), u16(0), u16(Math.min(1, records.length)), u16(0), u16(9));
    return Frames.udp(LAMP, LAMP_IP, MDNS, MDNS, join(head, join(records)));
  }

  @Test
  void anAnnouncementByMulticastDnsTellsNamesAndKindsOfServices() {
    byte[] frame =
        mdns(
            0x8400,
            record("_services._dns-sd._udp.local", 12, 120),
            record("_ipp._tcp.local", 12, 120),
            record("My printer, 2. floor._scanner._tcp.local", 33, 120),
            record("printer.local", 1, 120),
            record("gone.local", 1, 0),
            record("www.example.com", 1, 120));
    assertEquals(
        List.of(new Trait(Kind.MDNS_NAME, "printer"), new Trait(Kind.MDNS_SERVICE, "_ipp._tcp")),
        said(frame).stream().filter(trait -> !trait.text().contains("scanner")).toList());
    assertEquals(List.of(), said(mdns(0, record("_ipp._tcp.local", 12, 120))));
    assertEquals(
        List.of(),
        said(Frames.udp(LAMP, LAMP_IP, 40_000, MDNS, join(u16(0), u16(0x8400), new byte[8]))));
  }

  private static List<Trait> ssdp(String message) {
    return said(Frames.udp(LAMP, LAMP_IP, 50_000, SSDP, ascii(message)));
  }

  @Test
  void anAnnouncementBySsdpTellsSoftwareAndType() {
    String headers =
        """
        Host: 239.255.255.250:1900\r
        server:  Linux/5.4 UPnP/1.0 Lamp/2.1 \r
        NT: urn:schemas-upnp-org:device:MediaRenderer:1\r
        ST: not in these\r
        \r
        """;
    List<Trait> expected =
        List.of(
            new Trait(Kind.SSDP_SERVER, "Linux/5.4 UPnP/1.0 Lamp/2.1"),
            new Trait(Kind.SSDP_TYPE, "urn:schemas-upnp-org:device:MediaRenderer:1"));
    assertEquals(expected, ssdp("NOTIFY * HTTP/1.1\r\n" + headers));
    byte[] answer =
        ascii("HTTP/1.1 200 OK\r\nST: roku:ecp\r\nUSN: uuid:1\r\nServer: Roku/9 UPnP/1.0\r\n\r\n");
    assertEquals(
        List.of(
            new Trait(Kind.SSDP_SERVER, "Roku/9 UPnP/1.0"), new Trait(Kind.SSDP_TYPE, "roku:ecp")),
        said(Frames.udp(LAMP, LAMP_IP, SSDP, 50_000, answer)));
    assertEquals(List.of(), ssdp("M-SEARCH * HTTP/1.1\r\n" + headers));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u001b[2Jlamp", "lamp\r\nevent=lie", "\u00ff\u0080lamp", "lamp\0"})
  void whatCannotBePrintedIsNot(String name) {
    List<Trait> said = said(Frames.Dhcp.client(LAMP, 1).option(12, ascii(name)).frame());
    assertEquals(1, said.size());
    String text = said.get(0).text();
    assertTrue(text.chars().allMatch(c -> c >= 0x20 && c < 0x7F), text);
    assertTrue(text.contains("lamp"), text);
  }

  @Test
  void whateverItSaysIsBounded() {
    byte[] codes = new byte[255];
    List<Trait> said = said(Frames.Dhcp.client(LAMP, 1).option(55, codes).frame());
    assertEquals(Trait.MAX_TEXT, said.get(0).text().length());
    Traits all = Traits.NONE;
    for (int i = 0; i < 100; i++) {
      all =
          all.with(
              List.of(
                  new Trait(Kind.DHCPV4_HOST_NAME, "lamp" + i),
                  new Trait(Kind.SSDP_TYPE, "type" + i)));
    }
    assertEquals(1 + Traits.MAX_OF_A_KIND, all.all().size());
    assertEquals("lamp99", all.all().get(0).text(), "the newest counts");
    byte[][] records =
        IntStream.range(0, 70)
            .mapToObj(i -> record("_s" + i + "._tcp.local", 12, 9))
            .toArray(byte[][]::new);
    assertEquals(Traits.MAX_OF_A_KIND, said(mdns(0x8400, records)).size());
    assertEquals(List.of(), said(Frames.Dhcp.client(LAMP, 1).option(12, ascii("  ")).frame()));
  }

  @Test
  void dnsmasqPassesOnWhatTheClientSaid() {
    List<Sighting> told =
        DnsmasqHook.read(
            List.of("add", LAMP.toString(), "192.168.1.10", "named-by-the-site"),
            Map.of(
                "DNSMASQ_SUPPLIED_HOSTNAME", "lamp",
                "DNSMASQ_VENDOR_CLASS", "udhcp 1.36.1",
                "DNSMASQ_REQUESTED_OPTIONS", "1,3,121"));
    Described described = (Described) told.get(told.size() - 1);
    assertEquals(
        List.of("lamp", "1,3,121", "udhcp 1.36.1"),
        described.traits().all().stream().map(Trait::text).toList());
  }

  @Test
  void everyKindIsFoundByItsName() {
    for (Kind kind : Kind.values()) {
      assertEquals(Optional.of(kind), Kind.of(kind.toString()));
    }
    assertEquals(Optional.empty(), Kind.of("something-new"));
  }
}
