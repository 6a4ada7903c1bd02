package org.mudward.mud.names;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.mudward.mud.learn.DnsMessage;
import org.mudward.mud.learn.DnsMessages;
import org.mudward.mud.resolve.Groups;
import org.mudward.policy.Family;
import org.mudward.policy.IpAddress;

class NameTableTest {
  private static final Question FOUR = new Question("a.example", Family.IPV4);
  private static final Question SIX = new Question("a.example", Family.IPV6);

  private final NameTable table = new NameTable();
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");

  private static Set<IpAddress> ips(String... addresses) {
    return Stream.of(addresses).map(IpAddress::parse).collect(Collectors.toSet());
  }

  private void pass(long seconds) {
    now = now.plusSeconds(seconds);
  }

  private boolean answer(Question question, long ttl, String... addresses) {
    return table.answered(question, new NameAnswer(ips(addresses), Duration.ofSeconds(ttl)), now);
  }

  /** A table that wants one name and has one address of it, good for a minute. */
  private void known() {
    table.want(Set.of("a.example"));
    table.due(now);
    answer(FOUR, 60, "198.51.100.1");
    answer(SIX, 86400);
  }

  private Set<IpAddress> addresses() {
    return table.addresses(now).getOrDefault("a.example", Set.of());
  }

  @Test
  void aNewNameIsDueAtOnceInBothFamiliesAndOnlyOnce() {
    table.want(Set.of("A.example."));
    assertTrue(table.nextEvent(now).orElseThrow().isBefore(now));
    assertEquals(List.of(FOUR, SIX), table.due(now));
    assertEquals(List.of(), table.due(now));
  }

  @Test
  void literalsAndImpossibleNamesAreNotAskedFor() {
    table.want(Set.of("192.0.2.1", "2001:db8::1", "a b.example", "", "x".repeat(64), "*.example"));
    assertEquals(List.of(), table.due(now));
    assertEquals(Optional.empty(), table.nextEvent(now));
  }

  @Test
  void whatIsInAHurryIsAskedForAsSoonAsItMayBe() {
    known();
    pass(2);
    table.hurry("a.example", now);
    assertEquals(List.of(), table.due(now), "seconds after the last question");
    pass(3);
    assertEquals(List.of(FOUR, SIX), table.due(now));
    answer(FOUR, 60, "198.51.100.2");
    assertEquals(ips("198.51.100.1", "198.51.100.2"), addresses());
    table.failed(SIX, now);
    table.hurry("a.example", now);
    table.hurry("b.example", now);
    pass(4);
    assertEquals(List.of(), table.due(now), "the pause after a failure stays");
    pass(1);
    assertEquals(List.of(FOUR, SIX), table.due(now));
  }

  @Test
  void anAnswerHoldsForItsTtlAndIsThenAskedForAgain() {
    known();
    assertEquals(ips("198.51.100.1"), addresses());
    assertEquals(Optional.of(now.plusSeconds(60)), table.nextEvent(now));
    pass(59);
    assertEquals(List.of(), table.due(now));
    pass(1);
    assertEquals(List.of(FOUR), table.due(now));
    assertEquals(ips("198.51.100.1"), addresses());
    assertFalse(answer(FOUR, 60, "198.51.100.1"));
  }

  @Test
  void ttlsAreHeldWithinLimits() {
    known();
    pass(60);
    table.due(now);
    answer(FOUR, 0, "198.51.100.1");
    pass(4);
    assertEquals(List.of(), table.due(now));
    pass(1);
    assertEquals(List.of(FOUR), table.due(now));
    answer(FOUR, Integer.MAX_VALUE, "198.51.100.1");
    pass(NameTable.MAX_TTL.toSeconds());
    assertTrue(table.due(now).contains(FOUR));
  }

  @Test
  void anAddressThatFellOutStaysForItsGrace() {
    known();
    pass(60);
    table.due(now);
    assertTrue(answer(FOUR, 60, "198.51.100.2"));
    assertEquals(ips("198.51.100.1", "198.51.100.2"), addresses());
    pass(299);
    assertFalse(table.expire(now));
    assertEquals(ips("198.51.100.1", "198.51.100.2"), addresses());
    pass(1);
    assertTrue(table.expire(now));
    assertEquals(ips("198.51.100.2"), addresses());
    assertFalse(table.expire(now));
  }

  @Test
  void theGraceIsAsLongAsTheTtlThatTheAddressCameWith() {
    table.want(Set.of("a.example"));
    answer(FOUR, 3600, "198.51.100.1");
    pass(3600);
    answer(FOUR, 5);
    pass(3599);
    assertEquals(ips("198.51.100.1"), addresses());
    pass(1);
    assertEquals(Set.of(), addresses());
  }

  @Test
  void aShorterAnswerInBetweenDoesNotProlongAGrace() {
    known();
    pass(60);
    answer(FOUR, 60, "198.51.100.2");
    pass(200);
    answer(FOUR, 60, "198.51.100.2");
    pass(100);
    assertEquals(ips("198.51.100.2"), addresses());
  }

  @Test
  void theEndOfAGraceIsAnEvent() {
    known();
    pass(60);
    answer(FOUR, 3000, "198.51.100.2");
    assertEquals(Optional.of(now.plusSeconds(300)), table.nextEvent(now));
  }

