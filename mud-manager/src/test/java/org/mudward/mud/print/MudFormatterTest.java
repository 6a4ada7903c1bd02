package org.mudward.mud.print;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mudward.mud.MudFile;
import org.mudward.mud.Problem;
import org.mudward.mud.parse.MudParser;
import org.mudward.mud.parse.ParseMode;
import org.mudward.mud.parse.ParseResult;

class MudFormatterTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private static Path samples() {
    try {
      return Path.of(MudFormatterTest.class.getResource("/mudfiles").toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static List<Path> files() {
    Path corpus = Path.of(System.getProperty("mudward.corpus", "none"), "mud");
    if (!Files.isDirectory(corpus)) {
      System.out.println("corpus: not here, only the samples are formatted");
    }
    return Stream.of(samples(), corpus)
        .filter(Files::isDirectory)
        .flatMap(MudFormatterTest::below)
        .filter(file -> file.toString().endsWith(".json"))
        .sorted()
        .toList();
  }

  private static Stream<Path> below(Path folder) {
    try (Stream<Path> walk = Files.walk(folder)) {
      return walk.toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String plain() {
    return new String(bytes(samples().resolve("good/plain.json")), StandardCharsets.UTF_8);
  }

  private static String formatted(String json, ParseMode mode) {
    PrintResult result = MudFormatter.format(utf8(json), mode);
    return result.text().orElseThrow(() -> new AssertionError(result.problems()));
  }

  @Test
  void formattingChangesNothingThatTheFileMeans() {
    int formatted = 0;
    for (Path file : files()) {
      Optional<MudFile> before = MudParser.check(bytes(file), ParseMode.STRICT).file();
      PrintResult result = MudFormatter.format(bytes(file), ParseMode.STRICT);
      assertEquals(before.isPresent(), result.text().isPresent(), file.toString());
      if (before.isPresent()) {
        byte[] text = utf8(result.text().orElseThrow());
        assertEquals(before, MudParser.check(text, ParseMode.STRICT).file(), file.toString());
        assertEquals(result.text(), MudFormatter.format(text, ParseMode.STRICT).text());
        assertEquals(List.of(), result.problems(), "nothing was normalised: " + file);
        formatted++;
      }
    }
    assertTrue(formatted > 40, "only " + formatted);
  }

  @Test
  void nothingThatTheFileSaysIsLost() throws IOException {
    for (Path file : files()) {
      PrintResult result = MudFormatter.format(bytes(file), ParseMode.STRICT);
      if (result.text().isPresent()) {
        JsonNode before = MAPPER.readTree(new String(bytes(file), StandardCharsets.UTF_8));
        JsonNode after = MAPPER.readTree(result.text().get());
        assertEquals(leaves(before), leaves(after), file.toString());
      }
    }
  }

  private static Set<String> leaves(JsonNode root) {
    Set<String> leaves = new TreeSet<>();
    collect(root, "", leaves);
    return leaves;
  }

  /** Places with values, but for the values that have several spellings. */
  private static void collect(JsonNode node, String pointer, Set<String> leaves) {
    for (Map.Entry<String, JsonNode> member : node.properties()) {
      String name = member.getKey().replace("mudtx:", "ietf-mud-transparency:");
      collect(member.getValue(), pointer + "/" + name, leaves);
    }
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      collect(node.get(i), pointer + "/" + i, leaves);
    }
    if (node.isEmpty()) {
      boolean isSpelled = pointer.matches(".*(network|dnsname|flags|type|forwarding|logging|bps)");
      leaves.add(pointer + (isSpelled ? "" : " " + node));
    }
  }

  @Test
  void theOrderOfTheAuthorDoesNotMatter() throws IOException {
    for (Path file : files()) {
      PrintResult result = MudFormatter.format(bytes(file), ParseMode.LENIENT);
      if (result.text().isPresent() && result.unknown().isEmpty()) {
        JsonNode tree = MAPPER.readTree(new String(bytes(file), StandardCharsets.UTF_8));
        PrintResult other = MudFormatter.format(utf8(reversed(tree).toString()), ParseMode.LENIENT);
        assertEquals(result.text(), other.text(), file.toString());
      }
    }
  }

  private static JsonNode reversed(JsonNode node) {
    if (node.isArray()) {
      ArrayNode list = MAPPER.createArrayNode();
      node.forEach(item -> list.add(reversed(item)));
      return list;
    }
    if (!node.isObject()) {
      return node;
    }
    ObjectNode object = MAPPER.createObjectNode();
    List<Map.Entry<String, JsonNode>> members = new ArrayList<>(node.properties());
    Collections.reverse(members);
    members.forEach(member -> object.set(member.getKey(), reversed(member.getValue())));
    return object;
  }

  @Test
  void lenientFormattingGivesAStrictFileOfTheSameMeaning() {
    int renewed = 0;
    for (Path file : files()) {
      Optional<MudFile> before = MudParser.check(bytes(file), ParseMode.LENIENT).file();
      PrintResult result = MudFormatter.format(bytes(file), ParseMode.LENIENT);
      if (before.isPresent() && result.text().isEmpty()) {
        List<String> codes = result.problems().stream().map(Problem::code).distinct().toList();
        assertEquals(List.of("AC-13"), codes, file.toString());
        assertTrue(hasEthernetAddress(file), file.toString());
      } else if (before.isPresent()) {
        byte[] text = utf8(result.text().orElseThrow());
        MudFile after = MudParser.check(text, ParseMode.STRICT).file().orElseThrow();
        assertTrue(Meaning.isSame(before.get(), after), file.toString());
        assertEquals(result.text(), MudFormatter.format(text, ParseMode.LENIENT).text());
        ParseResult strictly = MudParser.check(bytes(file), ParseMode.STRICT);
        boolean isDeclared =
            strictly.problems().stream().noneMatch(problem -> problem.code().equals("MF-14"));
        boolean isStrict = strictly.file().isPresent() && isDeclared;
        assertEquals(isStrict, result.problems().isEmpty(), () -> file + " " + result.problems());
        renewed += isStrict ? 0 : 1;
      } else {
        assertTrue(result.text().isEmpty(), file.toString());
      }
    }
    assertTrue(renewed >= 17, "only " + renewed);
  }

  private static boolean hasEthernetAddress(Path file) {
    return new String(bytes(file), StandardCharsets.UTF_8).contains("-mac-address");
  }

  @Test
  void membersFollowTheModulesAndUnknownOnesComeLastAndAreNamed() {
    PrintResult result =
        MudFormatter.format(
            bytes(samples().resolve("good/unknown-nodes-outside-of-matches.json")),
            ParseMode.STRICT);
    assertEquals(
        List.of(
            "/ietf-mud:mud/example:leaf",
            "/ietf-access-control-list:acls/acl/0/aces/ace/0/example:note",
            "/ietf-access-control-list:acls/acl/0/example:owner",
            "/example:root"),
        result.unknown());
    assertEquals(
        """
        {
          "ietf-mud:mud": {
            "mud-version": 1,
            "mud-url": "https://devices.example.com/kettle",
            "last-update": "2026-03-01T08:30:00+01:00",
            "mud-signature": "kettle.p7s",
            "cache-validity": 48,
            "is-supported": true,
            "systeminfo": "Kettle with a network",
            "extensions": ["example"],
            "from-device-policy": {
              "access-lists": {
                "access-list": [
                  {
                    "name": "from-v4"
                  }
                ]
              }
            },
        """,
        result
            .text()
            .orElseThrow()
            .lines()
            .limit(19)
            .map(line -> line + "\n")
            .reduce("", String::concat));
    String tail = result.text().orElseThrow().strip();
    assertTrue(tail.endsWith("\"example:root\": {}\n}"), tail);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"ipv4\": {|\"ipv4\": {\"source-ipv4-network\": \"0.0.0.0/0\",|\"source-ipv4-network\": \"0.0.0.0/0\"",
        "\"accept\"|\"ietf-access-control-list:accept\"|\"forwarding\": \"accept\"",
        "\"ipv4-acl-type\"|\"ietf-access-control-list:ipv4-acl-type\"|\"type\": \"ipv4-acl-type\"",
        "\"tcp\": {|\"tcp\": {\"flags\": \"ack  syn\",|\"flags\": \"ack syn\"",
        "\"tcp\": {|\"tcp\": {\"flags\": \"syn ack\",|\"flags\": \"ack syn\"",
        "\"cache-validity\": 48|\"cache-validity\": 48, \"x:n\": 1.500000000000000000000010e400|1.500000000000000000000010E+400",
        "\"systeminfo\": \"Kettle|\"systeminfo\": \"K\\u00e9t\\/tle|\"systeminfo\": \"K\u00e9t/tle with",
      })
  void valuesAreSpelledInOneWay(String from, String to, String expected) {
    assertTrue(plain().contains(from), from);
    String text = formatted(plain().replace(from, to), ParseMode.STRICT);
    assertTrue(text.contains(expected), text);
  }

  @ParameterizedTest
  @CsvSource({
    "ipv6-acl-type, destination-ipv6-network, 2001:DB8:0:0::/32, 2001:db8::/32",
    "ipv6-acl-type, ietf-acldns:dst-dnsname, 2001:DB8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "ipv6-acl-type, ietf-acldns:dst-dnsname, Api.Example.COM, Api.Example.COM",
    "ipv4-acl-type, destination-ipv4-network, 192.0.2.0/24, 192.0.2.0/24",
  })
  void addressesAreSpelledByRfc5952AndNamesAreLeftAlone(
      String type, String leaf, String value, String expected) {
    String text = formatted(withMatch(type, leaf, value), ParseMode.STRICT);
    assertTrue(text.contains("\"" + leaf + "\": \"" + expected + "\""), text);
  }

  @ParameterizedTest
  @CsvSource({"192.0.2.9, 192.0.2.9/32", "192.0.2.9/24, 192.0.2.0/24"})
  void oldNetworksBecomeTheBlockThatTheyWereReadAs(String value, String expected) {
    String text =
        formatted(withMatch("ipv4-acl-type", "source-ipv4-network", value), ParseMode.LENIENT);
    assertTrue(text.contains("\"source-ipv4-network\": \"" + expected + "\""), text);
  }

  private static String withMatch(String type, String leaf, String value) {
    String ip = type.substring(0, 4);
    return "{'ietf-access-control-list:acls':{'acl':[{'aces':{'ace':[{'actions':{'forwarding':'accept'},"
            .replace('\'', '"')
        + "\"matches\":{\""
        + ip
        + "\":{\""
        + leaf
        + "\":\""
        + value
        + "\"}},\"name\":\"e\"}]},"
        + "\"type\":\""
        + type
        + "\",\"name\":\"f\"}]},\"ietf-mud:mud\":{\"mud-version\":1,"
        + "\"mud-url\":\"https://example.com/k\",\"last-update\":\"2026-03-01T08:30:00Z\","
        + "\"is-supported\":true,\"from-device-policy\":{\"access-lists\":{\"access-list\":"
        + "[{\"name\":\"f\"}]}}}}";
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "\"ietf-ol:ol\": {}|ol",
        "\"ietf-mud-reporter-extension:reporter\": {}|reporter",
        "\"ietf-mud-rats:ras\": {}|rats",
        "\"ietf-mud-controller-candidate:controller-candidates\": {}|controller-candidate",
        "\"ietf-mud-quarantine:quaranteed-device-policy\": {}|quarantine",
        "\"ietf-mud-tls:is-tls-dtls-profile-supported\": true|ietf-mud-tls",
        "\"mudtx:transparency\": {}|transparency",
      })
  void anExtensionThatIsUsedIsDeclaredByItsRegisteredName(String node, String name) {
    String file = plain().replace("\"is-supported\"", node + ", \"is-supported\"");
    String text = formatted(file, ParseMode.LENIENT);
    assertTrue(text.contains("\"extensions\": [\"" + name + "\"]"), text);
  }

  @Test
  void whatIsNotValidIsRefusedWithItsErrors() {
    PrintResult result =
        MudFormatter.format(utf8(plain().replace("https:", "ftp:")), ParseMode.STRICT);
    assertEquals(Optional.empty(), result.text());
    assertEquals("MF-06", result.problems().get(0).code());
  }

  /** RFC 8520 has no words for an Ethernet address of a peer. */
  @Test
  void whatCannotBeWrittenStrictlyIsRefusedAndNotLost() {
    String file =
        plain()
            .replaceFirst(
                "\"ipv4\": \\{",
                "\"eth\": {\"destination-mac-address\": \"02:00:00:00:00:01\"}, \"ipv4\": {");
    assertTrue(MudParser.check(utf8(file), ParseMode.LENIENT).file().isPresent());
    PrintResult result = MudFormatter.format(utf8(file), ParseMode.LENIENT);
    assertEquals(Optional.empty(), result.text());
    assertEquals("AC-13", result.problems().get(0).code());
  }
}
