package org.mudward.acceptance;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.mudward.lab.Appliance;
import org.mudward.lab.DhcpClient;
import org.mudward.lab.Network;
import org.mudward.lab.Pause;
import org.mudward.lab.Pki;
import org.mudward.lab.Requirements;

/**
 * dnsmasq itself tells the manager of a device, its MUD URL and its address. No enforcer runs, so
 * nobody else can have told it.
 */
@Tag("root")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DnsmasqHookTest {
  private static final int LAMP = 10;
  private static final int LEASE_SECONDS = 600;
  private static final long SECONDS_TO_TELL = 30;
  private static final String URL = "https://mud.lamp.example/lamp.json";

  private Network network;
  private Appliance manager;

  @BeforeAll
  void buildANetworkWithAHook() throws IOException {
    Requirements.demand();
    network = new Network(Stage.folder());
    Files.createDirectories(network.folder().resolve("appliance"));
    Path script = Appliance.dnsmasqScript(network);
    network.startDnsmasq(
        Map.of("mud.lamp.example", List.of("198.51.100.30")),
        LEASE_SECONDS,
        List.of("--dhcp-script=" + script, "--dhcp-scriptuser=root"));
    network.addHost("lamp", LAMP);
    new Pki("Lab web CA").writeAnchor(network.folder().resolve("tls-ca.pem"));
    manager =
        Appliance.managerOnly(
            network,
            """
            local-networks: [192.168.77.0/24]
            dns: [192.168.77.1]
            """);
    assertTrue(
        Pause.until(SECONDS_TO_TELL, () -> log().contains("event=manager.started")), this::log);
  }

  @AfterAll
  void takeItDown() {
    if (manager != null) {
      manager.close();
    }
    if (network != null) {
      network.close();
    }
  }

  @Test
  void dnsmasqTellsOfTheUrlAndTheAddressAndOfTheReleaseOfTheLease() throws IOException {
    DhcpClient client = network.dhcp("lamp", URL);
    assertTrue(client.hasLease(), this::log);
    assertTells(URL);
    assertTells("\"" + Network.ip(LAMP) + "\"");
    assertEvent("url.learnt", "by dnsmasq");
    client.release();
    assertEvent("device.departed", "given up");
  }

  private void assertTells(String what) {
    assertTrue(
        Pause.until(SECONDS_TO_TELL, () -> manager.device(Network.mac(LAMP)).contains(what)),
        () -> what + " is not in " + manager.device(Network.mac(LAMP)) + "\n" + log());
  }

  private void assertEvent(String event, String what) {
    assertTrue(
        Pause.until(
            SECONDS_TO_TELL,
            () ->
                log()
                    .lines()
                    .anyMatch(line -> line.contains("event=" + event) && line.contains(what))),
        () -> event + " with " + what + " is not in " + log());
  }

  private String log() {
    try {
      return Files.readString(manager.log());
    } catch (IOException e) {
      return e.toString();
    }
  }
}
