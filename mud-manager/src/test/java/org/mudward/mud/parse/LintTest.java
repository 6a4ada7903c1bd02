package org.mudward.mud.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mudward.mud.Problem;

/** What is pointed out, and what is left in peace. */
class LintTest {
  private static final String DROP = "'actions': {'forwarding': 'drop'}";
  private static final String ACCEPT = "'actions': {'forwarding': 'accept'}";

  /** The codes found in a list of from-device-policy, but for those of the frame around it. */
  private static List<String> found(String type, String entries) {
    return MudParser.review(Samples.withEntries(type, entries), ParseMode.STRICT)
        .problems()
        .stream()
        .map(Problem::code)
        .filter(code -> !List.of("SG-14", "DF-07").contains(code))
        .toList();
  }

  private static String entry(String name, String matches, String actions) {
    return "{'name': '" + name + "', 'matches': " + matches + ", " + actions + "}";
  }

  @Test
  void anEntryBehindAWiderOneIsNeverReached() {
    String wide = entry("w", "{'ietf-mud:mud': {'my-controller': [null]}}", DROP);
    String narrow = entry("n", "{'ietf-mud:mud': {'my-controller': [null]}, 'udp': {}}", ACCEPT);
    assertEquals(List.of("AC-10"), found("ipv4-acl-type", wide + "," + narrow));
    assertEquals(List.of(), found("ipv4-acl-type", narrow + "," + wide));
  }

  @Test
  void anEntryWhosePortsLieInThoseOfAnEarlierOneIsNeverReached() {
    String matches = "{'ietf-mud:mud': {'my-controller': [null]}, 'udp': {'source-port': %s}}";
    String wide = entry("w", matches.formatted("{'lower-port': 10, 'upper-port': 20}"), ACCEPT);
    String narrow = entry("n", matches.formatted("{'port': 20}"), ACCEPT);
    String beside = entry("b", matches.formatted("{'port': 21}"), ACCEPT);
    assertEquals(List.of("AC-10"), found("ipv4-acl-type", wide + "," + narrow));
    assertEquals(List.of(), found("ipv4-acl-type", narrow + "," + wide));
    assertEquals(List.of(), found("ipv4-acl-type", wide + "," + beside));
  }

  @Test
  void anEntryWhoseAddressesLieInThoseOfAnEarlierOneIsNeverReached() {
    String matches = "{'ipv4': {'destination-ipv4-network': '%s'}}";
    String wide = entry("w", matches.formatted("239.0.0.0/8"), ACCEPT);
    String narrow = entry("n", matches.formatted("239.1.0.0/16"), DROP);
    assertEquals(List.of("AC-10"), found("ipv4-acl-type", wide + "," + narrow));
    assertEquals(List.of(), found("ipv4-acl-type", narrow + "," + wide));
  }

  @Test
  void anEntryThatSeveralHideTogetherIsNeverReached() {
    String matches = "{'ietf-mud:mud': {'my-controller': [null]}, 'udp': {'source-port': %s}}";
    String low = entry("low", matches.formatted("{'lower-port': 0, 'upper-port': 99}"), ACCEPT);
    String high = entry("high", matches.formatted("{'lower-port': 100, 'upper-port': 200}"), DROP);
    String across = entry("x", matches.formatted("{'lower-port': 50, 'upper-port': 150}"), ACCEPT);
    byte[] file = Samples.withEntries("ipv4-acl-type", low + "," + high + "," + across);
    String message = "The entry is never reached: \"low\", \"high\" together match all its packets";
    assertEquals(
        List.of(message + " before it."),
        MudParser.review(file, ParseMode.STRICT).problems().stream()
            .filter(problem -> problem.code().equals("AC-10"))
            .map(Problem::message)
            .toList());
  }

  @Test
  void anEntryThatDropsIsReachedByFragmentsThatHideWhatAnEarlierOneAsksFor() {
    String matches = "{'ietf-mud:mud': {'my-controller': [null]}, 'udp': {'source-port': %s}}";
    String first = entry("a", matches.formatted("{'port': 20}"), ACCEPT);
    String same = entry("b", matches.formatted("{'port': 20}"), DROP);
    assertEquals(List.of(), found("ipv4-acl-type", first + "," + same));
    assertEquals(List.of("AC-10"), found("ipv4-acl-type", same + "," + first));
  }

