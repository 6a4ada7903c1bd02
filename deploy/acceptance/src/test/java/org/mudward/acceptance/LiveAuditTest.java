package org.mudward.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mudward.lab.PcapFile;
import org.mudward.lab.Programs;
import org.mudward.policy.testing.FrameBuilder;

/** {@code mudward audit --interface} on a wire between two ends in a namespace. */
@Tag("root")
class LiveAuditTest {
  private static final long PATIENCE_SECONDS = 30;

  /** Twice what libpcap collects frames for; an audit on a busy machine gets more. */
  private static final long FIRST_WAIT_MILLIS = 200;

  /** Thousands of frames of 1.4 KB: twice what the kernel keeps for the audit. */
  private static final int FLOOD = 25;

  private static final String SPACE = "mudward-live";
  private static final String LAMP = "02:00:00:00:00:10";
  private static final String GATEWAY = "02:00:00:00:00:01";

  /** A MUD file that lets a lamp speak with its cloud. */
  static final String FILE =
      """
      {"ietf-mud:mud": {"mud-version": 1, "mud-url": "https://lamp.example/v1",
        "last-update": "2026-01-01T00:00:00Z", "is-supported": true, "systeminfo": "lamp",
        "from-device-policy": {"access-lists": {"access-list": [{"name": "from"}]}}},
       "ietf-access-control-list:acls": {"acl": [
        {"name": "from", "type": "ipv4-acl-type", "aces": {"ace": [{"name": "cloud",
          "matches": {"ipv4": {"destination-ipv4-network": "198.51.100.7/32"}},
          "actions": {"forwarding": "accept"}}]}}]}}
      """;

  @TempDir private Path folder;

  @BeforeEach
  void wire() throws Exception {
    run("ip", "netns", "add", SPACE);
    inside("sysctl", "-qw", "net.ipv6.conf.default.disable_ipv6=1");
    inside("ip", "link", "add", "near", "type", "veth", "peer", "name", "far");
    for (String end : List.of("near", "far")) {
      inside("ethtool", "-K", end, "tx", "off", "gso", "off", "tso", "off", "gro", "off");
      inside("ip", "link", "set", end, "up");
    }
    Files.writeString(folder.resolve("lamp.json"), FILE);
  }

  @AfterEach
  void unwire() throws Exception {
    start("ip", "netns", "del", SPACE).waitFor();
  }

  private Path said() {
    return folder.resolve("said");
  }

