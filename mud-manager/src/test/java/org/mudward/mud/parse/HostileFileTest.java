package org.mudward.mud.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ContainerNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.mudward.mud.Problem;
import org.mudward.mud.Problem.Severity;

/** Files that were made to hurt: refused with a reason, soon, and never with an exception. */
class HostileFileTest {
  /** Far more than needed, so that a slow machine does not fail; a blow-up takes minutes. */
  private static final Duration SOON = Duration.ofSeconds(30);

  private static final int MUTATIONS = 20_000;
  private static final long SEED = 8520;

  private static ParseResult refused(String json) {
    return refused(json.getBytes(StandardCharsets.UTF_8));
  }

  private static ParseResult refused(byte[] json) {
    for (ParseMode mode : ParseMode.values()) {
      ParseResult result = assertTimeout(SOON, () -> MudParser.check(json, mode));
      assertTrue(result.file().isEmpty());
      assertFalse(result.problems().isEmpty());
    }
    return MudParser.check(json, ParseMode.STRICT);
  }

  @Test
  void nothingAndNonsenseAreRefused() {
    for (String json :
        List.of("", " ", "null", "1", "\"\"", "[]", "{", "{}", "{}{}", "\0", "{'a':1}")) {
      refused(json);
    }
    refused(new byte[] {(byte) 0xFF, (byte) 0xFE, '{', 0, '}', 0});
    refused(new byte[] {'{', (byte) 0xC0, (byte) 0x80, '}'});
  }

  @Test
  void onlyUtf8WithoutAByteOrderMarkIsRead() {
    String plain = new String(Samples.file("good/plain"), StandardCharsets.UTF_8);
    String umlaut = plain.replace("Kettle", "K\u00fcche");
    assertTrue(
        MudParser.check(umlaut.getBytes(StandardCharsets.UTF_8), ParseMode.STRICT)
            .file()
            .isPresent());
    for (byte[] octets :
        List.of(
            umlaut.getBytes(StandardCharsets.ISO_8859_1),
            plain.getBytes(StandardCharsets.UTF_16),
            plain.getBytes(StandardCharsets.UTF_16BE),
            plain.getBytes(StandardCharsets.UTF_16LE),
            ("\uFEFF" + plain).getBytes(StandardCharsets.UTF_8))) {
      assertEquals("MF-03", refused(octets).problems().get(0).code());
    }
  }

  @Test
  void namesThatWouldDeceiveATerminalAreRefused() {
    for (String name : List.of("a\\u009b31m", "a\\u202eb", "a\\nb", "\\ud800")) {
      ParseResult result = refused("{\"ietf-mud:mud\":{\"" + name + "\":1}}");
      assertEquals("MF-03 /ietf-mud:mud", code(result.problems().get(0)));
    }
  }

  @Test
  void tooManyListsAndEntriesAreRefused() {
    String entry = "{'name': 'n%d', 'actions': {'forwarding': 'drop'}}";
    byte[] full = Samples.withEntries("ipv4-acl-type", many(512, entry));
    assertTrue(MudParser.check(full, ParseMode.STRICT).file().isPresent());
    ParseResult entries = refused(Samples.withEntries("ipv4-acl-type", many(513, entry)));
    assertEquals(
        "HT-11 /ietf-access-control-list:acls/acl/0/aces/ace/512", code(firstError(entries)));
    String lists = "{'ietf-access-control-list:acls': {'acl': [" + many(65, "{'name': 'l%d'}");
    ParseResult refused = refused(Samples.json(lists + "]}}"));
    assertTrue(
        refused.problems().stream()
            .anyMatch(p -> code(p).equals("HT-11 /ietf-access-control-list:acls/acl")));
  }

  @Test
  void theWorstFileWithinTheLimitsIsReadSoon() {
    String entry =
        "{'name': 'n%d', 'matches': {'ietf-mud:mud': {'manufacturer': 'a%1$d.example'}, 'ipv4':"
            + " {'dscp': 1, 'ecn': 1, 'length': 9, 'ttl': 9}, 'tcp': {'window-size': 9,"
            + " 'source-port': {'port': %1$d}, 'destination-port': {'port': %1$d}}}, 'actions':"
            + " {'forwarding': 'accept'}}";
    String file =
        new String(Samples.withEntries("ipv4-acl-type", many(512, entry)), StandardCharsets.UTF_8)
            .replace(
                "\"from-device-policy\"",
                "\"to-device-policy\":{\"access-lists\":{\"access-list\":[{\"name\":\"f\"}]}},"
                    + "\"from-device-policy\"");
    byte[] octets = file.getBytes(StandardCharsets.UTF_8);
    assertTrue(
        assertTimeout(SOON, () -> MudParser.check(octets, ParseMode.STRICT)).file().isPresent());
  }

