package org.mudward.policy.decide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mudward.policy.Decision;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Packet;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.testing.Generators;

/** The fast form against the reference: origin for origin, over random snapshots and frames. */
class DeciderPropertyTest {
  private static final int FRAMES = 500;

  @Test
  void aDeciderSaysWhatDecideSaysAndWhy() {
    int accepted = 0;
    int snapshots = Integer.getInteger("mudward.snapshots", 250);
    for (long seed = 1; seed <= snapshots; seed++) {
      Generators generators = new Generators(seed);
      PolicySnapshot snapshot = generators.snapshot();
      Decider decider = Decider.of(snapshot);
      for (int i = 0; i < FRAMES; i++) {
        byte[] frame = generators.frame(snapshot);
        Decision expected = snapshot.decide(Packet.of(frame));
        String what = "seed " + seed + " frame " + i + " " + HexFormat.of().formatHex(frame);
        assertEquals(expected, decider.decide(Packet.of(frame)), what);
        accepted += expected.outcome() == Decision.Outcome.ACCEPT ? 1 : 0;
      }
    }
    assertTrue(accepted > snapshots * FRAMES / 20, "too few frames fit a rule");
  }

  @Test
  void aTableOfManyAddressesFindsThemAndNoOthers() {
    Map<MacAddress, Integer> numbers = new HashMap<>();
    for (int i = 0; i < 5000; i++) {
      numbers.put(new MacAddress(0x0200_0000_0000L + 257L * i), i);
    }
    MacTable table = new MacTable(numbers);
    numbers.forEach((mac, number) -> assertEquals(number, table.get(mac.bits())));
    assertEquals(MacTable.NONE, table.get(0x0200_0000_0001L));
    assertEquals(MacTable.NONE, new MacTable(Map.of()).get(0));
  }
}
