package org.mudward.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mudward.cli.Scene.GATEWAY;
import static org.mudward.cli.Scene.LAMP;
import static org.mudward.cli.Scene.LAPTOP;
import static org.mudward.cli.Scene.LAPTOP_4;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code mudward learn} as a user types it: files, holdout, widening, and how it exits. */
class LearnUseTest {
  private static final String URL = "https://lamp.example/v1.json";
  private static final String CLOUD = "198.51.100.7";
  private static final String SITE =
      """
      local-networks: [192.168.1.0/24]
      gateway: {mac: "02:00:00:00:00:01", addresses: [192.168.1.1]}
      dns: [192.168.1.1]
      """;

  /** As a person wrote it: not canonical, with a node that nobody knows, and with a drop. */
  private static final String EXISTING =
      """
      {"ietf-mud:mud": {"mud-version": 1, "mud-url": "https://lamp.example/v1.json",
        "last-update": "2026-01-01T00:00:00Z", "is-supported": true,
        "mud-signature": "v1.p7s", "example:note": {"kept": true},
        "from-device-policy": {"access-lists": {"access-list": [{"name": "mine"}]}}},
       "ietf-access-control-list:acls": {"acl": [
        {"name": "mine", "type": "ipv4-acl-type", "aces": {"ace": [
          {"name": "no telnet",
           "matches": {"tcp": {"destination-port": {"operator": "eq", "port": 23}}},
           "actions": {"forwarding": "drop"}},
          {"name": "cloud",
           "matches": {"ipv4": {"ietf-acldns:dst-dnsname": "api.lamp.example"}},
           "actions": {"forwarding": "accept"}}]}}]}}
      """;

  @TempDir private Path folder;

