package org.mudward.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mudward.policy.IpAddress;
import org.mudward.policy.testing.FrameBuilder;
import org.mudward.policy.testing.Hellos;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** The forms of a report, of traffic and names that are made to harm whoever reads them. */
class AuditOutputTest {
  private static final String LAMP = "02:00:00:00:00:10";
  private static final String GATEWAY = "02:00:00:00:00:01";
  private static final String CLOUD = "198.51.100.7";
  private static final String HOSTILE = "</td><script>alert(1)</script>\" onload='x' & ]]>";
  private static final String FILE =
      MudText.file(
          "https://lamp.example/v1",
          MudText.entry("<b onload='x'>,\\\"&", MudText.toName("api.lamp.example", 443)),
          MudText.entry("cloud", MudText.fromName("api.lamp.example", 443)));

  @TempDir private Path folder;

  private static FrameBuilder sent(String peer) {
    return FrameBuilder.frame(LAMP, GATEWAY).ip("192.168.1.10", peer);
  }

  private static FrameBuilder received(String peer) {
    return FrameBuilder.frame(GATEWAY, LAMP).ip(peer, "192.168.1.10");
  }

  /** Something of every kind that a report can hold. */
  private static List<byte[]> frames() {
    List<byte[]> frames = new ArrayList<>();
    frames.add(AuditIdentityTest.discover(LAMP, "https://lamp.example/v1"));
    frames.add(AuditIdentityTest.discover("02:00:00:00:00:77", "https://other.example/<b>"));
    frames.add(
        FrameBuilder.frame(GATEWAY, LAMP)
            .ip("192.168.1.1", "192.168.1.10")
            .udp(53, 40000, CaptureWriter.answer("<script>alert(2)</script>", "203.0.113.9"))
            .build());
    frames.add(
        FrameBuilder.frame(GATEWAY, LAMP)
            .ip("192.168.1.1", "192.168.1.10")
            .udp(53, 40000, CaptureWriter.answer("=cmd|x!A1", "203.0.113.5"))
            .build());
    frames.add(sent(CLOUD).tcp(50000, 443, 2).build());
    frames.add(sent(CLOUD).tcp(50000, 443, 24).data(Hellos.client(0x0301, "<script>")).build());
    frames.add(received(CLOUD).tcp(443, 50000, 24).data(Hellos.server(0x0301)).build());
    frames.add(received(CLOUD).tcp(443, 50001, 2).build());
    frames.add(sent("203.0.113.5").tcp(8080, 40000, 0x12).build());
    frames.add(sent("203.0.113.5").icmp(8, 0).build());
    frames.add(received("203.0.113.5").icmp(0, 0).build());
    frames.add(FrameBuilder.frame(LAMP, GATEWAY).arp().build());
    for (int port = 1; port <= 20; port++) {
      frames.add(sent("203.0.113.9").udp(50000, port).build());
    }
    return frames;
  }

  private Path out(String form) {
    return folder.resolve("report." + form);
  }

  private Ran audit(String... more) throws IOException {
    Files.writeString(folder.resolve("lamp.json"), FILE);
    String site =
        """
        local-networks: [192.168.1.0/24]
        names: {api.lamp.example: [198.51.100.7]}
        devices:
          - {mac: "02:00:00:00:00:10", name: "%s", mud-file: lamp.json}
        """
            .formatted(HOSTILE.replace("\"", "\\\""));
    Files.writeString(folder.resolve("site.yaml"), site);
    Path capture = folder.resolve("a <b>&'\" capture.pcap");
    byte[] whole = CaptureWriter.pcap(65_535, frames());
    byte[] damaged = Arrays.copyOf(whole, whole.length + 30);
    Arrays.fill(damaged, whole.length, damaged.length, (byte) 0x7F);
    Files.write(capture, damaged);
    List<String> arguments = new ArrayList<>(List.of("audit", capture.toString()));
    arguments.addAll(List.of("--site", folder.resolve("site.yaml").toString()));
    for (String form : List.of("json", "html", "csv", "sarif", "junit", "eve")) {
      arguments.addAll(List.of("--out", form + "=" + out(form)));
    }
    arguments.addAll(List.of(more));
    Ran ran = Ran.mudward(arguments.toArray(String[]::new));
    assertEquals(ExitCode.FINDINGS, ran.code(), ran.err());
    return ran;
  }

