package org.mudward.policy.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mudward.policy.Origin;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.analysis.Proof;
import org.mudward.policy.testing.Generators;

/** Tables for switches that can compare less. */
class NarrowingTest {
  private static final FlowAction ACCEPT = new FlowAction.Goto(8, 0, 0, false);
  private static final FlowAction DROP = new FlowAction.Drop();
  private static final Origin RULE = new Origin("https://lamp.example/lamp", "from", "ace");

  private static FlowEntry entry(FlowField field, Masked value, FlowAction action) {
    return new FlowEntry(5, 7, FlowMatch.of(field, value), action);
  }

  private static SwitchAbilities without(FlowField... fields) {
    Set<FlowField> left = EnumSet.allOf(FlowField.class);
    left.removeAll(List.of(fields));
    return new SwitchAbilities(left, left, true);
  }

  private static Narrowing narrow(FlowEntry entry, SwitchAbilities able) {
    return Narrowing.of("s1", List.of(entry), e -> RULE, able);
  }

  @Test
  void whatASwitchCanCompareStaysAsItIs() {
    FlowEntry entry = entry(FlowField.IP_TTL, Masked.exact(FlowField.IP_TTL, 64), ACCEPT);
    assertEquals(new Narrowing(List.of(entry), List.of()), narrow(entry, SwitchAbilities.ALL));
  }

  @Test
  void anAcceptingEntryIsLeftOutAndADroppingOneDropsMoreAndTheOperatorIsTold() {
    Masked flags = Masked.of(0x10, 0x10);
    Narrowing accepting =
        narrow(entry(FlowField.TCP_FLAGS, flags, ACCEPT), without(FlowField.TCP_FLAGS));
    assertEquals(List.of(), accepting.entries());
    assertEquals(RULE, accepting.limitations().get(0).origin());
    assertEquals(
        "not accepted, or in part, on switch s1, which cannot compare tcp flags",
        accepting.limitations().get(0).text());
    Narrowing dropping =
        narrow(entry(FlowField.TCP_FLAGS, flags, DROP), without(FlowField.TCP_FLAGS));
    assertEquals(List.of(new FlowEntry(5, 7, FlowMatch.ANY, DROP)), dropping.entries());
    assertTrue(dropping.limitations().get(0).text().startsWith("drops more on switch s1"));
  }

  @Test
  void aFieldThatIsComparedWholeOnlyIsNotComparedInPart() {
    SwitchAbilities whole =
        new SwitchAbilities(
            EnumSet.allOf(FlowField.class),
            EnumSet.complementOf(EnumSet.of(FlowField.TCP_SOURCE)),
            true);
    FlowEntry exact = entry(FlowField.TCP_SOURCE, Masked.exact(FlowField.TCP_SOURCE, 443), ACCEPT);
    assertEquals(List.of(exact), narrow(exact, whole).entries());
    FlowEntry range = entry(FlowField.TCP_SOURCE, Masked.of(1024, 0xFC00), ACCEPT);
    assertEquals(List.of(), narrow(range, whole).entries());
  }

  @Test
  void whereAllFragmentsAreDroppedNobodyAsksForThem() {
    SwitchAbilities able =
        new SwitchAbilities(
            EnumSet.complementOf(EnumSet.of(FlowField.IP_FRAGMENT)),
            EnumSet.complementOf(EnumSet.of(FlowField.IP_FRAGMENT)),
            false);
    Narrowing first = narrow(entry(FlowField.IP_FRAGMENT, Masked.of(0, 2), ACCEPT), able);
    assertEquals(List.of(new FlowEntry(5, 7, FlowMatch.ANY, ACCEPT)), first.entries());
    assertEquals("switch s1 drops all fragments", first.limitations().get(0).text());
    assertEquals(
        List.of(), narrow(entry(FlowField.IP_FRAGMENT, Masked.of(2, 2), ACCEPT), able).entries());
  }

  @Test
  void ofTwoThatBecomeTheSameTheDroppingOneStays() {
    FlowEntry accepting = new FlowEntry(5, 7, FlowMatch.ANY, ACCEPT);
    FlowEntry dropping = entry(FlowField.IP_TTL, Masked.exact(FlowField.IP_TTL, 1), DROP);
    for (List<FlowEntry> both :
        List.of(List.of(accepting, dropping), List.of(dropping, accepting))) {
      Narrowing narrowed = Narrowing.of("s1", both, e -> null, without(FlowField.IP_TTL));
      assertEquals(List.of(new FlowEntry(5, 7, FlowMatch.ANY, DROP)), narrowed.entries());
    }
  }

  @Test
  void aSwitchThatCannotTellPartiesApartIsRefused() {
    FlowEntry entry = new FlowEntry(5, 7, FlowMatch.ANY, ACCEPT);
    String reason =
        assertThrows(
                IllegalArgumentException.class, () -> narrow(entry, without(FlowField.METADATA)))
            .getMessage();
    assertEquals("switch s1 cannot compare metadata", reason);
    assertFalse(without(FlowField.ETHERNET_SOURCE).missing().isEmpty());
    assertEquals(List.of(), without(FlowField.TCP_FLAGS, FlowField.ND_TARGET).missing());
  }

  @Test
  void whateverASwitchCannotCompareNothingMorePassesOverAllPackets() {
    for (long seed = 1; seed <= 12; seed++) {
      PolicySnapshot snapshot =
          Generators.placed(new Generators(seed).snapshot(), List.of("s1/one", "s1/two"));
      FlowTables tables = FlowCompiler.compile(snapshot, ClassIds.EMPTY);
      Random random = new Random(seed);
      Set<FlowField> whole = EnumSet.noneOf(FlowField.class);
      Set<FlowField> masked = EnumSet.noneOf(FlowField.class);
      for (FlowField field : FlowField.values()) {
        boolean needed =
            new SwitchAbilities(
                        EnumSet.complementOf(EnumSet.of(field)),
                        EnumSet.allOf(FlowField.class),
                        true)
                    .missing()
                    .size()
                > 0;
        if (needed || random.nextInt(3) > 0) {
          whole.add(field);
        }
        if (needed || (whole.contains(field) && random.nextBoolean())) {
          masked.add(field);
        }
      }
      SwitchAbilities able = new SwitchAbilities(whole, masked, true);
      Narrowing narrowed = Narrowing.of("s1", tables.entries(), tables.origins()::get, able);
      Proof proof = Proof.of(snapshot, narrowed.entries(), narrowed.limitations());
      assertNull(proof.wider(), "seed " + seed + " with " + able);
    }
  }
}
