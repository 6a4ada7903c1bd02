package org.mudward.enforcer.capture;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mudward.policy.End;
import org.mudward.policy.Field;
import org.mudward.policy.Packet;

/** Any octets are frames and told losses, or no capture; never an exception of another kind. */
class CaptureFuzzTest {
  static Stream<byte[]> seeds() {
    byte[] frame =
        HexFormat.of()
            .parseHex(
                "02000000002002000000001008004500001c00004000401100000a0000010a00000200350035000800");
    byte[] wireless =
        HexFormat.of()
            .parseHex("000009000200000010080100000200000000aa0200000000100200000000200000aaaa0300");
    return Stream.of(
        CaptureBytes.pcap(ByteOrder.LITTLE_ENDIAN, 0xA1B2C3D4, 1).record(1, 2, 60, frame).build(),
        CaptureBytes.pcap(ByteOrder.BIG_ENDIAN, 0xA1B23C4D, 127).record(1, 2, 60, wireless).build(),
        CaptureBytes.pcapng(ByteOrder.LITTLE_ENDIAN)
            .interfaceOf(1, 0, CaptureBytes.resolution(ByteOrder.LITTLE_ENDIAN, 9))
            .enhanced(0, 5, 60, frame)
            .simple(60, frame)
            .old(0, 7, 60, frame)
            .build(),
        CaptureBytes.pcapng(ByteOrder.BIG_ENDIAN)
            .interfaceOf(113, 0, CaptureBytes.offset(ByteOrder.BIG_ENDIAN, 7))
            .enhanced(0, 5, 60, frame)
            .build(),
        new byte[] {0x1F, (byte) 0x8B, 8, 0, 0, 0, 0, 0});
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everySeedIsFine(byte[] seed) throws IOException {
    anyOctetsAreFramesOrToldLosses(seed);
  }

  @FuzzTest
  void anyOctetsAreFramesOrToldLosses(byte[] octets) throws IOException {
    LinkLayer links = new LinkLayer();
    Packet packet = new Packet();
    try (Capture capture = Capture.open(new ByteArrayInputStream(octets))) {
      while (capture.next()) {
        CapturedFrame frame = capture.frame();
        assertTrue(frame.captured() >= 0 && frame.original() >= frame.captured());
        links.point(packet, frame);
        for (Field field : Field.values()) {
          packet.field(field);
        }
        packet.port(End.SOURCE);
        if (packet.isEthernet()) {
          packet.copy(64).field(Field.TCP_FLAGS);
        }
      }
      assertNotNull(capture.damage());
      capture.passTheRest();
    } catch (CaptureException none) {
      assertNotNull(none.getMessage());
    }
  }
}
