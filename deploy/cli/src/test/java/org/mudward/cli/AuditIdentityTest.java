package org.mudward.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mudward.policy.testing.FrameBuilder;

/** What devices say they are in a capture, and by which file they are judged for it. */
class AuditIdentityTest {
  private static final String LAMP = "02:00:00:00:00:10";
  private static final String GATEWAY = "02:00:00:00:00:01";
  private static final String URL = "https://lamp.example/v1";
  private static final byte[] TO_CLOUD =
      FrameBuilder.frame(LAMP, GATEWAY)
          .ip("192.168.1.10", "198.51.100.7")
          .tcp(50000, 443, 2)
          .build();

  @TempDir private Path folder;

  /** A MUD file that permits its device TCP to port 443 of one address. */
  private static String file(String url) {
    String matches =
        "\"ipv4\": {\"destination-ipv4-network\": \"198.51.100.7/32\"}, \"tcp\": {"
            + MudText.port("destination", 443)
            + "}";
    return MudText.file(url, MudText.entry("cloud", matches), "");
  }

  /** A DHCPDISCOVER with option 161. */
  static byte[] discover(String mac, String url) {
    ByteBuffer message = ByteBuffer.allocate(600);
    message.put((byte) 1).put((byte) 1).put((byte) 6).put((byte) 0).putInt(7).putInt(0);
    message.position(28);
    for (String octet : mac.split(":")) {
      message.put((byte) Integer.parseInt(octet, 16));
    }
    message.position(236);
    message.putInt(0x63825363).put(new byte[] {53, 1, 1, (byte) 161, (byte) url.length()});
    message.put(url.getBytes(StandardCharsets.US_ASCII)).put((byte) 255);
    byte[] octets = new byte[message.position()];
    message.get(0, octets);
    return FrameBuilder.frame(mac, "ff:ff:ff:ff:ff:ff")
        .ip("0.0.0.0", "255.255.255.255")
        .udp(68, 67, octets)
        .build();
  }

  private static byte[] lldp(String mac, String url) {
    ByteBuffer frame = ByteBuffer.allocate(300);
    frame.putShort((short) (1 << 9 | 2)).put((byte) 7).put((byte) 'a');
    frame.putShort((short) (2 << 9 | 2)).put((byte) 7).put((byte) 'b');
    frame.putShort((short) (3 << 9 | 2)).putShort((short) 120);
    frame.putShort((short) (127 << 9 | 4 + url.length())).putInt(0x00005E01);
    frame.put(url.getBytes(StandardCharsets.US_ASCII)).putShort((short) 0);
    byte[] octets = new byte[frame.position()];
    frame.get(0, octets);
    return FrameBuilder.frame(mac, "01:80:c2:00:00:0e").etherType(0x88CC, octets).build();
  }

  private Ran audit(List<byte[]> frames, String... options) throws IOException {
    Path capture = folder.resolve("some.pcap");
    Files.write(capture, CaptureWriter.pcap(65_535, frames));
    List<String> arguments = new ArrayList<>(List.of("audit", capture.toString(), "--json"));
    arguments.addAll(List.of(options));
    return Ran.mudward(arguments.toArray(String[]::new));
  }

  private static JsonNode report(Ran ran) throws IOException {
    return new ObjectMapper().readTree(ran.out());
  }

  /** A folder with a file of the lamp, one of something else, and two that are none. */
  private String files() throws IOException {
    Path files = Files.createDirectories(folder.resolve("files"));
    Files.writeString(files.resolve("lamp-v1.json"), file(URL));
    Files.writeString(files.resolve("other.json"), file("https://other.example/x"));
    Files.writeString(files.resolve("broken.json"), "{}");
    Files.writeString(files.resolve("lamp-v1.p7s"), "no JSON");
    return files.toString();
  }

  private static String outcome(JsonNode report, String id) {
    for (JsonNode requirement : report.get("requirements")) {
      if (requirement.get("id").asText().equals(id)) {
        return requirement.get("outcome").asText();
      }
    }
    throw new IllegalArgumentException(id);
  }

  @Test
  void whatADeviceShowsNamesItAndItIsJudgedByItsFileFromTheFirstFrameOn() throws IOException {
    for (byte[] shows : List.of(discover(LAMP, URL), lldp(LAMP, URL))) {
      Ran ran = audit(List.of(TO_CLOUD, shows), "--mud-files", files());
      JsonNode device = report(ran).get("devices").get(0);
      assertEquals(URL, device.get("mud_url").asText(), ran.err());
      assertTrue(device.get("judged").asBoolean());
      assertTrue(device.get("aces").has("from/cloud"), "from the first frame on");
      assertEquals(device.get("mud_url_source"), device.get("shown_mud_urls").get(0).get("source"));
      assertEquals(2, device.get("shown_mud_urls").get(0).get("first_frame").asInt());
      assertEquals("met", outcome(report(ran), "Device Identification"));
      assertTrue(ran.err().contains("broken.json is no valid MUD file and is not used"), ran.err());
      assertFalse(ran.err().contains("p7s"), ran.err());
    }
    JsonNode by = report(audit(List.of(lldp(LAMP, URL)), "--mud-files", files()));
    assertEquals("lldp", by.get("devices").get(0).get("mud_url_source").asText());
  }

