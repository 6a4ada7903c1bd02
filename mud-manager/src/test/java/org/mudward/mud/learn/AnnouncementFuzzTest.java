package org.mudward.mud.learn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;

/** No announcement is too odd for the readers of multicast DNS and SSDP. */
class AnnouncementFuzzTest {
  private static final MacAddress DEVICE = MacAddress.parse("02:00:00:00:00:10");
  private static final IpAddress ADDRESS = IpAddress.parse("192.168.1.10");
  private static final int[] PORTS = {5353, 1900};

  static Stream<byte[]> seeds() {
    return Stream.of(
            "\0\0\u0084\0\0\0\0\1\0\0\0\0\4lamp\5local\0\0\1\u0080\1\0\0\0\170\0\4\1\2\3\4",
            "\0\0\u0084\0\0\0\0\2\0\0\0\0\4_hap\4_tcp\5local\0\0\14\0\1\0\0\0\170\0\0"
                + "\u00c0\14\0\14\0\1\0\0\0\170\0\2\u00c0\14",
            "NOTIFY * HTTP/1.1\r\nSERVER: Linux UPnP/1.0 Lamp\r\nNT: upnp:rootdevice\r\n\r\n",
            "HTTP/1.1 200 OK\r\nST: roku:ecp\r\n\r\n")
        .map(text -> text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static List<Sighting> read(byte[] message, int port) {
    return FrameReader.read(
        Frames.udp(DEVICE, ADDRESS, port, port, message), Believed.servers(Set.of()));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everySeedIsUnderstood(byte[] seed) {
    assertEquals(1, read(seed, PORTS[0]).size() + read(seed, PORTS[1]).size());
    everyAnnouncementIsBoundedAndPrintable(seed);
  }

  @FuzzTest
  void everyAnnouncementIsBoundedAndPrintable(byte[] message) {
    if (message.length > 9_000) {
      return; // no frame is that long
    }
    for (int port : PORTS) {
      for (Sighting sighting : read(message, port)) {
        Sighting.Described described = (Sighting.Described) sighting;
        assertEquals(DEVICE, described.mac());
        assertTrue(described.traits().all().size() <= 2 * Traits.MAX_OF_A_KIND);
        for (Trait trait : described.traits().all()) {
          assertTrue(trait.text().length() <= Trait.MAX_TEXT);
          assertTrue(trait.text().chars().allMatch(c -> c >= 0x20 && c < 0x7F));
        }
      }
    }
  }
}
