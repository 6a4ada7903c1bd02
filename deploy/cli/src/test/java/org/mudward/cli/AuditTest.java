package org.mudward.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mudward.policy.testing.FrameBuilder;

/** {@code mudward audit} as a user types it: verdicts, table, report, and how it exits. */
class AuditTest {
  private static final String LAMP = "02:00:00:00:00:10";
  private static final String GATEWAY = "02:00:00:00:00:01";
  private static final String LAPTOP = "02:00:00:00:00:50";
  private static final String CLOUD = "198.51.100.7";
  private static final String FILE =
      """
      {"ietf-mud:mud": {"mud-version": 1, "mud-url": "https://lamp.example/v1",
        "last-update": "2026-01-01T00:00:00Z", "is-supported": true,
        "from-device-policy": {"access-lists": {"access-list": [{"name": "from"}]}},
        "to-device-policy": {"access-lists": {"access-list": [{"name": "to"}]}}},
       "ietf-access-control-list:acls": {"acl": [
        {"name": "from", "type": "ipv4-acl-type", "aces": {"ace": [
          {"name": "cloud, \\"main\\"",
           "matches": {"ipv4": {"ietf-acldns:dst-dnsname": "api.lamp.example"},
             "tcp": {"ietf-mud:direction-initiated": "from-device",
               "destination-port": {"operator": "eq", "port": 443}}},
           "actions": {"forwarding": "accept"}},
          {"name": "never",
           "matches": {"ipv4": {"ietf-acldns:dst-dnsname": "old.lamp.example"}},
           "actions": {"forwarding": "accept"}}]}},
        {"name": "to", "type": "ipv4-acl-type", "aces": {"ace": [{"name": "cloud",
          "matches": {"ipv4": {"ietf-acldns:src-dnsname": "api.lamp.example"},
            "tcp": {"ietf-mud:direction-initiated": "from-device",
              "source-port": {"operator": "eq", "port": 443}}},
          "actions": {"forwarding": "accept"}}]}}]}}
      """;
  private static final String SITE =
      """
      local-networks: [192.168.1.0/24]
      gateway: {mac: "02:00:00:00:00:01", addresses: [192.168.1.1]}
      dns: [192.168.1.1]
      devices:
        - {mac: "02:00:00:00:00:10", name: lamp, addresses: [192.168.1.10], mud-file: lamp.json}
      """;

  private static final byte[] SYN =
      FrameBuilder.frame(LAMP, GATEWAY).ip("192.168.1.10", CLOUD).tcp(50000, 443, 2).build();
  private static final List<byte[]> FRAMES =
      List.of(
          FrameBuilder.frame(LAMP, "ff:ff:ff:ff:ff:ff").arp().build(),
          SYN,
          answerTo("api.lamp.example", CLOUD),
          SYN,
          FrameBuilder.frame(GATEWAY, LAMP).ip(CLOUD, "192.168.1.10").tcp(443, 50000, 18).build(),
          FrameBuilder.frame(GATEWAY, LAMP).ip(CLOUD, "192.168.1.10").tcp(443, 50000, 2).build(),
          FrameBuilder.frame(LAPTOP, LAMP)
              .tag(0x8100, 5)
              .ip("fd00::50", "fd00::10")
              .icmp(128, 0)
              .build(),
          FrameBuilder.frame(LAPTOP, GATEWAY).etherType(0x8863, new byte[46]).build(),
          FrameBuilder.frame(LAPTOP, LAMP).llc((byte) 0x42, (byte) 0x42, (byte) 3).build(),
          FrameBuilder.frame(LAMP, GATEWAY)
              .ip("192.168.1.10", CLOUD)
              .fragment(10, false)
              .transport(6, new byte[16])
              .build());
  private static final String ROWS =
      """
      frame,time,src_mac,dst_mac,protocol,src,src_port,dst,dst_port,verdict,sender_origin,receiver_origin
      1,1700000000.000000,02:00:00:00:00:10,ff:ff:ff:ff:ff:ff,arp,,,,,accept,baseline/arp,
      2,1700000001.000250,02:00:00:00:00:10,02:00:00:00:00:01,tcp,192.168.1.10,50000,198.51.100.7,443,drop,no match,
      3,1700000002.000500,02:00:00:00:00:01,02:00:00:00:00:50,udp,192.168.1.1,53,192.168.1.50,40000,none,,
      4,1700000003.000750,02:00:00:00:00:10,02:00:00:00:00:01,tcp,192.168.1.10,50000,198.51.100.7,443,accept,"from/cloud, ""main""\",
      5,1700000004.001000,02:00:00:00:00:01,02:00:00:00:00:10,tcp,198.51.100.7,443,192.168.1.10,50000,accept,,to/cloud
      6,1700000005.001250,02:00:00:00:00:01,02:00:00:00:00:10,tcp,198.51.100.7,443,192.168.1.10,50000,drop,,no match
      7,1700000006.001500,02:00:00:00:00:50,02:00:00:00:00:10,icmpv6,fd00::50,,fd00::10,,drop,,no match
      8,1700000007.001750,02:00:00:00:00:50,02:00:00:00:00:01,0x8863,,,,,none,,
      9,1700000008.002000,02:00:00:00:00:50,02:00:00:00:00:10,llc,,,,,drop,,no match
      10,1700000009.002250,02:00:00:00:00:10,02:00:00:00:00:01,tcp,192.168.1.10,,198.51.100.7,,drop,no match,
      """;

