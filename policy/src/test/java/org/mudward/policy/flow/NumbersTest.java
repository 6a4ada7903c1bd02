package org.mudward.policy.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.mudward.policy.AccessControlList;
import org.mudward.policy.Condition;
import org.mudward.policy.DevicePolicy;
import org.mudward.policy.Direction;
import org.mudward.policy.Family;
import org.mudward.policy.Field;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.Rate;
import org.mudward.policy.Rule;

class NumbersTest {
  private static final int LAST_POLICY = (1 << 20) - 1;

  @Test
  void numbersGoUpFromOneForEachKind() {
    Numbers numbers = new Numbers(ClassIds.EMPTY);
    assertEquals(1, numbers.of(Numbers.Kind.POLICY, "a"));
    assertEquals(2, numbers.of(Numbers.Kind.POLICY, "b"));
    assertEquals(1, numbers.of(Numbers.Kind.ADDRESS_CLASS, "a"));
    assertEquals(1, numbers.of(Numbers.Kind.POLICY, "a"));
  }

  @Test
  void aContentKeepsItsNumber() {
    Numbers first = new Numbers(ClassIds.EMPTY);
    first.of(Numbers.Kind.POLICY, "a");
    int b = first.of(Numbers.Kind.POLICY, "b");
    Numbers second = new Numbers(first.result());
    assertEquals(b, second.of(Numbers.Kind.POLICY, "b"));
  }

  @Test
  void aNumberThatIsNoLongerNeededIsForgottenButNotGivenAgain() {
    Numbers first = new Numbers(ClassIds.EMPTY);
    first.of(Numbers.Kind.POLICY, "a");
    first.of(Numbers.Kind.POLICY, "b");
    Numbers second = new Numbers(first.result());
    second.of(Numbers.Kind.POLICY, "a");
    ClassIds ids = second.result();
    assertFalse(ids.given().containsKey(Numbers.Kind.POLICY.key("b")));
    Numbers third = new Numbers(ids);
    assertEquals(3, third.of(Numbers.Kind.POLICY, "c"));
    assertEquals(4, third.of(Numbers.Kind.POLICY, "b"));
  }

  @Test
  void noTwoContentsHaveOneNumberWhateverADamagedFileSays() {
    SortedMap<String, Integer> given = new TreeMap<>();
    given.put(Numbers.Kind.POLICY.key("a"), 5);
    given.put(Numbers.Kind.POLICY.key("b"), 5);
    given.put(Numbers.Kind.POLICY.key("c"), 0);
    given.put(Numbers.Kind.POLICY.key("d"), LAST_POLICY + 1);
    SortedMap<String, Integer> next = new TreeMap<>(Map.of("policy", 0));
    Numbers numbers = new Numbers(new ClassIds(next, given));
    Set<Integer> all = new TreeSet<>();
    for (String content : List.of("a", "b", "c", "d", "e")) {
      all.add(numbers.of(Numbers.Kind.POLICY, content));
    }
    assertEquals(Set.of(1, 2, 3, 4, 5), all);
  }

  @Test
  void whichRulesARateIsForBelongsToTheContent() {
    Rule one = Fixtures.accept(Family.IPV4, Fixtures.is(Field.PROTOCOL, 6));
    Rule other = Fixtures.accept(Family.IPV4, Fixtures.is(Field.PROTOCOL, 17));
    Rate rate = new Rate(10L, null, 1);
    AccessControlList both = new AccessControlList("a", Family.IPV4, List.of(one, other), rate);
    AccessControlList first = new AccessControlList("a", Family.IPV4, List.of(one), rate);
    AccessControlList second = new AccessControlList("b", Family.IPV4, List.of(other));
    AccessControlList none = new AccessControlList("c", Family.IPV4, List.of());
    Set<String> contents =
        Stream.of(List.of(both), List.of(first, second), List.of(none, first, second))
            .map(lists -> PolicyContent.of(new DevicePolicy("p", "", lists, List.of())))
            .collect(Collectors.toSet());
    assertEquals(3, contents.size());
  }

  @Test
  void whenTheSpaceIsThroughNumbersStartAgainButNeverOnOneInUse() {
    SortedMap<String, Integer> next = new TreeMap<>();
    next.put("policy", LAST_POLICY);
    SortedMap<String, Integer> given = new TreeMap<>();
    given.put(Numbers.Kind.POLICY.key("a"), 1);
    given.put(Numbers.Kind.POLICY.key("b"), 2);
    Numbers numbers = new Numbers(new ClassIds(next, given));
    assertEquals(LAST_POLICY, numbers.of(Numbers.Kind.POLICY, "c"));
    // "a" and "b" are not asked for, but the switch still has their entries.
    assertEquals(3, numbers.of(Numbers.Kind.POLICY, "d"));
  }