  private static String many(int count, String template) {
    return IntStream.range(0, count)
        .mapToObj(i -> String.format(template, i))
        .collect(Collectors.joining(","));
  }

  private static String code(Problem problem) {
    return problem.code() + " " + problem.pointer();
  }

  /** Pairs of peers whose order of first mention is the worst for a decision diagram. */
  @Test
  void entriesThatOverlapInTooManyWaysAreSaidNotToBeReviewed() {
    String name = "'ipv4': {'ietf-acldns:dst-dnsname': 'h%1$d.example.com'}";
    String maker = "'ietf-mud:mud': {'manufacturer': 'm%1$d.example.com'}";
    String port = "'udp': {'source-port': {'port': %1$d}}";
    String end = "}, 'actions': {'forwarding': 'accept'}}";
    String entries =
        String.join(
            ",",
            many(60, "{'name': 'a%1$d', 'matches': {" + name + ", " + port + end),
            many(60, "{'name': 'b%1$d', 'matches': {" + maker + ", " + port + end),
            many(60, "{'name': 'c%1$d', 'matches': {" + name + ", " + maker + end));
    byte[] octets = Samples.withEntries("ipv4-acl-type", entries);
    ParseResult result = assertTimeout(SOON, () -> MudParser.review(octets, ParseMode.STRICT));
    assertTrue(result.file().isPresent());
    assertTrue(
        result.problems().stream().anyMatch(problem -> problem.message().contains("looked into")),
        () -> result.problems().toString());
  }

  @Test
  void endlessNestingIsRefused() {
    assertEquals("HT-11", refused("[".repeat(500_000)).problems().get(0).code());
    assertEquals("HT-11", refused("{\"a\":".repeat(200_000)).problems().get(0).code());
  }

  @Test
  void hugeNumbersAreRefused() {
    for (String number :
        List.of(
            "1e999999999",
            "-1e999999999",
            "1e-999999999",
            "9".repeat(100_000),
            "1".repeat(31),
            "0." + "1".repeat(29),
            "1E+2147483648",
            "0e999999999")) {
      String json = "{\"ietf-mud:mud\":{\"mud-version\":" + number + "}}";
      ParseResult result = refused(json);
      assertEquals("/ietf-mud:mud/mud-version", firstError(result).pointer(), number);
    }
  }

  @Test
  void longTextsAndNamesAreRefused() {
    assertEquals("HT-11", refused("{\"a\":\"" + "x".repeat(8193) + "\"}").problems().get(0).code());
    assertEquals("HT-11", refused("{\"" + "x".repeat(300) + "\":1}").problems().get(0).code());
    assertEquals("HT-11", refused(" ".repeat(1024 * 1024 + 1)).problems().get(0).code());
    String many = "[" + "0,".repeat(300_000) + "0]";
    assertEquals("HT-11", refused("{\"a\":" + many + "}").problems().get(0).code());
  }

  @Test
  void namesThatHashAlikeCostNoMoreThanOthers() {
    String members =
        IntStream.range(0, 1 << 14)
            .mapToObj(HostileFileTest::colliding)
            .map(name -> "\"" + name + "\":0")
            .collect(Collectors.joining(","));
    refused("{" + members + "}");
  }

  /** Names of equal hash: "Aa" and "BB" hash alike, and so do all words made of them. */
  private static String colliding(int index) {
    StringBuilder name = new StringBuilder();
    for (int bit = 0; bit < 14; bit++) {
      name.append((index >>> bit & 1) == 0 ? "Aa" : "BB");
    }
    return name.toString();
  }

  @Test
  void aFileOfFaultsGivesALimitedReport() {
    String entry = "{'name': 'n', 'x': 0, 'matches': {'a': 0, 'b': 0, 'c': 0}}";
    String entries = (entry + ",").repeat(511) + entry;
    ParseResult result = refused(Samples.withEntries("ipv4-acl-type", entries));
    assertTrue(result.problems().size() <= 1001, "problems: " + result.problems().size());
    assertTrue(
        result.problems().stream().anyMatch(p -> p.message().contains("more problems")),
        "that there are more is said");
  }

