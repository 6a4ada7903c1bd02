package org.mudward.mud.learn;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/** Frames that are changed and cut at random, for readers that have to bear any. */
final class StrangeFrames {
  private static final int FRAMES = 200_000;

  private StrangeFrames() {}

  /**
   * Has many of them read, each telling one thing at most beside what it says of itself, and enough
   * of them something.
   */
  static void areBorne(long seed, List<byte[]> good, Function<byte[], List<Sighting>> reader) {
    Random random = new Random(seed);
    int said = 0;
    for (int i = 0; i < FRAMES; i++) {
      byte[] frame = good.get(i % good.size()).clone();
      for (int change = random.nextInt(4); change >= 0; change--) {
        frame[random.nextInt(frame.length)] = (byte) random.nextInt(256);
      }
      int length = random.nextInt(4) == 0 ? random.nextInt(frame.length + 1) : frame.length;
      List<Sighting> read = reader.apply(Arrays.copyOf(frame, length));
      assertTrue(
          read.stream().filter(one -> !(one instanceof Sighting.Described)).count() <= 1,
          read::toString);
      said += read.size();
    }
    assertTrue(said > FRAMES / 10, "the frames are too broken to reach the reader: " + said);
  }
}
