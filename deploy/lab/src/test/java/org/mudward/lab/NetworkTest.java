package org.mudward.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.mudward.lab.LampLab.Device;

/**
 * The network without the product: everything gets through. What a scenario sees blocked, the
 * product has blocked.
 */
@Tag("root")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NetworkTest {
  private Path folder;
  private LampLab lab;

  @BeforeAll
  void build() throws IOException {
    Requirements.demand();
    folder = Files.createTempDirectory("mudward-lab");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    lab = new LampLab(folder, 600);
    assertTrue(lab.network().dhcp("laptop", null).hasLease());
    for (Device device : List.of(Device.LAMP, Device.SENSOR, Device.TAMPERED, Device.PLUG)) {
      lab.connect(device);
    }
    for (Device device : List.of(Device.LAMP, Device.SENSOR, Device.TAMPERED, Device.PLUG)) {
      assertTrue(lab.network().client(device.hostName()).hasLease(), device + " has no lease");
    }
  }

  @AfterAll
  void takeDown() {
    if (lab != null) {
      lab.close();
    }
  }

  @Test
  void everyAttemptGetsThroughWhereNobodyForbidsIt() throws IOException {
    for (Attempt attempt : LampAttempts.all(List.of("tampered", "plug"))) {
      assertTrue(lab.network().tries(attempt), attempt.what());
    }
    assertTrue(lab.network().host("lamp").passes("ping 198.51.100.10 0"));
    assertTrue(lab.network().host("lamp").passes("ping 2001:db8:1::10 0"));
  }

  @Test
  void aDroppedPacketIsSeenAsBlockedAndARefusedOneIsNot() throws IOException {
    Host lamp = lab.network().host("lamp");
    assertThrows(IOException.class, () -> lamp.passes("tcp 198.51.100.10 4444"), "nobody listens");
    assertThrows(IOException.class, () -> lamp.passes("tcp 198.51.100.10"), "no such command");
    lab.network().vswitch().ofctl("add-flow", "priority=9,ip,nw_dst=198.51.100.10,actions=drop");
    lab.network().vswitch().settle();
    try {
      assertFalse(lamp.passes("tcp 198.51.100.10 443"));
      assertFalse(lamp.passes("udp 198.51.100.10 7000"));
      assertFalse(lamp.passes("ping 198.51.100.10 0"));
      assertEquals("0", lamp.ask("udp-stream 198.51.100.10 7000 1").split(" ", -1)[2]);
    } finally {
      lab.network().vswitch().ofctl("del-flows", "ip,nw_dst=198.51.100.10");
      lab.network().vswitch().settle();
    }
    assertTrue(lamp.passes("tcp 198.51.100.10 443"));
  }

  /** The kernel of the gateway must not answer for the switch's own ports. */
  @Test
  void theGatewayIsKnownByOneAddress() throws IOException {
    for (Device device : List.of(Device.LAMP, Device.SENSOR, Device.PLUG)) {
      try (Capture capture = lab.network().capture(device.hostName())) {
        Host host = lab.network().host(device.hostName());
        for (int i = 0; i < 5; i++) {
          Exec.run("ip", "-n", host.namespace().name(), "neigh", "flush", "dev", "eth0");
          assertTrue(host.passes("dns " + Network.GATEWAY + " 53 cloud.lamp.example"));
        }
        String gateway = Network.GATEWAY_MAC.replace(":", "");
        List<String> answers =
            capture.frames().stream()
                .map(NetworkTest::hex)
                .filter(frame -> frame.startsWith("08060001080006040002", 24))
                .map(frame -> frame.substring(12, 24))
                .filter(mac -> !mac.equals(device.mac().replace(":", "")))
                .toList();
        assertEquals(5, answers.size(), answers::toString);
        assertTrue(answers.stream().allMatch(gateway::equals), answers::toString);
      }
    }
  }

  @Test
  void aStreamCountsWhatIsSentAndWhatComesBack() throws IOException {
    Host lamp = lab.network().host("lamp");
    String[] udp = lamp.ask("udp-stream " + Device.SENSOR.ip() + " 5540 2").split(" ", -1);
    assertEquals(udp[1], udp[2], "nothing may be lost on an idle wire");
    assertTrue(Integer.parseInt(udp[1]) >= 400, udp[1]);
    String[] tcp = lamp.ask("tcp-stream 198.51.100.10 443 2").split(" ", -1);
    assertEquals(tcp[1], tcp[2]);
    assertTrue(Integer.parseInt(tcp[1]) >= 50, tcp[1]);
  }

  @Test
  void theMudUrlIsInTheDhcpMessageOnTheWire() throws IOException {
    try (Capture capture = lab.network().capture("lamp")) {
      assertTrue(lab.connect(Device.LAMP).hasLease());
      byte[] url = Device.LAMP.url().getBytes(StandardCharsets.US_ASCII);
      String option = "a1" + HexFormat.of().toHexDigits((byte) url.length) + hex(url);
      assertTrue(
          Pause.until(10, () -> holds(capture, option)), "option 161 is not seen on the wire");
    }
  }

  private static boolean holds(Capture capture, String hex) {
    try {
      return capture.frames().stream().anyMatch(frame -> hex(frame).contains(hex));
    } catch (IOException e) {
      return false;
    }
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  /** openssl, because it is none of our own code. */
  private Exec.Ended connectByTls(String name, String address) throws IOException {
    return lab.network()
        .attemptOnGateway(
            List.of(
                "openssl",
                "s_client",
                "-connect",
                address + ":443",
                "-servername",
                name,
                "-verify_hostname",
                name,
                "-verify_return_error",
                "-CAfile",
                folder.resolve("tls-ca.pem").toString()));
  }

  @Test
  void opensslBelievesTheGoodServerAndNotTheBadOnes() throws IOException {
    lab.startStaleServer();
    Exec.Ended good = connectByTls("mud.lamp.example", "198.51.100.30");
    assertEquals(0, good.code(), good.output());
    Exec.Ended bad = connectByTls("mud.cheap.example", "198.51.100.31");
    assertTrue(bad.code() != 0 && bad.output().contains("mismatch"), bad.output());
    Exec.Ended stale = connectByTls("mud.stale.example", "198.51.100.32");
    assertTrue(stale.code() != 0 && stale.output().contains("expired"), stale.output());
  }

  private Exec.Ended verify(Device device) throws IOException {
    Path file = lab.file(device);
    return Exec.attempt(
        "openssl",
        "cms",
        "-verify",
        "-binary",
        "-purpose",
        "any",
        "-inform",
        "DER",
        "-in",
        file + ".p7s",
        "-content",
        file.toString(),
        "-CAfile",
        folder.resolve("mud-ca.pem").toString(),
        "-out",
        "/dev/null");
  }

  @Test
  void opensslBelievesTheGoodSignaturesAndNotTheBadOnes() throws IOException {
    for (Device device : List.of(Device.LAMP, Device.SENSOR, Device.HUB, Device.PLUG)) {
      assertEquals(0, verify(device).code(), verify(device).output());
    }
    for (Device device : List.of(Device.TAMPERED, Device.EXPIRED, Device.STRANGER)) {
      assertTrue(verify(device).code() != 0, device + " should not be believed");
    }
    assertTrue(verify(Device.EXPIRED).output().contains("expired"));
  }

  @Test
  void theServerSaysWhoAskedAndWithholdsWhatItIsToldTo() throws IOException {
    long before = lab.asked("lamp.json");
    assertEquals("200", statusOf("lamp.json"));
    assertEquals(before + 1, lab.asked("lamp.json"));
    assertEquals("200", statusOf("unsigned.json"));
    assertEquals("404", statusOf("unsigned.json.p7s"));
  }

  private String statusOf(String file) throws IOException {
    Path request = folder.resolve("request");
    Files.writeString(request, "GET /" + file + " HTTP/1.0\r\nHost: mud.lamp.example\r\n\r\n");
    Exec.Ended said =
        Exec.attempt(
            "ip",
            "netns",
            "exec",
            lab.network().gatewayName(),
            "sh",
            "-c",
            "openssl s_client -quiet -connect 198.51.100.30:443 < " + request + " 2>/dev/null");
    return said.output().split(" ", 3)[1];
  }

  @Test
  void aReleasedLeaseIsGone() throws IOException {
    DhcpClient client = lab.connect(Device.SENSOR);
    assertTrue(client.hasLease());
    Path leases = folder.resolve("dnsmasq.leases");
    assertTrue(Pause.until(10, () -> holds(leases, Device.SENSOR.ip())));
    client.release();
    assertTrue(Pause.until(10, () -> !holds(leases, Device.SENSOR.ip())));
    assertTrue(lab.connect(Device.SENSOR).hasLease());
  }

  private static boolean holds(Path file, String text) {
    try {
      return Files.readString(file).contains(text);
    } catch (IOException e) {
      return false;
    }
  }
}
