package org.mudward.cli.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Any octets are a configuration, a site, or a {@link ConfigException} that says where not. */
class ConfigFuzzTest {
  private static final Path FILE = file();

  /** Beside the other, so that paths mean the same. */
  private static final Path AGAIN = file();

  private static final String SITE =
      """
      local-networks: [192.168.1.0/24, "fd00:1::/64"]
      gateway: {mac: "02:00:00:00:00:01", addresses: [192.168.1.1, "fe80::1"], port: br0/br0}
      dns: [192.168.1.1]
      ntp: [192.168.1.1]
      dhcp: [192.168.1.1]
      controllers:
        "urn:ietf:params:mud:gateway": [192.168.1.1]
      my-controllers:
        "https://lighting.example.com/lightbulb2000": [192.168.1.5]
      trust-anchors: [anchors/example-ca.pem]
      names:
        API.example.com.: [198.51.100.7, "2001:db8::7"]
      baseline: {lldp: false}
      devices:
        - {mac: "02:00:00:00:00:10", name: lamp, addresses: [192.168.1.10], mud-file: lamp.json}
        - {mac: "02:00:00:00:00:11", mud-url: "https://example.com/lamp", port: br0/lan1}
      """;
  private static final String CONFIG =
      "site:\n"
          + SITE.indent(2)
          + """
          manager:
            state: state
            link: run/link.sock
            new-devices: observe
            weak-urls: limit
            address-literals: apply
            changed-files: ask
            ports: follow
            resolver: 192.168.1.1
            api: {listen: "[::1]:8520"}
            fetch: {trust-anchors: [a.pem], allow: [192.168.0.0/16]}
          enforcer:
            openflow:
              listen: "127.0.0.1:6653"
              bridge: br0
              bridges: [{name: br1, trunks: [up]}, {name: x, datapath: "00:00:00:00:00:00:00:aa"}]
              ovsdb: "unix:/run/db.sock"
          run: {user: mudward}
          """;

  /** What is shown as effective has to be a configuration. */
  private static Config readAgain() {
    try {
      return ConfigReader.read(AGAIN);
    } catch (ConfigException e) {
      throw new AssertionError(e);
    }
  }

  private static Path file() {
    try {
      Path file = Files.createTempFile("site", ".yaml");
      file.toFile().deleteOnExit();
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Stream<byte[]> seeds() {
    return Stream.of(
            SITE,
            CONFIG,
            CONFIG.replace("name: lamp", "name: \"\\u0001 \\U0001F4A1 \\\\ \\\" é\""),
            "a: &a [1]\nb: *a\n",
            "? [a]\n: {b: c}\n",
            "!!set {a, b}\n",
            "%YAML 1.2\n--- |\n text\n...\n")
        .map(text -> text.getBytes(UTF_8));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everySeedIsFine(byte[] seed) throws IOException {
    everyFileIsReadOrRefusedWithReasons(seed);
  }

  @FuzzTest
  void everyFileIsReadOrRefusedWithReasons(byte[] octets) throws IOException {
    Files.write(FILE, octets);
    try {
      Config config = ConfigReader.read(FILE);
      assertTrue(config.manager().api().getAddress().isLoopbackAddress());
      Files.writeString(AGAIN, EffectiveConfig.yaml(config));
      assertEquals(config, readAgain());
    } catch (ConfigException refused) {
      assertFalse(refused.getMessage().isBlank());
    }
    try {
      SiteReader.read(FILE).devices();
    } catch (ConfigException refused) {
      assertFalse(refused.getMessage().isBlank());
    }
  }
}
