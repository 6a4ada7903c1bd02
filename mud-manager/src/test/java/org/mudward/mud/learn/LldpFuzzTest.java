package org.mudward.mud.learn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Packet;

/** No frame is too odd for the reader of LLDP, and each tells one thing of its sender at most. */
class LldpFuzzTest {
  private static final MacAddress DEVICE = MacAddress.parse("02:00:00:00:00:10");

  static Stream<byte[]> seeds() {
    byte[] url = LldpFrames.url("https://example.com/lamp");
    return Stream.of(
        LldpFrames.frame(DEVICE, url),
        LldpFrames.frame(DEVICE, url, url),
        LldpFrames.frame(DEVICE, LldpFrames.url("")),
        LldpFrames.shutdown(DEVICE));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everySeedIsFine(byte[] seed) {
    assertEquals(1, LldpReader.read(Packet.of(seed)).size());
    everyFrameTellsOneThingOfItsSenderAtMost(seed);
  }

  @FuzzTest
  void everyFrameTellsOneThingOfItsSenderAtMost(byte[] frame) {
    List<Sighting> sightings = LldpReader.read(Packet.of(frame));
    assertTrue(sightings.size() <= 1);
    for (Sighting sighting : sightings) {
      assertEquals(Packet.of(frame).sourceMac(), sighting.mac().bits());
      if (sighting instanceof Sighting.Emitted emitted) {
        assertTrue(emitted.url() != null || emitted.problem() != null);
      }
    }
  }
}
