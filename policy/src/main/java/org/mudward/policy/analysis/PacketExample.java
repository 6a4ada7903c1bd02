package org.mudward.policy.analysis;

import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.Decision;
import org.mudward.policy.Packet;
import org.mudward.policy.PolicySnapshot;

/**
 * One packet of a set that was computed, for a person and for a second opinion.
 *
 * @param words its headers
 * @param frame its octets, in hexadecimal; any capture tool reads them
 */
public record PacketExample(String words, String frame) {

  /** A packet of a set; one that a frame can be written for, if there is one; null of none. */
  static @Nullable PacketExample of(int set, PacketSpace space) {
    if (space.bits.isEmpty(set)) {
      return null;
    }
    return of(values(set, space));
  }

  static PacketExample of(Map<String, long[]> values) {
    return new PacketExample(
        PacketSpace.words(values), HexFormat.of().formatHex(ExampleFrame.of(values)));
  }

  static Map<String, long[]> values(int set, PacketSpace space) {
    int best = space.bits.and(set, space.writable());
    return space.bits.example(space.bits.isEmpty(best) ? set : best);
  }

  /** What a snapshot decides about these very octets. */
  public Decision decision(PolicySnapshot snapshot) {
    return snapshot.decide(Packet.of(HexFormat.of().parseHex(frame)));
  }
}
