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

/** Real captures and real MUD files. They are no part of the project. */
class CorpusAuditTest {
  private static final Path CORPUS = Path.of(System.getProperty("mudward.corpus", "none"));
  private static final Path DEVICES = CORPUS.resolve("pcap/iot-sentinel");
  private static final Path FILES = CORPUS.resolve("mud/unsw-via-iot-onboarding-mudfiles/unsw");
  private static final String SITE =
      """
      local-networks: [10.10.10.0/24, 192.168.0.0/16]
      gateway: {mac: "00:b5:6d:06:08:ba", addresses: [10.10.10.1]}
      dns: [10.10.10.1]
      controllers: {"urn:ietf:params:mud:gateway": [10.10.10.1]}
      """;

  @TempDir private Path folder;

  private static List<String> captures(Path under) throws IOException {
    if (!Files.isDirectory(under)) {
      System.out.println("no corpus at " + under + ": no capture of it is judged");
      return List.of();
    }
    try (Stream<Path> found = Files.walk(under)) {
      return found
          .map(Path::toString)
          .filter(name -> name.matches(".*\\.(pcap|pcapng|cap)(\\.gz)?"))
          .sorted()
          .toList();
    }
  }

  private static Ran audit(List<String> captures, String... options) {
    List<String> arguments = new ArrayList<>(List.of("audit"));
    arguments.addAll(captures);
    arguments.addAll(List.of(options));
    return Ran.mudward(arguments.toArray(String[]::new));
  }

  @Test
  void allCapturesOfTheCorpusAreReadInOneRun() throws IOException {
    List<String> captures = captures(CORPUS.resolve("pcap"));
    if (captures.isEmpty()) {
      return;
    }
    Path table = folder.resolve("rows.csv");
    Ran ran = audit(captures, "--json", "--packets", table.toString());
    assertTrue(ran.code() == ExitCode.FINE || ran.code() == ExitCode.FINDINGS, ran.err());
    JsonNode report = new ObjectMapper().readTree(ran.out());
    assertEquals(captures.size(), report.get("captures").size());
    try (Stream<String> rows = Files.lines(table)) {
      assertEquals(report.get("frames").asLong() + 1, rows.count());
    }
    System.out.printf(
        "judged: %d captures, %d frames, %d notices%n",
        captures.size(), report.get("frames").asLong(), report.get("notices").size());
  }

  /** The set-up traffic of a device against a file that was learnt from another of its kind. */
  private JsonNode device(String name, String mudFile) throws IOException {
    List<String> captures = captures(DEVICES.resolve(name));
    String mac = Files.readString(DEVICES.resolve(name).resolve("_iotdevice-mac.txt")).strip();
    Path site = Files.writeString(folder.resolve("site.yaml"), SITE);
    Ran ran =
        audit(
            captures,
            "--lenient",
            "--json",
            "--site",
            site.toString(),
            "--mud",
            mac + "=" + FILES.resolve(mudFile));
    assertEquals(ExitCode.FINDINGS, ran.code(), ran.err());
    JsonNode device = new ObjectMapper().readTree(ran.out()).get("devices").get(0);
    System.out.printf(
        "%s against %s: %d frames, %d accepted, %d dropped, %d unused entries%n",
        name,
        mudFile,
        device.get("frames").asLong(),
        device.get("accepted").asLong(),
        device.get("dropped").asLong(),
        device.get("unused_aces").size());
    return device;
  }

  @Test
  void theFileOfItsOwnKindExplainsMoreOfADeviceThanThatOfAnother() throws IOException {
    if (captures(DEVICES).isEmpty()) {
      return;
    }
    JsonNode hue = device("HueBridge", "HueBulbMud.json");
    JsonNode wemo = device("WeMoSwitch", "wemoswitchMud.json");
    JsonNode wrong = device("HueBridge", "ringdoorbellMud.json");
    for (JsonNode right : List.of(hue, wemo)) {
      assertTrue(right.get("accepted").asLong() > right.get("frames").asLong() / 2);
      assertTrue(right.get("dropped").asLong() > 0);
    }
    assertEquals(hue.get("frames"), wrong.get("frames"));
    assertTrue(wrong.get("accepted").asLong() < hue.get("accepted").asLong());
  }
}
