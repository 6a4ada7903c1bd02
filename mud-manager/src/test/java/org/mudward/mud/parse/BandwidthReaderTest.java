package org.mudward.mud.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.mudward.mud.Problem;
import org.mudward.policy.Rate;

/** Bandwidth profiles (draft-lear-opsawg-mud-bw-profile). */
class BandwidthReaderTest {
  private static ParseResult read(String... services) {
    String file = new String(Samples.file("good/bandwidth-profile"), StandardCharsets.UTF_8);
    int from = file.indexOf("\"service\": [");
    int to = file.indexOf("]", from) + 1;
    String list = "\"service\": [" + String.join(",", services) + "]";
    String changed = file.substring(0, from) + list.replace('\'', '"') + file.substring(to);
    return MudParser.check(changed.getBytes(StandardCharsets.UTF_8), ParseMode.STRICT);
  }

  private static @Nullable Rate rate(String... services) {
    ParseResult result = read(services);
    return result
        .file()
        .orElseThrow(() -> new AssertionError(result.problems().toString()))
        .fromDevice()
        .get(0)
        .rate();
  }

  private static List<String> notices(String... services) {
    return read(services).problems().stream()
        .filter(problem -> problem.code().equals("BW-01"))
        .map(Problem::message)
        .toList();
  }

  private static String service(String name, String more) {
    return "{'name': '" + name + "', 'timeframe': 60, " + more + "}";
  }

  @Test
  void servicesBoundTheListsThatTheyName() {
    assertEquals(
        new Rate(10L, Long.MAX_VALUE, 60),
        rate(service("a", "'pps': 10, 'bps': '18446744073709551615', 'aclname': 'from-v4'")));
    assertEquals(
        new Rate(null, 64_000L, 60), rate(service("a", "'bps': '64000', 'aclname': 'from-v4'")));
    ParseResult both = read(service("a", "'pps': 10, 'aclname': 'from-v4'"));
    assertEquals(null, both.file().orElseThrow().toDevice().get(0).rate(), "the other direction");
  }

  @Test
  void severalServicesOfOneListAreExpectedTogether() {
    String first = service("a", "'pps': 10, 'bps': '64000', 'aclname': 'from-v4'");
    String second = "{'name': 'b', 'timeframe': 3, 'pps': 5, 'bps': '1000', 'aclname': 'from-v4'}";
    String packetsOnly = service("c", "'pps': 7, 'aclname': 'from-v4'");
    String bitsOnly = service("d", "'bps': '7', 'aclname': 'from-v4'");
    assertEquals(new Rate(15L, 65_000L, 60), rate(first, second));
    assertEquals(new Rate(17L, null, 60), rate(first, packetsOnly), "of one nobody knows the bits");
    assertEquals(null, rate(packetsOnly, bitsOnly), "nothing is known of both together");
  }

  @Test
  void whatBoundsNothingIsSaid() {
    assertEquals(
        List.of("The service has no aclname: it bounds nothing."),
        notices(service("a", "'pps': 10")));
    assertEquals(
        List.of("The service has no pps and no bps: it bounds nothing."),
        notices(service("a", "'aclname': 'from-v4'")));
    assertEquals(
        List.of("\"to-v4\" is no list of from-device-policy: nothing is bounded."),
        notices(service("a", "'pps': 10, 'aclname': 'to-v4'")));
    assertEquals(
        List.of(
            "Packets are not marked with the dscp here.",
            "Each device may use \"from-v4\" for at most 10 packets/s for 60 s."),
        notices(service("a", "'pps': 10, 'dscp': 46, 'aclname': 'from-v4'")));
  }

  @Test
  void aProfileThatIsNotDeclaredBoundsNothingAndIsPointedOut() {
    String file = new String(Samples.file("good/bandwidth-profile"), StandardCharsets.UTF_8);
    String undeclared = file.replace(",\n    \"extensions\": [\"qos\"]", "");
    assertTrue(undeclared.length() < file.length());
    ParseResult result =
        MudParser.check(undeclared.getBytes(StandardCharsets.UTF_8), ParseMode.STRICT);
    assertEquals(null, result.file().orElseThrow().fromDevice().get(0).rate());
    assertTrue(
        result.problems().stream().anyMatch(problem -> problem.code().equals("MF-14")),
        result.problems().toString());
  }
}
