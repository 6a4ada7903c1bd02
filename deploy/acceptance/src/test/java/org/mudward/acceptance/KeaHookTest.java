package org.mudward.acceptance;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.mudward.lab.DhcpClient;
import org.mudward.lab.DhcpV6Client;
import org.mudward.lab.Network;
import org.mudward.lab.Requirements;

/** Kea itself tells the manager of leases. No enforcer runs, so nobody else can have told it. */
@Tag("root")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KeaHookTest {
  private static final int LAMP = 10;
  private static final int LEASE_SECONDS = 600;
  private static final String URL = "https://mud.lamp.example/lamp.json";

  private Network network;
  private ToldManager manager;

  @BeforeAll
  void buildANetworkWithKea() throws IOException {
    Requirements.demand();
    network = new Network(Stage.folder());
    network.addHost("lamp", LAMP);
    manager = new ToldManager(network);
    network.startKea(LEASE_SECONDS);
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
  void keaTellsOfALeaseAndItsReleaseButNotOfTheUrlThatTheDeviceSent() throws IOException {
    DhcpClient client = network.dhcp("lamp", URL);
    assertTrue(client.hasLease(), manager::log);
    manager.assertEvent("device.address", "192.168.77.");
    assertFalse(manager.log().contains("url.learnt"), manager::log);
    client.release();
    manager.assertEvent("address.gone", "given up");
  }

  @Test
  void keaTellsOfALeaseOfDhcpV6AndOfItsRelease() throws IOException {
    network.startKea6(LEASE_SECONDS);
    try (DhcpV6Client client = network.dhcpV6("lamp", URL)) {
      assertTrue(client.hasLease(), manager::log);
      manager.assertEvent("device.address", "fd00:77::1");
      manager.assertTells(LAMP, "\"fd00:77::1");
    }
    manager.assertEvent("address.gone", "fd00:77::1");
  }
}
