package org.mudward.policy.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mudward.policy.PortRange;
import org.mudward.policy.PortSet;

class PortMasksTest {
  private final Random random = new Random(1);

  @Test
  void blocksHoldExactlyThePortsOfTheSet() {
    for (int i = 0; i < 200; i++) {
      PortSet ports = any();
      List<Masked> blocks = PortMasks.of(ports);
      for (int port = 0; port <= PortRange.MAX; port++) {
        int probe = port;
        long holding = blocks.stream().filter(block -> block.matches(0, probe)).count();
        assertEquals(ports.contains(port) ? 1 : 0, holding, () -> ports + " at " + probe);
      }
    }
  }

  @Test
  void oneRangeNeedsNoMoreThanThirtyBlocks() {
    assertEquals(30, PortMasks.of(PortSet.of(1, 65_534)).size());
    for (int i = 0; i < 20_000; i++) {
      int low = random.nextInt(65_536);
      int high = low + random.nextInt(65_536 - low);
      assertTrue(PortMasks.of(PortSet.of(low, high)).size() <= 30);
    }
  }

  @Test
  void allPortsAreOneBlockWithoutBits() {
    assertEquals(List.of(Masked.of(0, 0)), PortMasks.of(PortSet.of(0, 65_535)));
  }

  @Test
  void noPortsAreNoBlocks() {
    assertEquals(List.of(), PortMasks.of(new PortSet(List.of())));
  }

  @Test
  void twoSetsMeetInThePortsOfBoth() {
    for (int i = 0; i < 500; i++) {
      PortSet some = any();
      PortSet others = any();
      PortSet both = PortMasks.both(some, others);
      BitSet expected = bits(some);
      expected.and(bits(others));
      assertEquals(expected, bits(both), () -> some + " and " + others);
    }
  }

  private static BitSet bits(PortSet ports) {
    BitSet bits = new BitSet();
    ports.ranges().forEach(range -> bits.set(range.low(), range.high() + 1));
    return bits;
  }

  private PortSet any() {
    BitSet bits = new BitSet();
    int ranges = random.nextInt(4);
    for (int i = 0; i < ranges; i++) {
      int low = random.nextInt(65_536);
      int width = 1 << random.nextInt(17);
      bits.set(low, Math.min(65_536, low + random.nextInt(width) + 1));
    }
    List<PortRange> result = new ArrayList<>();
    for (int at = bits.nextSetBit(0); at >= 0; at = bits.nextSetBit(bits.nextClearBit(at))) {
      result.add(new PortRange(at, bits.nextClearBit(at) - 1));
    }
    return new PortSet(result);
  }
}