  @Test
  void anAddressThatComesBackIsNoChange() {
    known();
    pass(60);
    answer(FOUR, 60, "198.51.100.2");
    pass(60);
    assertFalse(answer(FOUR, 60, "198.51.100.1"));
    pass(300);
    assertTrue(table.expire(now));
    assertEquals(ips("198.51.100.1"), addresses());
  }

  @Test
  void failuresKeepWhatIsKnownAndAreRepeatedWithLongerAndLongerPauses() {
    known();
    pass(60);
    for (long pause : new long[] {5, 10, 20, 40, 80, 160, 300, 300}) {
      assertEquals(List.of(FOUR), table.due(now));
      table.failed(FOUR, now);
      assertEquals(ips("198.51.100.1"), addresses());
      pass(pause - 1);
      assertEquals(List.of(), table.due(now));
      pass(1);
    }
    table.due(now);
    answer(FOUR, 60, "198.51.100.1");
    pass(60);
    table.due(now);
    table.failed(FOUR, now);
    pass(5);
    assertEquals(List.of(FOUR), table.due(now));
  }

  @Test
  void aLastWordIsNotBelievedForEver() {
    known();
    pass(60 + NameTable.MAX_STALE.toSeconds() - 1);
    assertFalse(table.expire(now));
    pass(1);
    assertTrue(table.expire(now));
    assertEquals(Set.of(), addresses());
  }

  @Test
  void aQuestionThatIsLostIsAskedAgain() {
    table.want(Set.of("a.example"));
    assertEquals(2, table.due(now).size());
    assertEquals(Optional.of(now.plus(NameTable.LOST)), table.nextEvent(now));
    pass(NameTable.LOST.toSeconds());
    assertEquals(2, table.due(now).size());
  }

  @Test
  void whatIsNoLongerWantedIsForgotten() {
    known();
    table.want(Set.of("b.example"));
    assertEquals(Map.of(), table.addresses(now));
    assertFalse(answer(FOUR, 60, "198.51.100.1"));
    table.failed(FOUR, now);
    assertEquals(Map.of(), table.addresses(now));
  }

  @Test
  void wantingMoreKeepsWhatIsKnown() {
    known();
    table.want(Set.of("a.example", "b.example"));
    assertEquals(ips("198.51.100.1"), addresses());
    assertEquals(2, table.due(now).size());
  }

  @Test
  void addressesOfTheOtherFamilyDoNotCount() {
    table.want(Set.of("a.example"));
    assertTrue(answer(FOUR, 60, "198.51.100.1", "2001:db8::1"));
    assertEquals(ips("198.51.100.1"), addresses());
    assertTrue(answer(SIX, 60, "2001:db8::2"));
    assertEquals(ips("198.51.100.1", "2001:db8::2"), addresses());
  }

  @Test
  void onlySoManyQuestionsAreUnderWay() {
    Set<String> names =
        IntStream.range(0, 100).mapToObj(i -> "n" + i + ".example").collect(Collectors.toSet());
    table.want(names);
    List<Question> first = table.due(now);
    assertEquals(NameTable.MAX_UNDER_WAY, first.size());
    assertEquals(List.of(), table.due(now));
    assertEquals(Optional.of(now.plus(NameTable.LOST)), table.nextEvent(now));
    table.failed(first.get(0), now);
    assertEquals(1, table.due(now).size());
  }

  @Test
  void namesThatAreTooManyAreNamed() {
    Set<String> names =
        IntStream.range(0, NameTable.MAX_NAMES + 2)
            .mapToObj("n%06d.example"::formatted)
            .collect(Collectors.toSet());
    assertEquals(Set.of("n020000.example", "n020001.example"), table.want(names));
  }

  @Test
  void anAnswerThatADeviceGotAddsAndTakesNothingAway() {
    known();
    DnsMessage seen =
        DnsMessage.read(
                DnsMessages.answer(1, 0x8180, "www.example", DnsMessage.A)
                    .alias("www.example", 60, "a.example")
                    .address("a.example", 60, "198.51.100.9")
                    .octets())
            .orElseThrow();
    assertTrue(table.observed(seen, now));
    assertFalse(table.observed(seen, now));
    assertEquals(ips("198.51.100.1", "198.51.100.9"), addresses());
    assertEquals(Set.of("a.example"), table.addresses(now).keySet());
    pass(60);
    answer(FOUR, 60, "198.51.100.1");
    pass(299);
    assertEquals(ips("198.51.100.1", "198.51.100.9"), addresses());
    pass(1);
    assertEquals(ips("198.51.100.1"), addresses());
  }

  @Test
  void aNameThatTurnsOverKeepsABoundedNumberOfAddresses() {
    table.want(Set.of("a.example"));
    for (int i = 0; i < 1000; i++) {
      answer(FOUR, 5, "198.51." + i / 250 + "." + i % 250);
      pass(1);
    }
    assertEquals(Groups.MAX_ADDRESSES + 1, addresses().size());
    assertTrue(addresses().contains(IpAddress.parse("198.51.3.249")));
    String[] many = IntStream.range(0, 200).mapToObj(i -> "203.0.113." + i).toArray(String[]::new);
    answer(FOUR, 5, many);
    assertTrue(addresses().size() <= 2 * Groups.MAX_ADDRESSES);
  }
}