  private Process start(String... command) throws IOException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(said().toFile())
        .start();
  }

  private static List<String> in(String... command) {
    List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", SPACE));
    Collections.addAll(all, command);
    return all;
  }

  private void run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
  }

  private void inside(String... command) throws Exception {
    run(in(command).toArray(String[]::new));
  }

  private static int end(Process process) throws InterruptedException {
    assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "it does not end");
    return process.exitValue();
  }

  @Test
  void whatIsOnTheWireIsJudgedUntilItIsInterrupted() throws Exception {
    byte[] cloud =
        FrameBuilder.frame(LAMP, GATEWAY)
            .ip("192.168.1.10", "198.51.100.7")
            .tcp(5000, 443, 2)
            .build();
    byte[] other =
        FrameBuilder.frame(LAMP, GATEWAY)
            .ip("192.168.1.10", "203.0.113.9")
            .tcp(5000, 80, 2)
            .build();
    Path frames = folder.resolve("in.pcap");
    PcapFile.write(frames, List.of(cloud, cloud, other, cloud));
    String json = interrupted(4, audit -> inside("tcpreplay", "-i", "far", frames.toString()));
    assertTrue(json.startsWith("{\"frames\":4,\"accepted\":3,\"dropped\":1,\"none\":0,"), json);
    assertTrue(json.contains("\"file\":\"near\",\"frames\":4"), json);
    assertTrue(json.contains("\"lost_frames\":0"), json);
    assertTrue(json.contains("\"from/cloud\":3"), json);
  }

  /** What happens on the wire while an audit listens. */
  private interface Traffic {
    void pass(Process audit) throws Exception;
  }

  /**
   * The report of an audit that was interrupted after so many frames. Nothing shows from outside
   * whether it has them all, so one that had not is repeated with more time; it ends with 1.
   */
  private String interrupted(long frames, Traffic traffic) throws Exception {
    Path report = folder.resolve("report.json");
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    for (long wait = FIRST_WAIT_MILLIS; ; wait *= 2) {
      Process audit = listening(report);
      int code;
      try {
        traffic.pass(audit);
        assertFalse(audit.waitFor(wait, TimeUnit.MILLISECONDS), "it ends by itself");
        run("kill", "-INT", Long.toString(audit.pid()));
        code = end(audit);
      } finally {
        audit.destroyForcibly();
      }
      String json = Files.readString(report).replaceAll("\\s", "");
      boolean all = number(json, "frames") + number(json, "lost_frames") == frames;
      if (all || System.nanoTime() > deadline) {
        assertEquals(1, code, "what was dropped, or lost, is a finding");
        return json;
      }
    }
  }

  /** An audit that has begun to listen. */
  private Process listening(Path report) throws Exception {
    Process audit =
        start(
            in(
                    Programs.launcher().toString(),
                    "audit",
                    "--interface=near",
                    "--mud=" + LAMP + "=" + folder.resolve("lamp.json"),
                    "--out=json=" + report)
                .toArray(String[]::new));
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!Files.readString(said()).contains("listening to near")) {
      assertTrue(audit.isAlive() && System.nanoTime() < deadline, Files.readString(said()));
      Thread.sleep(50);
    }
    return audit;
  }

  @Test
  void whatComesWhileNobodyFetchesItIsLostAndSaidToBe() throws Exception {
    byte[] cloud =
        FrameBuilder.frame(LAMP, GATEWAY)
            .ip("192.168.1.10", "198.51.100.7")
            .udp(5000, 443, new byte[1400])
            .build();
    Path frames = folder.resolve("in.pcap");
    PcapFile.write(frames, Collections.nCopies(1000, cloud));
    String flood = "--loop=" + FLOOD;
    String json =
        interrupted(
            1000L * FLOOD,
            audit -> {
              run("kill", "-STOP", Long.toString(audit.pid()));
              inside("tcpreplay", "-q", "--topspeed", flood, "-i", "far", frames.toString());
              run("kill", "-CONT", Long.toString(audit.pid()));
            });
    assertTrue(json.contains("\"dropped\":0,\"none\":0"), json);
    assertTrue(json.contains("\"kind\":\"damaged-capture\",\"file\":\"near\""), json);
    long judged = number(json, "frames");
    long lost = number(json, "lost_frames");
    assertTrue(judged > 0 && lost > 0, json);
    assertEquals(1000L * FLOOD, judged + lost);
    assertTrue(json.contains(lost + "framesweredroppedbeforetheycouldberead"), json);
  }

  private static long number(String json, String member) {
    Matcher matcher = Pattern.compile("\"" + member + "\":([0-9]+)").matcher(json);
    assertTrue(matcher.find(), json);
    return Long.parseLong(matcher.group(1));
  }

  @Test
  void whoMayNotListenIsToldWhatIsMissing() throws Exception {
    Process audit =
        start(
            in(
                    "setpriv",
                    "--bounding-set=-all",
                    "--inh-caps=-all",
                    Programs.launcher().toString(),
                    "audit",
                    "--interface=near",
                    "--for=5s")
                .toArray(String[]::new));
    assertEquals(4, end(audit), Files.readString(said()));
    assertTrue(Files.readString(said()).contains("not permitted to listen on near"));
  }

  @Test
  void whereLibpcapIsMissingItIsSaidHowToGetIt() throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(Programs.launcher().toString(), "audit", "--interface=lo", "--for=5s")
            .redirectErrorStream(true)
            .redirectOutput(said().toFile());
    builder.environment().put("JDK_JAVA_OPTIONS", "-Dorg.pcap4j.core.pcapLibName=nosuchpcap");
    assertEquals(4, end(builder.start()), Files.readString(said()));
    assertTrue(Files.readString(said()).contains("apt install libpcap0.8"));
  }
}
