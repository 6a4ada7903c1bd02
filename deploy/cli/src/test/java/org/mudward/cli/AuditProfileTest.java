package org.mudward.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mudward.policy.testing.FrameBuilder;
import org.mudward.policy.testing.Hellos;

/** What an audit says of hellos beside the (D)TLS profiles of a MUD file. */
class AuditProfileTest {
  private static final String LAMP = "02:00:00:00:00:10";
  private static final String GATEWAY = "02:00:00:00:00:01";
  private static final String OWN = "192.168.1.10";
  private static final String CLOUD = "198.51.100.7";
  private static final String PROFILES =
      """
      , "ietf-acl-tls:client-profiles": {"tls-dtls-profile": [{"name": "p",
        "supported-tls-version": ["tls12"], "supported-dtls-version": ["dtls12"],
        "cipher-suite": [49195]}]}""";
  private static final String UDP =
      """
      "ipv4": {"ietf-acldns:dst-dnsname": "api.lamp.example"}, "udp": {%s}"""
          .formatted(MudText.port("destination", 5684));
  private static final String FILE =
      MudText.file(
              "https://lamp.example/v1",
              MudText.entry("cloud", MudText.toName("api.lamp.example", 443) + PROFILES)
                  + ", "
                  + MudText.entry("coaps", UDP + PROFILES)
                  + ", "
                  + MudText.entry("free", MudText.toName("api.lamp.example", 8443)),
              MudText.entry("cloud", MudText.fromName("api.lamp.example", 0)))
          .replace(
              "\"is-supported\": true,",
              "\"is-supported\": true, \"extensions\": [\"ietf-mud-tls\"],");
  private static final String SITE =
      """
      names: {api.lamp.example: [198.51.100.7]}
      devices:
        - {mac: "02:00:00:00:00:10", name: lamp, addresses: [192.168.1.10], mud-file: lamp.json}
      """;
  private static final byte[] FITTING = Hellos.offering(0x0303, 0xC02B);

  @TempDir private Path folder;

  private static FrameBuilder sent() {
    return FrameBuilder.frame(LAMP, GATEWAY).ip(OWN, CLOUD);
  }

  private static byte[] says(int port, byte[] data) {
    return sent().tcp(50000, port, 24).data(data).build();
  }

  private JsonNode audit(byte[]... frames) throws IOException {
    return new ObjectMapper().readTree(run(List.of(frames), "--json").out());
  }

  private Ran run(List<byte[]> frames, String... more) throws IOException {
    Files.writeString(folder.resolve("lamp.json"), FILE);
    Path site = Files.writeString(folder.resolve("site.yaml"), SITE);
    Path capture = folder.resolve("some.pcap");
    Files.write(capture, CaptureWriter.pcap(65_535, frames));
    List<String> words =
        new ArrayList<>(List.of("audit", capture.toString(), "--site", site.toString()));
    words.addAll(Arrays.asList(more));
    return Ran.mudward(words.toArray(String[]::new));
  }

  private static List<String> texts(JsonNode report, String kind) {
    List<String> found = new ArrayList<>();
    report
        .get("findings")
        .forEach(
            finding -> {
              if (finding.get("kind").asText().equals(kind)) {
                found.add(finding.get("text").asText().replaceAll(", (at|from) [^)]*", ""));
              }
            });
    return found;
  }

  @Test
  void aHelloThatFitsIsNoFindingAndItsFrameIsDroppedAsBefore() throws IOException {
    JsonNode report = audit(says(443, FITTING));
    assertEquals(List.of(), texts(report, "tls-profile"));
    assertEquals(List.of(), texts(report, "tls-unread"));
    assertEquals(1, report.get("dropped").asInt(), "profiles change no verdict");
  }

  @Test
  void whatIsOutsideIsNamedWithItsEntryAndCounted() throws IOException {
    byte[] old = says(443, Hellos.offering(0x0301, 0xC02B, 0xC02F));
    JsonNode report = audit(says(443, FITTING), old, old);
    assertEquals(
        List.of(
            "tcp 443 of api.lamp.example, by entry from/cloud: profile p has no"
                + " supported-tls-version 0x0301 (TLS_1.0), cipher-suite 0xC02F"
                + " (TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256) (2 hellos)"),
        texts(report, "tls-profile").stream().map(AuditProfileTest::sorted).toList());
  }

  /** The order of what a profile bounds is not told. */
  private static String sorted(String text) {
    String version = "supported-tls-version 0x0301 (TLS_1.0)";
    return text.replace(", " + version, "").contains(version)
        ? text
        : text.replace(", " + version, "").replace("has no ", "has no " + version + ", ");
  }

  @Test
  void datagramsAreJudgedByTheVersionsOfDtls() throws IOException {
    byte[] fitting = sent().udp(50000, 5684, Hellos.datagram(0xFEFD, 0xC02B)).build();
    byte[] old = sent().udp(50000, 5684, Hellos.datagram(0xFEFF, 0xC02B)).build();
    assertEquals(List.of(), texts(audit(fitting), "tls-profile"));
    assertEquals(
        List.of(
            "udp 5684 of api.lamp.example, by entry from/coaps: profile p has no"
                + " supported-dtls-version 0xFEFF (DTLS_1.0) (1 hello)"),
        texts(audit(old), "tls-profile"));
  }

  @Test
  void anEntryWithoutProfilesJudgesNoHello() throws IOException {
    JsonNode report = audit(says(8443, Hellos.offering(0x0301, 0xC02F)));
    assertEquals(List.of(), texts(report, "tls-profile"));
    assertEquals(1, report.get("accepted").asInt());
  }

