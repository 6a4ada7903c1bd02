package org.mudward.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mudward.policy.testing.FrameBuilder;

/** The page of a site with more devices than anybody reads about: examples, and how many more. */
class AuditLargeSiteTest {
  private static final int DEVICES = 250;
  private static final int SHOWN = 200;
  private static final int EXAMPLES = 10;
  private static final int WORST = 249;
  private static final String GATEWAY = "02:00:00:00:00:01";
  private static final String REGION = "lamp.iot.eu-west-1.amazonaws.com";

  @TempDir private Path folder;

  private static String mac(int device) {
    return String.format(Locale.ROOT, "02:00:00:00:01:%02x", device);
  }

  private static FrameBuilder sent(int device, String peer) {
    return FrameBuilder.frame(mac(device), GATEWAY).ip("192.168.1." + device, peer);
  }

  /** Each device is denied one thing, the last one two; and the first looks up a cloud. */
  private static List<byte[]> frames() {
    List<byte[]> frames = new ArrayList<>();
    byte[] answer = CaptureWriter.answer(REGION, "198.51.100.7");
    frames.add(
        FrameBuilder.frame(GATEWAY, mac(WORST))
            .ip("192.168.1.1", "192.168.1." + WORST)
            .udp(53, 40000, answer)
            .build());
    for (int device = 0; device < DEVICES; device++) {
      frames.add(sent(device, "198.51.100.7").tcp(50000, 80, 2).build());
    }
    frames.add(sent(WORST, "198.51.100.7").tcp(50001, 80, 2).build());
    return frames;
  }

  private Ran audit(Path page) throws IOException {
    String file =
        MudText.file(
            "https://lamp.example/v1",
            MudText.entry("cloud", MudText.toName("api.lamp.example", 443)),
            MudText.entry("cloud", MudText.fromName("api.lamp.example", 443)));
    Files.writeString(folder.resolve("lamp.json"), file);
    StringBuilder site = new StringBuilder("local-networks: [192.168.1.0/24]\ndevices:\n");
    for (int device = 0; device < DEVICES; device++) {
      site.append("  - {mac: \"").append(mac(device)).append("\", name: device-").append(device);
      site.append(", mud-file: lamp.json}\n");
    }
    Path capture = folder.resolve("site.pcap");
    Files.write(capture, CaptureWriter.pcap(65_535, frames()));
    Path sites = Files.writeString(folder.resolve("site.yaml"), site);
    return Ran.mudward(
        "audit", capture.toString(), "--site", sites.toString(), "--out", "html=" + page);
  }

  private static int count(String text, String word) {
    return text.split(Pattern.quote(word), -1).length - 1;
  }

  @Test
  void thePageOfALargeSiteHasExamplesAndSaysHowManyMoreThereAre() throws IOException {
    Path page = folder.resolve("report.html");
    Ran ran = audit(page);
    assertEquals(ExitCode.FINDINGS, ran.code(), ran.err());
    String text = Files.readString(page);
    assertEquals(SHOWN, count(text, "<div class=\"card\">"));
    assertTrue(text.contains("not permitted; " + (DEVICES - SHOWN) + " more are in the other"));
    String first = text.substring(text.indexOf("<div class=\"card\">"));
    assertTrue(first.startsWith("<div class=\"card\">\n<b class=\"mono\">" + mac(WORST)), "worst");
    int requirement = text.indexOf("<td class=\"mono id\">GP-TM-27<");
    String row = text.substring(requirement, text.indexOf("</tr>", requirement));
    assertEquals(EXAMPLES + 1, count(row, "<div"));
    assertTrue(row.contains("and " + (DEVICES - EXAMPLES) + " more"), row);
  }

  @Test
  void theRegionOfACloudIsThereForPeopleAndForPrograms() throws IOException {
    Path page = folder.resolve("report.html");
    Ran ran = audit(page);
    assertTrue(ran.out().contains("clouds, by the names of its peers: AWS eu-west-1"), ran.out());
    assertTrue(
        Files.readString(page).contains("clouds, by the names of its peers: AWS eu-west-1<"));
    Ran json =
        Ran.mudward(
            "audit",
            folder.resolve("site.pcap").toString(),
            "--site",
            folder.resolve("site.yaml").toString(),
            "--json");
    String cloud =
        "\"cloud\":{\"provider\":\"AWS\",\"region\":\"eu-west-1\",\"by_name\":\"" + REGION + "\"}";
    assertTrue(json.out().replaceAll("\\s", "").contains(cloud));
    AuditOutputTest.assertFollowsTheSchema(json.out());
  }
}
