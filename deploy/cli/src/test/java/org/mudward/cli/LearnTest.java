package org.mudward.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mudward.cli.Lesson.CLOUD;
import static org.mudward.cli.Lesson.CLOUD_6;
import static org.mudward.cli.Lesson.URL;
import static org.mudward.cli.Lesson.coverageBesides;
import static org.mudward.cli.Lesson.entries;
import static org.mudward.cli.Scene.GATEWAY;
import static org.mudward.cli.Scene.LAMP;
import static org.mudward.cli.Scene.LAPTOP;
import static org.mudward.cli.Scene.LAPTOP_4;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code mudward learn}: the file that comes of captures, as a whole. */
class LearnTest {
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

  private final Lesson lesson;

  LearnTest(@TempDir Path folder) {
    lesson = new Lesson(folder);
  }

  @Test
  void theFileSaysWhatAMakerWouldSay() throws IOException {
    Scene scene = new Scene().dns("api.lamp.example", CLOUD).connects(GATEWAY, CLOUD, 443);
    Ran ran = lesson.learn(scene, "--systeminfo", "A lamp");
    assertEquals(ExitCode.FINE, ran.code(), ran.err());
    String time = ran.out().replaceAll("(?s).*\"last-update\": \"([^\"]*)\".*", "$1");
    assertEquals(EXAMPLE, ran.out().replace(time, "TIME"));
    String document = Files.readString(LimitsDocumentTest.root().resolve("docs/learn.md"));
    assertTrue(document.contains(EXAMPLE.replace("TIME", "2026-11-28T16:00:00Z")), "the example");
    assertTrue(ran.err().contains("2 entries from 6 frames"), ran.err());
  }

  @Test
  void ipv6HasListsOfItsOwn() throws IOException {
    Scene scene =
        new Scene()
            .dns("api.lamp.example", CLOUD_6)
            .connects(GATEWAY, CLOUD_6, 443)
            .pings(GATEWAY, CLOUD_6, true);
    JsonNode report = lesson.report(scene);
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
    JsonNode report = lesson.report(scene.connects(LAPTOP, LAPTOP_4, 8005));
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
        lesson.learn(
            List.of(
                lesson.write("monday.pcap", monday.capture()),
                lesson.write("tuesday.pcap", tuesday.capture())),
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
            "learn",
            lesson.write("some.pcap", scene.capture()),
            "--device",
            LAMP,
            "--url",
            URL,
            "--json");
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
