package org.mudward.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.mudward.policy.testing.Generators;

/** A snapshot made of the one before is the snapshot that would have been made without it. */
class GroupChangeTest {
  private static final int FRAMES = 40;

  @Test
  void decidesAsTheSnapshotThatIsMadeAnew() {
    for (long seed = 1; seed <= 300; seed++) {
      Generators generators = new Generators(seed);
      PolicySnapshot first = generators.snapshot();
      assertDecideTheSame(generators, generators.after(first));
      PolicySnapshot changed = generators.changed(first);
      assertDecideTheSame(generators, changed);
      assertDecideTheSame(generators, generators.changed(changed));
      assertDecideTheSame(generators, generators.stepped(changed));
      PolicySnapshot equal = changed.toBuilder(changed.revision()).after(first).build();
      assertDecideTheSame(generators, equal);
    }
  }

  private static void assertDecideTheSame(Generators generators, PolicySnapshot changed) {
    PolicySnapshot anew = changed.toBuilder(changed.revision()).after(null).build();
    assertEquals(anew, changed);
    for (int i = 0; i < FRAMES; i++) {
      Packet packet = Packet.of(generators.frame(changed));
      assertEquals(anew.decide(packet), changed.decide(packet));
    }
  }

  @Test
  void whatIsEqualIsTakenFromTheOneBefore() {
    PolicySnapshot first = new Generators(2).snapshot();
    PolicySnapshot copy = new Generators(2).snapshot().toBuilder(7).after(first).build();
    first.policies().forEach((id, policy) -> assertSame(policy, copy.policies().get(id)));
    first.devices().forEach((mac, device) -> assertSame(device, copy.devices().get(mac)));
    first.groups().forEach((id, group) -> assertSame(group, copy.groups().get(id)));
  }

  @Test
  void aGroupThatAPolicyOfBeforeNamesMustStay() {
    for (long seed = 1; seed <= 50; seed++) {
      PolicySnapshot first = new Generators(seed).snapshot();
      for (GroupId group : first.groups().keySet()) {
        PolicySnapshot.Builder without = first.toBuilder(1000).removeGroup(group);
        assertEquals(isMade(without.after(null)), isMade(without.after(first)), group.text());
      }
    }
  }

  private static boolean isMade(PolicySnapshot.Builder builder) {
    try {
      builder.build();
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  @Test
  void theSnapshotBeforeStaysAsItWas() {
    PolicySnapshot before = new Generators(1).snapshot();
    Group old = before.groups().get(GroupId.DNS);
    PolicySnapshot after =
        before.withGroups(
            before.revision() + 1, List.of(new Group.Addresses(GroupId.DNS, Set.of())));
    assertSame(old, before.groups().get(GroupId.DNS));
    assertSame(before.devices(), after.devices());
    assertEquals(before.revision() + 1, after.revision());
  }

  @Property
  void aChangeMakesTheNewMapOfTheOld(
      @ForAll @Size(max = 12) Map<@IntRange(max = 15) Integer, @IntRange(max = 3) Integer> old,
      @ForAll @Size(max = 12) Map<@IntRange(max = 15) Integer, @IntRange(max = 3) Integer> now) {
    SortedMap<Integer, String> before = named(old);
    SortedMap<Integer, String> after = named(now);
    MapChange<Integer, String> change = MapChange.between(before, after);
    change.removed().forEach(key -> assertTrue(before.remove(key) != null));
    for (String value : change.changed()) {
      assertTrue(!value.equals(before.put(key(value), value)), value);
    }
    assertEquals(after, before);
  }

  private static SortedMap<Integer, String> named(Map<Integer, Integer> map) {
    SortedMap<Integer, String> named = new TreeMap<>();
    map.forEach((key, value) -> named.put(key, key + " " + value));
    return named;
  }

  private static int key(String value) {
    return Integer.parseInt(value.substring(0, value.indexOf(' ')));
  }
}
