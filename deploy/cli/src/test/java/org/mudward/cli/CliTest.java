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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The commands as a user types them: what they print, and how they exit. */
class CliTest {
  private static final String LAMP =
      """
      {"ietf-mud:mud": {"mud-version": 1, "mud-url": "https://lamp.example/v1",
        "last-update": "2026-01-01T00:00:00Z", "is-supported": true, "mud-signature": "v1.p7s",
        "from-device-policy": {"access-lists": {"access-list": [{"name": "from"}]}},
        "to-device-policy": {"access-lists": {"access-list": [{"name": "to"}]}}},
       "ietf-access-control-list:acls": {"acl": [
        {"name": "from", "type": "ipv4-acl-type", "aces": {"ace": [{"name": "cloud",
          "matches": {"ipv4": {"ietf-acldns:dst-dnsname": "api.lamp.example"},
            "tcp": {"destination-port": {"port": 443}}},
          "actions": {"forwarding": "accept"}}]}},
        {"name": "to", "type": "ipv4-acl-type", "aces": {"ace": [{"name": "cloud",
          "matches": {"ipv4": {"ietf-acldns:src-dnsname": "api.lamp.example"},
            "tcp": {"source-port": {"port": 443}}},
          "actions": {"forwarding": "accept"}}]}}]}}
      """;
  private static final String SITE =
      """
      local-networks: [192.168.1.0/24]
      gateway: {mac: "02:00:00:00:00:01", addresses: [192.168.1.1]}
      dns: [192.168.1.1]
      names: {api.lamp.example: [198.51.100.7]}
      """;
  private static final String DEVICE = "MAC=02:00:00:00:00:10,ip=192.168.1.10";

  @TempDir private Path folder;

