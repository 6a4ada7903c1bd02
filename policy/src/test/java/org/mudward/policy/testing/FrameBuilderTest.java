package org.mudward.policy.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.mudward.policy.End;
import org.mudward.policy.Family;
import org.mudward.policy.Field;
import org.mudward.policy.Packet;

class FrameBuilderTest {
  private static final String A = "02:00:00:00:00:10";
  private static final String B = "02:00:00:00:00:11";

  @Test
  void aUdpDatagramIsTheOneComputedByHand() {
    byte[] frame =
        FrameBuilder.frame(A, B)
            .ip("192.0.2.1", "192.0.2.2")
            .udp(0x1234, 53, new byte[] {1, 2, 3})
            .build();
    assertEquals(
        "020000000011"
            + "020000000010"
            + "0800"
            + "4500001f00010000"
            + "4011f6c9"
            + "c0000201c0000202"
            + "12340035000b"
            + "6569"
            + "010203",
        HexFormat.of().formatHex(frame));
  }

  @Test
  void checksumsAreRightInBothFamilies() {
    for (Family family : Family.values()) {
      String from = family == Family.IPV4 ? "10.0.0.5" : "fd00::5";
      String to = family == Family.IPV4 ? "10.0.0.6" : "fd00::6";
      FrameBuilder frame = FrameBuilder.frame(A, B).ip(from, to);
      verify(frame.tcp(1024, 80, 0x18).data(new byte[] {7, 8, 9}).build(), 6);
      verify(frame.udp(53, 1024, new byte[] {1}).build(), 17);
      verify(frame.icmp(128, 0).build(), family == Family.IPV4 ? 1 : 58);
    }
  }

  private static void verify(byte[] frame, int protocol) {
    Packet packet = Packet.of(frame);
    assertEquals(protocol, packet.protocol());
    int length = packet.payloadEnd() - packet.payloadOffset();
    ByteBuffer sum = ByteBuffer.allocate(40 + length);
    if (protocol != 1) {
      sum.put(packet.address(End.SOURCE).octets()).put(packet.address(End.DESTINATION).octets());
      sum.putInt(length).putInt(protocol);
    }
    sum.put(frame, packet.payloadOffset(), length);
    assertEquals(0, Checksums.of(sum.array(), 0, sum.position()));
    if (packet.family() == Family.IPV4) {
      assertEquals(0, Checksums.of(frame, 14, 20));
    }
  }

  @Test
  void whatIsAskedForIsThere() {
    Packet packet =
        Packet.of(
            FrameBuilder.frame(A, B)
                .tag(0x8100, 5)
                .ip("fd00::5", "fd00::6")
                .dscp(46)
                .ecn(1)
                .ttl(9)
                .flowLabel(77)
                .extension(60, 16)
                .tcp(1024, 80, 0x12)
                .padding(9)
                .build());
    assertEquals(46, packet.field(Field.DSCP));
    assertEquals(1, packet.field(Field.ECN));
    assertEquals(9, packet.field(Field.TTL));
    assertEquals(77, packet.field(Field.FLOW_LABEL));
    assertEquals(0x12, packet.field(Field.TCP_FLAGS));
    assertEquals(1024, packet.port(End.SOURCE));
    assertEquals(80, packet.port(End.DESTINATION));
    assertEquals("fd00::6", packet.address(End.DESTINATION).toString());
  }

  @Test
  void aLaterFragmentIsOne() {
    assertTrue(
        Packet.of(FrameBuilder.frame(A, B).ip("10.0.0.5", "10.0.0.6").fragment(3, true).build())
            .isLaterFragment());
    assertTrue(
        Packet.of(FrameBuilder.frame(A, B).ip("fd00::5", "fd00::6").fragment(3, true).build())
            .isLaterFragment());
  }

  @Test
  void theSameSeedGivesTheSameFrames() {
    Generators one = new Generators(5);
    Generators other = new Generators(5);
    var snapshot = one.snapshot();
    assertEquals(snapshot, other.snapshot());
    for (int i = 0; i < 200; i++) {
      assertArrayEquals(one.frame(snapshot), other.frame(snapshot));
    }
  }
}
