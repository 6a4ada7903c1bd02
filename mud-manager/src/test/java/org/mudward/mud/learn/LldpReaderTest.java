package org.mudward.mud.learn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mudward.mud.learn.LldpFrames.END;
import static org.mudward.mud.learn.LldpFrames.NEAREST_BRIDGE;
import static org.mudward.mud.learn.LldpFrames.chassis;
import static org.mudward.mud.learn.LldpFrames.frame;
import static org.mudward.mud.learn.LldpFrames.port;
import static org.mudward.mud.learn.LldpFrames.raw;
import static org.mudward.mud.learn.LldpFrames.timeToLive;
import static org.mudward.mud.learn.LldpFrames.tlv;
import static org.mudward.mud.learn.LldpFrames.url;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mudward.mud.MudUrl;
import org.mudward.mud.learn.Sighting.Emitted;
import org.mudward.mud.learn.Sighting.Source;
import org.mudward.mud.learn.Sighting.Withdrawn;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Packet;

class LldpReaderTest {
  private static final MacAddress LAMP = MacAddress.parse("02:00:5e:10:00:01");
  private static final MacAddress OTHER = MacAddress.parse("02:00:5e:10:00:02");
  private static final String URL = "https://lighting.example.com/lightbulb2000";

  private static List<Sighting> read(byte[] frame) {
    return FrameReader.read(frame, Believed.servers(Set.of()));
  }

  private static List<Sighting> lampUrl() {
    Emitted emitted = new Emitted(LAMP, new MudUrl(URL), Source.LLDP, null);
    return List.of(emitted.lasting(Duration.ofSeconds(120)));
  }

  private static Emitted only(List<Sighting> read) {
    assertEquals(1, read.size());
    return (Emitted) read.get(0);
  }

  private static void assertRefused(byte[] frame) {
    Emitted emitted = only(read(frame));
    assertNull(emitted.url());
    String problem = Objects.requireNonNull(emitted.problem());
    assertTrue(problem.chars().allMatch(c -> c >= 0x20 && c < 0x7F), problem);
  }

  @Test
  void theOctetsOfTheSpecificationAreRead() {
    byte[] octets =
        HexFormat.of()
            .parseHex(
                "fe2e00005e0168747470733a2f2f6c69676874696e672e6578616d706c652e636f6d2f6c6967"
                    + "687462756c6232303030");
    assertEquals(lampUrl(), read(frame(LAMP, octets)));
    octets[5] = 2;
    assertEquals(List.of(), read(frame(LAMP, octets)));
  }

  @Test
  void otherOrganizationsAndSubtypesSayNothing() {
    byte[] text = URL.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    assertEquals(List.of(), read(frame(LAMP, tlv(127, new byte[] {0, 0x12, 0x0F, 1}, text))));
    assertEquals(List.of(), read(frame(LAMP, tlv(127, new byte[] {0, 0, 0x5E, 2}, text))));
    assertEquals(List.of(), read(frame(LAMP, tlv(126, new byte[] {0, 0, 0x5E, 1}, text))));
    assertEquals(List.of(), read(frame(LAMP, tlv(127, new byte[] {0, 0, 0x5E}))));
    assertEquals(List.of(), read(frame(LAMP)));
  }

