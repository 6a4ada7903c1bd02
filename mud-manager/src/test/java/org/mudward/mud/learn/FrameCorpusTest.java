package org.mudward.mud.learn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mudward.mud.MudUrl;
import org.mudward.mud.learn.Sighting.Described;
import org.mudward.mud.learn.Sighting.Emitted;
import org.mudward.mud.learn.Sighting.Leased;
import org.mudward.mud.learn.Sighting.Served;
import org.mudward.mud.learn.Sighting.Source;
import org.mudward.mud.learn.Trait.Kind;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;

/** Captures that others made of real devices that show a MUD URL. */
class FrameCorpusTest {
  private static final Path CAPTURES =
      Path.of(System.getProperty("mudward.corpus", "none"), "pcap", "tcpdump");
  private static final MacAddress PI = MacAddress.parse("b8:27:eb:b8:53:c8");
  private static final String DHCPCD = "dhcpcd-6.11.5:Linux-4.1.18-v7+:armv7l:BCM2709";
  private static final MudUrl PI_URL =
      new MudUrl("https://mudctl.example.com/.well-known/mud/v1/rasbp101");

  private static Described described(Trait... traits) {
    return new Described(PI, new Traits(List.of(traits)));
  }

  /** What a capture tells, checked if it is there. */
  private static void assertTold(String name, List<Sighting> expected) throws IOException {
    Path capture = CAPTURES.resolve(name);
    if (!Files.exists(capture)) {
      System.err.println("no corpus: " + capture + " is not there, nothing was checked");
      return;
    }
    List<Sighting> sightings = new ArrayList<>();
    for (byte[] frame : frames(capture)) {
      sightings.addAll(
          FrameReader.read(frame, Believed.servers(Set.of(IpAddress.parse("62.12.173.114")))));
    }
    assertEquals(expected, sightings);
  }

  @Test
  void aRelayedRequestAndItsAckTellUrlAndLease() throws IOException {
    assertTold(
        "dhcp-mud.pcap",
        List.of(
            new Emitted(PI, PI_URL, Source.DHCPV4, null),
            described(
                new Trait(Kind.DHCPV4_HOST_NAME, "raspberrypi"),
                new Trait(
                    Kind.DHCPV4_PARAMETERS, "1,121,33,3,6,12,15,28,42,51,54,58,59,100,101,119"),
                new Trait(Kind.DHCPV4_VENDOR_CLASS, DHCPCD)),
            new Leased(PI, IpAddress.parse("62.12.173.123"), Duration.ofSeconds(600)),
            new Served(PI, Served.By.DHCPV4, Set.of(IpAddress.parse("62.12.173.114")), Set.of())));
  }

  @Test
  void fiveRelayedSolicitationsTellTheUrlOfTheIdentifiersDevice() throws IOException {
    Emitted emitted = new Emitted(PI, PI_URL, Source.DHCPV6, null);
    Described described =
        described(
            new Trait(Kind.DHCPV6_VENDOR_CLASS, "40712 " + DHCPCD),
            new Trait(Kind.DHCPV6_CLIENT_NAME, "raspberrypi"));
    List<Sighting> expected = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      expected.addAll(List.of(emitted, described));
    }
    assertTold("dhcpv6-mud.pcap", expected);
  }

  @Test
  void twoAnnouncementsOfLldpTellTheUrlOfTheirSender() throws IOException {
    MudUrl url = new MudUrl("https://imright.mud.example.com/.well-known/mud/v1/vomitv2.0");
    MacAddress sender = MacAddress.parse("00:23:54:c2:57:02");
    assertTold(
        "lldp_mudurl.pcap",
        Collections.nCopies(
            2, new Emitted(sender, url, Source.LLDP, null).lasting(Duration.ofSeconds(120))));
  }

  /** The frames of a little-endian pcap file. */
  private static List<byte[]> frames(Path capture) throws IOException {
    ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(capture)).order(ByteOrder.LITTLE_ENDIAN);
    assertEquals(0xA1B2C3D4, file.getInt(0));
    file.position(24);
    List<byte[]> frames = new ArrayList<>();
    while (file.hasRemaining()) {
      byte[] frame = new byte[file.getInt(file.position() + 8)];
      file.position(file.position() + 16).get(frame);
      frames.add(frame);
    }
    return frames;
  }
}
