package org.mudward.policy.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.Prefix;
import org.mudward.policy.filter.FilterAction;
import org.mudward.policy.filter.FilterChain;
import org.mudward.policy.filter.FilterCompiler;
import org.mudward.policy.filter.FilterField;
import org.mudward.policy.filter.FilterRule;
import org.mudward.policy.filter.FilterSet;
import org.mudward.policy.filter.FilterTable;
import org.mudward.policy.filter.FilterTest;
import org.mudward.policy.testing.Generators;

class FilterProofTest {
  private static final PolicySnapshot LAMP = ProofTest.lamp();

  private static FilterTable withChains(
      FilterTable table, UnaryOperator<List<FilterRule>> change, FilterChain.Kind kind) {
    Map<String, FilterChain> chains = new LinkedHashMap<>();
    table
        .chains()
        .forEach(
            (name, chain) -> {
              List<FilterRule> rules = new ArrayList<>(chain.rules());
              chains.put(
                  name,
                  chain.kind() == kind
                      ? new FilterChain(name, kind, chain.about(), change.apply(rules))
                      : chain);
            });
    return new FilterTable(table.revision(), table.sets(), table.maps(), chains, List.of());
  }

  private static FilterTable withSets(FilterTable table, UnaryOperator<Prefix> change) {
    SortedMap<String, FilterSet> sets = new TreeMap<>();
    table
        .sets()
        .forEach(
            (name, set) -> {
              if (set instanceof FilterSet.Addresses hosts) {
                var prefixes = new TreeSet<Prefix>();
                hosts.prefixes().stream()
                    .map(change)
                    .filter(prefix -> prefix.length() > 0)
                    .forEach(prefixes::add);
                sets.put(name, new FilterSet.Addresses(name, hosts.about(), hosts.six(), prefixes));
              } else {
                sets.put(name, set);
              }
            });
    return new FilterTable(table.revision(), sets, table.maps(), table.chains(), List.of());
  }

  private static Proof.Disagreement found(Proof.@Nullable Disagreement disagreement) {
    assertNotNull(disagreement);
    return disagreement;
  }

  @Test
  void aFileThatNftablesCanExpressCompilesToExactlyTheSamePackets() {
    Proof proof = Proof.of(LAMP, FilterCompiler.compile(LAMP));
    assertNull(proof.wider());
    assertNull(proof.stricter());
  }

  @Test
  void aRuleInTheWrongPlaceIsFound() {
    FilterTable table =
        withChains(
            FilterCompiler.compile(LAMP),
            rules -> {
              int last = rules.size() - 1;
              rules.stream()
                  .filter(
                      rule -> rule.origin() != null && rule.action() instanceof FilterAction.Drop)
                  .toList()
                  .forEach(
                      drop -> {
                        rules.remove(drop);
                        rules.add(last - 1, drop);
                      });
              return rules;
            },
            FilterChain.Kind.POLICY);
    Proof.Disagreement wider = found(Proof.of(LAMP, table).wider());
    assertTrue(wider.packet().words().contains("-> 8080"), wider.packet().words());
    String last = wider.path().get(wider.path().size() - 1);
    assertEquals("prerouting: accept", last, wider.path().toString());
    assertEquals("DROP", wider.packet().decision(LAMP).outcome().name());
  }

  @Test
  void aWideElementOfASetIsFound() {
    FilterTable table =
        withSets(
            FilterCompiler.compile(LAMP),
            prefix ->
                prefix.toString().startsWith("198.51.100.7")
                    ? Prefix.parse("198.51.100.0/24")
                    : prefix);
    Proof.Disagreement wider = found(Proof.of(LAMP, table).wider());
    assertTrue(wider.packet().words().contains("198.51.100."), wider.packet().words());
  }

  @Test
  void aMissingIpv6ElementIsFound() {
    FilterTable table =
        withSets(
            FilterCompiler.compile(LAMP),
            prefix -> prefix.toString().startsWith("2001:") ? Prefix.parse("::/0") : prefix);
    Proof proof = Proof.of(LAMP, table);
    assertNull(proof.wider());
    Proof.Disagreement missing = found(proof.unexplained());
    assertTrue(missing.packet().words().contains("2001:db8::7"), missing.packet().words());
  }