  private JsonNode read(String form) throws IOException {
    return new ObjectMapper().readTree(Files.readString(out(form)));
  }

  static JsonSchema schema() throws IOException {
    String text = Files.readString(root().resolve("docs/audit.schema.json"));
    return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(text);
  }

  static void assertFollowsTheSchema(String report) throws IOException {
    assertEquals(Set.of(), schema().validate(new ObjectMapper().readTree(report)));
  }

  private static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("docs/audit.schema.json"))) {
      folder = folder.getParent();
    }
    return folder;
  }

  @Test
  void theJsonIsWhatTheSchemaSaysAndNothingElse() throws IOException {
    audit();
    JsonSchema schema = schema();
    JsonNode report = read("json");
    assertEquals(Set.of(), schema.validate(report));
    List<String> kinds = new ArrayList<>();
    report.get("findings").forEach(finding -> kinds.add(finding.get("kind").asText()));
    assertTrue(
        kinds.containsAll(
            List.of(
                "dropped",
                "port-scan",
                "deprecated-tls",
                "exposed-service",
                "unexpected-initiator",
                "damaged-capture")),
        kinds.toString());
    for (String member : List.of("frames", "devices", "requirements")) {
      JsonNode without = report.deepCopy();
      ((ObjectNode) without).remove(member);
      assertFalse(schema.validate(without).isEmpty(), "a schema that says nothing of " + member);
    }
  }

  private static Document parse(String text) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://xml.org/sax/features/external-general-entities", false);
    return factory
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static List<Element> elements(Document document) {
    NodeList all = document.getElementsByTagName("*");
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < all.getLength(); i++) {
      elements.add((Element) all.item(i));
    }
    return elements;
  }

  @Test
  void thePageIsWellFormedAndNoNameBecomesMarkup() throws Exception {
    audit();
    String page = Files.readString(out("html"));
    Document document = parse(page);
    Set<String> events = Set.of("src", "style", "srcset", "action", "background");
    for (Element element : elements(document)) {
      assertFalse(
          Set.of("script", "iframe", "object", "link", "base", "form", "img", "use")
              .contains(element.getTagName()),
          element.getTagName());
      for (int i = 0; i < element.getAttributes().getLength(); i++) {
        Node attribute = element.getAttributes().item(i);
        String name = attribute.getNodeName();
        assertFalse(name.startsWith("on") || events.contains(name), name);
        if (name.endsWith("href")) {
          assertTrue(attribute.getNodeValue().startsWith("#"), attribute.getNodeValue());
        }
      }
    }
    assertTrue(document.getDocumentElement().getTextContent().contains(HOSTILE));
    assertTrue(
        document.getDocumentElement().getTextContent().contains("<script>alert(2)</script>"));
    assertFalse(page.contains("url("), "nothing is taken from elsewhere");
    assertFalse(page.contains("@import"), "nothing is taken from elsewhere");
  }

  @Test
  void thePageForbidsAllButItsOwnStyle() throws Exception {
    audit();
    String page = Files.readString(out("html"));
    Matcher policy =
        Pattern.compile("http-equiv=\"Content-Security-Policy\" content=\"([^\"]*)\"")
            .matcher(page);
    assertTrue(policy.find());
    assertTrue(policy.group(1).startsWith("default-src 'none'; "), policy.group(1));
    int from = page.indexOf("<style>") + "<style>".length();
    String style = page.substring(from, page.indexOf("</style>"));
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(style.getBytes(StandardCharsets.UTF_8));
    String hash = "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    assertTrue(policy.group(1).contains("style-src " + hash), policy.group(1));
  }

  @Test
  void aPageOfNothingIsAPageToo() throws Exception {
    Path capture = folder.resolve("empty.pcap");
    Files.write(capture, CaptureWriter.pcap(65_535, List.of()));
    Ran ran = Ran.mudward("audit", capture.toString(), "--out", "html=" + out("html"));
    assertEquals(ExitCode.FINE, ran.code(), ran.err());
    assertTrue(parse(Files.readString(out("html"))).getTextContent() == null);
  }

  @Test
  void theTableHasARowForEachFlowAndNoFormula() throws IOException {
    audit();
    List<String> rows = Files.readAllLines(out("csv"));
    assertEquals(
        "device,peer,name,direction,protocol,port,frames,octets,first,last,verdict,ace",
        rows.get(0));
    int flows = 0;
    for (JsonNode peer : read("json").get("devices").get(0).get("peers")) {
      flows += peer.get("flows").size();
    }
    assertEquals(flows + 1, rows.size());
    assertTrue(
        rows.contains(
            LAMP
                + ",198.51.100.7,api.lamp.example,from-device,tcp,443,2,"
                + (54 + 54 + Hellos.client(0x0301, "<script>").length)
                + ",1700000004.001000,1700000005.001250,accept,\"from/<b onload='x'>,\"\"&\""),
        String.join("\n", rows));
    assertTrue(rows.stream().anyMatch(row -> row.contains(",203.0.113.5,'=cmd|x!a1,")), rows + "");
  }

  @Test
  void sarifHasARuleForEveryResultAndThePlaceOfItsFrame() throws IOException {
    audit();
    JsonNode run = read("sarif").get("runs").get(0);
    Map<String, JsonNode> rules = new HashMap<>();
    run.get("tool").get("driver").get("rules").forEach(r -> rules.put(r.get("id").asText(), r));
    JsonNode report = read("json");
    assertEquals(report.get("findings").size(), run.get("results").size());
    String uri = run.get("artifacts").get(0).get("location").get("uri").asText();
    assertTrue(uri.startsWith("file:///") && uri.endsWith("capture.pcap"), uri);
    assertFalse(uri.contains(" ") || uri.contains("<"), uri);
    for (JsonNode result : run.get("results")) {
      assertTrue(rules.containsKey(result.get("ruleId").asText()));
      JsonNode place = result.get("locations").get(0).get("physicalLocation");
      assertEquals(uri, place.get("artifactLocation").get("uri").asText());
      if (!result.get("ruleId").asText().equals("damaged-capture")) {
        assertEquals(result.get("properties").get("frame"), place.get("region").get("startLine"));
      }
    }
  }

  @Test
  void junitHasACaseForEachDeviceAndRequirement() throws Exception {
    audit();
    Document document = parse(Files.readString(out("junit")));
    Element all = document.getDocumentElement();
    int cases = document.getElementsByTagName("testcase").getLength();
    assertEquals(1 + 147, cases);
    assertEquals(Integer.toString(cases), all.getAttribute("tests"));
    assertEquals(
        Integer.toString(document.getElementsByTagName("failure").getLength()),
        all.getAttribute("failures"));
    assertEquals(
        Integer.toString(document.getElementsByTagName("skipped").getLength()),
        all.getAttribute("skipped"));
    assertTrue(all.getTextContent().contains("deprecated-tls: tcp 443 of api.lamp.example"));
  }

  @Test
  void junitLeavesOutADeviceOfWhichNoFrameWasJudged() throws Exception {
    Path mud = Files.writeString(folder.resolve("lamp.json"), FILE);
    byte[] octets = CaptureWriter.pcap(65_535, List.of(sent(CLOUD).tcp(50000, 443, 2).build()));
    for (int link : List.of(113, 276, 101, 0, 108)) {
      ByteBuffer.wrap(octets).order(ByteOrder.LITTLE_ENDIAN).putInt(20, link);
      Path capture = Files.write(folder.resolve("some.pcap"), octets);
      Ran ran =
          Ran.mudward(
              "audit",
              capture.toString(),
              "--mud",
              LAMP + "=" + mud,
              "--out",
              "junit=" + out("junit"));
      assertEquals(ExitCode.FINE, ran.code(), ran.err());
      String notice = "1 frames of link type " + link + " show no MAC addresses: ";
      assertTrue(ran.err().contains(notice), ran.err());
      Document document = parse(Files.readString(out("junit")));
      Element devices = (Element) document.getElementsByTagName("testsuite").item(0);
      assertEquals("devices", devices.getAttribute("name"));
      assertEquals("1", devices.getAttribute("skipped"));
      Element skipped = (Element) devices.getElementsByTagName("skipped").item(0);
      assertEquals("no frame of it was judged", skipped.getAttribute("message"));
    }
  }

  @Test
  void eveHasALineForEachConnectionAndFinding() throws IOException {
    audit();
    Map<String, JsonNode> flows = new HashMap<>();
    int alerts = 0;
    for (String line : Files.readAllLines(out("eve"))) {
      JsonNode event = new ObjectMapper().readTree(line);
      assertTrue(event.has("timestamp"), line);
      if (event.get("event_type").asText().equals("flow")) {
        flows.put(event.get("community_id").asText(), event);
      } else {
        assertEquals("alert", event.get("event_type").asText());
        alerts++;
      }
    }
    assertEquals(read("json").get("findings").size() - 1, alerts, "all but the damage");
    JsonNode tls = flows.get("1:" + community(6, CLOUD, 443, "192.168.1.10", 50000));
    assertEquals(2, tls.get("flow").get("pkts_toserver").asInt());
    assertEquals(1, tls.get("flow").get("pkts_toclient").asInt());
    assertEquals("192.168.1.10", tls.get("src_ip").asText());
    assertEquals(443, tls.get("dest_port").asInt());
    assertEquals("2023-11-14T22:13:24.001000+0000", tls.get("timestamp").asText());
    JsonNode echo = flows.get("1:" + community(1, "192.168.1.10", 8, "203.0.113.5", 0));
    assertEquals(1, echo.get("flow").get("pkts_toclient").asInt());
    assertTrue(echo.get("flow").get("alerted").asBoolean());
  }

  @Test
  void eveHasATimeInEveryLineAsWhoReadsItNeeds() throws IOException {
    byte[] frame = sent("203.0.113.9").udp(50000, 443).build();
    Path capture = Files.write(folder.resolve("some.pcapng"), withoutTimes(frame));
    Path mud = Files.writeString(folder.resolve("lamp.json"), FILE);
    Ran ran =
        Ran.mudward(
            "audit", capture.toString(), "--mud", LAMP + "=" + mud, "--out", "eve=" + out("eve"));
    assertEquals(ExitCode.FINDINGS, ran.code(), ran.err());
    List<String> lines = Files.readAllLines(out("eve"));
    assertEquals(2, lines.size(), lines.toString());
    for (String line : lines) {
      JsonNode event = new ObjectMapper().readTree(line);
      assertEquals("1970-01-01T00:00:00.000000+0000", event.path("timestamp").asText(), line);
      assertFalse(event.path("flow").has("start"), line);
    }
  }

  /** The form of pcapng that has no times: section, interface, and a simple packet. */
  private static byte[] withoutTimes(byte[] frame) {
    int padded = (frame.length + 3) & ~3;
    ByteBuffer capture = ByteBuffer.allocate(28 + 20 + 16 + padded);
    capture.putInt(0x0A0D0D0A).putInt(28).putInt(0x1A2B3C4D).putInt(1 << 16);
    capture.putLong(-1).putInt(28);
    capture.putInt(1).putInt(20).putInt(1 << 16).putInt(0).putInt(20);
    capture.putInt(3).putInt(16 + padded).putInt(frame.length).put(frame);
    return capture.putInt(capture.capacity() - 4, 16 + padded).array();
  }

  /** The two ends in their order, as the description of the format has it. */
  private static String community(int protocol, String one, int port, String other, int otherPort) {
    boolean swap = one.equals(CLOUD);
    ByteBuffer octets = ByteBuffer.allocate(16);
    octets.putShort((short) 0);
    octets.put(address(swap ? other : one)).put(address(swap ? one : other));
    octets.put((byte) protocol).put((byte) 0);
    octets.putShort((short) (swap ? otherPort : port)).putShort((short) (swap ? port : otherPort));
    try {
      byte[] digest = MessageDigest.getInstance("SHA-1").digest(octets.array());
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static byte[] address(String text) {
    return IpAddress.parse(text).octets();
  }
}
