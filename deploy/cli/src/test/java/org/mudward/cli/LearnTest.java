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
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mudward.policy.testing.FrameBuilder;

/** {@code mudward learn}: what of a device's traffic becomes which entry, and what does not. */
class LearnTest {
  private static final String URL = "https://lamp.example/v1.json";
  private static final String CLOUD = "198.51.100.7";
  private static final String CLOUD_6 = "2001:db8:c::7";
  private static final String MATE = "02:00:00:00:00:11";
  private static final String SITE =
      """
      local-networks: [192.168.1.0/24]
      gateway: {mac: "02:00:00:00:00:01", addresses: [192.168.1.1, "fe80::1"]}
      dns: [192.168.1.1]
      ntp: [192.168.1.1]
      controllers: {"https://hub.example/class": [192.168.1.7]}
      my-controllers: {"https://lamp.example/v1.json": [192.168.1.8]}
      devices:
        - {mac: "02:00:00:00:00:10", name: lamp, addresses: [192.168.1.10], mud-file: none.json}
        - {mac: "02:00:00:00:00:11", name: mate, addresses: [192.168.1.11], mud-file: mate.json}
      """;
  private static final String MATE_FILE =
      """
      {"ietf-mud:mud": {"mud-version": 1, "mud-url": "https://lamp.example/mate.json",
        "last-update": "2026-01-01T00:00:00Z", "is-supported": true}}
      """;

  private static final String EXAMPLE =
      """
      {
        "ietf-mud:mud": {
          "mud-version": 1,
          "mud-url": "https://lamp.example/v1.json",
          "last-update": "TIME",
          "cache-validity": 48,
          "is-supported": true,
          "systeminfo": "A lamp",
          "from-device-policy": {
            "access-lists": {
              "access-list": [
                {
                  "name": "from-v4"
                }
              ]
            }
          },
          "to-device-policy": {
            "access-lists": {
              "access-list": [
                {
                  "name": "to-v4"
                }
              ]
            }
          }
        },
        "ietf-access-control-list:acls": {
          "acl": [
            {
              "name": "from-v4",
              "type": "ipv4-acl-type",
              "aces": {
                "ace": [
                  {
                    "name": "api.lamp.example-tcp-443",
                    "matches": {
                      "ipv4": {
                        "ietf-acldns:dst-dnsname": "api.lamp.example"
                      },
                      "tcp": {
                        "destination-port": {
                          "operator": "eq",
                          "port": 443
                        },
                        "ietf-mud:direction-initiated": "from-device"
                      }
                    },
                    "actions": {
                      "forwarding": "accept"
                    }
                  }
                ]
              }
            },
            {
              "name": "to-v4",
              "type": "ipv4-acl-type",
              "aces": {
                "ace": [
                  {
                    "name": "api.lamp.example-tcp-443",
                    "matches": {
                      "ipv4": {
                        "ietf-acldns:src-dnsname": "api.lamp.example"
                      },
                      "tcp": {
                        "source-port": {
                          "operator": "eq",
                          "port": 443
                        },
                        "ietf-mud:direction-initiated": "from-device"
                      }
                    },
                    "actions": {
                      "forwarding": "accept"
                    }
                  }
                ]
              }
            }
          ]
        }
      }
      """;

  @TempDir private Path folder;

