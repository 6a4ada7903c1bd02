package org.mudward.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
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

/**
 * Learns real devices from half of the captures of their set-up, and judges the other half by that.
 * The captures are no part of the project.
 */
class CorpusLearnTest {
  private static final Path DEVICES =
      Path.of(System.getProperty("mudward.corpus", "none")).resolve("pcap/iot-sentinel");
  private static final String SITE =
      """
      local-networks: [10.10.10.0/24, 192.168.0.0/16, "fe80::/10"]
      gateway: {mac: "00:b5:6d:06:08:ba", addresses: [10.10.10.1]}
      dns: [10.10.10.1]
      """;

  @TempDir private Path folder;

  private static List<Path> devices() throws IOException {
    if (!Files.isDirectory(DEVICES)) {
      System.out.println("no corpus at " + DEVICES + ": no device of it is learnt");
      return List.of();
    }
    try (Stream<Path> found = Files.list(DEVICES)) {
      return found.filter(Files::isDirectory).sorted().toList();
    }
  }

  private static List<String> captures(Path device) throws IOException {
    try (Stream<Path> found = Files.list(device)) {
      return found.map(Path::toString).filter(name -> name.endsWith(".pcap")).sorted().toList();
    }
  }

  @Test
  void whatIsLearntFromSomeRunsExplainsTheOthers() throws IOException {
    long frames = 0;
    long accepted = 0;
    String site = Files.writeString(folder.resolve("site.yaml"), SITE).toString();
    for (Path device : devices()) {
      List<String> all = captures(device);
      if (all.size() > 1) {
        JsonNode judged = judged(device, all, site);
        frames += judged.get("frames").asLong();
        accepted += judged.get("accepted").asLong();
      }
    }
    if (frames > 0) {
      System.out.printf("all others: %.1f %% of %d frames%n", 100.0 * accepted / frames, frames);
      assertTrue(accepted > 0.97 * frames, accepted + " of " + frames);
    }
  }

  /** One row of the table in docs/learn.md. */
  private JsonNode judged(Path device, List<String> all, String site) throws IOException {
    String mac = Files.readString(device.resolve("_iotdevice-mac.txt")).strip();
    String name = device.getFileName().toString();
    String file = folder.resolve(name + ".json").toString();
    int half = (all.size() + 1) / 2;
    List<String> learn = new ArrayList<>(List.of("learn"));
    learn.addAll(all.subList(0, half));
    learn.addAll(List.of("--device", mac, "--url", "https://" + name + ".example/mud.json"));
    learn.addAll(List.of("--site", site, "--out", file));
    Ran ran = Ran.mudward(learn.toArray(String[]::new));
    assertEquals(ExitCode.FINE, ran.code(), name + ran.err());
    assertEquals(ExitCode.FINE, Ran.mudward("check", file).code(), name);
    assertEquals(ExitCode.FINE, Ran.mudward("fmt", "--check", file).code(), name);
    JsonNode report = new ObjectMapper().readTree(folder.resolve(name + ".report.json").toFile());
    JsonNode check = report.get("check");
    assertEquals(0, check.get("not_covered").size(), name);
    assertEquals(
        check.get("frames").asLong(),
        check.get("accepted").asLong() + check.get("left_out").asLong(),
        name);
    assertTrue(check.get("coverage").asDouble() > 0.9, name + check);
    List<String> audit = new ArrayList<>(List.of("audit"));
    audit.addAll(all.subList(half, all.size()));
    audit.addAll(List.of("--site", site, "--mud", mac + "=" + file, "--json"));
    JsonNode others = new ObjectMapper().readTree(Ran.mudward(audit.toArray(String[]::new)).out());
    JsonNode judged = others.get("devices").get(0);
    System.out.printf(
        "| %s | %d of %d | %d | %d | %d | %.1f %% | %.1f %% |%n",
        name,
        half,
        all.size(),
        report.get("entries").size(),
        report.get("findings").size(),
        check.get("frames").asLong(),
        100 * check.get("coverage").asDouble(),
        100.0 * judged.get("accepted").asLong() / judged.get("frames").asLong());
    return judged;
  }
}
