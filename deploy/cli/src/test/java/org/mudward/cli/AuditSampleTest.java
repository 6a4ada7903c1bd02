package org.mudward.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mudward.policy.testing.FrameBuilder;
import org.mudward.policy.testing.Hellos;

/** docs/audit-sample.html is what the command makes of this traffic; the README says how to. */
class AuditSampleTest {
  private static final String LAMP = "02:00:00:00:00:10";
  private static final String CAMERA = "02:00:00:00:00:11";
  private static final String GATEWAY = "02:00:00:00:00:01";
  private static final String LAPTOP = "02:00:00:00:00:50";
  private static final String CLOUD = "198.51.100.7";
  private static final String UPDATES = "198.51.100.20";
  private static final Path FOLDER = Path.of("target/audit-sample");
  private static final String CAPTURE = "target/audit-sample/home.pcap";

  private final List<byte[]> frames = new ArrayList<>();

  /** One device's file: TCP to one port of one name, and what its own port answers locally. */
  private static String file(String device, String name, int port, int own) {
    return MudText.file(
        "https://mud.example/" + device + ".json",
        String.join(
            ", ",
            MudText.entry("cloud", MudText.toName(name, port)),
            MudText.entry("control", MudText.local("source", own)),
            MudText.entry("updates", MudText.toName("updates.example", 0))),
        String.join(
            ", ",
            MudText.entry("cloud", MudText.fromName(name, port)),
            MudText.entry("control", MudText.local("destination", own))));
  }

  private static FrameBuilder frame(String from, String to, String source, String destination) {
    return FrameBuilder.frame(from, to).ip(source, destination);
  }

  private void looksUp(String mac, String ip, String name, String address) {
    byte[] answer = CaptureWriter.answer(name, address);
    frames.add(frame(GATEWAY, mac, "192.168.1.1", ip).udp(53, 40000, answer).build());
  }

  /** A conversation of TLS, opened by a device. */
  private void talks(String mac, String ip, String peer, int port, int version, String name) {
    frames.add(frame(mac, GATEWAY, ip, peer).tcp(50000, port, 2).build());
    frames.add(frame(GATEWAY, mac, peer, ip).tcp(port, 50000, 18).build());
    byte[] hello = Hellos.client(version, name);
    frames.add(frame(mac, GATEWAY, ip, peer).tcp(50000, port, 24).data(hello).build());
    byte[] answer = Hellos.server(version);
    frames.add(frame(GATEWAY, mac, peer, ip).tcp(port, 50000, 24).data(answer).build());
    for (int i = 0; i < 10; i++) {
      byte[] data = {23, 3, 3, 0, 3, 1, 2, 3};
      frames.add(frame(mac, GATEWAY, ip, peer).tcp(50000, port, 24).data(data).build());
    }
  }

  private void theLampIsInOrder() {
    String ip = "192.168.1.10";
    frames.add(AuditIdentityTest.discover(LAMP, "https://mud.example/lamp.json"));
    looksUp(LAMP, ip, "api.lamp.example", CLOUD);
    talks(LAMP, ip, CLOUD, 443, 0x0304, "api.lamp.example");
    frames.add(frame(LAPTOP, LAMP, "192.168.1.50", ip).tcp(41000, 8080, 2).build());
    frames.add(frame(LAMP, LAPTOP, ip, "192.168.1.50").tcp(8080, 41000, 18).build());
  }

  private void theCameraIsNot() {
    String ip = "192.168.1.11";
    frames.add(AuditIdentityTest.discover(CAMERA, "https://mud.example/camera.json"));
    looksUp(CAMERA, ip, "rtc.camera.example", "198.51.100.9");
    looksUp(CAMERA, ip, "updates.example", UPDATES);
    talks(CAMERA, ip, "198.51.100.9", 8443, 0x0301, "rtc.camera.example");
    byte[] request = "GET /firmware HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII);
    frames.add(frame(CAMERA, GATEWAY, ip, UPDATES).tcp(50100, 80, 24).data(request).build());
    frames.add(frame(CAMERA, GATEWAY, ip, "198.51.100.9").tcp(50101, 8883, 2).build());
    frames.add(frame(GATEWAY, CAMERA, "203.0.113.66", ip).tcp(40000, 554, 2).build());
    frames.add(frame(CAMERA, GATEWAY, ip, "203.0.113.66").tcp(554, 40000, 18).build());
    frames.add(frame(GATEWAY, CAMERA, "198.51.100.9", ip).tcp(8443, 50200, 2).build());
    for (int host = 20; host < 45; host++) {
      frames.add(frame(CAMERA, LAPTOP, ip, "192.168.1." + host).tcp(50300, 23, 2).build());
    }
  }

  @Test
  void theSampleIsWhatTheCommandMakes() throws IOException {
    theLampIsInOrder();
    theCameraIsNot();
    frames.add(AuditIdentityTest.discover("02:00:00:00:00:12", "https://plug.example/plug.json"));
    Path files = Files.createDirectories(FOLDER.resolve("files"));
    Files.writeString(files.resolve("lamp.json"), file("lamp", "api.lamp.example", 443, 8080));
    Files.writeString(
        files.resolve("camera.json"), file("camera", "rtc.camera.example", 8443, 8554));
    Path site =
        Files.writeString(
            FOLDER.resolve("site.yaml"),
            """
            local-networks: [192.168.1.0/24]
            gateway: {mac: "02:00:00:00:00:01", addresses: [192.168.1.1]}
            dns: [192.168.1.1]
            devices:
              - {mac: "02:00:00:00:00:10", name: lamp}
              - {mac: "02:00:00:00:00:11", name: camera}
            """);
    Files.write(Path.of(CAPTURE), CaptureWriter.pcap(65_535, frames));
    Path page = FOLDER.resolve("report.html");
    Ran ran =
        Ran.mudward(
            "audit",
            CAPTURE,
            "--site",
            site.toString(),
            "--mud-files",
            files.toString(),
            "--out",
            "html=" + page);
    assertEquals(ExitCode.FINDINGS, ran.code(), ran.err());
    Path sample = root().resolve("docs/audit-sample.html");
    if (Boolean.getBoolean("mudward.write")) {
      Files.copy(page, sample, StandardCopyOption.REPLACE_EXISTING);
      return;
    }
    assertEquals(
        Files.readString(sample), Files.readString(page), "the README says how to write it");
  }

  private static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("docs/audit.md"))) {
      folder = folder.getParent();
    }
    return folder;
  }
}
