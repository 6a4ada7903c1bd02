package org.mudward.mud.learn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mudward.mud.learn.DhcpV6Frames.address;
import static org.mudward.mud.learn.DhcpV6Frames.duidLlt;
import static org.mudward.mud.learn.DhcpV6Frames.fromClient;
import static org.mudward.mud.learn.DhcpV6Frames.ia;
import static org.mudward.mud.learn.DhcpV6Frames.linkLayer;
import static org.mudward.mud.learn.DhcpV6Frames.message;
import static org.mudward.mud.learn.DhcpV6Frames.relay;
import static org.mudward.mud.learn.DhcpV6Frames.url;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mudward.policy.MacAddress;

/** No frame is too odd for the reader of DHCPv6, and each is about one device at most. */
class DhcpV6FuzzTest {
  private static final MacAddress DEVICE = MacAddress.parse("02:00:00:00:00:10");

  static Stream<byte[]> seeds() {
    byte[] solicit = message(1, duidLlt(1, DEVICE), url("https://example.com/lamp"));
    byte[] grant = message(7, duidLlt(1, DEVICE), ia(address("fd00::10", 60, 60)));
    return Stream.of(
        fromClient(DEVICE, solicit),
        fromClient(DEVICE, message(8, ia(address("fd00::10", 0, 0)))),
        DhcpV6Frames.fromRelay(relay(12, solicit)),
        DhcpV6Frames.fromRelay(relay(12, relay(12, solicit, linkLayer(1, DEVICE)))),
        DhcpV6Frames.toClient(DEVICE, grant),
        DhcpV6Frames.toRelay(relay(13, grant)));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everySeedIsFine(byte[] seed) {
    assertEquals(1, FrameReader.read(seed, Believed.servers(Set.of(DhcpV6Frames.SERVER))).size());
    everyFrameIsAboutOneDeviceAtMost(seed);
  }

  @FuzzTest
  void everyFrameIsAboutOneDeviceAtMost(byte[] frame) {
    List<Sighting> sightings =
        FrameReader.read(frame, Believed.servers(Set.of(DhcpV6Frames.SERVER)));
    assertTrue(sightings.size() <= 16);
    for (Sighting sighting : sightings) {
      assertEquals(sightings.get(0).mac(), sighting.mac());
      if (sighting instanceof Sighting.Emitted emitted) {
        assertTrue(sightings.size() <= 2, "what it shows, and what it says of itself");
        assertEquals(emitted.url() == null, emitted.problem() != null);
      }
    }
  }
}