  @Test
  void whatAFileSaysNeverReachesAMessageAsControlCharacters() {
    ParseResult result = refused("{\"ietf-mud:mud\":{\"mud-url\":\"a\\u001b[31m\\u0007\"}}");
    ParseResult newline = refused("{\"ietf-mud:mud\":{\"mud-url\":\"http://a\\nb\"}}");
    for (Problem problem : result.problems()) {
      assertTrue(problem.message().chars().noneMatch(c -> c < 0x20), problem.message());
    }
    for (Problem problem : newline.problems()) {
      assertTrue(problem.message().chars().noneMatch(c -> c < 0x20), problem.message());
    }
  }

  @Test
  void damagedFilesNeverGiveAnExceptionAndNeverWithoutAReason() {
    List<byte[]> files =
        Samples.names("good").stream().map(n -> Samples.file("good/" + n)).toList();
    Random random = new Random(SEED);
    int accepted = 0;
    long start = System.nanoTime();
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] json = damaged(files.get(random.nextInt(files.size())), random);
      ParseResult result =
          MudParser.check(json, random.nextBoolean() ? ParseMode.STRICT : ParseMode.LENIENT);
      boolean failed = result.problems().stream().anyMatch(p -> p.severity() == Severity.ERROR);
      assertEquals(failed, result.file().isEmpty());
      accepted += failed ? 0 : 1;
    }
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    assertTrue(accepted > 0 && accepted < MUTATIONS, "accepted " + accepted);
    assertTrue(took.compareTo(Duration.ofMinutes(2)) < 0, "took " + took);
  }

  @Test
  void whateverStandsInThePlaceOfANodeNeverGivesAnException() throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    for (String name : Samples.names("good")) {
      JsonNode file = mapper.readTree(Samples.file("good/" + name));
      List<ContainerNode<?>> containers = new ArrayList<>();
      collect(file, containers);
      for (ContainerNode<?> container : containers) {
        for (int i = 0; i < container.size(); i++) {
          JsonNode original = child(container, i);
          for (String other : REPLACEMENTS) {
            replace(container, i, mapper.readTree(other));
            byte[] octets = mapper.writeValueAsBytes(file);
            for (ParseMode mode : ParseMode.values()) {
              ParseResult result = MudParser.check(octets, mode);
              boolean failed =
                  result.problems().stream().anyMatch(p -> p.severity() == Severity.ERROR);
              assertEquals(failed, result.file().isEmpty(), name);
            }
          }
          replace(container, i, original);
        }
      }
    }
  }

  private static final List<String> REPLACEMENTS =
      List.of("null", "true", "-1", "1e999", "\"\"", "\"a:b\"", "[]", "[null]", "[{}]", "{}");

  private static void collect(JsonNode node, List<ContainerNode<?>> containers) {
    if (node instanceof ContainerNode<?> container) {
      containers.add(container);
      container.forEach(child -> collect(child, containers));
    }
  }

  private static JsonNode child(ContainerNode<?> container, int index) {
    return container instanceof ArrayNode list
        ? list.get(index)
        : List.copyOf(container.properties()).get(index).getValue();
  }

  private static void replace(ContainerNode<?> container, int index, JsonNode value) {
    if (container instanceof ArrayNode list) {
      list.set(index, value);
    } else {
      ((ObjectNode) container).set(List.copyOf(container.properties()).get(index).getKey(), value);
    }
  }

  /** A copy with a few octets flipped, replaced by those of JSON, cut out or repeated. */
  private static byte[] damaged(byte[] file, Random random) {
    byte[] octets = file.clone();
    byte[] json = "{}[]\",:0123456789.eE+-\\u null true".getBytes(StandardCharsets.US_ASCII);
    for (int i = random.nextInt(3); i >= 0; i--) {
      int at = random.nextInt(octets.length);
      switch (random.nextInt(3)) {
        case 0 -> octets[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> octets[at] = json[random.nextInt(json.length)];
        default -> octets = spliced(octets, at, at + random.nextInt(60) - 30);
      }
    }
    return octets;
  }

  /** The octets up to one place, then those from another on. */
  private static byte[] spliced(byte[] octets, int end, int start) {
    int from = Math.max(0, Math.min(start, octets.length - 1));
    byte[] result = new byte[end + octets.length - from];
    System.arraycopy(octets, 0, result, 0, end);
    System.arraycopy(octets, from, result, end, octets.length - from);
    return result;
  }

  private static Problem firstError(ParseResult result) {
    return result.problems().stream()
        .filter(problem -> problem.severity() == Severity.ERROR)
        .filter(problem -> !problem.message().contains("missing"))
        .findFirst()
        .orElseThrow();
  }
}
