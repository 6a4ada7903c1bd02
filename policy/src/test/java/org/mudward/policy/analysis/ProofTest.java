package org.mudward.policy.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.mudward.policy.AccessControlList;
import org.mudward.policy.Condition;
import org.mudward.policy.Decision;
import org.mudward.policy.Device;
import org.mudward.policy.DevicePolicy;
import org.mudward.policy.Direction;
import org.mudward.policy.End;
import org.mudward.policy.Family;
import org.mudward.policy.Field;
import org.mudward.policy.Group;
import org.mudward.policy.GroupId;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Match;
import org.mudward.policy.Origin;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.PortSet;
import org.mudward.policy.Prefix;
import org.mudward.policy.Rule;
import org.mudward.policy.Verdict;
import org.mudward.policy.flow.ClassIds;
import org.mudward.policy.flow.FlowCompiler;
import org.mudward.policy.flow.FlowEntry;
import org.mudward.policy.flow.FlowField;
import org.mudward.policy.flow.FlowMatch;
import org.mudward.policy.flow.FlowTables;
import org.mudward.policy.flow.Masked;
import org.mudward.policy.testing.Generators;

class ProofTest {
  private static final String URL = "https://lamp.example/v1";
  private static final GroupId CLOUD = new GroupId("dns:cloud.example");

  private static Rule rule(String ace, Verdict verdict, Family family, int port) {
    return new Rule(
        new Origin(URL, "list", ace),
        new Match(
            family,
            List.of(
                Condition.FieldIs.of(Field.PROTOCOL, 6),
                new Condition.PortIn(End.DESTINATION, PortSet.of(port)),
                new Condition.InitiatedBy(Direction.FROM_DEVICE),
                new Condition.PeerIn(CLOUD))),
        verdict);
  }

  static PolicySnapshot lamp() {
    List<AccessControlList> lists = new ArrayList<>();
    for (Family family : Family.values()) {
      Rule deny = rule("deny", Verdict.DROP, family, 8080);
      Rule any =
          new Rule(
              new Origin(URL, "list", "any"),
              new Match(family, List.of(new Condition.PeerIn(CLOUD))),
              Verdict.ACCEPT);
      lists.add(new AccessControlList("list" + family, family, List.of(deny, any)));
    }
    return PolicySnapshot.builder(1)
        .gateway(MacAddress.parse("02:00:00:00:00:01"))
        .policy(new DevicePolicy(URL, URL, lists, List.of()))
        .device(
            new Device(
                MacAddress.parse("02:00:00:00:00:10"),
                URL,
                Set.of(IpAddress.parse("192.168.1.10"))))
        .group(
            new Group.Addresses(
                CLOUD, Set.of(Prefix.parse("198.51.100.7"), Prefix.parse("2001:db8::7"))))
        .group(new Group.Addresses(GroupId.DNS, Set.of(Prefix.parse("192.168.1.1"))))
        .build();
  }

  private static Proof proofWith(Predicate<FlowEntry> which, UnaryOperator<FlowEntry> fault) {
    PolicySnapshot snapshot = lamp();
    List<FlowEntry> entries =
        new ArrayList<>(FlowCompiler.compile(snapshot, ClassIds.EMPTY).entries());
    int planted = 0;
    for (int i = 0; i < entries.size(); i++) {
      if (which.test(entries.get(i))) {
        entries.set(i, fault.apply(entries.get(i)));
        planted++;
      }
    }
    assertTrue(planted > 0, "the fault must be planted somewhere");
    return Proof.of(snapshot, entries, List.of());
  }

  private static Proof proof(PolicySnapshot snapshot) {
    FlowTables tables = FlowCompiler.compile(snapshot, ClassIds.EMPTY);
    return Proof.of(snapshot, tables.entries(), tables.limitations());
  }

  private static String words(Proof.@Nullable Disagreement found) {
    assertNotNull(found);
    return found.packet().words();
  }

  private static boolean asks(FlowEntry entry, FlowField field, long value) {
    Masked masked = entry.match().fields().get(field);
    return masked != null && masked.low() == value;
  }

  private static boolean isDenyRow(FlowEntry entry) {
    return entry.table() == 5 && asks(entry, FlowField.TCP_DESTINATION, 8080);
  }

  @Test
  void aFileThatASwitchCanExpressCompilesToExactlyTheSamePackets() {
    Proof proof = proof(lamp());
    assertNull(proof.wider());
    assertNull(proof.stricter());
  }

  @Test
  void aWrongPriorityIsFound() {
    Proof proof =
        proofWith(ProofTest::isDenyRow, e -> new FlowEntry(e.table(), 1, e.match(), e.action()));
    assertTrue(words(proof.wider()).contains("-> 8080"), words(proof.wider()));
    Proof.Disagreement found = Objects.requireNonNull(proof.wider());
    assertEquals(Decision.Outcome.DROP, found.packet().decision(lamp()).outcome());
    String last = found.path().get(found.path().size() - 1);
    assertTrue(last.endsWith("actions=NORMAL"), last);
  }

  @Test
  void aWideMaskIsFound() {
    Proof proof =
        proofWith(
            entry ->
                entry.table() == 4
                    && asks(
                        entry, FlowField.IPV4_DESTINATION, IpAddress.parse("198.51.100.7").low()),
            entry -> {
              Map<FlowField, Masked> fields = new EnumMap<>(entry.match().fields());
              Masked old = fields.get(FlowField.IPV4_DESTINATION);
              fields.put(
                  FlowField.IPV4_DESTINATION, Masked.of(old.low() & 0xFFFF_FF00L, 0xFFFF_FF00L));
              return new FlowEntry(
                  entry.table(), entry.priority(), new FlowMatch(fields), entry.action());
            });
    assertTrue(words(proof.wider()).contains("198.51.100."), words(proof.wider()));
  }

  @Test
  void aMissingIpv6EntryIsFound() {
    PolicySnapshot snapshot = lamp();
    List<FlowEntry> entries =
        FlowCompiler.compile(snapshot, ClassIds.EMPTY).entries().stream()
            .filter(e -> e.table() != 4 || !asks(e, FlowField.ETHERTYPE, 0x86DD))
            .toList();
    Proof proof = Proof.of(snapshot, entries, List.of());
    assertTrue(words(proof.unexplained()).contains("2001:db8::7"), words(proof.unexplained()));
    assertFalse(proof.isEqualButForLimitations());
  }

  @Test
  void everyGeneratedPolicyCompilesToTheSamePacketsButForItsLimitations() {
    int exact = 0;
    for (long seed = 1; seed <= Integer.getInteger("mudward.proofs", 12); seed++) {
      PolicySnapshot snapshot =
          Generators.placed(new Generators(seed).snapshot(), List.of("br/one", "br/two"));
      Proof proof = proof(snapshot);
      assertNull(proof.wider(), "seed " + seed + ": " + snapshot);
      assertNull(proof.unexplained(), "seed " + seed + ": " + snapshot);
      exact += proof.isExact() ? 1 : 0;
    }
    System.out.println("proved: nothing wider; exactly the same set for " + exact);
    assertTrue(exact > 0, "some policy must be within what a switch can say");
    assertFalse(Proof.of(lamp(), List.of(), List.of()).isExact());
  }
}
