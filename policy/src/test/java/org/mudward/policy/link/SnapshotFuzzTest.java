package org.mudward.policy.link;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.testing.Generators;

/** Any octets are a snapshot or a {@link LinkFormatException}. */
class SnapshotFuzzTest {
  private static final int SEEDS = 6;

  static Stream<byte[]> seeds() {
    return LongStream.range(0, SEEDS)
        .mapToObj(seed -> SnapshotJson.write(new Generators(seed).snapshot()));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everySeedIsFine(byte[] seed) throws LinkFormatException {
    whatIsAcceptedIsReadBackTheSame(seed);
  }

  @FuzzTest
  void whatIsAcceptedIsReadBackTheSame(byte[] json) throws LinkFormatException {
    PolicySnapshot snapshot;
    try {
      snapshot = SnapshotJson.read(json);
    } catch (LinkFormatException e) {
      return;
    }
    byte[] written = SnapshotJson.write(snapshot);
    PolicySnapshot again = SnapshotJson.read(written);
    assertEquals(snapshot, again);
    assertArrayEquals(written, SnapshotJson.write(again));
  }
}
