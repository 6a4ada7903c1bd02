package org.mudward.enforcer.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mudward.policy.End;
import org.mudward.policy.Family;
import org.mudward.policy.Packet;
import org.mudward.policy.testing.FrameBuilder;

/** The packet in frames of every kind that is read, and none where it is hidden. */
class LinkLayerTest {
  private static final String SENDER = "02:00:00:00:00:10";
  private static final String RECEIVER = "02:00:00:00:00:20";
  private static final byte[] FOUR =
      FrameBuilder.frame(SENDER, RECEIVER)
          .ip("192.168.1.10", "198.51.100.7")
          .udp(5000, 53)
          .data((byte) 1, (byte) 2, (byte) 3)
          .build();
  private static final byte[] SIX =
      FrameBuilder.frame(SENDER, RECEIVER).ip("fd00::10", "2001:db8::7").tcp(5000, 443, 2).build();

  private final LinkLayer links = new LinkLayer();
  private final Packet packet = new Packet();

  private boolean point(int linkType, byte[] octets, int original) {
    CapturedFrame frame = new CapturedFrame();
    byte[] within = new byte[octets.length + 20];
    System.arraycopy(octets, 0, within, 7, octets.length);
    frame.set(within, 7, octets.length, original, linkType, 0);
    return links.point(packet, frame);
  }

  private static byte[] join(byte[]... parts) {
    ByteBuffer all = ByteBuffer.allocate(Arrays.stream(parts).mapToInt(p -> p.length).sum());
    for (byte[] part : parts) {
      all.put(part);
    }
    return all.array();
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replace(" ", ""));
  }

  private static byte[] ip(byte[] ethernet) {
    return Arrays.copyOfRange(ethernet, 14, ethernet.length);
  }

  private void shows(Family family, boolean ethernet) {
    assertEquals(family, packet.family());
    assertEquals(ethernet, packet.isEthernet());
    assertEquals(5000, packet.port(End.SOURCE));
    assertEquals(family == Family.IPV4 ? 53 : 443, packet.port(End.DESTINATION));
    if (ethernet) {
      assertEquals(0x0200_0000_0010L, packet.sourceMac());
      assertEquals(0x0200_0000_0020L, packet.destinationMac());
    }
  }

  @Test
  void ethernetShowsAddressesAndPacket() {
    assertTrue(point(1, FOUR, FOUR.length));
    shows(Family.IPV4, true);
    assertTrue(point(1, Arrays.copyOf(FOUR, 13), FOUR.length));
    assertFalse(packet.isEthernet());
  }

  @Test
  void cookedFramesHaveAPacketButNoDevices() {
    byte[] cooked = hex("0000 0001 0006 020000000010 0000 0800");
    assertTrue(point(113, join(cooked, ip(FOUR)), 16 + FOUR.length - 14));
    shows(Family.IPV4, false);
    byte[] cooked2 = hex("86dd 0000 00000002 0001 00 06 0200000000100000");
    assertTrue(point(276, join(cooked2, ip(SIX)), 20 + SIX.length - 14));
    shows(Family.IPV6, false);
    assertTrue(point(276, Arrays.copyOf(cooked2, 19), 100));
    assertNull(packet.family());
  }

  @Test
  void aTagInACookedFrameIsSkipped() {
    byte[] tagged = hex("0000 0001 0006 020000000010 0000 8100 0005 0800");
    assertTrue(point(113, join(tagged, ip(FOUR)), 20 + FOUR.length - 14));
    shows(Family.IPV4, false);
  }

  @Test
  void rawPacketsTellTheirVersion() {
    for (int raw : new int[] {12, 14, 101, 228, 229}) {
      assertTrue(point(raw, ip(FOUR), FOUR.length - 14));
      shows(Family.IPV4, false);
      assertTrue(point(raw, ip(SIX), SIX.length - 14));
      shows(Family.IPV6, false);
      assertTrue(point(raw, new byte[0], 40));
      assertNull(packet.family());
    }
  }

  @Test
  void loopbackTellsTheFamilyInEitherOrder() {
    for (String four : List.of("00000002", "02000000")) {
      assertTrue(point(0, join(hex(four), ip(FOUR)), FOUR.length - 10));
      shows(Family.IPV4, false);
    }
    for (String six : List.of("0000001e", "1e000000", "1c000000", "0000000a", "18000000")) {
      assertTrue(point(108, join(hex(six), ip(SIX)), SIX.length - 10));
      shows(Family.IPV6, false);
    }
  }

  private static final String SNAP = "aaaa03000000";

  private static byte[] body(byte[] ethernet) {
    return join(hex(SNAP), Arrays.copyOfRange(ethernet, 12, ethernet.length));
  }

  @Test
  void wirelessDataIsTheEthernetFrameItStandsFor() {
    String to = "020000000020";
    String from = "020000000010";
    String access = "0200000000aa";
    for (String header :
        List.of(
            "0801 0000" + access + from + to + "0000",
            "0802 0000" + to + access + from + "0000",
            "0800 0000" + to + from + access + "0000",
            "0803 0000" + access + access + to + "0000" + from,
            "8801 0000" + access + from + to + "0000 0000",
            "8881 0000" + access + from + to + "0000 0000 00000000")) {
      byte[] frame = join(hex(header), body(FOUR));
      assertTrue(point(105, frame, frame.length), header);
      shows(Family.IPV4, true);
    }
  }

  @Test
  void radiotapIsPassedAndItsCheckSequenceIsNoPartOfTheFrame() {
    byte[] frame = join(hex("0801 0000 0200000000aa 020000000010 020000000020 0000"), body(SIX));
    byte[] plain = hex("00 00 0900 02000000 00");
    assertTrue(point(127, join(plain, frame), 9 + frame.length));
    shows(Family.IPV6, true);
    byte[] checked = hex("00 00 1900 03000080 00000000 00000000 0000000000000000 10");
    assertTrue(point(127, join(checked, frame, new byte[4]), checked.length + frame.length + 4));
    shows(Family.IPV6, true);
    assertFalse(point(127, hex("00 00 ff00 00000000"), 300));
    assertFalse(point(127, hex("01 00 0800 00000000"), 300));
  }

  @Test
  void whatIsEncryptedAggregatedOrNoDataIsNotShown() {
    String rest = "0000 0200000000aa 020000000010 020000000020 0000";
    for (String header :
        List.of(
            "0841" + rest,
            "4801" + rest,
            "8000" + rest,
            "0801" + rest.substring(0, rest.length() - 4) + "0100",
            "8801" + rest + "8000")) {
      byte[] frame = join(hex(header), body(FOUR));
      assertFalse(point(105, frame, frame.length), header);
      assertFalse(packet.isEthernet());
      assertNull(packet.family());
    }
    byte[] noSnap = join(hex("0801" + rest), hex("424203000000 0800"), ip(FOUR));
    assertFalse(point(105, noSnap, noSnap.length));
  }

  @Test
  void anUnknownKindOfFrameShowsNothing() {
    assertFalse(point(195, FOUR, FOUR.length));
    assertFalse(packet.isEthernet());
  }
}