  @Test
  void whatNobodyHoldsIsKeptFromOthersUntilTheNextTurn() {
    assertEquals(2, givenAfterTheSpaceIsThrough(false));
    assertEquals(1, givenAfterTheSpaceIsThrough(true));
  }

  /** The number that comes after the last, when the holder of 1 has given it up. */
  private static int givenAfterTheSpaceIsThrough(boolean turn) {
    SortedMap<String, Integer> next = new TreeMap<>();
    next.put("policy", LAST_POLICY);
    SortedMap<String, Integer> given = new TreeMap<>();
    given.put(Numbers.Kind.POLICY.key("a"), 1);
    Numbers numbers = new Numbers(new ClassIds(next, given));
    numbers.of(Numbers.Kind.POLICY, "a");
    numbers.release(Numbers.Kind.POLICY, "a");
    if (turn) {
      numbers.turn();
    }
    assertEquals(LAST_POLICY, numbers.of(Numbers.Kind.POLICY, "b"));
    return numbers.of(Numbers.Kind.POLICY, "c");
  }

  @Test
  void aNumberStaysAsLongAsAnybodyHoldsIt() {
    Numbers numbers = new Numbers(ClassIds.EMPTY);
    int first = numbers.of(Numbers.Kind.ADDRESS_CLASS, "a");
    assertEquals(first, numbers.of(Numbers.Kind.ADDRESS_CLASS, "a"));
    numbers.release(Numbers.Kind.ADDRESS_CLASS, "a");
    assertEquals(1, numbers.result().given().size());
    numbers.release(Numbers.Kind.ADDRESS_CLASS, "a");
    assertEquals(0, numbers.result().given().size());
    assertThrows(
        IllegalStateException.class, () -> numbers.release(Numbers.Kind.ADDRESS_CLASS, "a"));
    assertEquals(first, numbers.of(Numbers.Kind.ADDRESS_CLASS, "a"));
  }

  @Test
  void moreThanThereAreNumbersForIsAClearError() {
    SortedMap<String, Integer> given = new TreeMap<>();
    for (int i = 1; i <= LAST_POLICY; i++) {
      given.put(Numbers.Kind.POLICY.key("p" + i), i);
    }
    Numbers numbers = new Numbers(new ClassIds(new TreeMap<>(), given));
    FlowSpaceException thrown =
        assertThrows(FlowSpaceException.class, () -> numbers.of(Numbers.Kind.POLICY, "one more"));
    assertEquals("more than 1048575 numbers of kind policy are in use", thrown.getMessage());
    assertEquals(7, numbers.of(Numbers.Kind.POLICY, "p7"));
  }

  @Test
  void aChangedPolicyGetsANewNumberAndAnUnchangedOneDoesNot() {
    PolicySnapshot old = Fixtures.sending(Fixtures.accept(Family.IPV4));
    PolicySnapshot changed =
        Fixtures.sending(Fixtures.accept(Family.IPV4, Fixtures.is(Field.PROTOCOL, 6)));
    FlowTables first = FlowCompiler.compile(old, ClassIds.EMPTY);
    FlowTables same = FlowCompiler.compile(old, first.ids());
    FlowTables second = FlowCompiler.compile(changed, first.ids());
    assertEquals(first, same);
    assertEquals(1, policyNumber(first));
    assertEquals(2, policyNumber(second));
    assertEquals(3, policyNumber(FlowCompiler.compile(old, second.ids())));
  }

  private static int policyNumber(FlowTables tables) {
    return tables.ids().given().entrySet().stream()
        .filter(entry -> entry.getKey().startsWith("policy "))
        .mapToInt(Map.Entry::getValue)
        .sum();
  }

  @Test
  void policiesThatReadAlikeButMeanDifferentThingsDiffer() {
    String tcp = content(Fixtures.is(Field.TCP_FLAGS, 2));
    String ipv4 = content(Fixtures.is(Field.FRAGMENT_FLAGS, 2));
    assertNotEquals(tcp, ipv4);
    assertEquals(tcp, content(Fixtures.is(Field.TCP_FLAGS, 2)));
  }

  private static String content(Condition condition) {
    return PolicyContent.of(
        Fixtures.policy(Direction.FROM_DEVICE, Fixtures.accept(Family.IPV4, condition)));
  }
}
