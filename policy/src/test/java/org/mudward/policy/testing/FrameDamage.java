package org.mudward.policy.testing;

import static org.mudward.policy.testing.Pools.any;

import java.util.Random;

/** What can be odd about a packet: fragments, chains, cuts, lies, tags, padding. */
final class FrameDamage {
  private static final int[] EXTENSIONS = {0, 43, 51, 60, 60, 135, 139, 140};
  private static final int[] TAGS = {0x8100, 0x8100, 0x88A8, 0x9100};

  private final Random random;

  FrameDamage(Random random) {
    this.random = random;
  }

  void apply(FrameBuilder frame, boolean six) {
    int count = 1 + random.nextInt(2);
    for (int i = 0; i < count; i++) {
      if (six && random.nextInt(3) == 0) {
        chain(frame);
      } else {
        once(frame, six);
      }
    }
  }

  private void once(FrameBuilder frame, boolean six) {
    switch (random.nextInt(12)) {
      case 0 -> frame.fragment(0, true);
      case 1, 2 -> frame.fragment(1 + random.nextInt(20), random.nextBoolean());
      case 3, 4 -> frame.cut(random.nextInt(24));
      case 5 -> frame.padding(1 + random.nextInt(40));
      case 6, 7 -> {
        int tags = 1 + random.nextInt(3);
        for (int i = 0; i < tags; i++) {
          frame.tag(any(random, TAGS), 5);
        }
      }
      case 8 -> frame.version(random.nextInt(16));
      case 9 -> frame.length(random.nextInt(100));
      case 10 -> {
        if (random.nextBoolean()) {
          frame.headerWords(random.nextInt(16));
        } else {
          frame.patch(12, (byte) random.nextInt(256));
        }
      }
      default -> frame.snap(random.nextInt(3) == 0 ? 0xF8 : 0);
    }
    if (!six && random.nextInt(10) == 0) {
      frame.options((byte) 1, (byte) 1, (byte) 1, (byte) 0);
    }
  }

  private void chain(FrameBuilder frame) {
    int count = 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      switch (random.nextInt(6)) {
        case 0 -> frame.fragment(0, random.nextBoolean());
        case 1 -> frame.fragment(random.nextInt(3), random.nextBoolean());
        case 2 ->
            frame.extension(
                any(random, EXTENSIONS), new byte[] {(byte) random.nextInt(4), 0, 0, 0, 0, 0, 0});
        default -> frame.extension(any(random, EXTENSIONS), 8 * (1 + random.nextInt(2)));
      }
    }
    if (random.nextInt(4) == 0) {
      frame.cut(random.nextInt(40));
    }
  }
}
