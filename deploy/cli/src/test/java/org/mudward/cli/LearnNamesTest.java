package org.mudward.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mudward.cli.Lesson.CLOUD;
import static org.mudward.cli.Lesson.coverageBesides;
import static org.mudward.cli.Lesson.entries;
import static org.mudward.cli.Lesson.leftOut;
import static org.mudward.cli.Scene.GATEWAY;
import static org.mudward.cli.Scene.LAPTOP;
import static org.mudward.cli.Scene.LAPTOP_4;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code mudward learn}: how the peers of a device are named. */
class LearnNamesTest {
  private static final String MATE = "02:00:00:00:00:11";

  private final Lesson lesson;

  LearnNamesTest(@TempDir Path folder) {
    lesson = new Lesson(folder);
  }

  @Test
  void ofAliasesTheNameThatWasAskedIsWritten() throws IOException {
    Scene scene =
        new Scene()
            .dns("api.lamp.example", "edge7.cdn.example", CLOUD)
            .connects(GATEWAY, CLOUD, 443);
    String text = lesson.report(scene).get("text").asText();
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
        entries(lesson.report(scene)));
  }

  @Test
  void whatWasUsedBeforeItWasAskedForIsNamedAndItsFirstFramesAreListed() throws IOException {
    Scene scene =
        new Scene()
            .connects(GATEWAY, CLOUD, 443)
            .dns("api.lamp.example", CLOUD)
            .connects(GATEWAY, CLOUD, 443);
    JsonNode report = lesson.report(scene);
    assertEquals(
        List.of("from-v4/api.lamp.example-tcp-443", "to-v4/api.lamp.example-tcp-443"),
        entries(report));
    assertEquals(List.of("early " + CLOUD + " 443"), leftOut(report));
    assertEquals(4, report.get("left_out").get(0).get("frames").asInt());
  }

  @Test
  void aNameThatOnlyAnotherAskedForIsPointedOut() throws IOException {
    Scene scene = new Scene().dnsOfLaptop("x.example", CLOUD).connects(GATEWAY, CLOUD, 443);
    JsonNode report = lesson.report(scene);
    assertEquals(List.of("from-v4/x.example-tcp-443", "to-v4/x.example-tcp-443"), entries(report));
    assertTrue(report.get("findings").get(0).asText().contains("only another host"));
  }

  @Test
  void anAddressThatNothingExplainsIsPointedOut() throws IOException {
    JsonNode report = lesson.report(new Scene().connects(GATEWAY, CLOUD, 443));
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
        entries(lesson.report(scene)));
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
    JsonNode report = lesson.report(scene);
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

  @Test
  void groupsAreLocalNetworksWhereTheyBelongToThemAndElseAddresses() throws IOException {
    Scene scene = new Scene();
    for (int i = 0; i < 3; i++) {
      scene.sends("01:00:5e:00:00:fb", "224.0.0.251", 5353, 5353);
      scene.sends("01:00:5e:01:02:03", "239.1.2.3", 5000, 5000);
    }
    JsonNode report = lesson.report(scene);
    assertEquals(
        List.of("from-v4/239.1.2.3-udp-5000", "from-v4/local-networks-udp-5353"), entries(report));
    assertEquals(0, report.get("findings").size(), "groups have no names");
    assertTrue(report.get("text").asText().contains("\"source-port\""), "always the same port");
  }
}
