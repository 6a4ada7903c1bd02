package org.mudward.mud.learn;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;

/** No frame is too odd for the reader of DHCP, and a frame tells at most one thing. */
class DhcpFuzzTest {
  private static final MacAddress DEVICE = MacAddress.parse("02:00:00:00:00:10");
  private static final IpAddress SERVER = IpAddress.parse("192.168.1.1");

  static Stream<byte[]> seeds() {
    byte[] url = "https://example.com/lamp".getBytes(US_ASCII);
    return Stream.of(
        Frames.Dhcp.client(DEVICE, 1).option(161, url).frame(),
        Frames.Dhcp.client(DEVICE, 3).option(161, url).option(50, (byte) 192, (byte) 168).frame(),
        Frames.Dhcp.client(DEVICE, 7).address(12, "192.168.1.10").frame(),
        Frames.Dhcp.client(DEVICE, 4).option(50, SERVER.octets()).frame(),
        Frames.Dhcp.client(DEVICE, 1).option(52, (byte) 3).option(161, url).frame(),
        Frames.Dhcp.server(SERVER, DEVICE, 5)
            .address(16, "192.168.1.10")
            .option(51, (byte) 0, (byte) 0, (byte) 14, (byte) 16)
            .frame());
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everySeedIsFine(byte[] seed) {
    everyFrameTellsOfOneDeviceAtMost(seed);
  }

  @FuzzTest
  void everyFrameTellsOfOneDeviceAtMost(byte[] frame) {
    List<Sighting> sightings = DhcpV4Reader.read(frame, Set.of(SERVER));
    assertTrue(sightings.size() <= 2);
    for (Sighting sighting : sightings) {
      if (sighting instanceof Sighting.Emitted emitted) {
        assertEquals(emitted.url() == null, emitted.problem() != null);
      }
    }
  }
}