  /** An address says the family, too; and where a set is empty, nothing else matters. */
  private static boolean saidByAnother(
      FilterTest without, List<FilterTest> others, FilterTable table) {
    boolean family = without instanceof FilterTest.In in && in.field() == FilterField.META_PROTOCOL;
    return others.stream()
        .anyMatch(
            other ->
                (family && other instanceof FilterTest.Within)
                    || (other instanceof FilterTest.Member member
                        && (family
                            || (table.sets().get(member.set()) instanceof FilterSet.Addresses hosts
                                && hosts.prefixes().isEmpty()))));
  }

  @Test
  void everyTestOfEveryAcceptingRuleIsNeeded() {
    FilterTable table = FilterCompiler.compile(LAMP);
    int planted = 0;
    for (FilterChain chain : table.chains().values()) {
      for (FilterRule rule : chain.rules()) {
        if (rule.origin() == null || !(rule.action() instanceof FilterAction.Return)) {
          continue;
        }
        for (FilterTest without : rule.tests()) {
          List<FilterTest> tests = new ArrayList<>(rule.tests());
          tests.remove(without);
          if (saidByAnother(without, tests, table)) {
            continue;
          }
          FilterRule wide = new FilterRule(tests, rule.action(), rule.origin());
          FilterTable faulty =
              withChains(
                  table,
                  rules -> {
                    Collections.replaceAll(rules, rule, wide);
                    return rules;
                  },
                  FilterChain.Kind.POLICY);
          assertNotNull(Proof.of(LAMP, faulty).wider(), rule + " without " + without);
          planted++;
        }
      }
    }
    assertTrue(planted > 20, planted + " faults");
  }

  @Test
  void aHookThatForgetsToJudgeASideIsFound() {
    for (FilterChain.Kind hook : FilterChain.Kind.HOOKS) {
      for (int side = 0; side < 2; side++) {
        int forgotten = side;
        FilterTable table =
            withChains(
                FilterCompiler.compile(LAMP),
                rules -> {
                  rules.remove(forgotten);
                  return rules;
                },
                hook);
        // Nobody sends a frame for the bridge itself to a device.
        boolean matters = hook != FilterChain.Kind.INPUT || forgotten == 0;
        assertEquals(matters, !Proof.of(LAMP, table).isTight(), hook + " " + forgotten);
      }
    }
  }

  @Test
  void aGuardThatAcceptsIsRefused() {
    FilterTable table =
        withChains(
            FilterCompiler.compile(LAMP),
            rules -> {
              rules.add(0, new FilterRule(List.of(), new FilterAction.Accept(), null));
              return rules;
            },
            FilterChain.Kind.GUARD);
    assertThrows(IllegalArgumentException.class, () -> Proof.of(LAMP, table));
  }

  @Test
  void everyGeneratedPolicyCompilesToTheSamePacketsButForItsLimitations() {
    int exact = 0;
    for (long seed = 1; seed <= Integer.getInteger("mudward.proofs", 40); seed++) {
      PolicySnapshot snapshot = new Generators(seed).snapshot();
      Proof proof = Proof.of(snapshot, FilterCompiler.compile(snapshot));
      assertNull(proof.wider(), "seed " + seed + ": " + snapshot);
      assertNull(proof.unexplained(), "seed " + seed + ": " + snapshot);
      exact += proof.isExact() ? 1 : 0;
    }
    System.out.println("proved: nothing wider; exactly the same set for " + exact);
    assertTrue(exact > 0, "some policy must be within what nftables can say");
    FilterTable empty = FilterCompiler.compile(LAMP);
    for (FilterChain.Kind hook : FilterChain.Kind.HOOKS) {
      empty = withChains(empty, rules -> List.of(), hook);
    }
    assertFalse(Proof.of(LAMP, empty).isExact());
  }
}