  @TempDir private Path folder;

  private static byte[] answerTo(String name, String address) {
    return FrameBuilder.frame(GATEWAY, LAPTOP)
        .ip("192.168.1.1", "192.168.1.50")
        .udp(53, 40000, CaptureWriter.answer(name, address))
        .build();
  }

  private String write(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content).toString();
  }

  private String capture(List<byte[]> frames) throws IOException {
    return write("some.pcap", CaptureWriter.pcap(65_535, frames));
  }

  private String site() throws IOException {
    Files.writeString(folder.resolve("lamp.json"), FILE);
    return Files.writeString(folder.resolve("site.yaml"), SITE).toString();
  }

  @Test
  void everyFrameIsARowWithItsVerdictAndWhoSaidSo() throws IOException {
    Path table = folder.resolve("rows.csv");
    Ran ran =
        Ran.mudward("audit", capture(FRAMES), "--site", site(), "--packets", table.toString());
    assertEquals(ExitCode.FINDINGS, ran.code(), ran.err());
    assertEquals(ROWS, Files.readString(table));
  }

  @Test
  void framesAreNumberedOverAllCapturesAndNamesHoldAcrossThem() throws IOException {
    String first = write("1.pcap", CaptureWriter.pcap(65_535, FRAMES.subList(0, 3)));
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(zipped)) {
      zip.write(CaptureWriter.pcap(65_535, FRAMES.subList(3, 4)));
    }
    String second = write("2.pcap.gz", zipped.toByteArray());
    Path table = folder.resolve("rows.csv");
    Ran ran = Ran.mudward("audit", first, second, "--site", site(), "--packets", table.toString());
    assertEquals(ExitCode.FINDINGS, ran.code(), ran.err());
    List<String> rows = Files.readAllLines(table);
    assertEquals(5, rows.size());
    assertTrue(rows.get(4).startsWith("4,1700000000.000000,") && rows.get(4).contains(",accept,"));
  }

  @Test
  void aCaptureInWhichEverythingIsAllowedIsFine() throws IOException {
    String capture = capture(List.of(FRAMES.get(0), FRAMES.get(2), SYN, FRAMES.get(7)));
    Ran ran = Ran.mudward("audit", capture, "--site", site());
    assertEquals(ExitCode.FINE, ran.code(), ran.out());
    assertTrue(ran.out().startsWith("4 frames: 2 accepted, 0 dropped, 2 of no MUD device"));
    assertFalse(ran.out().contains("Dropped"));
  }

  @Test
  void theSummarySaysWhatWasDroppedAndWhatWouldHaveLetItPass() throws IOException {
    Ran ran = Ran.mudward("audit", capture(FRAMES), "--site", site());
    assertTrue(ran.out().contains(LAMP + " lamp  https://lamp.example/v1"), ran.out());
    assertTrue(ran.out().contains("8 frames with 4 peers: 3 accepted, 5 dropped"), ran.out());
    assertTrue(ran.out().contains("unused entries (1): from/never"), ran.out());
    assertTrue(
        ran.out().contains("1 x " + LAMP + " -> 198.51.100.7, tcp 443 of the peer"), ran.out());
    assertTrue(ran.out().contains("accepted later, when a DNS answer had told the address"));
    assertTrue(ran.out().contains("to/cloud: all but direction-initiated"), ran.out());
  }

  @Test
  void theReportIsForProgramsToo() throws IOException {
    Path file = folder.resolve("report.json");
    Ran ran =
        Ran.mudward("audit", capture(FRAMES), "--site", site(), "--json", "--out", "json=" + file);
    JsonNode report = new ObjectMapper().readTree(ran.out());
    assertEquals(report, new ObjectMapper().readTree(Files.readString(file)));
    assertEquals(10, report.get("frames").asInt());
    JsonNode device = report.get("devices").get(0);
    assertEquals(LAMP, device.get("mac").asText());
    assertEquals("https://lamp.example/v1", device.get("mud_url").asText());
    assertEquals(8, device.get("frames").asInt());
    assertEquals(3, device.get("accepted").asInt());
    assertEquals(5, device.get("dropped").asInt());
    assertEquals("from/never", device.get("unused_aces").get(0).asText());
    assertEquals(1, device.get("unused_aces").size());
    JsonNode cloud = device.get("peers").get(1);
    assertEquals(CLOUD, cloud.get("peer").asText());
    assertEquals(3, cloud.get("dropped").asInt());
    assertEquals(443, cloud.get("flows").get(0).get("port").asInt());
    assertEquals(6, report.get("findings").size());
    assertEquals("unexpected-initiator", report.get("findings").get(0).get("kind").asText());
    assertEquals("dropped", report.get("findings").get(1).get("kind").asText());
    assertEquals(147, report.get("requirements").size());
  }

  /** What became of a requirement when these frames were audited. */
  private String outcome(List<byte[]> frames, String id) throws IOException {
    Ran ran = Ran.mudward("audit", capture(frames), "--site", site(), "--json");
    for (JsonNode requirement : new ObjectMapper().readTree(ran.out()).get("requirements")) {
      if (requirement.get("id").asText().equals(id)) {
        return requirement.get("outcome").asText();
      }
    }
    throw new IllegalArgumentException(id);
  }

  @Test
  void aRequirementIsMetOrBrokenByWhatIsSeenAndNeverMetByWhatIsNot() throws IOException {
    assertEquals("broken", outcome(FRAMES, "GP-TM-43"));
    List<byte[]> allowed = List.of(FRAMES.get(0));
    assertEquals("met", outcome(allowed, "GP-TM-43"));
    assertEquals("not visible from the network", outcome(allowed, "GP-TM-39"));
    assertEquals("not visible from the network", outcome(allowed, "5.6-1"));
    assertEquals("needs a person", outcome(allowed, "5.2-1"));
    byte[] ofStrangers =
        FrameBuilder.frame(LAPTOP, "02:00:00:00:00:99")
            .ip("192.168.1.9", "192.168.1.8")
            .tcp(50000, 80, 2)
            .build();
    assertEquals("not visible from the network", outcome(List.of(ofStrangers), "GP-TM-43"));
  }

  @Test
  void whatOthersSendToADeviceBreaksNothingOfItsOwn() throws IOException {
    byte[] attack =
        FrameBuilder.frame(LAPTOP, LAMP)
            .ip("192.168.1.50", "192.168.1.10")
            .tcp(2000, 23, 2)
            .build();
    assertEquals("not visible from the network", outcome(List.of(attack), "GP-TM-43"));
    assertEquals("met", outcome(List.of(attack, FRAMES.get(0)), "GP-TM-43"));
    assertEquals("broken", outcome(List.of(attack, SYN), "GP-TM-43"));
  }

  @Test
  void aServiceIsWhereTheConnectionWasOpenedToWhateverThePorts() throws IOException {
    List<byte[]> frames =
        List.of(
            FrameBuilder.frame(LAMP, GATEWAY).ip("192.168.1.10", CLOUD).tcp(3825, 8443, 2).build(),
            FrameBuilder.frame(GATEWAY, LAMP).ip(CLOUD, "192.168.1.10").tcp(8443, 3825, 18).build(),
            FrameBuilder.frame(LAMP, GATEWAY).ip("192.168.1.10", CLOUD).tcp(3825, 8443, 16).build(),
            FrameBuilder.frame(LAMP, GATEWAY)
                .ip("192.168.1.10", CLOUD)
                .tcp(3826, 9443, 16)
                .build());
    Ran ran = Ran.mudward("audit", capture(frames), "--site", site());
    assertTrue(ran.out().contains("-> 198.51.100.7, tcp 8443 of the peer"), ran.out());
    assertTrue(ran.out().contains("<- 198.51.100.7, tcp 8443 of the peer"), ran.out());
    assertTrue(ran.out().contains("tcp 3826 of the device"), "no opening was seen: " + ran.out());
    assertEquals("not visible from the network", outcome(frames, "GP-TM-50"));
  }

  @Test
  void aServiceThatIsNotDeclaredAndAnswersBreaksWhatAsksForNoneButThose() throws IOException {
    List<byte[]> frames =
        List.of(
            FrameBuilder.frame(LAPTOP, LAMP)
                .ip("192.168.1.50", "192.168.1.10")
                .tcp(2000, 8080, 2)
                .build(),
            FrameBuilder.frame(LAMP, LAPTOP)
                .ip("192.168.1.10", "192.168.1.50")
                .tcp(8080, 2000, 18)
                .build());
    assertEquals("broken", outcome(frames, "GP-TM-50"));
    assertEquals(List.of("exposed-service"), kinds(frames), "it was asked: no lateral");
  }

  private static byte[] toLocal(String host, int port) {
    return FrameBuilder.frame(LAMP, LAPTOP).ip("192.168.1.10", host).tcp(50000, port, 2).build();
  }

  private List<String> kinds(List<byte[]> frames) throws IOException {
    Ran ran = Ran.mudward("audit", capture(frames), "--site", site(), "--json");
    List<String> kinds = new ArrayList<>();
    for (JsonNode finding : new ObjectMapper().readTree(ran.out()).get("findings")) {
      kinds.add(finding.get("kind").asText());
    }
    kinds.removeIf("dropped"::equals);
    return kinds;
  }

  @Test
  void scansAreFoundWhereverTheyComeFrom() throws IOException {
    List<byte[]> ports = new ArrayList<>();
    List<byte[]> hosts = new ArrayList<>();
    List<byte[]> visits = new ArrayList<>();
    for (int i = 1; i <= 20; i++) {
      ports.add(toLocal("203.0.113.5", i));
      hosts.add(toLocal("203.0.113." + i, 8080));
      visits.add(
          FrameBuilder.frame(LAPTOP, LAMP)
              .ip("192.168.1.50", "192.168.1.10")
              .tcp(40000, 1000 + i, 2)
              .build());
    }
    assertEquals(List.of("port-scan"), kinds(ports));
    assertEquals(List.of("host-scan"), kinds(hosts));
    assertEquals(List.of("port-scan"), kinds(visits));
    assertEquals(List.of(), kinds(ports.subList(0, 19)));
  }

  @Test
  void aDeviceThatTurnsToLocalHostsUnaskedIsFound() throws IOException {
    assertEquals(List.of("lateral"), kinds(List.of(toLocal("192.168.1.50", 445))));
    assertEquals(List.of(), kinds(List.of(toLocal("203.0.113.5", 445))));
    byte[] answers =
        FrameBuilder.frame(LAMP, LAPTOP)
            .ip("192.168.1.10", "192.168.1.50")
            .tcp(80, 50000, 18)
            .build();
    assertEquals(List.of("exposed-service"), kinds(List.of(answers)), "no lateral");
  }

  @Test
  void aConversationThatCarriesPasswordsInClearIsFound() throws IOException {
    byte[] asked = toLocal("203.0.113.5", 23);
    byte[] answered =
        FrameBuilder.frame(GATEWAY, LAMP)
            .ip("203.0.113.5", "192.168.1.10")
            .tcp(23, 50000, 18)
            .build();
    assertEquals(List.of(), kinds(List.of(asked)));
    assertEquals(List.of("cleartext-credentials"), kinds(List.of(asked, answered)));
    Ran ran = Ran.mudward("audit", capture(List.of(asked, answered)), "--site", site());
    assertTrue(ran.out().contains("Telnet with 203.0.113.5, served by the peer"), ran.out());
  }

  @Test
  void aFileGivenForADeviceComesBeforeTheSite() throws IOException {
    String site = site();
    String other =
        Files.writeString(
                folder.resolve("other.json"), FILE.replace("lamp.example/v1", "lamp.example/v2"))
            .toString();
    Ran ran = Ran.mudward("audit", capture(FRAMES), "--site", site, "--mud", LAMP + "=" + other);
    assertTrue(ran.out().contains("lamp  https://lamp.example/v2"), ran.out());
  }

  @Test
  void aCaptureThatEndsWithinARecordIsJudgedAsFarAsItGoes() throws IOException {
    byte[] whole = CaptureWriter.pcap(65_535, List.of(FRAMES.get(0), FRAMES.get(0)));
    String cut = write("cut.pcap", Arrays.copyOf(whole, whole.length - 5));
    Ran ran = Ran.mudward("audit", cut, "--site", site());
    assertEquals(ExitCode.FINE, ran.code());
    assertTrue(ran.out().startsWith("1 frames: 1 accepted"), ran.out());
    assertTrue(ran.err().contains("cut.pcap ends within a record, which is left out"), ran.err());
  }

  @Test
  void aDamagedCaptureIsAFinding() throws IOException {
    byte[] damaged = CaptureWriter.pcap(65_535, List.of(FRAMES.get(0), FRAMES.get(0)));
    int second = 24 + 16 + FRAMES.get(0).length;
    damaged[second + 11] = 0x7F;
    Ran ran = Ran.mudward("audit", write("damaged.pcap", damaged), "--site", site());
    assertEquals(ExitCode.FINDINGS, ran.code());
    assertTrue(ran.err().contains("damaged.pcap is damaged: at octet " + second), ran.err());
    assertTrue(ran.err().contains("octets cannot be read and are not judged"), ran.err());
  }

  @Test
  void whatIsNeededAndMissingOrBrokenIsThree() throws IOException {
    String capture = capture(FRAMES);
    String site = site();
    String broken = Files.writeString(folder.resolve("broken.json"), "{}").toString();
    String text = Files.writeString(folder.resolve("text"), "no capture").toString();
    for (List<String> arguments :
        List.of(
            List.of(folder + "/absent.pcap"),
            List.of(folder.toString()),
            List.of(text),
            List.of(capture, text),
            List.of(capture, "--site", folder + "/absent.yaml"),
            List.of(capture, "--site", site, "--mud", LAMP + "=" + broken),
            List.of(capture, "--mud", LAMP + "=" + folder + "/absent.json"))) {
      String[] all = new String[arguments.size() + 1];
      all[0] = "audit";
      for (int i = 0; i < arguments.size(); i++) {
        all[i + 1] = arguments.get(i);
      }
      Ran ran = Ran.mudward(all);
      assertEquals(ExitCode.BAD_INPUT, ran.code(), arguments + ran.err());
      assertEquals("", ran.out());
    }
  }

  @Test
  void wrongUseIsTwo() throws IOException {
    String capture = capture(FRAMES);
    for (String[] arguments :
        new String[][] {
          {"audit"},
          {"audit", capture, "--mud", "lamp.json"},
          {"audit", capture, "--mud", "02:00=lamp.json"},
          {"audit", capture, "--mud", "ff:ff:ff:ff:ff:ff=lamp.json"},
          {"audit", capture, "--mud", LAMP + "=a", "--mud", LAMP + "=b"},
          {"audit", capture, "--out", "pdf=a"},
          {"audit", "-", "-"}
        }) {
      Ran ran = Ran.mudward(arguments);
      assertEquals(ExitCode.WRONG_USE, ran.code(), String.join(" ", arguments) + ran.err());
    }
  }

  @Test
  void anAddressOfThisNetworkInAnAnswerDoesNotCount() throws IOException {
    byte[] lateral =
        FrameBuilder.frame(LAMP, LAPTOP).ip("192.168.1.10", "192.168.1.50").tcp(1, 443, 2).build();
    String capture = capture(List.of(answerTo("api.lamp.example", "192.168.1.50"), lateral));
    Ran ran = Ran.mudward("audit", capture, "--site", site());
    assertEquals(ExitCode.FINDINGS, ran.code());
    assertTrue(ran.out().startsWith("2 frames: 0 accepted, 1 dropped"), ran.out());
  }

  @Test
  void anAnswerOfAnotherHostThanTheSitesDnsIsNotBelieved() throws IOException {
    byte[] forged =
        FrameBuilder.frame(GATEWAY, LAPTOP)
            .ip("203.0.113.9", "192.168.1.50")
            .udp(53, 40000, CaptureWriter.answer("api.lamp.example", CLOUD))
            .build();
    Ran ran = Ran.mudward("audit", capture(List.of(forged, SYN)), "--site", site());
    assertTrue(ran.out().startsWith("2 frames: 0 accepted, 1 dropped"), ran.out());
    Ran anyHost =
        Ran.mudward(
            "audit", capture(List.of(forged, SYN)), "--mud", LAMP + "=" + folder + "/lamp.json");
    assertTrue(anyHost.out().startsWith("2 frames: 1 accepted, 0 dropped"), anyHost.out());
  }
}