  @Test
  void anEntryWithMorePortsThanAServiceHasIsPointedOut() {
    String matches = "{'ietf-mud:mud': {'my-controller': [null]}, 'udp': {%s}}";
    String wide = "'destination-port': {'lower-port': 1024, 'upper-port': 65535}";
    String any = entry("e", matches.formatted(wide), ACCEPT);
    assertEquals(List.of("AC-11"), found("ipv4-acl-type", any));
    assertEquals(List.of(), found("ipv4-acl-type", entry("e", matches.formatted(wide), DROP)));
    String answers = "'source-port': {'port': 53}, " + wide;
    assertEquals(List.of(), found("ipv4-acl-type", entry("e", matches.formatted(answers), ACCEPT)));
  }

  @Test
  void aNarrowPortOfTheClientMakesNoServiceNarrow() {
    String matches =
        "{'ietf-mud:mud': {'my-controller': [null]}, 'tcp': {'source-port': {'port': 9},"
            + " 'destination-port': {'lower-port': 1, 'upper-port': 5000},"
            + " 'ietf-mud:direction-initiated': '%s-device'}}";
    String opens = entry("e", matches.formatted("from"), ACCEPT);
    assertTrue(found("ipv4-acl-type", opens).contains("AC-11"));
    String answers = entry("e", matches.formatted("to"), ACCEPT);
    assertFalse(found("ipv4-acl-type", answers).contains("AC-11"));
  }

  @Test
  void aDropOfEverythingIsNoRisk() {
    assertEquals(List.of(), found("ipv4-acl-type", entry("all", "{}", DROP)));
  }

  @Test
  void theDevicesOwnAddressDoesNotSayWithWhomItSpeaks() {
    String own = "{'ipv4': {'source-ipv4-network': '239.0.0.0/8'}}";
    String all = "{'ipv4': {'destination-ipv4-network': '0.0.0.0/0'}}";
    String peer = "{'ipv4': {'destination-ipv4-network': '239.0.0.0/8'}}";
    assertEquals(List.of("AC-11"), found("ipv4-acl-type", entry("e", own, ACCEPT)));
    assertEquals(List.of("AC-11"), found("ipv4-acl-type", entry("e", all, ACCEPT)));
    assertEquals(List.of(), found("ipv4-acl-type", entry("e", peer, ACCEPT)));
  }

  @Test
  void anAddressIsPointedOutOnceAndCounted() {
    String matches = "{'ipv4': {'destination-ipv4-network': '198.51.100.7/32'}, 'udp': %s}";
    String one = entry("a", matches.formatted("{'source-port': {'port': 1}}"), ACCEPT);
    String two = entry("b", matches.formatted("{'source-port': {'port': 2}}"), ACCEPT);
    List<Problem> problems =
        MudParser.review(Samples.withEntries("ipv4-acl-type", one + "," + two), ParseMode.STRICT)
            .problems()
            .stream()
            .filter(problem -> problem.code().equals("MF-22"))
            .toList();
    assertEquals(1, problems.size());
    assertEquals(true, problems.get(0).message().contains("(2 places"), problems.toString());
  }

  @Test
  void tcpToTheDnsClassIsNoDefault() {
    String dns = "'ietf-mud:mud': {'controller': 'urn:ietf:params:mud:dns'}";
    String port = "{'destination-port': {'port': 53}}";
    assertEquals(
        List.of("DF-02"),
        found("ipv4-acl-type", entry("e", "{" + dns + ", 'udp': " + port + "}", ACCEPT)));
    assertEquals(
        List.of(),
        found("ipv4-acl-type", entry("e", "{" + dns + ", 'tcp': " + port + "}", ACCEPT)));
    assertEquals(
        List.of(), found("ipv4-acl-type", entry("e", "{" + dns + ", 'udp': " + port + "}", DROP)));
  }

  @Test
  void problemsComeInTheOrderOfTheFile() {
    byte[] file =
        Samples.json(
            "{'ietf-access-control-list:acls': {'acl': [{'name': '', 'type': 'x'}]},"
                + " 'ietf-mud:mud': {'is-supported': 1, 'mud-version': 2}}");
    assertEquals(
        List.of(
            "/ietf-access-control-list:acls/acl/0/name",
            "/ietf-access-control-list:acls/acl/0/type",
            "/ietf-mud:mud",
            "/ietf-mud:mud",
            "/ietf-mud:mud/is-supported",
            "/ietf-mud:mud/mud-version"),
        MudParser.review(file, ParseMode.STRICT).problems().stream()
            .map(Problem::pointer)
            .filter(pointer -> !pointer.isEmpty())
            .toList());
  }

  @Test
  void aPointerEscapesWhatPointersAreMadeOf() {
    byte[] file = Samples.withMatches("ipv4-acl-type", "{'a/b~c': 1}");
    assertEquals(
        "/ietf-access-control-list:acls/acl/0/aces/ace/0/matches/a~1b~0c",
        MudParser.review(file, ParseMode.STRICT).problems().get(0).pointer());
  }
}
