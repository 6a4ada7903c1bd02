package org.mudward.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mudward.cli.audit.ShownUrls;
import org.mudward.mud.resolve.Site;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Packet;
import org.mudward.policy.testing.FrameBuilder;

/** Devices that show their MUD URL in a stream, which cannot be read twice: here a pipe. */
class AuditNewcomersTest {
  private static final String URL = "https://lamp.example/v1";
  private static final String OTHER = "https://other.example/x";
  private static final String LAMP = "02:00:00:00:00:10";
  private static final String PLUG = "02:00:00:00:00:11";
  private static final String GATEWAY = "02:00:00:00:00:01";

  @TempDir private Path folder;
  private Path files;

  @BeforeEach
  void writeFiles() throws IOException {
    files = Files.createDirectories(folder.resolve("files"));
    Files.writeString(files.resolve("lamp.json"), file(URL, "cloud.lamp.example"));
    Files.writeString(files.resolve("other.json"), file(OTHER, "other.example"));
  }

  /** A MUD file that permits its device TCP to port 443 of one name. */
  private static String file(String url, String name) {
    return MudText.file(url, MudText.entry("cloud", MudText.toName(name, 443)), "");
  }

  private static byte[] to(String mac, String address, int port) {
    return FrameBuilder.frame(mac, GATEWAY).ip("192.168.1.10", address).tcp(5000, port, 2).build();
  }

  private static byte[] answer(String name, String address) {
    return FrameBuilder.frame(GATEWAY, LAMP)
        .ip("192.168.1.1", "192.168.1.10")
        .udp(53, 40_000, CaptureWriter.answer(name, address))
        .build();
  }

  private Ran audit(List<byte[]> frames, String... options) throws Exception {
    Path pipe = folder.resolve("pipe" + System.nanoTime());
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    byte[] capture = CaptureWriter.pcap(65_535, frames);
    CompletableFuture<Void> writing =
        CompletableFuture.runAsync(
            () -> {
              try {
                Files.write(pipe, capture);
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    List<String> arguments =
        new ArrayList<>(
            List.of("audit", pipe.toString(), "--json", "--mud-files", files.toString()));
    arguments.addAll(List.of(options));
    Ran ran = Ran.mudward(arguments.toArray(String[]::new));
    writing.get();
    return ran;
  }

  private static JsonNode report(Ran ran) throws IOException {
    return new ObjectMapper().readTree(ran.out());
  }

  @Test
  void theyAreJudgedFromTheNextFrameOn() throws Exception {
    Ran ran =
        audit(
            List.of(
                to(LAMP, "203.0.113.9", 80),
                AuditIdentityTest.discover(LAMP, URL),
                answer("cloud.lamp.example", "198.51.100.7"),
                to(LAMP, "198.51.100.7", 443),
                to(LAMP, "203.0.113.9", 80)));
    assertFalse(ran.err().contains("at hand"), ran.err());
    JsonNode report = report(ran);
    JsonNode device = report.get("devices").get(0);
    assertTrue(device.get("judged").asBoolean(), ran.out());
    assertEquals("dhcpv4", device.get("mud_url_source").asText());
    assertEquals(1, device.get("aces").get("from/cloud").asInt());
    assertEquals(2, report.get("dropped").asInt(), "the answer, too: no site names its resolver");
  }

  @Test
  void theyAreInTheSiteFileThatIsWritten() throws Exception {
    Path site = folder.resolve("site.yaml");
    audit(List.of(AuditIdentityTest.discover(LAMP, URL)), "--site-out", site.toString());
    assertTrue(Files.readString(site).contains("mud-file: \"files/lamp.json\""));
  }

  @Test
  void whatIsKnownOfNamesStaysKnownWhenAnotherComes() throws Exception {
    Ran ran =
        audit(
            List.of(
                answer("cloud.lamp.example", "198.51.100.7"),
                to(LAMP, "198.51.100.7", 443),
                AuditIdentityTest.discover(PLUG, OTHER),
                to(LAMP, "198.51.100.7", 443),
                answer("other.example", "198.51.100.8"),
                to(PLUG, "198.51.100.8", 443),
                to(PLUG, "198.51.100.7", 443)),
            "--mud",
            LAMP + "=" + files.resolve("lamp.json"));
    assertTrue(ran.err().startsWith("mudward: no --site: "), ran.err());
    assertEquals(1, ran.err().lines().count(), ran.err());
    JsonNode devices = report(ran).get("devices");
    assertEquals(2, devices.get(0).get("aces").get("from/cloud").asInt(), ran.out());
    assertEquals("command-line", devices.get(0).get("mud_url_source").asText());
    assertEquals(1, devices.get(1).get("aces").get("from/cloud").asInt(), ran.out());
    assertEquals(1, devices.get(1).get("dropped").asInt());
  }

  @Test
  void whoShowsAnotherUrlLaterIsJudgedByTheFirstAndThatIsSaid() throws Exception {
    Ran ran =
        audit(
            List.of(
                AuditIdentityTest.discover(LAMP, URL),
                to(LAMP, "203.0.113.9", 80),
                AuditIdentityTest.discover(LAMP, OTHER),
                to(LAMP, "203.0.113.9", 80)));
    assertEquals(3, report(ran).get("dropped").asInt() + report(ran).get("accepted").asInt());
    assertTrue(
        ran.err().contains("shows " + OTHER) && ran.err().contains("is judged by a file of " + URL),
        ran.err());
  }

  @Test
  void aFileThatCannotBeTakenLosesNothingOfWhatWasJudged() throws Exception {
    Files.writeString(files.resolve("again.json"), file(OTHER, "other.example"));
    Ran ran =
        audit(
            List.of(
                AuditIdentityTest.discover(LAMP, URL),
                to(LAMP, "203.0.113.9", 80),
                AuditIdentityTest.discover(PLUG, OTHER),
                to(LAMP, "203.0.113.9", 80)));
    assertEquals(2, report(ran).get("dropped").asInt(), ran.out());
    assertTrue(ran.err().contains(PLUG + " is judged as before"), ran.err());
  }

  @Test
  void whoeverInventsDevicesDoesNotMakeTheTablesAnewForEver() {
    MudFolder folderOfFiles = new MudFolder(files, false);
    DeviceFiles none = new DeviceFiles(Map.of(), Map.of());
    Newcomers newcomers = new Newcomers(Site.EMPTY, folderOfFiles, false, none);
    ShownUrls shown = new ShownUrls();
    int taken = 0;
    for (int i = 0; i < Newcomers.MAX_NEWCOMERS + 10; i++) {
      MacAddress mac = new MacAddress(0x0200_0000_1000L + i);
      MacAddress heard =
          shown.see(Packet.of(AuditIdentityTest.discover(mac.toString(), URL)), i + 1);
      assertEquals(mac, heard);
      taken += newcomers.heard(mac, shown).isPresent() ? 1 : 0;
      assertEquals(
          null, shown.see(Packet.of(AuditIdentityTest.discover(mac.toString(), URL)), i + 1));
    }
    assertEquals(Newcomers.MAX_NEWCOMERS, taken);
    assertEquals(1, newcomers.notices().size());
    assertEquals(Newcomers.MAX_NEWCOMERS, newcomers.files().files().size());
  }
}