  private String write(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content).toString();
  }

  private String site() throws IOException {
    Files.writeString(folder.resolve("mate.json"), MATE_FILE);
    return Files.writeString(folder.resolve("site.yaml"), SITE).toString();
  }

  private Ran learn(Scene scene, String... options) throws IOException {
    return learn(List.of(write("some.pcap", scene.capture())), options);
  }

  private Ran learn(List<String> captures, String... options) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("learn"));
    arguments.addAll(captures);
    arguments.addAll(List.of("--device", LAMP, "--url", URL, "--site", site()));
    arguments.addAll(List.of(options));
    return Ran.mudward(arguments.toArray(String[]::new));
  }

  private JsonNode report(Scene scene, String... options) throws IOException {
    String[] all = Arrays.copyOf(options, options.length + 1);
    all[options.length] = "--json";
    Ran ran = learn(scene, all);
    assertEquals(ExitCode.FINE, ran.code(), ran.err());
    return new ObjectMapper().readTree(ran.out());
  }

  /** The entries of a report as {@code acl/ace}, sorted. */
  private static List<String> entries(JsonNode report) {
    TreeSet<String> entries = new TreeSet<>();
    for (JsonNode entry : report.get("entries")) {
      entries.add(entry.get("acl").asText() + "/" + entry.get("ace").asText());
    }
    return List.copyOf(entries);
  }

  /** Why something was left out, as {@code reason peer port}, sorted. */
  private static List<String> leftOut(JsonNode report) {
    TreeSet<String> leftOut = new TreeSet<>();
    for (JsonNode one : report.get("left_out")) {
      String port = one.has("port") ? " " + one.get("port").asText() : "";
      leftOut.add(one.get("reason").asText() + " " + one.get("peer").asText() + port);
    }
    return List.copyOf(leftOut);
  }

  @Test
  void theFileSaysWhatAMakerWouldSay() throws IOException {
    Scene scene = new Scene().dns("api.lamp.example", CLOUD).connects(GATEWAY, CLOUD, 443);
    Ran ran = learn(scene, "--systeminfo", "A lamp");
    assertEquals(ExitCode.FINE, ran.code(), ran.err());
    String time = ran.out().replaceAll("(?s).*\"last-update\": \"([^\"]*)\".*", "$1");
    assertEquals(EXAMPLE, ran.out().replace(time, "TIME"));
    String document = Files.readString(LimitsDocumentTest.root().resolve("docs/learn.md"));
    assertTrue(document.contains(EXAMPLE.replace("TIME", "2026-11-28T16:00:00Z")), "the example");
    assertTrue(ran.err().contains("2 entries from 6 frames"), ran.err());
  }

  @Test
  void whoeverSentTheSynOpenedTheConnection() throws IOException {
    Scene scene = new Scene().connects(LAPTOP, LAPTOP_4, 8080).isConnected(LAPTOP, LAPTOP_4, 80);
    JsonNode report = report(scene);
    assertEquals(
        List.of(
            "from-v4/local-networks-tcp-8080",
            "from-v4/own-tcp-80-for-local-networks",
            "to-v4/local-networks-tcp-8080",
            "to-v4/own-tcp-80-for-local-networks"),
        entries(report));
    String text = report.get("text").asText();
    assertEquals(2, text.split("\"ietf-mud:direction-initiated\": \"to-device\"", -1).length - 1);
    assertFalse(text.contains("5000"), "no port of a client: " + text);
    assertFalse(text.contains("192.168"), text);
  }

  @Test
  void ofAliasesTheNameThatWasAskedIsWritten() throws IOException {
    Scene scene =
        new Scene()
            .dns("api.lamp.example", "edge7.cdn.example", CLOUD)
            .connects(GATEWAY, CLOUD, 443);
    String text = report(scene).get("text").asText();
    assertTrue(text.contains("api.lamp.example") && !text.contains("cdn.example"), text);
  }

  @Test
  void ofSeveralNamesTheOneThatWasAskedLastIsMeant() throws IOException {
    Scene scene =
        new Scene()
            .dns("a.lamp.example", CLOUD)
            .connects(GATEWAY, CLOUD, 443)
            .dns("b.lamp.example", CLOUD)
            .connects(GATEWAY, CLOUD, 80)
            .dnsOfLaptop("c.other.example", CLOUD)
            .connects(GATEWAY, CLOUD, 80);
    assertEquals(
        List.of(
            "from-v4/a.lamp.example-tcp-443",
            "from-v4/b.lamp.example-tcp-80",
            "to-v4/a.lamp.example-tcp-443",
            "to-v4/b.lamp.example-tcp-80"),
        entries(report(scene)));
  }

  @Test
  void whatWasUsedBeforeItWasAskedForIsNamedAndItsFirstFramesAreListed() throws IOException {
    Scene scene =
        new Scene()
            .connects(GATEWAY, CLOUD, 443)
            .dns("api.lamp.example", CLOUD)
            .connects(GATEWAY, CLOUD, 443);
    JsonNode report = report(scene);
    assertEquals(
        List.of("from-v4/api.lamp.example-tcp-443", "to-v4/api.lamp.example-tcp-443"),
        entries(report));
    assertEquals(List.of("early " + CLOUD + " 443"), leftOut(report));
    assertEquals(4, report.get("left_out").get(0).get("frames").asInt());
  }

  @Test
  void aNameThatOnlyAnotherAskedForIsPointedOut() throws IOException {
    Scene scene = new Scene().dnsOfLaptop("x.example", CLOUD).connects(GATEWAY, CLOUD, 443);
    JsonNode report = report(scene);
    assertEquals(List.of("from-v4/x.example-tcp-443", "to-v4/x.example-tcp-443"), entries(report));
    assertTrue(report.get("findings").get(0).asText().contains("only another host"));
  }

  @Test
  void anAddressThatNothingExplainsIsPointedOut() throws IOException {
    JsonNode report = report(new Scene().connects(GATEWAY, CLOUD, 443));
    assertEquals(
        List.of("from-v4/198.51.100.7-tcp-443", "to-v4/198.51.100.7-tcp-443"), entries(report));
    assertTrue(report.get("entries").get(0).get("address_literal").asBoolean());
    assertTrue(report.get("findings").get(0).asText().contains("names a host by its address"));
    assertTrue(report.get("text").asText().contains("\"198.51.100.7/32\""));
  }

  @Test
  void anAddressOfThisNetworkInAnAnswerExplainsNothing() throws IOException {
    Scene scene = new Scene().dns("evil.example", LAPTOP_4).connects(LAPTOP, LAPTOP_4, 443);
    assertEquals(
        List.of("from-v4/local-networks-tcp-443", "to-v4/local-networks-tcp-443"),
        entries(report(scene)));
  }

  @Test
  void peersThatAnAbstractionFitsAreNamedByIt() throws IOException {
    Scene scene =
        new Scene()
            .connects("02:00:00:00:00:07", "192.168.1.7", 1883)
            .connects("02:00:00:00:00:08", "192.168.1.8", 1884)
            .connects(MATE, "192.168.1.11", 1885)
            .connects(LAPTOP, LAPTOP_4, 1886)
            .connects(GATEWAY, "192.168.1.1", 53);
    JsonNode report = report(scene);
    List<String> from = entries(report).stream().filter(e -> e.startsWith("from")).toList();
    assertEquals(
        List.of(
            "from-v4/class-tcp-1883",
            "from-v4/dns-tcp-53",
            "from-v4/local-networks-tcp-1886",
            "from-v4/my-controller-tcp-1884",
            "from-v4/same-manufacturer-tcp-1885"),
        from);
    assertEquals(0, report.get("findings").size());
    assertEquals(1.0, coverageBesides(report));
  }

  /** The part of what is not left out that the file accepts. */
  private static double coverageBesides(JsonNode report) {
    JsonNode check = report.get("check");
    assertEquals(0, check.get("not_covered").size(), check.toString());
    return check.get("accepted").asDouble()
        / (check.get("frames").asDouble() - check.get("left_out").asDouble());
  }

  @Test
  void groupsAreLocalNetworksWhereTheyBelongToThemAndElseAddresses() throws IOException {
    Scene scene = new Scene();
    for (int i = 0; i < 3; i++) {
      scene.sends("01:00:5e:00:00:fb", "224.0.0.251", 5353, 5353);
      scene.sends("01:00:5e:01:02:03", "239.1.2.3", 5000, 5000);
    }
    JsonNode report = report(scene);
    assertEquals(
        List.of("from-v4/239.1.2.3-udp-5000", "from-v4/local-networks-udp-5353"), entries(report));
    assertEquals(0, report.get("findings").size(), "groups have no names");
    assertTrue(report.get("text").asText().contains("\"source-port\""), "always the same port");
  }

  @Test
  void whatASitePermitsAnywayIsNotRepeated() throws IOException {
    Scene scene =
        new Scene()
            .add(FrameBuilder.frame(LAMP, "ff:ff:ff:ff:ff:ff").arp().build())
            .dns("api.lamp.example", CLOUD)
            .sends(GATEWAY, "192.168.1.1", 123, 123)
            .gets(GATEWAY, "192.168.1.1", 123, 123)
            .add(
                FrameBuilder.frame(LAMP, "ff:ff:ff:ff:ff:ff")
                    .ip("0.0.0.0", "255.255.255.255")
                    .udp(68, 67)
                    .build())
            .gets(GATEWAY, "192.168.1.1", 67, 68)
            .add(
                FrameBuilder.frame(LAMP, "33:33:00:00:00:02")
                    .ip("fe80::10", "ff02::2")
                    .icmp(133, 0)
                    .build());
    JsonNode report = report(scene);
    assertEquals(List.of(), entries(report));
    assertEquals(List.of(), leftOut(report));
    assertFalse(report.get("text").asText().contains("access-list"));
  }

  @Test
  void aScanIsLeftOutWithItsOpenPort() throws IOException {
    Scene scene = new Scene().isConnected(LAPTOP, LAPTOP_4, 8080);
    for (int port = 1; port <= 30; port++) {
      scene.isProbed("02:00:00:00:00:66", "192.168.1.66", port, port == 22);
    }
    JsonNode report = report(scene);
    assertEquals(
        List.of("from-v4/own-tcp-8080-for-local-networks", "to-v4/own-tcp-8080-for-local-networks"),
        entries(report));
    assertEquals(List.of("scan 192.168.1.66 1"), leftOut(report));
    assertEquals(30, report.get("left_out").get(0).get("services").asInt());
    assertEquals(60, report.get("left_out").get(0).get("frames").asInt());
  }

  @Test
  void whoBreaksOffAtOnceHasOnlyLooked() throws IOException {
    Scene scene = new Scene().isProbed(LAPTOP, LAPTOP_4, 80, true).breaksOff(LAPTOP, LAPTOP_4, 80);
    assertEquals(List.of("half-open " + LAPTOP_4 + " 80"), leftOut(report(scene)));
  }

  @Test
  void whatTheDeviceTriedInVainIsAFailureAndPermittedOnlyIfAskedFor() throws IOException {
    Scene scene = new Scene().dns("gone.lamp.example", CLOUD);
    for (int i = 0; i < 10; i++) {
      scene.triesInVain(GATEWAY, CLOUD, 443);
    }
    JsonNode report = report(scene);
    assertEquals(List.of(), entries(report));
    assertEquals(List.of("unanswered " + CLOUD + " 443"), leftOut(report));
    assertEquals("gone.lamp.example", report.get("left_out").get(0).get("names").get(0).asText());
    assertEquals(
        List.of("from-v4/gone.lamp.example-tcp-443", "to-v4/gone.lamp.example-tcp-443"),
        entries(report(scene, "--unanswered")));
  }

  @Test
  void withoutConnectionsAnAnswerCountsOrThatItIsDoneAgainAndAgain() throws IOException {
    Scene scene =
        new Scene()
            .sends(LAPTOP, LAPTOP_4, 40_001, 5001)
            .gets(LAPTOP, LAPTOP_4, 5001, 40_001)
            .sends(LAPTOP, LAPTOP_4, 40_002, 5002)
            .sends(LAPTOP, LAPTOP_4, 40_003, 5003)
            .sends(LAPTOP, LAPTOP_4, 40_004, 5003)
            .sends(LAPTOP, LAPTOP_4, 40_005, 5003)
            .gets(LAPTOP, LAPTOP_4, 40_006, 5004)
            .gets(LAPTOP, LAPTOP_4, 40_007, 5005)
            .sends(LAPTOP, LAPTOP_4, 5005, 40_007);
    JsonNode report = report(scene);
    assertEquals(
        List.of(
            "from-v4/local-networks-udp-5001",
            "from-v4/local-networks-udp-5003",
            "from-v4/own-udp-5005-for-local-networks",
            "to-v4/local-networks-udp-5001",
            "to-v4/own-udp-5005-for-local-networks"),
        entries(report));
    assertEquals(
        List.of("one-off " + LAPTOP_4 + " 5002", "unasked " + LAPTOP_4 + " 5004"), leftOut(report));
  }

  @Test
  void answersToWhatWasSaidToAllArePermitted() throws IOException {
    Scene scene = new Scene();
    for (int i = 0; i < 3; i++) {
      scene.sends("01:00:5e:7f:ff:fa", "239.255.255.250", 49_000 + i, 1900);
      scene.gets(LAPTOP, LAPTOP_4, 1900, 49_000 + i);
    }
    assertEquals(
        List.of("from-v4/local-networks-udp-1900", "to-v4/local-networks-udp-1900"),
        entries(report(scene)));
  }

  @Test
  void pingsArePermittedWithTheirAnswersAndErrorsAreNot() throws IOException {
    Scene scene =
        new Scene()
            .pings(LAPTOP, LAPTOP_4, true)
            .pings(GATEWAY, CLOUD, false)
            .add(FrameBuilder.frame(LAMP, LAPTOP).ip(Scene.LAMP_4, LAPTOP_4).icmp(3, 3).build());
    JsonNode report = report(scene);
    assertEquals(
        List.of("from-v4/local-networks-icmp-8", "to-v4/local-networks-icmp-8"), entries(report));
    assertEquals(List.of("icmp-error " + LAPTOP_4, "one-off " + CLOUD), leftOut(report));
  }

  @Test
  void ipv6HasListsOfItsOwn() throws IOException {
    Scene scene =
        new Scene()
            .dns("api.lamp.example", CLOUD_6)
            .connects(GATEWAY, CLOUD_6, 443)
            .pings(GATEWAY, CLOUD_6, true);
    JsonNode report = report(scene);
    assertEquals(
        List.of(
            "from-v6/api.lamp.example-icmp-128",
            "from-v6/api.lamp.example-tcp-443",
            "to-v6/api.lamp.example-icmp-128",
            "to-v6/api.lamp.example-tcp-443"),
        entries(report));
    assertTrue(report.get("text").asText().contains("\"ipv6-acl-type\""));
    assertEquals(1.0, coverageBesides(report));
  }

  @Test
  void portsThatFollowEachOtherAreOneRange() throws IOException {
    Scene scene = new Scene();
    for (int port = 8003; port >= 8000; port--) {
      scene.connects(LAPTOP, LAPTOP_4, port);
    }
    JsonNode report = report(scene.connects(LAPTOP, LAPTOP_4, 8005));
    assertEquals(
        List.of("from-v4/local-networks-tcp-8000-8003", "from-v4/local-networks-tcp-8005"),
        entries(report).subList(0, 2));
    JsonNode exposure = report.get("exposure");
    assertEquals(256 * 5, exposure.get("after").get("reaches").asInt());
    assertEquals(256 * 65_536, exposure.get("before").get("reaches").asInt());
  }

  @Test
  void severalCapturesMakeOneFileAndTheirEvidenceAddsUp() throws IOException {
    Scene monday = new Scene().dns("api.lamp.example", CLOUD).connects(GATEWAY, CLOUD, 443);
    Scene tuesday = new Scene().connects(GATEWAY, CLOUD, 443).connects(LAPTOP, LAPTOP_4, 80);
    Ran ran =
        learn(
            List.of(
                write("monday.pcap", monday.capture()), write("tuesday.pcap", tuesday.capture())),
            "--json");
    JsonNode report = new ObjectMapper().readTree(ran.out());
    assertEquals(4, report.get("entries").size());
    JsonNode cloud = report.get("entries").get(0);
    assertEquals("api.lamp.example-tcp-443", cloud.get("ace").asText());
    assertEquals(4, cloud.get("evidence").get("frames").asInt());
    assertEquals(2, cloud.get("evidence").get("connections").asInt());
    assertEquals(3, cloud.get("evidence").get("first_frame").asInt());
    assertEquals(
        "the device asked for it before",
        cloud.get("evidence").get("names").get(0).get("why").asText());
  }

  @Test
  void withoutASiteItsServersAreGuessedAndThatIsSaid() throws IOException {
    Scene scene =
        new Scene()
            .dns("api.lamp.example", CLOUD)
            .connects(GATEWAY, CLOUD, 443)
            .gets(GATEWAY, "192.168.1.1", 67, 68)
            .connects(LAPTOP, LAPTOP_4, 80);
    Ran ran =
        Ran.mudward(
            "learn", write("some.pcap", scene.capture()), "--device", LAMP, "--url", URL, "--json");
    JsonNode report = new ObjectMapper().readTree(ran.out());
    assertEquals(
        List.of(
            "from-v4/api.lamp.example-tcp-443",
            "from-v4/local-networks-tcp-80",
            "to-v4/api.lamp.example-tcp-443",
            "to-v4/local-networks-tcp-80"),
        entries(report));
    assertEquals("192.168.1.1", report.get("assumed_site").get("dns").get(0).asText());
    assertTrue(ran.err().contains("no --site: private addresses are taken"), ran.err());
    assertEquals(1.0, coverageBesides(report));
  }
}
