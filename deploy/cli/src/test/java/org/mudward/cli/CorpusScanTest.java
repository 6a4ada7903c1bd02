package org.mudward.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real plug under a scan, beside what another tool rejected of the same captures by the same
 * file. They are no part of the project.
 */
class CorpusScanTest {
  private static final Path CORPUS = Path.of(System.getProperty("mudward.corpus", "none"));
  private static final Path CAPTURES = CORPUS.resolve("pcap/mudscope/malign/ut-tplink");
  private static final Path REJECTED =
      CORPUS.resolve("pcap/mudscope/rejected-by-mudscope/ut-tplink-demo");
  private static final Path MUD =
      CORPUS.resolve(
          "mud/mudscope/_history/TestData/FedLab/result/ut-tplink-plug/"
              + "ut-tplink-plugMud.3c2a836b.json");
  private static final String PLUG = "00:31:92:e1:7b:17";
  private static final String SCANNER = "192.168.255.14";

  /** An address of the cloud that the file names, as the capture's own DNS answers say. */
  private static final String CLOUD = "52.206.238.222";

  private static final String SITE =
      """
      local-networks: [192.168.32.0/24]
      gateway: {mac: "08:00:27:86:05:66", addresses: [192.168.32.1]}
      dns: [1.1.1.1]
      controllers: {"urn:ietf:params:mud:gateway": [192.168.32.1]}
      """;

  /** Captures, and what of each the other tool rejected. */
  private static final Map<String, String> PAIRS =
      Map.of(
          "2021-11-18_15:10:46.pcap", "ut_exp1_tplink_tplink_00000_20211118151046-rejected.pcap",
          "2021-11-18_15:15:47.pcap", "ut_exp1_tplink_tplink_00002_20211118151547-rejected.pcap",
          "2021-11-18_15:20:47.pcap", "ut_exp1_tplink_tplink_00004_20211118152047-rejected.pcap",
          "2021-11-18_15:35:47.pcap", "ut_exp1_tplink_tplink_00010_20211118153547-rejected.pcap");

  @TempDir private Path folder;

  /**
   * A row of {@code --packets} of the plug.
   *
   * @param frame when it was, and what it shows
   */
  private record Row(String frame, boolean dropped) {
    static Row of(String line) {
      String[] cells = line.split(",", -1);
      return new Row(String.join(" ", List.of(cells).subList(1, 9)), cells[9].equals("drop"));
    }

    boolean isWith(String host) {
      return (frame + " ").contains(" " + host + " ");
    }
  }

  private List<Row> rows(Path capture) throws IOException {
    Path site = Files.writeString(folder.resolve("site.yaml"), SITE);
    Path table = folder.resolve("packets.csv");
    Ran ran =
        Ran.mudward(
            "audit",
            capture.toString(),
            "--lenient",
            "--site",
            site.toString(),
            "--mud",
            PLUG + "=" + MUD,
            "--packets",
            table.toString());
    assertTrue(ran.code() == ExitCode.FINE || ran.code() == ExitCode.FINDINGS, ran.err());
    return Files.readAllLines(table).stream()
        .filter(line -> line.contains(PLUG))
        .map(Row::of)
        .toList();
  }

  private static boolean isMissing() {
    boolean missing = !Files.isDirectory(CAPTURES);
    if (missing) {
      System.out.println("no corpus at " + CAPTURES + ": no scan is judged");
    }
    return missing;
  }

  @Test
  void everyFrameOfTheScanIsDropped() throws IOException {
    if (isMissing()) {
      return;
    }
    List<Row> scan = new ArrayList<>();
    for (String capture : PAIRS.keySet()) {
      rows(CAPTURES.resolve(capture)).stream()
          .filter(row -> row.isWith(SCANNER))
          .forEach(scan::add);
    }
    assertEquals(4004, scan.size());
    assertTrue(scan.stream().allMatch(Row::dropped));
  }

  /**
   * The other tool took the addresses of the cloud from the time when its rules were made, and so
   * rejects the cloud; nothing else differs.
   */
  @Test
  void whatAnotherToolRejectedIsDroppedAndNothingElse() throws IOException {
    if (isMissing()) {
      return;
    }
    int dropped = 0;
    int cloud = 0;
    for (Map.Entry<String, String> pair : PAIRS.entrySet()) {
      Set<String> rejected = new HashSet<>();
      rows(REJECTED.resolve(pair.getValue())).forEach(row -> rejected.add(row.frame()));
      for (Row row : rows(CAPTURES.resolve(pair.getKey()))) {
        boolean both = row.isWith(CLOUD) && rejected.contains(row.frame());
        assertEquals(rejected.contains(row.frame()) && !both, row.dropped(), row::toString);
        cloud += both ? 1 : 0;
        dropped += row.dropped() ? 1 : 0;
      }
    }
    assertEquals(4091, dropped);
    assertEquals(65, cloud);
  }
}