  @Test
  void aDeviceWhoseFileIsNotAtHandIsNamedAndNotJudged() throws IOException {
    for (String[] options : new String[][] {{}, {"--mud-files", files()}}) {
      String url = options.length == 0 ? URL : "https://absent.example/x";
      Ran ran = audit(List.of(TO_CLOUD, discover(LAMP, url)), options);
      assertEquals(ExitCode.FINE, ran.code(), ran.err());
      JsonNode report = report(ran);
      assertEquals(2, report.get("none").asInt());
      JsonNode device = report.get("devices").get(0);
      assertEquals(LAMP, device.get("mac").asText());
      assertEquals(url, device.get("mud_url").asText());
      assertEquals("dhcpv4", device.get("mud_url_source").asText());
      assertFalse(device.get("judged").asBoolean());
      assertTrue(ran.err().contains("no file was at hand"), ran.err());
    }
  }

  @Test
  void aDeviceThatShowsTwoUrlsIsBelievedNeither() throws IOException {
    List<byte[]> frames =
        List.of(discover(LAMP, URL), lldp(LAMP, "https://other.example/x"), TO_CLOUD);
    JsonNode device = report(audit(frames, "--mud-files", files())).get("devices").get(0);
    assertFalse(device.get("judged").asBoolean());
    assertFalse(device.has("mud_url"));
    assertEquals(2, device.get("shown_mud_urls").size());
  }

  @Test
  void whatIsNoMudUrlIsShownAndNothingIsJudgedByIt() throws IOException {
    Ran ran = audit(List.of(discover(LAMP, "http://lamp.example/v1")), "--mud-files", files());
    JsonNode shown = report(ran).get("devices").get(0).get("shown_mud_urls").get(0);
    assertFalse(shown.has("url"));
    assertTrue(shown.get("problem").asText().contains("must be https"), ran.out());
  }

  @Test
  void theWordOfTheOperatorComesBeforeThatOfTheDevice() throws IOException {
    String files = files();
    List<byte[]> frames = List.of(discover(LAMP, "https://other.example/x"), TO_CLOUD);
    Ran named = audit(frames, "--mud-files", files, "--mud", LAMP + "=" + files + "/lamp-v1.json");
    JsonNode device = report(named).get("devices").get(0);
    assertEquals(URL, device.get("mud_url").asText());
    assertEquals("command-line", device.get("mud_url_source").asText());
    assertTrue(named.err().contains("is judged by a file of " + URL), named.err());
    String site =
        Files.writeString(
                folder.resolve("site.yaml"),
                "devices: [{mac: \"%s\", mud-url: \"%s\"}]".formatted(LAMP, URL))
            .toString();
    JsonNode listed =
        report(audit(frames, "--mud-files", files, "--site", site)).get("devices").get(0);
    assertEquals(URL, listed.get("mud_url").asText());
    assertEquals("site", listed.get("mud_url_source").asText());
  }

  @Test
  void twoFilesOfTheSameUrlAreRefusedBecauseNobodyKnowsWhichHolds() throws IOException {
    String files = files();
    Files.writeString(Path.of(files, "again.json"), file(URL));
    Ran ran = audit(List.of(discover(LAMP, URL)), "--mud-files", files);
    assertEquals(ExitCode.BAD_INPUT, ran.code());
    assertTrue(ran.err().contains("are both the file of " + URL), ran.err());
    assertEquals(
        ExitCode.BAD_INPUT, audit(List.of(TO_CLOUD), "--mud-files", files + "/none").code());
  }

  /** What a device says in DHCP, and by multicast DNS from another port of its. */
  @Test
  void whoMadeADeviceAndWhatItSaysOfItselfAreInEveryReport() throws IOException {
    String lamp = "00:17:88:12:34:56";
    String ssdp =
        "NOTIFY * HTTP/1.1\r\nSERVER: Linux/5 UPnP/1.0 <b>Lamp</b>\u001b[2J\r\nNT: x\r\n\r\n";
    byte[] announces =
        FrameBuilder.frame(lamp, "01:00:5e:7f:ff:fa")
            .ip("192.168.1.10", "239.255.255.250")
            .udp(50_000, 1900, ssdp.getBytes(StandardCharsets.US_ASCII))
            .build();
    Path html = folder.resolve("report.html");
    List<byte[]> frames = List.of(discover(lamp, URL), announces);
    JsonNode identity = report(audit(frames, "--out", "html=" + html)).at("/devices/0/identity");
    assertEquals("Philips Lighting BV", identity.get("maker").asText());
    assertTrue(identity.get("evidence").asText().startsWith("the first 24 bits"));
    assertEquals("ssdp-server", identity.at("/traits/0/kind").asText());
    String server = "Linux/5 UPnP/1.0 <b>Lamp</b>?[2J";
    assertEquals(server, identity.at("/traits/0/text").asText());
    assertEquals("what calls itself <b>Lamp<", identity.at("/likely/0/what").asText());
    String page = Files.readString(html);
    assertTrue(page.contains("perhaps: Philips Lighting BV, by the first 24 bits"), page);
    assertFalse(page.contains("<b>Lamp"), "what a device says is text");
    Ran summary = Ran.mudward("audit", folder.resolve("some.pcap").toString());
    assertTrue(summary.out().contains("  perhaps: Philips Lighting BV"), summary.out());
    assertFalse(summary.out().contains("\u001b"), summary.out());
  }
}
