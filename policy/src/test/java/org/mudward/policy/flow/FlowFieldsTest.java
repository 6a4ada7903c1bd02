package org.mudward.policy.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mudward.policy.Prefix;

class FlowFieldsTest {

  @Test
  void aPartlyComparedFieldBecomesEveryValueThatAgrees() {
    for (int mask = 1; mask < 64; mask++) {
      for (int value = 0; value < 64; value++) {
        if ((value & ~mask) != 0) {
          continue;
        }
        List<Masked> values = FlowFields.values(FlowField.IP_DSCP, value, mask);
        assertEquals(1 << (6 - Integer.bitCount(mask)), values.stream().distinct().count());
        for (Masked one : values) {
          assertEquals(63, one.maskLow());
          assertEquals(value, one.low() & mask);
        }
      }
    }
  }

  @Test
  void demandsThatContradictEachOtherLeaveNothing() {
    List<Masked> syn = List.of(Masked.of(2, 2));
    List<Masked> noSyn = List.of(Masked.of(0, 2));
    assertEquals(List.of(), FlowFields.both(syn, noSyn));
    assertEquals(List.of(Masked.of(2, 18)), FlowFields.both(syn, List.of(Masked.of(0, 16))));
  }

  @Test
  void aPrefixOfLengthZeroAsksForTheFamilyOnly() {
    assertEquals(
        FlowMatch.of(FlowField.ETHERTYPE, Masked.exact(FlowField.ETHERTYPE, 0x86DD)),
        FlowFields.inPrefix(FlowField.IPV6_SOURCE, Prefix.parse("::/0")));
  }
}