  private String write(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content).toString();
  }

  private String write(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content).toString();
  }

  private Ran learn(Scene scene, String... options) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("learn", write("a.pcap", scene.capture())));
    arguments.addAll(List.of("--device", LAMP, "--url", URL, "--site", write("site.yaml", SITE)));
    arguments.addAll(List.of(options));
    return Ran.mudward(arguments.toArray(String[]::new));
  }

  private static JsonNode json(String text) throws IOException {
    return new ObjectMapper().readTree(text);
  }

  private static Scene cloud() {
    return new Scene().dns("api.lamp.example", CLOUD).connects(GATEWAY, CLOUD, 443);
  }

  @Test
  void theReportOfWhatEntriesRestOnLiesBesideTheFile() throws IOException {
    Path file = folder.resolve("lamp.json");
    Ran ran = learn(cloud(), "--out", file.toString());
    assertEquals(ExitCode.FINE, ran.code(), ran.err());
    assertEquals(0, Ran.mudward("check", file.toString()).code());
    assertEquals(0, Ran.mudward("fmt", "--check", file.toString()).code());
    assertTrue(ran.out().contains("from-v4/api.lamp.example-tcp-443  frames: 2, connections: 1"));
    assertTrue(ran.out().contains("the file accepts 6; 0 are left out above, 0 are neither"));
    assertEquals("", ran.err());
    JsonNode report = json(Files.readString(folder.resolve("lamp.report.json")));
    assertEquals(2, report.get("entries").size());
    JsonNode talk = report.get("entries").get(0).get("evidence").get("first_conversations").get(0);
    assertEquals(CLOUD, talk.get("peer").asText());
    assertEquals(1, talk.get("opened").asInt());
    assertEquals(1, talk.get("answered").asInt());
    assertEquals(Files.readString(file), report.get("text").asText());
  }

  @Test
  void theReportGoesWhereTheUserWantsIt() throws IOException {
    Path file = folder.resolve("lamp.json");
    Path told = folder.resolve("told.json");
    learn(cloud(), "--out", file.toString(), "--report", told.toString());
    assertTrue(Files.exists(told) && !Files.exists(folder.resolve("lamp.report.json")));
  }

  @Test
  void anExistingFileIsWidenedByWhatItDeniesAndNothingElse() throws IOException {
    String old = write("old.json", EXISTING);
    Scene scene = cloud().connects(LAPTOP, LAPTOP_4, 80).connects(LAPTOP, LAPTOP_4, 23);
    Ran ran = learn(scene, "--existing", old);
    assertEquals(ExitCode.FINE, ran.code(), ran.err());
    JsonNode before = json(Ran.mudward("fmt", old).out());
    JsonNode after = json(ran.out());
    JsonNode was = before.at("/ietf-access-control-list:acls/acl/0/aces/ace");
    JsonNode mine = after.at("/ietf-access-control-list:acls/acl/0/aces/ace");
    assertEquals(was.get(0), mine.get(0));
    assertEquals(was.get(1), mine.get(1));
    assertEquals(3, mine.size(), "what the cloud was sent is permitted already");
    assertEquals("local-networks-tcp-80", mine.get(2).get("name").asText());
    JsonNode to = after.at("/ietf-access-control-list:acls/acl/1/aces/ace");
    assertEquals("to-v4", after.at("/ietf-access-control-list:acls/acl/1/name").asText());
    assertEquals(
        List.of("api.lamp.example-tcp-443", "local-networks-tcp-23", "local-networks-tcp-80"),
        names(to));
    assertEquals(before.at("/ietf-mud:mud/example:note"), after.at("/ietf-mud:mud/example:note"));
    assertTrue(ran.err().contains("signature made before does not fit"), ran.err());
    assertTrue(ran.err().contains("forbidden"), ran.err());
  }

  private static List<String> names(JsonNode entries) {
    List<String> names = new ArrayList<>();
    entries.forEach(entry -> names.add(entry.get("name").asText()));
    return names;
  }

  @Test
  void aFileThatPermitsEverythingAlreadyStaysAsItIs() throws IOException {
    Path file = folder.resolve("lamp.json");
    learn(cloud(), "--out", file.toString());
    String once =
        Files.readString(file).replaceAll("(last-update\": \")[^\"]*", "$12026-01-01T00:00:00Z");
    write("lamp.json", once);
    Ran ran = learn(cloud(), "--existing", file.toString());
    assertEquals(once, ran.out());
  }

  @Test
  void theHoldoutSaysHowMuchOfTheRestIsAcceptedAndWhatShouldHaveBeen() throws IOException {
    Scene scene = cloud().connects(GATEWAY, CLOUD, 443);
    scene.connects(GATEWAY, CLOUD, 443).connects(LAPTOP, LAPTOP_4, 80);
    scene.isProbed(LAPTOP, LAPTOP_4, 22, false);
    JsonNode report = json(learn(scene, "--holdout", "0.5", "--json").out());
    assertEquals(10, report.get("frames").asInt());
    JsonNode holdout = report.get("holdout");
    assertEquals(10, holdout.get("frames").asInt());
    assertEquals(4, holdout.get("accepted").asInt());
    assertEquals(0.4, holdout.get("coverage").asDouble());
    List<String> missing = new ArrayList<>();
    holdout.get("false_denials").forEach(d -> missing.add(d.get("missing").asText()));
    assertEquals(List.of("local-networks-tcp-80", "local-networks-tcp-80"), missing);
    assertEquals("unasked", holdout.get("left_out").get(0).get("reason").asText());
    assertFalse(report.get("text").asText().contains("local-networks"), "only the first part");
    Ran told = learn(scene, "--holdout", "0.5");
    assertTrue(
        told.err()
            .contains(
                "Holdout 0.5: coverage 40.0 % (4 of 10 later frames accepted), false denials: 2"),
        told.err());
  }

  @Test
  void whatTheRestAsksTheDnsForIsKnownFromTheFirstPart() throws IOException {
    Scene scene = cloud();
    for (int i = 0; i < 3; i++) {
      scene.connects(GATEWAY, CLOUD, 443);
    }
    JsonNode holdout = json(learn(scene, "--holdout", "0.4", "--json").out()).get("holdout");
    assertEquals(1.0, holdout.get("coverage").asDouble(), holdout.toString());
  }

  @Test
  void aDeviceThatIsNotThereIsAnsweredByThoseThatAre() throws IOException {
    String capture = write("a.pcap", cloud().capture());
    Ran ran = Ran.mudward("learn", capture, "--device", "02:00:00:00:00:99", "--url", URL);
    assertEquals(ExitCode.BAD_INPUT, ran.code());
    assertEquals("", ran.out());
    assertTrue(
        ran.err()
            .contains(
                """
                no frame of 02:00:00:00:00:99 in the capture; seen were:
                  02:00:00:00:00:01  6 frames
                  02:00:00:00:00:10  6 frames
                """),
        ran.err());
  }

  @Test
  void aDamagedCaptureIsLearntFromAsFarAsItGoesAndTold() throws IOException {
    byte[] damaged = cloud().capture();
    int frame = 24;
    for (int i = 0; i < 5; i++) {
      frame += 16 + cloud().frames().get(i).length;
    }
    damaged[frame + 11] = 0x7F;
    String capture = write("damaged.pcap", damaged);
    Ran ran = Ran.mudward("learn", capture, "--device", LAMP, "--url", URL, "--json");
    assertEquals(ExitCode.BAD_INPUT, ran.code());
    assertTrue(ran.err().contains("damaged.pcap is damaged"), ran.err());
    assertEquals(2, json(ran.out()).get("entries").size());
    byte[] cut = Arrays.copyOf(cloud().capture(), cloud().capture().length - 3);
    String ends = write("cut.pcap", cut);
    assertEquals(ExitCode.FINE, Ran.mudward("learn", ends, "--device", LAMP, "--url", URL).code());
  }

  @Test
  void whatIsNeededAndMissingOrBrokenIsThree() throws IOException {
    String capture = write("a.pcap", cloud().capture());
    String text = write("text", "no capture");
    for (String[] arguments :
        new String[][] {
          {folder + "/absent.pcap"},
          {capture, text},
          {capture, "--site", folder + "/absent.yaml"},
          {capture, "--existing", folder + "/absent.json"},
          {capture, "--existing", write("broken.json", "{}")},
          {capture, "--out", folder + "/absent/lamp.json"}
        }) {
      assertExits(ExitCode.BAD_INPUT, arguments);
    }
  }

  private static void assertExits(int code, String... arguments) {
    List<String> all = new ArrayList<>(List.of("learn", "--device", LAMP, "--url", URL));
    all.addAll(List.of(arguments));
    Ran ran = Ran.mudward(all.toArray(String[]::new));
    assertEquals(code, ran.code(), all + ran.err());
    assertEquals("", ran.out());
    assertFalse(ran.err().isEmpty());
  }

  @Test
  void wrongUseIsTwo() throws IOException {
    String capture = write("a.pcap", cloud().capture());
    String old = write("old.json", EXISTING.replace("v1.json", "v2.json"));
    String same = write("same.json", EXISTING);
    for (String[] arguments :
        new String[][] {
          {"learn", capture},
          {"learn", capture, "--device", LAMP},
          {"learn", "--device", LAMP, "--url", URL},
          {"learn", capture, "--device", "lamp", "--url", URL},
          {"learn", capture, "--device", "ff:ff:ff:ff:ff:ff", "--url", URL},
          {"learn", capture, "--device", LAMP, "--url", "http://lamp.example/"},
          {"learn", capture, "--device", LAMP, "--url", URL, "--holdout", "1"},
          {"learn", capture, "--device", LAMP, "--url", URL, "--holdout", "half"},
          {"learn", "-", "--device", LAMP, "--url", URL, "--holdout", "0.5"},
          {"learn", "-", "-", "--device", LAMP, "--url", URL},
          {"learn", capture, "--device", LAMP, "--url", URL, "--existing", old},
          {"learn", capture, "--device", LAMP, "--url", URL, "--systeminfo", "x".repeat(61)},
          {"learn", capture, "--device", LAMP, "--url", URL, "--systeminfo", "x\ny"},
          {
            "learn",
            capture,
            "--device",
            LAMP,
            "--url",
            URL,
            "--existing",
            same,
            "--systeminfo",
            "x"
          }
        }) {
      Ran ran = Ran.mudward(arguments);
      assertEquals(ExitCode.WRONG_USE, ran.code(), String.join(" ", arguments) + ran.err());
      assertEquals("", ran.out());
    }
  }
}
