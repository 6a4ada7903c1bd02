package org.mudward.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mudward.policy.testing.FrameBuilder;
import org.mudward.policy.testing.Hellos;

/** What an audit finds in handshakes, services and connections, and what it leaves open. */
class AuditTrafficTest {
  private static final String LAMP = "02:00:00:00:00:10";
  private static final String GATEWAY = "02:00:00:00:00:01";
  private static final String OWN = "192.168.1.10";
  private static final String CLOUD = "198.51.100.7";
  private static final String FILE =
      MudText.file(
          "https://lamp.example/v1",
          MudText.entry("cloud", MudText.toName("api.lamp.example", 0))
              + ", "
              + MudText.entry("web", MudText.local("source", 80)),
          MudText.entry("cloud", MudText.fromName("api.lamp.example", 0)));
  private static final String SITE =
      """
      local-networks: [192.168.1.0/24]
      names: {api.lamp.example: [198.51.100.7]}
      devices:
        - {mac: "02:00:00:00:00:10", name: lamp, addresses: [192.168.1.10], mud-file: lamp.json}
      """;

  @TempDir private Path folder;

  private static FrameBuilder sent(String peer) {
    return FrameBuilder.frame(LAMP, GATEWAY).ip(OWN, peer);
  }

  private static FrameBuilder received(String peer) {
    return FrameBuilder.frame(GATEWAY, LAMP).ip(peer, OWN);
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private JsonNode audit(byte[]... frames) throws IOException {
    Files.writeString(folder.resolve("lamp.json"), FILE);
    Path site = Files.writeString(folder.resolve("site.yaml"), SITE);
    Path capture = folder.resolve("some.pcap");
    Files.write(capture, CaptureWriter.pcap(65_535, List.of(frames)));
    Ran ran = Ran.mudward("audit", capture.toString(), "--site", site.toString(), "--json");
    return new ObjectMapper().readTree(ran.out());
  }

  private static List<JsonNode> findings(JsonNode report, String kind) {
    List<JsonNode> found = new ArrayList<>();
    report.get("findings").forEach(f -> found.add(f));
    found.removeIf(f -> !f.get("kind").asText().equals(kind));
    return found;
  }

  private static JsonNode requirement(JsonNode report, String id) {
    for (JsonNode requirement : report.get("requirements")) {
      if (requirement.get("id").asText().equals(id)) {
        return requirement;
      }
    }
    throw new IllegalArgumentException(id);
  }

  private static String outcome(JsonNode report, String id) {
    return requirement(report, id).get("outcome").asText();
  }

  private static byte[] says(int port, byte[] data) {
    return sent(CLOUD).tcp(50000, port, 24).data(data).build();
  }

  private static byte[] answers(int port, byte[] data) {
    return received(CLOUD).tcp(port, 50000, 24).data(data).build();
  }

  @Test
  void withdrawnVersionsAreFoundAndBreakWhatAsksForCurrentOnes() throws IOException {
    JsonNode report =
        audit(
            says(443, Hellos.client(0x0302, "api.lamp.example")),
            answers(443, Hellos.server(0x0301)));
    JsonNode finding = findings(report, "deprecated-tls").get(0);
    assertEquals(
        "tcp 443 of api.lamp.example: TLS 1.0 is chosen, TLS 1.1 is the newest that it offers",
        finding.get("text").asText());
    assertEquals(1, finding.get("first_frame").asInt());
    assertEquals("broken", outcome(report, "GP-TM-39"));
    JsonNode tls = report.get("devices").get(0).get("tls").get(0);
    assertEquals("api.lamp.example", tls.get("server_names").get(0).asText());
    assertEquals(2, tls.get("chosen").get("TLS 1.0").asInt());
    assertEquals(1, tls.get("newest_offered").get("TLS 1.1").asInt());
  }

  @Test
  void whatIsEncryptedByACurrentVersionIsMetAndAHelloAloneIsNot() throws IOException {
    byte[] hello = says(443, Hellos.client(0x0304, "api.lamp.example"));
    JsonNode both = audit(hello, answers(443, Hellos.server(0x0304)));
    assertTrue(findings(both, "deprecated-tls").isEmpty());
    assertEquals("met", outcome(both, "GP-TM-39"));
    JsonNode alone = audit(hello);
    assertEquals("not visible from the network", outcome(alone, "GP-TM-39"));
    JsonNode why = requirement(alone, "GP-TM-39").get("not_visible").get(0);
    assertEquals("the capture shows no server choose a version of TLS", why.get("text").asText());
    assertFalse(why.has("right"));
  }

  @Test
  void whatOthersOfferToADeviceIsNotItsOwnFault() throws IOException {
    byte[] asked =
        received("192.168.1.50").tcp(40000, 8443, 24).data(Hellos.client(0x0301, "x")).build();
    byte[] current = sent("192.168.1.50").tcp(8443, 40000, 24).data(Hellos.server(0x0303)).build();
    byte[] old = sent("192.168.1.50").tcp(8443, 40000, 24).data(Hellos.server(0x0301)).build();
    assertTrue(findings(audit(asked, current), "deprecated-tls").isEmpty());
    assertEquals(
        "tcp 8443 of the device, asked by 192.168.1.50: TLS 1.0 is chosen",
        findings(audit(asked, old), "deprecated-tls").get(0).get("text").asText());
  }

  @Test
  void whatCanBeReadOnItsWayToTheInternetBreaksAndWhatIsUnknownDoesNot() throws IOException {
    byte[] hello = says(443, Hellos.client(0x0303, "api.lamp.example"));
    byte[] chosen = answers(443, Hellos.server(0x0303));
    JsonNode readable = audit(hello, chosen, says(80, text("GET /state HTTP/1.1\r\n")));
    assertEquals("broken", outcome(readable, "5.5-1"));
    JsonNode evidence = requirement(readable, "5.8-1").get("evidence").get(0);
    assertEquals(
        "tcp 80 to api.lamp.example can be read by anybody on the way",
        evidence.get("text").asText());
    assertEquals(3, evidence.get("first_frame").asInt());
    JsonNode unknown = audit(hello, chosen, says(9000, new byte[] {1, 2, 3}));
    assertEquals("not visible from the network", outcome(unknown, "5.5-1"));
    byte[] tunnel = sent("203.0.113.5").transport(47, new byte[40]).build();
    byte[] part = sent("203.0.113.5").fragment(10, false).transport(17, new byte[16]).build();
    for (byte[] other : List.of(tunnel, part)) {
      assertEquals("not visible from the network", outcome(audit(hello, chosen, other), "5.5-1"));
    }
    byte[] local = sent("192.168.1.50").tcp(50000, 80, 24).data(text("GET / HTTP/1.1")).build();
    byte[] name = sent("203.0.113.53").udp(50000, 53, text("any question")).build();
    assertEquals("met", outcome(audit(hello, chosen, local, name), "5.5-1"));
    assertEquals("not visible from the network", outcome(audit(local, name), "5.5-1"));
  }

  @Test
  void whoIsListedAndNotSeenIsNotCalledKnown() throws IOException {
    byte[] ofStrangers =
        FrameBuilder.frame(GATEWAY, "02:00:00:00:00:99").ip(CLOUD, OWN).tcp(1, 2, 16).build();
    String id = "Device Identification";
    assertEquals("not visible from the network", outcome(audit(ofStrangers), id));
    assertEquals("met", outcome(audit(sent(CLOUD).tcp(50000, 443, 2).build()), id));
  }

  @Test
  void aServiceThatAnswersWhomItNeedNotIsFound() throws IOException {
    byte[] afar = sent("203.0.113.5").tcp(8080, 40000, 0x12).build();
    byte[] near = sent("192.168.1.50").tcp(8080, 40000, 0x12).build();
    byte[] named = sent("192.168.1.50").tcp(80, 40000, 0x12).build();
    byte[] refuses = sent("203.0.113.5").tcp(8081, 40000, 0x14).build();
    List<JsonNode> found = findings(audit(afar, near, named, refuses), "exposed-service");
    assertEquals(1, found.size(), found.toString());
    assertEquals(
        "its tcp 8080 answers 203.0.113.5 (not local, not in its MUD file),"
            + " 192.168.1.50 (not in its MUD file)",
        found.get(0).get("text").asText());
    assertEquals("broken", outcome(audit(afar), "GP-TM-50"));
    assertEquals("met", outcome(audit(named), "GP-TM-50"));
    assertEquals("not visible from the network", outcome(audit(refuses), "GP-TM-50"));
  }

  @Test
  void passwordsInClearNeedSomebodyWhoTakesThem() throws IOException {
    String neighbour = "192.168.1.66";
    byte[] asks = received(neighbour).tcp(40000, 23, 2).build();
    byte[] refuses = sent(neighbour).tcp(23, 40000, 0x14).build();
    byte[] accepts = sent(neighbour).tcp(23, 40000, 0x12).build();
    byte[] prompts = sent(neighbour).tcp(23, 40000, 24).data(text("login: ")).build();
    byte[] empty = received(neighbour).tcp(40000, 23, 16).build();
    byte[] types = received(neighbour).tcp(40000, 23, 24).data(text("root")).build();
    String kind = "cleartext-credentials";
    assertTrue(findings(audit(asks, refuses), kind).isEmpty(), "refused");
    assertTrue(findings(audit(asks), kind).isEmpty(), "nobody answers");
    assertTrue(findings(audit(accepts), kind).isEmpty(), "one way only");
    assertTrue(findings(audit(empty, prompts), kind).isEmpty(), "data one way only");
    List<JsonNode> accepted = findings(audit(asks, accepts), kind);
    assertEquals(1, accepted.size());
    assertEquals(
        "Telnet with 192.168.1.66, served by the device", accepted.get(0).get("text").asText());
    assertEquals(2, accepted.get(0).get("frames").asInt());
    assertEquals(1, findings(audit(prompts, types), kind).size(), "under way already");
    assertEquals("not visible from the network", outcome(audit(asks, refuses), "5.1-1"));
  }

  @Test
  void aConnectionFromTheWrongSideIsFound() throws IOException {
    byte[] opens = received(CLOUD).tcp(443, 50000, 2).build();
    JsonNode found = findings(audit(opens), "unexpected-initiator").get(0);
    assertEquals(
        "connections from the wrong side: api.lamp.example opens tcp 50000 of the device"
            + " (to/cloud has the device open it)",
        found.get("text").asText());
    assertTrue(
        findings(audit(sent(CLOUD).tcp(50000, 443, 2).build()), "unexpected-initiator").isEmpty());
  }

  @Test
  void aDropSaysWhatWouldHaveToBeDifferent() throws IOException {
    byte[] udp = sent(CLOUD).udp(50000, 8883).build();
    JsonNode drop = findings(audit(udp), "dropped").get(0);
    assertEquals(
        "udp 8883 to api.lamp.example would be allowed by from/cloud if not for protocol: udp,"
            + " wanted tcp; direction-initiated: no TCP, wanted from-device",
        drop.get("suggestions").get(0).asText());
  }
}
