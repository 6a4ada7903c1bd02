package org.mudward.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.mudward.cli.Lesson.CLOUD;
import static org.mudward.cli.Lesson.coverageBesides;
import static org.mudward.cli.Lesson.entries;
import static org.mudward.cli.Lesson.leftOut;
import static org.mudward.cli.Scene.GATEWAY;
import static org.mudward.cli.Scene.LAMP;
import static org.mudward.cli.Scene.LAPTOP;
import static org.mudward.cli.Scene.LAPTOP_4;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mudward.policy.testing.FrameBuilder;

/** {@code mudward learn}: what of the traffic becomes an entry, and what is left out. */
class LearnTrafficTest {
  private final Lesson lesson;

  LearnTrafficTest(@TempDir Path folder) {
    lesson = new Lesson(folder);
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
    JsonNode report = lesson.report(scene);
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
    JsonNode report = lesson.report(scene);
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
    assertEquals(List.of("half-open " + LAPTOP_4 + " 80"), leftOut(lesson.report(scene)));
  }

  @Test
  void whatTheDeviceTriedInVainIsAFailureAndPermittedOnlyIfAskedFor() throws IOException {
    Scene scene = new Scene().dns("gone.lamp.example", CLOUD);
    for (int i = 0; i < 10; i++) {
      scene.triesInVain(GATEWAY, CLOUD, 443);
    }
    JsonNode report = lesson.report(scene);
    assertEquals(List.of(), entries(report));
    assertEquals(List.of("unanswered " + CLOUD + " 443"), leftOut(report));
    assertEquals("gone.lamp.example", report.get("left_out").get(0).get("names").get(0).asText());
    assertEquals(
        List.of("from-v4/gone.lamp.example-tcp-443", "to-v4/gone.lamp.example-tcp-443"),
        entries(lesson.report(scene, "--unanswered")));
  }

  @Test
  void theEntryForAnAnswerThatNeverCameIsFoundInTheFileAgain() throws IOException {
    Scene scene = new Scene().dns("gone.lamp.example", CLOUD);
    scene.triesInVain(GATEWAY, CLOUD, 443).triesInVain(GATEWAY, CLOUD, 8443);
    scene.triesInVain(GATEWAY, "203.0.113.9", 80).triesInVain(LAPTOP, LAPTOP_4, 5000);
    scene.triesInVain(LAPTOP, LAPTOP_4, 5001).connects(LAPTOP, LAPTOP_4, 5002);
    JsonNode report = lesson.report(scene, "--unanswered");
    assertEquals(8, entries(report).size(), entries(report).toString());
    assertEquals(1.0, coverageBesides(report));
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
    JsonNode report = lesson.report(scene);
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
        entries(lesson.report(scene)));
  }

  @Test
  void pingsArePermittedWithTheirAnswersAndErrorsAreNot() throws IOException {
    Scene scene =
        new Scene()
            .pings(LAPTOP, LAPTOP_4, true)
            .pings(GATEWAY, CLOUD, false)
            .add(FrameBuilder.frame(LAMP, LAPTOP).ip(Scene.LAMP_4, LAPTOP_4).icmp(3, 3).build());
    JsonNode report = lesson.report(scene);
    assertEquals(
        List.of("from-v4/local-networks-icmp-8", "to-v4/local-networks-icmp-8"), entries(report));
    assertEquals(List.of("icmp-error " + LAPTOP_4, "one-off " + CLOUD), leftOut(report));
  }

  @Test
  void whoeverSentTheSynOpenedTheConnection() throws IOException {
    Scene scene = new Scene().connects(LAPTOP, LAPTOP_4, 8080).isConnected(LAPTOP, LAPTOP_4, 80);
    JsonNode report = lesson.report(scene);
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
}
