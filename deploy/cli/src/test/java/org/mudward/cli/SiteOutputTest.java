package org.mudward.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mudward.cli.Lesson.CLOUD;
import static org.mudward.cli.Lesson.CLOUD_6;
import static org.mudward.cli.Lesson.URL;
import static org.mudward.cli.Scene.GATEWAY;
import static org.mudward.cli.Scene.LAMP;
import static org.mudward.cli.Scene.LAPTOP;
import static org.mudward.cli.Scene.LAPTOP_4;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a capture and nothing else to an audit by a site file that a person has read. */
class SiteOutputTest {
  private static final String PUBLIC = "192.0.2.53";
  private static final String OTHER = "203.0.113.9";

  @TempDir private Path folder;
  private String capture = "";

  @BeforeEach
  void capture() throws IOException {
    Scene scene =
        new Scene()
            .dns("api.lamp.example", CLOUD)
            .connects(GATEWAY, CLOUD, 443)
            .connects(LAPTOP, LAPTOP_4, 80);
    capture = Files.write(folder.resolve("lan.pcap"), scene.capture()).toString();
  }

  private String at(String name) {
    return folder.resolve(name).toString();
  }

  private Ran learn(String... options) {
    return Ran.mudward(List.of("learn", capture, "--device", LAMP, "--url", URL), options);
  }

  private Ran audit(String... options) {
    return Ran.mudward(List.of("audit", capture), options);
  }

  @Test
  void whatWasLearntWithoutASiteIsPermittedByTheSiteThatIsWritten() throws IOException {
    Files.createDirectory(folder.resolve("files"));
    Ran learnt = learn("--out", at("files/lamp.json"), "--site-out", at("site.yaml"));
    assertEquals(ExitCode.FINE, learnt.code(), learnt.err());
    Ran without = audit("--mud", LAMP + "=" + at("files/lamp.json"));
    assertEquals(ExitCode.FINDINGS, without.code());
    assertTrue(without.err().contains("--site-out FILE writes"), without.err());
    Ran with = audit("--site", at("site.yaml"));
    assertEquals(ExitCode.FINE, with.code(), with.out() + with.err());
    assertTrue(with.out().contains(" accepted, 0 dropped"), with.out());
  }

  @Test
  void whoAsksForTheSiteIsNotToldToAsk() {
    for (Ran ran :
        List.of(learn("--out", at("lamp.json")), audit("--mud", LAMP + "=" + at("lamp.json")))) {
      assertTrue(ran.err().contains("--site-out FILE writes"), ran.err());
    }
    for (Ran ran :
        List.of(
            learn("--out", at("lamp.json"), "--site-out", at("site.yaml")),
            audit("--mud", LAMP + "=" + at("lamp.json"), "--site-out", at("site.yaml")))) {
      assertTrue(ran.err().contains("no --site: "), ran.err());
      assertFalse(ran.err().contains("--site-out"), ran.err());
    }
  }

  @Test
  void anAuditWritesTheSameAndIsNotJudgedByIt() throws IOException {
    learn("--out", at("lamp.json"), "--site-out", at("site.yaml"));
    Ran audit = audit("--mud", LAMP + "=" + at("lamp.json"), "--site-out", at("again.yaml"));
    assertEquals(ExitCode.FINDINGS, audit.code(), "it was judged without a site");
    assertEquals(
        Files.readString(folder.resolve("site.yaml")),
        Files.readString(folder.resolve("again.yaml")));
    assertEquals(
        """
        local-networks: ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "fc00::/7", "fe80::/10"]
        dns: ["192.168.1.1"]
        devices:
          - {mac: "02:00:00:00:00:10", addresses: [], mud-file: "lamp.json"}
        """,
        Files.readString(folder.resolve("again.yaml")).replaceAll("(?m)^#.*\n", ""));
  }

  private void capture(Scene scene) throws IOException {
    capture = Files.write(folder.resolve("lan.pcap"), scene.capture()).toString();
  }

  private static Scene withTwoServers() {
    return new Scene()
        .dns("api.lamp.example", CLOUD)
        .connects(GATEWAY, CLOUD, 443)
        .dnsOf(GATEWAY, PUBLIC, "cast.lamp.example", OTHER)
        .connects(GATEWAY, OTHER, 8443);
  }

  @Test
  void answersThatAnAuditByTheGuessWillNotBelieveExplainNothing() throws IOException {
    capture(withTwoServers());
    Ran learnt = learn("--out", at("lamp.json"), "--site-out", at("site.yaml"));
    assertEquals(ExitCode.FINE, learnt.code(), learnt.err());
    assertTrue(learnt.out().contains("the file accepts 12; 0 are left out"), learnt.out());
    assertTrue(learnt.err().contains("DNS answers of 192.0.2.53 explain nothing"), learnt.err());
    String file = Files.readString(folder.resolve("lamp.json"));
    assertTrue(file.contains("\"api.lamp.example\""), file);
    assertTrue(file.contains("203.0.113.9/32") && !file.contains("cast.lamp"), file);
    Ran audit = audit("--site", at("site.yaml"));
    assertTrue(audit.out().contains("12 frames: 12 accepted, 0 dropped"), audit.out());
  }

  @Test
  void whereNoServerIsOfTheSiteAnyOneIsBelieved() throws IOException {
    capture(
        new Scene()
            .dnsOf(GATEWAY, PUBLIC, "cast.lamp.example", OTHER)
            .connects(GATEWAY, OTHER, 8443));
    Ran learnt = learn("--out", at("lamp.json"), "--site-out", at("site.yaml"));
    assertFalse(learnt.err().contains("explain nothing"), learnt.err());
    String file = Files.readString(folder.resolve("lamp.json"));
    assertTrue(file.contains("\"cast.lamp.example\""), file);
    Ran audit = audit("--site", at("site.yaml"));
    assertTrue(audit.out().contains("6 frames: 6 accepted, 0 dropped"), audit.out());
  }

