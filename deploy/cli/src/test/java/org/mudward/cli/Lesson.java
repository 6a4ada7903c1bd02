package org.mudward.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.mudward.cli.Scene.LAMP;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/** Learns a lamp's file from scenes in a site that has one of everything, and reads the report. */
final class Lesson {
  static final String URL = "https://lamp.example/v1.json";
  static final String CLOUD = "198.51.100.7";
  static final String CLOUD_6 = "2001:db8:c::7";
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

  private final Path folder;

  /**
   * A lesson.
   *
   * @param folder where captures and files are put
   */
  Lesson(Path folder) {
    this.folder = folder;
  }

  String write(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content).toString();
  }

  private String site() throws IOException {
    Files.writeString(folder.resolve("mate.json"), MATE_FILE);
    return Files.writeString(folder.resolve("site.yaml"), SITE).toString();
  }

  Ran learn(Scene scene, String... options) throws IOException {
    return learn(List.of(write("some.pcap", scene.capture())), options);
  }

  Ran learn(List<String> captures, String... options) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("learn"));
    arguments.addAll(captures);
    arguments.addAll(List.of("--device", LAMP, "--url", URL, "--site", site()));
    arguments.addAll(List.of(options));
    return Ran.mudward(arguments.toArray(String[]::new));
  }

  JsonNode report(Scene scene, String... options) throws IOException {
    String[] all = Arrays.copyOf(options, options.length + 1);
    all[options.length] = "--json";
    Ran ran = learn(scene, all);
    assertEquals(ExitCode.FINE, ran.code(), ran.err());
    return new ObjectMapper().readTree(ran.out());
  }

  /** The entries of a report as {@code acl/ace}, sorted. */
  static List<String> entries(JsonNode report) {
    TreeSet<String> entries = new TreeSet<>();
    for (JsonNode entry : report.get("entries")) {
      entries.add(entry.get("acl").asText() + "/" + entry.get("ace").asText());
    }
    return List.copyOf(entries);
  }

  /** Why something was left out, as {@code reason peer port}, sorted. */
  static List<String> leftOut(JsonNode report) {
    TreeSet<String> leftOut = new TreeSet<>();
    for (JsonNode one : report.get("left_out")) {
      String port = one.has("port") ? " " + one.get("port").asText() : "";
      leftOut.add(one.get("reason").asText() + " " + one.get("peer").asText() + port);
    }
    return List.copyOf(leftOut);
  }

  /** The part of what is not left out that the file accepts. */
  static double coverageBesides(JsonNode report) {
    JsonNode check = report.get("check");
    assertEquals(0, check.get("not_covered").size(), check.toString());
    return check.get("accepted").asDouble()
        / (check.get("frames").asDouble() - check.get("left_out").asDouble());
  }
}
