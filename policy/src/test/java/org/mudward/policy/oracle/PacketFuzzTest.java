package org.mudward.policy.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mudward.policy.Packet;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.testing.Generators;

/** Any octets are a frame, decided as the description says. */
class PacketFuzzTest {
  private static final int SNAPSHOTS = 32;
  private static final int FRAMES = 3;
  private static final List<PolicySnapshot> POLICIES = new ArrayList<>();
  private static final List<byte[]> SEEDS = new ArrayList<>();

  static {
    for (int i = 0; i < SNAPSHOTS; i++) {
      Generators generators = new Generators(i);
      PolicySnapshot snapshot = generators.snapshot();
      POLICIES.add(snapshot);
      for (int j = 0; j < FRAMES; j++) {
        SEEDS.add(input(i, generators.frame(snapshot)));
      }
    }
  }

  static Stream<byte[]> seeds() {
    return SEEDS.stream();
  }

  /** One octet says which policy, one how many octets were not captured. */
  private static byte[] input(int snapshot, byte[] frame) {
    byte[] input = new byte[2 + frame.length];
    input[0] = (byte) snapshot;
    System.arraycopy(frame, 0, input, 2, frame.length);
    return input;
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everySeedIsFine(byte[] seed) {
    everyFrameIsDecidedAsTheDescriptionSays(seed);
  }

  @FuzzTest
  void everyFrameIsDecidedAsTheDescriptionSays(byte[] input) {
    if (input.length < 2) {
      return;
    }
    byte[] frame = Arrays.copyOfRange(input, 2, input.length);
    int wireLength = frame.length + (input[1] & 0xFF);
    Case judged = new Case(POLICIES.get((input[0] & 0xFF) % SNAPSHOTS), frame, wireLength);
    assertEquals(judged.expected(), judged.decided());
    Packet packet = Packet.of(frame);
    if (packet.protocol() >= 0) {
      assertTrue(packet.payloadOffset() <= frame.length && packet.payloadEnd() <= frame.length);
    }
  }
}
