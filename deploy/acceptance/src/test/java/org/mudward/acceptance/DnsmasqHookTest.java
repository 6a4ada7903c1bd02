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
  private static final String URL = "https://mud.lamp.example/lamp.json";

  private Network network;
  private ToldManager manager;

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
    manager = new ToldManager(network);
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
    assertTrue(client.hasLease(), manager::log);
    manager.assertTells(LAMP, URL);
    manager.assertTells(LAMP, "\"" + Network.ip(LAMP) + "\"");
    manager.assertEvent("url.learnt", "by dnsmasq");
    client.release();
    manager.assertEvent("device.departed", "given up");
  }
}
