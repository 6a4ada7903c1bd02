package org.mudward.policy.decide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mudward.policy.Decision;
import org.mudward.policy.Group;
import org.mudward.policy.GroupId;
import org.mudward.policy.MacAddress;
import org.mudward.policy.MapChange;
import org.mudward.policy.Packet;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.Prefix;
import org.mudward.policy.testing.Generators;

/** The fast form against the reference: origin for origin, over random snapshots and frames. */
class DeciderPropertyTest {
  private static final int FRAMES = 500;
  private static final int SNAPSHOTS = Integer.getInteger("mudward.snapshots", 250);
  private static final int STEPS = 10;

  @Test
  void aDeciderSaysWhatDecideSaysAndWhy() {
    int accepted = 0;
    for (long seed = 1; seed <= SNAPSHOTS; seed++) {
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
    assertTrue(accepted > SNAPSHOTS * FRAMES / 20, "too few frames fit a rule");
  }

  /** Tables are made once for all protocols that no rule names. */
  @Test
  void everyProtocolFaresAsInTheReference() {
    int told = 0;
    for (long seed = 1; seed <= 20; seed++) {
      Generators generators = new Generators(seed);
      PolicySnapshot snapshot = generators.snapshot();
      Decider decider = Decider.of(snapshot);
      for (int i = 0; i < 40; i++) {
        byte[] frame = generators.frame(snapshot);
        if (frame.length < 34 || frame[12] != 8 || frame[13] != 0) {
          continue;
        }
        Set<Decision> decisions = new HashSet<>();
        for (int protocol = 0; protocol < 256; protocol++) {
          frame[23] = (byte) protocol;
          Decision expected = snapshot.decide(Packet.of(frame));
          String what = "seed " + seed + " " + HexFormat.of().formatHex(frame);
          assertEquals(expected, decider.decide(Packet.of(frame)), what);
          decisions.add(expected);
        }
        told += decisions.size() > 1 ? 1 : 0;
      }
    }
    assertTrue(told > 20, "the protocol decided about too few frames: " + told);
  }

  @Test
  void aDeciderThatLearnsOfOtherMembersSaysWhatAFreshOneSays() {
    int changes = 0;
    int others = 0;
    for (long seed = 1; seed <= SNAPSHOTS; seed++) {
      Generators generators = new Generators(seed);
      PolicySnapshot start = generators.snapshot();
      Decider decider = Decider.of(start);
      for (int step = 1; step <= STEPS; step++) {
        PolicySnapshot before = decider.snapshot();
        List<Group> changed = changed(before, generators.after(before), step % 2 == 0);
        PolicySnapshot now = before.withGroups(step, changed);
        decider = decider.withGroups(step, changed);
        assertEquals(now, decider.snapshot());
        changes += changed.size();
        for (int i = 0; i < FRAMES / STEPS; i++) {
          byte[] frame = generators.frame(now);
          Decision expected = now.decide(Packet.of(frame));
          String what = "seed " + seed + " step " + step + " " + HexFormat.of().formatHex(frame);
          assertEquals(expected, decider.decide(Packet.of(frame)), what);
          others += expected.equals(start.decide(Packet.of(frame))) ? 0 : 1;
        }
      }
    }
    assertTrue(changes > SNAPSHOTS && others > SNAPSHOTS, changes + " and " + others);
  }

  /** What changed in groups of addresses; with all that they had, where they are to grow only. */
  private static List<Group> changed(PolicySnapshot before, PolicySnapshot after, boolean grow) {
    List<Group> changed = new ArrayList<>();
    for (Group group : MapChange.between(before.groups(), after.groups()).changed()) {
      if (group instanceof Group.Addresses now
          && before.groups().get(group.id()) instanceof Group.Addresses old) {
        Set<Prefix> prefixes = new HashSet<>(now.prefixes());
        prefixes.addAll(grow ? old.prefixes() : Set.of());
        changed.add(new Group.Addresses(now.id(), prefixes));
      }
    }
    return changed;
  }

  @Test
  void aGroupOfHostsDoesNotBecomeOneOfDevices() {
    GroupId id = new GroupId("some");
    Decider decider =
        Decider.of(PolicySnapshot.builder(1).group(new Group.Addresses(id, Set.of())).build());
    assertThrows(
        IllegalArgumentException.class,
        () -> decider.withGroups(2, List.of(new Group.Devices(id, Set.of()))));
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
