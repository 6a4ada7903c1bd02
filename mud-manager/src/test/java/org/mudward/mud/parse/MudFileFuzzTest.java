package org.mudward.mud.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mudward.mud.MudAce;
import org.mudward.mud.MudAcl;
import org.mudward.mud.MudFile;
import org.mudward.mud.Problem;
import org.mudward.policy.AccessControlList;
import org.mudward.policy.Condition;
import org.mudward.policy.Match;
import org.mudward.policy.Origin;
import org.mudward.policy.Rule;

/** Any octets are a MUD file or a list of problems with their places, in either mode. */
class MudFileFuzzTest {
  static Stream<byte[]> seeds() {
    Stream<byte[]> files =
        Stream.of("good", "bad")
            .flatMap(folder -> Samples.names(folder).stream().map(n -> folder + "/" + n))
            .map(Samples::file);
    Stream<byte[]> small =
        Stream.of(
                "{'ipv4': {'protocol': 6, 'ietf-acldns:dst-dnsname': 'a.example.com'}, 'tcp':"
                    + " {'ietf-mud:direction-initiated': 'from-device', 'destination-port':"
                    + " {'operator': 'eq', 'port': 443}}}",
                "{'ipv4': {'protocol': 17, 'destination-ipv4-network': '192.0.2.0/24'}, 'udp':"
                    + " {'source-port': {'lower-port': 5, 'upper-port': 6}}}",
                "{'ietf-mud:mud': {'local-networks': [null]}, 'icmp': {'type': 8, 'code': 0}}",
                "{'ietf-mud:mud': {'controller': 'urn:ietf:params:mud:dns'}, 'ipv4': {'dscp': 46,"
                    + " 'ttl': 64, 'flags': 'more'}}")
            .map(matches -> Samples.withMatches("ipv4-acl-type", matches));
    return Stream.concat(files, small);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everySeedIsFine(byte[] seed) {
    everyFileIsAcceptedOrRefusedWithReasons(seed);
  }

  @FuzzTest
  void everyFileIsAcceptedOrRefusedWithReasons(byte[] json) {
    Examination.of(json);
  }

  /** Apart, so that the test class can be looked at without loading what is to be fuzzed. */
  private static final class Examination {
    static void of(byte[] json) {
      ParseResult strict = read(json, ParseMode.STRICT);
      ParseResult lenient = read(json, ParseMode.LENIENT);
      if (strict.file().isPresent()) {
        assertTrue(lenient.file().isPresent(), "lenient reading only adds");
        assertEquals(strict.file(), lenient.file());
      }
    }

    private static ParseResult read(byte[] json, ParseMode mode) {
      ParseResult result = MudParser.check(json, mode);
      boolean refused =
          result.problems().stream().anyMatch(p -> p.severity() == Problem.Severity.ERROR);
      assertEquals(result.file().isEmpty(), refused);
      for (Problem problem : result.problems()) {
        assertTrue(problem.pointer().isEmpty() || problem.pointer().startsWith("/"));
        assertFalse(problem.message().isBlank());
      }
      result.file().ifPresent(Examination::examine);
      return result;
    }

    /** What was accepted can become rules: conditions of one family, in lists that say which. */
    private static void examine(MudFile file) {
      Stream.concat(file.fromDevice().stream(), file.toDevice().stream())
          .forEach(
              list -> {
                List<Rule> rules = list.aces().stream().map(ace -> rule(list, ace)).toList();
                new AccessControlList(list.name(), list.family(), rules);
              });
    }

    private static Rule rule(MudAcl list, MudAce ace) {
      for (Condition condition : ace.conditions()) {
        if (condition instanceof Condition.AddressIn address) {
          assertEquals(list.family(), address.prefix().family());
        }
      }
      Origin origin = new Origin("", list.name(), ace.name());
      return new Rule(origin, new Match(list.family(), ace.conditions()), ace.verdict());
    }
  }
}
