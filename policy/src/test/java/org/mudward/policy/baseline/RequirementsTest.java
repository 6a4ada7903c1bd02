package org.mudward.policy.baseline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mudward.policy.baseline.Aspect.Seen;
import org.mudward.policy.baseline.Requirement.Outcome;
import org.mudward.policy.baseline.Requirement.Publisher;
import org.mudward.policy.baseline.Requirement.Sight;

class RequirementsTest {
  private static Requirement of(String id) {
    return Requirements.ALL.stream().filter(r -> r.id().equals(id)).findFirst().orElseThrow();
  }

  private static long count(Publisher publisher) {
    return Requirements.ALL.stream().filter(r -> r.publisher() == publisher).count();
  }

  @Test
  void theCatalogueIsWholeAndEachIdIsThereOnce() {
    assertEquals(58, count(Publisher.ENISA));
    assertEquals(67, count(Publisher.ETSI));
    assertEquals(22, count(Publisher.NIST));
    Set<String> ids = new HashSet<>();
    Requirements.ALL.forEach(r -> assertTrue(ids.add(r.id()), r.id()));
  }

  @Test
  void everyTextIsOneShortSentence() {
    for (Requirement requirement : Requirements.ALL) {
      String text = requirement.text();
      assertTrue(text.endsWith(".") && text.length() < 100, text);
      assertEquals(text.length() - 1, text.indexOf('.'), text);
    }
  }

  @Test
  void nothingIsMetOfWhichNothingWasSeen() {
    for (Requirement requirement : Requirements.ALL) {
      Outcome expected =
          requirement.sight() == Sight.PERSON ? Outcome.NEEDS_A_PERSON : Outcome.NOT_VISIBLE;
      assertEquals(expected, requirement.outcome(Map.of()), requirement.id());
    }
  }

  @Test
  void whatTrafficCanOnlyBreakIsNeverMet() {
    Map<Aspect, Seen> right = all(Seen.RIGHT);
    Map<Aspect, Seen> wrong = all(Seen.WRONG);
    for (Requirement requirement : Requirements.ALL) {
      if (requirement.sight() == Sight.BREACH) {
        assertEquals(Outcome.NOT_VISIBLE, requirement.outcome(right), requirement.id());
        assertEquals(Outcome.BROKEN, requirement.outcome(wrong), requirement.id());
      } else if (requirement.sight() == Sight.BOTH) {
        assertEquals(Outcome.MET, requirement.outcome(right), requirement.id());
        assertEquals(Outcome.BROKEN, requirement.outcome(wrong), requirement.id());
      }
    }
  }

  private static Map<Aspect, Seen> all(Seen seen) {
    Map<Aspect, Seen> all = new EnumMap<>(Aspect.class);
    List.of(Aspect.values()).forEach(aspect -> all.put(aspect, seen));
    return all;
  }

  @Test
  void oneAspectThatWasNotSeenIsEnoughNotToBeMetAndOneThatIsWrongToBeBroken() {
    Requirement tls = of("GP-TM-39");
    assertEquals(Outcome.NOT_VISIBLE, tls.outcome(Map.of(Aspect.ENCRYPTED_TRANSPORT, Seen.RIGHT)));
    assertEquals(Outcome.BROKEN, tls.outcome(Map.of(Aspect.CURRENT_PROTOCOLS, Seen.WRONG)));
  }

  @Test
  void whatIsSeenHasToBeSeenBySomething() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new Requirement(Publisher.ETSI, "x", "y.", Sight.BREACH, Set.of(), List.of()));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new Requirement(
                Publisher.ETSI,
                "x",
                "y.",
                Sight.NOTHING,
                Set.of(Aspect.KNOWN_IDENTITY),
                List.of()));
  }
}
