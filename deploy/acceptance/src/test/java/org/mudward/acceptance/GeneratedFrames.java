package org.mudward.acceptance;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.mudward.lab.FrameRig;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.testing.Generators;

/** Random frames that can be sent over a wire and told apart at its end. */
final class GeneratedFrames {
  private GeneratedFrames() {}

  /**
   * Frames of which no two are the same, and that fit on a wire.
   *
   * @param wanted which of them to take
   */
  static List<byte[]> of(
      Generators generators, PolicySnapshot snapshot, int count, Predicate<byte[]> wanted) {
    List<byte[]> frames = new ArrayList<>();
    Set<String> known = new HashSet<>();
    while (frames.size() < count) {
      byte[] frame = generators.frame(snapshot);
      if (frame.length >= FrameRig.SHORTEST
          && frame.length <= FrameRig.LONGEST
          && wanted.test(frame)
          && known.add(HexFormat.of().formatHex(FrameRig.withoutPriorityTag(frame)))) {
        frames.add(frame);
      }
    }
    return frames;
  }
}