  private String file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content).toString();
  }

  @Test
  void checkPrintsAnArrayInTheOrderGivenAndExitsWithFindings() throws IOException {
    String good = file("good.json", LAMP);
    String bad = file("bad.json", LAMP.replace("https://lamp", "http://lamp"));
    Ran ran = Ran.mudward("check", "--json", bad, good);
    assertEquals(ExitCode.FINDINGS, ran.code(), ran.err());
    assertEquals(ran.out(), Ran.mudward("lint", "--json", bad, good).out());
    JsonNode array = new ObjectMapper().readTree(ran.out());
    assertEquals(bad, array.get(0).get("file").asText());
    assertEquals(false, array.get(0).get("valid").asBoolean());
    assertEquals(true, array.get(1).get("valid").asBoolean());
    JsonNode problem = array.get(0).get("problems").get(0);
    assertEquals("error", problem.get("severity").asText());
    assertEquals("MF-06", problem.get("code").asText());
    assertEquals("/ietf-mud:mud/mud-url", problem.get("pointer").asText());
    assertTrue(problem.hasNonNull("section") && problem.hasNonNull("message"));
  }

  @Test
  void violationsAreOfADevice() {
    Ran ran = Ran.mudward("violations", "lamp");
    assertEquals(ExitCode.WRONG_USE, ran.code(), ran.err());
    assertTrue(ran.err().contains("not a MAC address: lamp"), ran.err());
    assertTrue(Ran.mudward("violations", "--help").out().contains("came nearest"));
  }

  @ParameterizedTest
  @CsvSource({
    "2w,is expected",
    "two hours,is expected",
    "-2h,is expected",
    "2h 3,is expected",
    "1234567s,is expected"
  })
  void aPauseHasATime(String time, String message) {
    Ran ran = Ran.mudward("pause", "02:00:00:00:00:10", "--for", time);
    assertEquals(ExitCode.WRONG_USE, ran.code(), ran.err());
    assertTrue(ran.err().contains(message), ran.err());
    assertEquals(ExitCode.WRONG_USE, Ran.mudward("pause", "02:00:00:00:00:10").code());
  }

  @Test
  void whatAnOperatorMayDecideIsInTheHelp() {
    String help = Ran.mudward("--help").out();
    for (String word : List.of("approve", "reject", "forget", "pause", "resume", "files")) {
      assertTrue(help.contains(word), help);
    }
    Ran ran = Ran.mudward("approve", "02:00:00:00:00");
    assertEquals(ExitCode.WRONG_USE, ran.code(), ran.err());
    assertTrue(ran.err().contains("nor the SHA-256 of a file"), ran.err());
  }

  @Test
  void aListOfCommandsSaysAWholeSentenceOfEachAndParagraphsFitTheWidth() {
    for (String command : List.of("", "hook", "devices", "trust", "config")) {
      String help = Ran.mudward((command + " --help").trim().split(" ")).out();
      String list = help.substring(help.indexOf("Commands:\n"));
      int end = list.indexOf("\n\n");
      for (String entry :
          list.substring("Commands:\n".length(), end < 0 ? list.length() : end)
              .split("\n(?=  \\S)")) {
        assertTrue(entry.stripTrailing().endsWith("."), entry);
      }
    }
    String help = Ran.mudward("files", "--help").out();
    assertTrue(help.contains("which\nwaits for a person, and what"), help);
  }

  @Test
  void checkSaysOfAFileFromBeforeTheRfcHowItCanBeRead() throws IOException {
    String old = file("old.json", LAMP.replace("control-list:acls", "control-list:access-lists"));
    Ran strict = Ran.mudward("check", old);
    assertEquals(ExitCode.FINDINGS, strict.code(), strict.err());
    assertTrue(strict.out().contains("--lenient reads it"), strict.out());
    Ran lenient = Ran.mudward("check", "--lenient", old);
    assertEquals(ExitCode.FINE, lenient.code(), lenient.out());
    String bad = file("bad.json", LAMP.substring(1));
    assertFalse(Ran.mudward("check", bad).out().contains("--lenient"));
  }

  @Test
  void checkOfWhatIsNotThereIsBadInput() {
    Ran ran = Ran.mudward("check", folder.resolve("none.json").toString());
    assertEquals(ExitCode.BAD_INPUT, ran.code());
    assertTrue(ran.err().contains("no such file"), ran.err());
  }

  @Test
  void diffSaysWhatANewVersionPermitsAndNotHowItIsWritten() throws IOException {
    String old = file("old.json", LAMP);
    String renamed = file("renamed.json", LAMP.replace("\"cloud\"", "\"vendor\""));
    Ran same = Ran.mudward("diff", old, renamed);
    assertEquals(ExitCode.FINE, same.code(), same.err());
    assertTrue(same.out().startsWith("Both permit the same traffic."), same.out());
    String wider = file("wider.json", LAMP.replace("443", "8883").replace("48", "24"));
    Ran changed = Ran.mudward("diff", "--json", old, wider);
    assertEquals(ExitCode.FINDINGS, changed.code(), changed.err());
    JsonNode difference = new ObjectMapper().readTree(changed.out());
    assertEquals(false, difference.get("same_traffic").asBoolean());
    assertTrue(
        difference.get("newly_permitted").get(0).get("rule").asText().contains("port 8883"),
        changed.out());
    assertTrue(
        difference.get("no_longer_permitted").get(0).get("rule").asText().contains("port 443"),
        changed.out());
  }

  @Test
  void explainNamesTheEntryOrTheNearestMiss() throws IOException {
    String mud = file("lamp.json", LAMP);
    String site = file("site.yaml", SITE);
    Ran ran =
        Ran.mudward(
            "explain",
            mud,
            "--site",
            site,
            "--device",
            DEVICE,
            "--packet",
            "tcp device -> api.lamp.example:443 syn",
            "--packet",
            "tcp device -> api.lamp.example:80 syn");
    assertEquals(ExitCode.FINE, ran.code(), ran.err());
    assertTrue(
        ran.out().contains("443 syn: accept") && ran.out().contains("by from/cloud"), ran.out());
    assertTrue(ran.out().contains("80 syn: drop"), ran.out());
    assertTrue(
        ran.out().contains("nearest: from/cloud: all but destination port: 80, wanted 443"),
        ran.out());
  }

  /** The lamp, to which only answers come, and a drop. */
  private static final String CAREFUL_LAMP =
      LAMP.replace(
              "{\"source-port\"",
              "{\"ietf-mud:direction-initiated\": \"from-device\", \"source-port\"")
          .replace(
              "{\"name\": \"from\", \"type\": \"ipv4-acl-type\", \"aces\": {\"ace\": [",
              """
              {"name": "from", "type": "ipv4-acl-type", "aces": {"ace": [
                {"name": "telnet", "matches": {"ipv4": {"protocol": 6},
                  "tcp": {"destination-port": {"port": 23}}}, "actions": {"forwarding": "drop"}},
              """);

  private Ran explain(String... more) throws IOException {
    List<String> words = new ArrayList<>();
    words.addAll(List.of("explain", file("careful.json", CAREFUL_LAMP)));
    words.addAll(List.of("--site", file("site.yaml", SITE), "--device", DEVICE));
    for (String packet :
        List.of(
            "tcp device -> api.lamp.example:443 syn",
            "tcp api.lamp.example:443 -> device syn",
            "tcp device -> api.lamp.example:23 syn",
            "tcp device -> api.lamp.example:80 syn",
            "tcp device -> api.lamp.example:80 ack",
            "udp device -> 203.0.113.9:5000")) {
      words.addAll(List.of("--packet", packet));
    }
    words.addAll(List.of(more));
    Ran ran = Ran.mudward(words.toArray(String[]::new));
    assertEquals(ExitCode.FINE, ran.code(), ran.err());
    return ran;
  }

  @Test
  void explainSaysWhyAPacketIsDropped() throws IOException {
    String text = explain().out();
    assertTrue(text.contains("    reason: connection-block, to/cloud\n"), text);
    assertTrue(text.contains("    reason: deny, from/telnet\n"), text);
    assertTrue(text.contains("    reason: nomatch\n"), text);
    assertFalse(text.contains("dropped ("), text);
    JsonNode array = new ObjectMapper().readTree(explain("--json").out());
    assertEquals(6, array.size());
    assertFalse(array.get(0).get("sender").has("reason"));
    assertEquals("connection-block", array.get(1).get("receiver").get("reason").asText());
    assertEquals("to/cloud", array.get(1).get("receiver").get("ace_name").asText());
    assertEquals("deny", array.get(2).get("sender").get("reason").asText());
    assertEquals("nomatch", array.get(3).get("sender").get("reason").asText());
    assertFalse(array.get(3).get("sender").has("ace_name"));
  }

  @Test
  void explainCountsDropsByTheirReason() throws IOException {
    JsonNode object = new ObjectMapper().readTree(explain("--json", "--drop-counts").out());
    assertEquals(6, object.get("packets").size());
    JsonNode counts = object.get("drop_counts");
    assertEquals(3, counts.size(), counts::toString);
    assertEquals(
        "{\"policy\":\"https://lamp.example/v1\",\"direction\":\"from-device\","
            + "\"reason\":\"nomatch\",\"drop_count\":3}",
        counts.get(2).toString());
    String text = explain("--drop-counts").out();
    assertTrue(
        text.contains(
            "dropped (to-device, https://lamp.example/v1): 1 by connection-block, to/cloud"),
        text);
  }

  @Test
  void whatCompilePrintsCanBeProved() throws IOException {
    String mud = file("lamp.json", LAMP);
    String site = file("site.yaml", SITE);
    Ran compiled =
        Ran.mudward("compile", mud, "--site", site, "--device", DEVICE, "--target", "snapshot");
    assertEquals(ExitCode.FINE, compiled.code(), compiled.err());
    String snapshot = file("snapshot.json", compiled.out());
    Ran proved = Ran.mudward("prove", "--snapshot", snapshot, "--against", "openflow");
    assertEquals(ExitCode.FINE, proved.code(), proved.out() + proved.err());
    assertTrue(proved.out().contains("passes the same packets as the snapshot"), proved.out());
    Ran flows =
        Ran.mudward("compile", mud, "--site", site, "--device", DEVICE, "--target", "openflow");
    assertTrue(flows.out().contains("nw_dst=198.51.100.7"), flows.out());
    assertTrue(!flows.out().contains("ct("), flows.out());
  }

  @Test
  void tablesForASwitchThatFollowsConnectionsAreShown() throws IOException {
    String mud = file("lamp.json", LAMP);
    String[] words = {
      "compile", mud, "--site", file("site.yaml", SITE), "--device", DEVICE, "--connection-tracking"
    };
    Ran flows = Ran.mudward(with(words, "--target", "openflow"));
    assertEquals(ExitCode.FINE, flows.code(), flows.err());
    assertTrue(flows.out().contains("actions=ct(table=1,zone=19797)"), flows.out());
    assertTrue(flows.out().contains("# limitation: connections are followed"), flows.out());
    Ran other = Ran.mudward(with(words, "--target", "snapshot"));
    assertEquals(ExitCode.WRONG_USE, other.code());
    assertTrue(other.err().contains("goes with --target openflow alone"), other.err());
  }

  private static String[] with(String[] words, String... more) {
    return Stream.concat(Stream.of(words), Stream.of(more)).toArray(String[]::new);
  }

  @Test
  void proveAnswersOneQuestionAndFindsWhatDiffers() throws IOException {
    String site = file("site.yaml", SITE);
    String[] snapshots = new String[2];
    for (int i = 0; i < 2; i++) {
      String mud = file("lamp" + i + ".json", i == 0 ? LAMP : LAMP.replace("443", "8883"));
      Ran ran =
          Ran.mudward("compile", mud, "--site", site, "--device", DEVICE, "--target", "snapshot");
      snapshots[i] = file("snapshot" + i + ".json", ran.out());
    }
    String one = snapshots[0];
    assertEquals(ExitCode.FINE, Ran.mudward("prove", "--snapshot", one, "--same-as", one).code());
    Ran other = Ran.mudward("prove", "--snapshot", one, "--within", snapshots[1]);
    assertEquals(ExitCode.FINDINGS, other.code(), other.err());
    assertTrue(other.out().contains("443"), other.out());
    Ran pairs = Ran.mudward("prove", "--snapshot", one, "--pairs", "--json");
    assertEquals(ExitCode.FINE, pairs.code(), pairs.err());
    assertTrue(pairs.out().contains("tcp any -> 443 over IPv4"), pairs.out());
    String[] reach = {
      "prove", "--snapshot", one, "--reach", "any", "--to", "198.51.100.7", "--port", ""
    };
    reach[8] = "tcp/443";
    assertEquals(ExitCode.FINDINGS, Ran.mudward(reach).code());
    reach[8] = "tcp/22";
    assertEquals(ExitCode.FINE, Ran.mudward(reach).code());
    for (String wrong : List.of("tcp/65536", "icmp/1", "22/tcp/1", "")) {
      reach[8] = wrong;
      assertEquals(ExitCode.WRONG_USE, Ran.mudward(reach).code(), wrong);
    }
    assertEquals(ExitCode.WRONG_USE, Ran.mudward("prove", "--snapshot", one).code());
    Ran two = Ran.mudward("prove", "--snapshot", one, "--pairs", "--same-as", one);
    assertEquals(ExitCode.WRONG_USE, two.code());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "local-network: []|did you mean \"local-networks\"?",
        "dns: [192.168.1.300]|192.168.1.300",
        "gateway: {mac: 02-00}|not a MAC address",
        "devices: [{mac: '02:00:00:00:00:10'}, {mac: '02:00:00:00:00:10'}]|listed twice",
        "devices: [{mac: 'ff:ff:ff:ff:ff:ff'}]|address of a group",
        "names: {a: [1.2.3.4]|not YAML",
        "ntp: []|\"ntp\" is there twice",
        "\"\\e[31mdns\": []|unknown key \"?[31mdns\"",
      })
  void aSiteFileWithAMistakeIsRefusedWithItsLine(String yaml, String said) throws IOException {
    String mud = file("lamp.json", LAMP);
    String site = file("site.yaml", "ntp: [192.168.1.1]\n" + yaml + "\n");
    Ran ran =
        Ran.mudward("compile", mud, "--site", site, "--device", DEVICE, "--target", "snapshot");
    assertEquals(ExitCode.BAD_INPUT, ran.code(), ran.err());
    assertTrue(ran.err().contains(said) && ran.err().contains("line "), ran.err());
  }

  @Test
  void aSiteFileWithoutMeasureIsRefused() throws IOException {
    for (String[] one :
        new String[][] {
          {"dns: " + "[".repeat(2000) + "]".repeat(2000), "line 1: nested deeper than 64 levels"},
          {"a: ".repeat(3) + "{b: ".repeat(70) + "1" + "}".repeat(70), "not YAML"},
          {"x: " + "{b: ".repeat(2000) + "1" + "}".repeat(2000), "nested deeper than 64"},
          {"a: 1\ndns: " + "1".repeat(300_000), "line 2: longer than 262144 characters"},
          {"# a line\n".repeat(1_000_000), "longer than 8388608 octets"}
        }) {
      Ran ran =
          Ran.mudward(
              "compile",
              file("lamp.json", LAMP),
              "--site",
              file("s.yaml", one[0]),
              "--target",
              "snapshot");
      assertEquals(ExitCode.BAD_INPUT, ran.code(), ran.err());
      assertTrue(ran.err().contains(one[1]), ran.err());
    }
  }

  @Test
  void examplesStandInTheHelpAsTheyAreTyped() {
    List<CommandLine> commands = new ArrayList<>(List.of(Main.commandLine()));
    for (int i = 0; i < commands.size(); i++) {
      CommandLine command = commands.get(i);
      commands.addAll(command.getSubcommands().values());
      String help = command.getUsageMessage();
      for (String line : command.getCommandSpec().usageMessage().footer()) {
        boolean isExample = line.startsWith("  ") || line.startsWith("Example");
        assertTrue(!isExample || help.contains(line + "\n"), line);
      }
    }
    assertTrue(commands.size() > 20, "all of them: " + commands.size());
  }

  @Test
  void wrongUseSaysWhatIsRight() throws IOException {
    assertEquals(ExitCode.WRONG_USE, Ran.mudward().code());
    assertEquals(ExitCode.WRONG_USE, Ran.mudward("chek").code());
    String mud = file("lamp.json", LAMP);
    Ran ran = Ran.mudward("explain", mud, "--device", DEVICE, "--packet", "hello");
    assertEquals(ExitCode.WRONG_USE, ran.code());
    assertTrue(ran.err().contains(PacketText.SYNTAX), ran.err());
    for (String command :
        List.of("check", "explain", "compile", "prove", "run", "devices", "trust", "hook")) {
      Ran help = Ran.mudward(command, "--help");
      assertEquals(ExitCode.FINE, help.code());
      assertTrue(help.out().length() > 200, command);
    }
  }

  @Test
  void whatIsHandedInWronglyIsSaidBeforeAnybodyIsAsked() {
    List<List<String>> wrong =
        List.of(
            List.of("devices", "add", "02:00:00:00:00:10"),
            List.of("devices", "add", "lamp", "https://lamp.example/lamp.json"),
            List.of("devices", "add", "02:00:00:00:00:10", "https://a.example/b", "--qr", "x"),
            List.of("hook"),
            List.of("hook", "certificate", "02:00:00:00:00:10"));
    for (List<String> arguments : wrong) {
      assertEquals(
          ExitCode.WRONG_USE, Ran.mudward(arguments.toArray(String[]::new)).code(), arguments + "");
    }
    for (List<String> arguments :
        List.of(
            List.of("devices", "import", "nowhere.csv"),
            List.of("devices", "add", "--qr", "nowhere.txt"),
            List.of("hook", "certificate", "02:00:00:00:00:10", "nowhere.pem"))) {
      assertEquals(
          ExitCode.BAD_INPUT, Ran.mudward(arguments.toArray(String[]::new)).code(), arguments + "");
    }
  }
}