  @Test
  void theTextHas1To255Octets() {
    assertRefused(frame(LAMP, url("")));
    String longest = URL + " " + "x".repeat(255 - URL.length() - 1);
    assertEquals(lampUrl(), read(frame(LAMP, url(longest))));
    assertRefused(frame(LAMP, url(longest + "x")));
    assertRefused(frame(LAMP, url("x".repeat(507))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " ",
        "http://lighting.example.com/lamp",
        "https://lighting.example.com/lamp\0",
        "https://lighting.example.com/l\u00e4mp",
        "lamp"
      })
  void whatIsNoMudUrlBecomesAProblem(String text) {
    assertRefused(frame(LAMP, url(text)));
  }

  @Test
  void ofTwoUrlsTheFirstCountsAndSomebodyIsTold() {
    Emitted emitted = only(read(frame(LAMP, url(URL), tlv(5), url("https://b.example/"))));
    assertEquals(new MudUrl(URL), emitted.url());
    assertTrue(String.valueOf(emitted.problem()).contains("several"), emitted.toString());
    Emitted bad = only(read(frame(LAMP, url("http://a.example/"), url(URL))));
    assertNull(bad.url());
    assertTrue(String.valueOf(bad.problem()).contains("several"), bad.toString());
  }

  @Test
  void itHoldsForAsLongAsItsTimeToLiveSays() {
    for (int seconds : new int[] {1, 65_535}) {
      byte[] frame =
          raw(LAMP, NEAREST_BRIDGE, chassis(LAMP), port(), timeToLive(seconds), url(URL), END);
      assertEquals(Duration.ofSeconds(seconds), only(read(frame)).lasting());
    }
    byte[] two = frame(LAMP, url(URL), url("https://b.example/"));
    assertEquals(Duration.ofSeconds(120), only(read(two)).lasting());
  }

  @Test
  void aTimeToLiveOfZeroTakesItBack() {
    List<Sighting> gone = List.of(new Withdrawn(LAMP, Source.LLDP));
    assertEquals(gone, read(LldpFrames.shutdown(LAMP)));
    byte[] withUrl = raw(LAMP, NEAREST_BRIDGE, chassis(LAMP), port(), timeToLive(0), url(URL), END);
    assertEquals(gone, read(withUrl));
  }

  @Test
  void theFrameSaysWhoSentItWhateverTheChassisIs() {
    byte[] frame =
        raw(LAMP, NEAREST_BRIDGE, chassis(OTHER), port(), timeToLive(120), url(URL), END);
    assertEquals(lampUrl(), read(frame));
    assertEquals(List.of(), read(frame(MacAddress.parse("03:00:00:00:00:01"), url(URL))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"01:80:c2:00:00:0e", "01:80:c2:00:00:03", "01:80:c2:00:00:00"})
  void theGroupsOfLldpAreHeard(String group) {
    MacAddress to = MacAddress.parse(group);
    assertEquals(lampUrl(), read(raw(LAMP, to, chassis(LAMP), port(), timeToLive(120), url(URL))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ff:ff:ff:ff:ff:ff", "02:00:00:00:00:01", "01:80:c2:00:00:01"})
  void whatABridgeMayHavePassedOnIsNot(String address) {
    MacAddress to = MacAddress.parse(address);
    assertEquals(
        List.of(), read(raw(LAMP, to, chassis(LAMP), port(), timeToLive(120), url(URL), END)));
  }

  @Test
  void tagsAreSkipped() {
    byte[] plain = frame(LAMP, url(URL));
    byte[] tagged =
        DhcpV6Frames.join(
            Arrays.copyOf(plain, 12),
            HexFormat.of().parseHex("88a8000781000009"),
            Arrays.copyOfRange(plain, 12, plain.length));
    assertEquals(lampUrl(), read(tagged));
    assertEquals(List.of(), read(Arrays.copyOf(tagged, 20)));
  }

  @Test
  void aFrameWithoutTheThreeThatHaveToBeThereIsNoLldp() {
    byte[] url = url(URL);
    byte[] life = timeToLive(120);
    List<byte[]> frames =
        List.of(
            raw(LAMP, NEAREST_BRIDGE, url, END),
            raw(LAMP, NEAREST_BRIDGE, port(), chassis(LAMP), life, url, END),
            raw(LAMP, NEAREST_BRIDGE, chassis(LAMP), life, url, END),
            raw(LAMP, NEAREST_BRIDGE, chassis(LAMP), port(), url, END),
            raw(LAMP, NEAREST_BRIDGE, tlv(1, new byte[1]), port(), life, url, END),
            raw(LAMP, NEAREST_BRIDGE, tlv(1, new byte[257]), port(), life, url, END),
            raw(LAMP, NEAREST_BRIDGE, chassis(LAMP), tlv(2, new byte[1]), life, url, END),
            raw(LAMP, NEAREST_BRIDGE, chassis(LAMP), port(), tlv(3, new byte[1]), url, END));
    for (byte[] frame : frames) {
      assertEquals(List.of(), read(frame));
    }
  }

  @Test
  void aFrameThatSaysTwoThingsOfItselfIsTakenByNobody() {
    assertEquals(List.of(), read(frame(LAMP, url(URL), chassis(OTHER))));
    assertEquals(List.of(), read(frame(LAMP, url(URL), timeToLive(0))));
  }

  @Test
  void nothingIsReadAfterTheEndAndTheEndMayBeMissing() {
    assertEquals(List.of(), read(frame(LAMP, END, url(URL))));
    assertEquals(
        lampUrl(),
        read(raw(LAMP, NEAREST_BRIDGE, chassis(LAMP), port(), timeToLive(120), url(URL))));
    assertEquals(lampUrl(), read(frame(LAMP, url(URL), END, new byte[40])));
  }

  @Test
  void lengthsThatLieAreProblemsOrNothing() {
    byte[] head = DhcpV6Frames.join(chassis(LAMP), port(), timeToLive(120));
    byte[] url = url(URL);
    byte[] cut = Arrays.copyOf(url, url.length - 1);
    assertRefused(raw(LAMP, NEAREST_BRIDGE, head, cut));
    assertRefused(raw(LAMP, NEAREST_BRIDGE, head, Arrays.copyOf(url, 6)));
    assertEquals(List.of(), read(raw(LAMP, NEAREST_BRIDGE, head, Arrays.copyOf(url, 5))));
    byte[] other = {0x0A, 99, 'x'};
    assertEquals(List.of(), read(raw(LAMP, NEAREST_BRIDGE, head, other, url)));
    assertEquals(lampUrl(), read(raw(LAMP, NEAREST_BRIDGE, head, url, other)));
    assertEquals(lampUrl(), read(raw(LAMP, NEAREST_BRIDGE, head, url, cut)));
  }

  @Test
  void whatIsBehindTheFrameInItsBufferIsNotRead() {
    byte[] frame = frame(LAMP, url(URL));
    ByteBuffer buffer = ByteBuffer.allocate(frame.length + 20).position(10).put(frame);
    Packet whole = new Packet().set(buffer, 10, frame.length, frame.length);
    assertEquals(lampUrl(), FrameReader.read(whole, Believed.servers(Set.of())));
    Packet cut = new Packet().set(buffer, 10, frame.length - 3, frame.length);
    assertNull(only(FrameReader.read(cut, Believed.servers(Set.of()))).url());
  }

  @Test
  void noFrameIsTooStrange() {
    List<byte[]> seeds =
        List.of(frame(LAMP, url(URL)), frame(LAMP, url(URL), url(URL)), LldpFrames.shutdown(LAMP));
    StrangeFrames.areBorne(802, seeds, LldpReaderTest::read);
  }
}
