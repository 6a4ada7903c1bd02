package org.mudward.policy.flow;

import java.util.ArrayList;
import java.util.List;
import org.mudward.policy.PortRange;
import org.mudward.policy.PortSet;

/**
 * Ports as masked values: the smallest set of aligned blocks that holds exactly these ports. One
 * range needs 30 blocks at most (1 to 65534).
 */
final class PortMasks {
  private static final int ALL_BITS = 0xFFFF;

  private PortMasks() {}

  static List<Masked> of(PortSet ports) {
    List<Masked> blocks = new ArrayList<>();
    for (PortRange range : ports.ranges()) {
      int low = range.low();
      while (low <= range.high()) {
        int size = low == 0 ? PortRange.MAX + 1 : Integer.lowestOneBit(low);
        while (low + size - 1 > range.high()) {
          size >>= 1;
        }
        blocks.add(Masked.of(low, ALL_BITS & ~(size - 1)));
        low += size;
      }
    }
    return blocks;
  }

  /** The ports that are in both. */
  static PortSet both(PortSet some, PortSet others) {
    List<PortRange> both = new ArrayList<>();
    int i = 0;
    int j = 0;
    while (i < some.ranges().size() && j < others.ranges().size()) {
      PortRange one = some.ranges().get(i);
      PortRange other = others.ranges().get(j);
      int low = Math.max(one.low(), other.low());
      int high = Math.min(one.high(), other.high());
      if (low <= high) {
        both.add(new PortRange(low, high));
      }
      if (one.high() < other.high()) {
        i++;
      } else {
        j++;
      }
    }
    return new PortSet(both);
  }
}