  @Test
  void aServerInTheNetworkOfTheDeviceIsOfTheSite() throws IOException {
    capture(
        new Scene()
            .dnsOf(GATEWAY, "fe80::1", "api.lamp.example", CLOUD)
            .dnsOf(GATEWAY, "2001:db8:1::53", "cast.lamp.example", CLOUD_6)
            .dnsOf(GATEWAY, "2001:db8:2::53", "far.lamp.example", OTHER)
            .connects(GATEWAY, CLOUD_6, 8443));
    Ran learnt = learn("--out", at("lamp.json"), "--site-out", at("site.yaml"));
    String site = Files.readString(folder.resolve("site.yaml"));
    assertTrue(site.contains("dns: [\"2001:db8:1::53\", \"fe80::1\"]"), site);
    assertTrue(learnt.err().contains("answers of 2001:db8:2::53 explain"), learnt.err());
    assertTrue(Files.readString(folder.resolve("lamp.json")).contains("\"cast.lamp.example\""));
    Ran audit = audit("--site", at("site.yaml"));
    assertTrue(audit.out().contains("10 frames: 10 accepted, 0 dropped"), audit.out());
  }

  @Test
  void ofAStreamItIsSaidWhatRestsOnOtherAnswers() throws IOException {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(withTwoServers().capture()));
    try {
      capture = "-";
      Ran learnt = learn();
      assertTrue(learnt.out().contains("\"cast.lamp.example\""), learnt.out());
      assertTrue(
          learnt
              .err()
              .contains(
                  "DNS answers of 192.0.2.53 were believed, which an audit by the servers guessed"
                      + " here will not; what may rest on them: entries for cast.lamp.example"),
          learnt.err());
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void aFolderThatIsALinkIsLeftFromWhereItLies() throws IOException {
    Files.createDirectory(folder.resolve("real"));
    Files.createDirectories(folder.resolve("a/b"));
    Files.createSymbolicLink(folder.resolve("a/b/link"), folder.resolve("real"));
    learn("--out", at("lamp.json"), "--site-out", at("a/b/link/site.yaml"));
    String site = Files.readString(folder.resolve("real/site.yaml"));
    assertTrue(site.contains("mud-file: \"../lamp.json\""), site);
    for (String way : List.of("real/site.yaml", "a/b/link/site.yaml")) {
      Ran audit = audit("--site", at(way));
      assertEquals(ExitCode.FINE, audit.code(), way + audit.err());
    }
  }

  @Test
  void filesOfAFolderAreWrittenDownWithTheDevicesThatTheyJudge() throws IOException {
    capture(
        new Scene()
            .add(AuditIdentityTest.discover(LAMP, URL))
            .dns("api.lamp.example", CLOUD)
            .connects(GATEWAY, CLOUD, 443));
    Files.createDirectory(folder.resolve("files"));
    learn("--out", at("files/lamp.json"), "--report", at("report.json"));
    audit("--mud-files", at("files"), "--site-out", at("site.yaml"));
    String site = Files.readString(folder.resolve("site.yaml"));
    assertTrue(
        site.contains("{mac: \"02:00:00:00:00:10\", addresses: [], mud-file: \"files/lamp.json\"}"),
        site);
    Ran audit = audit("--site", at("site.yaml"));
    assertEquals(ExitCode.FINE, audit.code(), audit.out() + audit.err());
  }

  @Test
  void aSiteWithoutAMudFileIsSaid() throws IOException {
    Ran ran = learn("--site-out", at("site.yaml"));
    assertEquals(ExitCode.FINE, ran.code(), ran.err());
    assertTrue(ran.err().contains("the site file names no MUD file"), ran.err());
    assertFalse(Files.readString(folder.resolve("site.yaml")).contains("devices:"));
    Ran named = learn("--out", at("lamp.json"), "--site-out", at("site.yaml"));
    assertFalse(named.err().contains("names no MUD file"), named.err());
  }

  @Test
  void whoIsNoServerIsNotWrittenDown() throws IOException {
    Scene scene = new Scene().connects(LAPTOP, LAPTOP_4, 53).connects(GATEWAY, CLOUD, 443);
    capture = Files.write(folder.resolve("lan.pcap"), scene.capture()).toString();
    learn("--out", at("lamp.json"), "--site-out", at("site.yaml"));
    String site = Files.readString(folder.resolve("site.yaml"));
    assertFalse(site.contains("dns:") || site.contains("ntp:") || site.contains("dhcp:"), site);
  }

  @Test
  void aSiteThatIsGivenIsNotWritten() throws IOException {
    Path site = Files.writeString(folder.resolve("site.yaml"), "local-networks: [192.168.1.0/24]");
    for (Ran ran :
        List.of(
            learn("--site", site.toString(), "--site-out", at("other.yaml")),
            audit("--site", site.toString(), "--site-out", at("other.yaml")))) {
      assertEquals(ExitCode.WRONG_USE, ran.code(), ran.err());
      assertEquals("", ran.out());
      assertTrue(ran.err().contains("--site says what it is"), ran.err());
      assertFalse(Files.exists(folder.resolve("other.yaml")));
    }
  }

  @Test
  void aPlaceThatIsNotThereIsSaid() {
    Ran ran = audit("--site-out", at("absent/site.yaml"));
    assertEquals(ExitCode.BAD_INPUT, ran.code());
    assertTrue(ran.err().contains("there is no folder for"), ran.err());
  }
}
