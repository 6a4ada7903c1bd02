package org.mudward.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mudward.policy.testing.FrameBuilder;

/**
 * Whatever a device does: what is learnt from it is a valid file in canonical form, which accepts
 * every frame but those that are listed as left out.
 */
class LearnPropertyTest {
  private static final int SCENES = Integer.getInteger("mudward.scenes", 40);
  private static final int EVENTS = 60;
  private static final String URL = "https://lamp.example/v1.json";
  private static final List<String> HOSTS =
      List.of("198.51.100.7", "198.51.100.8", "203.0.113.5", "192.168.1.50", "192.168.1.66");
  private static final List<String> NAMES =
      List.of("a.lamp.example", "b.lamp.example", "c.example", "-bad-.example", "x_.example");
  private static final String SITE =
      """
      local-networks: [192.168.1.0/24]
      gateway: {mac: "02:00:00:00:00:01", addresses: [192.168.1.1]}
      dns: [192.168.1.1]
      """;

  @TempDir private Path folder;

  private static <T> T any(Random random, List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private static void event(Random random, Scene scene) {
    String host = any(random, HOSTS);
    String mac = host.startsWith("192") ? "02:00:00:00:00:50" : Scene.GATEWAY;
    int port = any(random, List.of(22, 80, 443, 443, 8080, 40_000, 52_000));
    switch (random.nextInt(14)) {
      case 0, 1 -> scene.dns(any(random, NAMES), any(random, HOSTS));
      case 2 -> scene.dns(any(random, NAMES), "edge.cdn.example", host);
      case 3 -> scene.dnsOfLaptop(any(random, NAMES), host);
      case 4, 5 -> scene.connects(mac, host, port);
      case 6 -> scene.triesInVain(mac, host, port);
      case 7 -> scene.isConnected(mac, host, port);
      case 8 -> scene.isProbed(mac, host, random.nextInt(100), random.nextBoolean());
      case 9 -> scene.sends(mac, host, 40_000 + random.nextInt(3), port);
      case 10 -> scene.gets(mac, host, port, 40_000 + random.nextInt(3));
      case 11 -> scene.sends("01:00:5e:00:00:fb", "224.0.0.251", 5353, 5353);
      case 12 -> scene.pings(mac, host, random.nextBoolean());
      default -> scene.add(odd(random, mac, host));
    }
  }

  /** Frames that no conversation begins with, or that show too little. */
  private static byte[] odd(Random random, String mac, String host) {
    boolean out = random.nextBoolean();
    FrameBuilder frame =
        out
            ? FrameBuilder.frame(Scene.LAMP, mac).ip(Scene.LAMP_4, host)
            : FrameBuilder.frame(mac, Scene.LAMP).ip(host, Scene.LAMP_4);
    return switch (random.nextInt(7)) {
      case 0 -> frame.tcp(443, 50_000 + random.nextInt(5), random.nextInt(256)).build();
      case 1 -> frame.tcp(50_000 + random.nextInt(5), 443, random.nextInt(256)).build();
      case 2 -> frame.fragment(10, false).transport(17, new byte[16]).build();
      case 3 -> frame.icmp(random.nextInt(16), 0).build();
      case 4 -> frame.transport(random.nextInt(256), new byte[20]).build();
      case 5 -> frame.tcp(80, 80, 2).cut(8).build();
      default -> frame.llc((byte) 0x42, (byte) 0x42, (byte) 3).build();
    };
  }

  @Test
  void everyFrameIsAcceptedOrListed() throws IOException {
    String site = Files.writeString(folder.resolve("site.yaml"), SITE).toString();
    String file = folder.resolve("lamp.json").toString();
    String capture = folder.resolve("some.pcap").toString();
    long entries = 0;
    for (int seed = 0; seed < SCENES; seed++) {
      Random random = new Random(seed);
      Scene scene = new Scene();
      for (int i = 0; i < EVENTS; i++) {
        event(random, scene);
      }
      Files.write(Path.of(capture), scene.capture());
      String[] learn = {
        "learn", capture, "--device", Scene.LAMP, "--url", URL, "--site", site, "--out", file
      };
      Ran ran = Ran.mudward(learn);
      assertEquals(ExitCode.FINE, ran.code(), "seed " + seed + ran.err());
      assertEquals(0, Ran.mudward("check", file).code(), "seed " + seed);
      assertEquals(0, Ran.mudward("fmt", "--check", file).code(), "seed " + seed);
      JsonNode report = new ObjectMapper().readTree(folder.resolve("lamp.report.json").toFile());
      JsonNode check = report.get("check");
      String what = "seed " + seed + ": " + check + report.get("left_out");
      assertEquals(0, check.get("not_covered").size(), what);
      long accepted = check.get("accepted").asLong();
      assertEquals(check.get("frames").asLong(), accepted + check.get("left_out").asLong(), what);
      Ran audit =
          Ran.mudward("audit", capture, "--site", site, "--mud", Scene.LAMP + "=" + file, "--json");
      JsonNode device = new ObjectMapper().readTree(audit.out()).get("devices").get(0);
      assertEquals(accepted, device.get("accepted").asLong(), what);
      entries += report.get("entries").size();
    }
    assertTrue(entries > 5L * SCENES, "something is learnt: " + entries);
  }
}