  @Test
  void aHelloThatIsNotWholeIsSaidToBeSoAndNotJudged() throws IOException {
    byte[] old = Hellos.offering(0x0301, 0xC02F);
    JsonNode report = audit(says(443, Arrays.copyOf(old, 30)));
    assertEquals(
        List.of(
            "tcp 443 of api.lamp.example, by entry from/cloud: not judged, the capture ends before"
                + " it (1 hello)"),
        texts(report, "tls-unread"));
    assertEquals(List.of(), texts(report, "tls-profile"));
  }

  @Test
  void weakSuitesThatADeviceOffersAreFoundWhateverItsFileSays() throws IOException {
    JsonNode report = audit(says(8443, Hellos.offering(0x0303, 0xC02B, 0x0005, 0x00FF)));
    assertEquals(
        List.of("tcp 8443 of api.lamp.example: it offers 0x0005 (TLS_RSA_WITH_RC4_128_SHA)"),
        texts(report, "weak-cipher"));
    assertEquals(List.of(), texts(audit(says(8443, FITTING)), "weak-cipher"));
  }

  @Test
  void staticRsaIsFoundWhereItIsChosenOrAllThatIsOffered() throws IOException {
    byte[] both = says(8443, Hellos.offering(0x0303, 0xC02B, 0x002F));
    byte[] only = says(8443, Hellos.offering(0x0303, 0x002F, 0x0035, 0x00FF));
    byte[] better = answers(Hellos.server(0x0303, 0xC02B));
    byte[] chosen = answers(Hellos.server(0x0303, 0x002F));
    String service = "tcp 8443 of api.lamp.example: ";
    String suite = "0x002F (TLS_RSA_WITH_AES_128_CBC_SHA) is chosen";
    String nothing = "it offers nothing but static RSA";
    assertEquals(List.of(), texts(audit(both, better), "static-rsa"), "offered beside better ones");
    assertEquals(List.of(service + suite), texts(audit(both, chosen), "static-rsa"));
    assertEquals(List.of(service + nothing), texts(audit(only), "static-rsa"));
    JsonNode report = audit(only, chosen);
    assertEquals(List.of(service + suite + ", " + nothing), texts(report, "static-rsa"));
    JsonNode finding = finding(report, "static-rsa");
    assertEquals("0x002F", finding.get("chosen_suites").get(0).get("value").asText());
    assertTrue(finding.get("nothing_else_offered").asBoolean());
    assertEquals("peer", finding.get("served_by").asText());
  }

  private static byte[] answers(byte[] data) {
    return FrameBuilder.frame(GATEWAY, LAMP).ip(CLOUD, OWN).tcp(8443, 50000, 24).data(data).build();
  }

  private static JsonNode finding(JsonNode report, String kind) {
    for (JsonNode finding : report.get("findings")) {
      if (finding.get("kind").asText().equals(kind)) {
        return finding;
      }
    }
    return fail("no " + kind);
  }

  @Test
  void theTextOfAFindingOfHellosIsThereInPartsToo() throws IOException {
    byte[] old = Hellos.offering(0x0303, 0xC02B, 0x0005);
    JsonNode report = audit(says(443, FITTING), says(443, old), says(443, Arrays.copyOf(old, 30)));
    JsonNode outside = finding(report, "tls-profile");
    assertEquals(CLOUD, outside.get("peer").asText());
    assertEquals("api.lamp.example", outside.get("name").asText());
    assertEquals("tcp", outside.get("protocol").asText());
    assertEquals(443, outside.get("port").asInt());
    assertEquals("from/cloud", outside.get("origin").asText());
    assertEquals(1, outside.get("hellos").get("fitting").asInt());
    assertEquals(1, outside.get("hellos").get("outside").asInt());
    assertEquals(1, outside.get("hellos").get("unread").asInt());
    assertEquals(outside.get("first"), outside.get("last"));
    JsonNode value = outside.get("outside").get(0);
    assertEquals(1, outside.get("outside").size());
    assertEquals("p", value.get("profile").asText());
    assertEquals("cipher-suite", value.get("parameter").asText());
    assertEquals("0x0005", value.get("value").asText());
    assertEquals("TLS_RSA_WITH_RC4_128_SHA", value.get("name").asText());
    assertEquals(
        "the capture ends before it", finding(report, "tls-unread").get("reason").asText());
    JsonNode weak = finding(report, "weak-cipher");
    assertEquals("0x0005", weak.get("offered_suites").get(0).get("value").asText());
  }

  @Test
  void theSchemaKnowsThesePartsAndAsksForThem() throws IOException {
    byte[] old = Hellos.offering(0x0301, 0x0005);
    JsonNode report =
        audit(
            says(443, old),
            says(443, Arrays.copyOf(old, 30)),
            answers(Hellos.server(0x0303, 0x002F)));
    JsonSchema schema = AuditOutputTest.schema();
    assertEquals(Set.of(), schema.validate(report));
    Map<String, String> needed =
        Map.of(
            "tls-profile", "outside",
            "tls-unread", "reason",
            "weak-cipher", "offered_suites",
            "static-rsa", "chosen_suites");
    needed.forEach(
        (kind, member) -> {
          JsonNode without = report.deepCopy();
          ((ObjectNode) finding(without, kind)).remove(member);
          assertFalse(schema.validate(without).isEmpty(), kind + " needs " + member);
        });
  }

  @Test
  void everyOutputThatHasFindingsHasThese() throws IOException {
    List<byte[]> frames = List.of(says(443, Hellos.offering(0x0301, 0xC02B)));
    for (String form : List.of("json", "html", "sarif", "junit", "eve")) {
      Path file = folder.resolve("report." + form);
      Ran ran = run(frames, "--out", form + "=" + file);
      assertTrue(ran.out().contains("by entry from/cloud"), ran.out());
      String text = Files.readString(file);
      assertTrue(text.contains("supported-tls-version"), form);
    }
  }
}
