package org.mudward.acceptance;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
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

/** Kea itself tells the manager of leases. No enforcer runs, so nobody else can have told it. */
@Tag("root")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KeaHookTest {
  private static final int LAMP = 10;
  private static final int LEASE_SECONDS = 600;
  private static final long SECONDS_TO_TELL = 30;
  private static final String URL = "https://mud.lamp.example/lamp.json";

  private Network network;
  private Appliance manager;

  @BeforeAll
  void buildANetworkWithKea() throws IOException {
    Requirements.demand();
    network = new Network(Stage.folder());
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
    assertTrue(client.hasLease(), this::log);
    assertEvent("event=device.address", "192.168.77.");
    assertFalse(log().contains("url.learnt"), this::log);
    client.release();
    assertEvent("event=address.gone", "given up");
  }

  private void assertEvent(String event, String what) {
    assertTrue(
        Pause.until(
            SECONDS_TO_TELL,
            () ->
                log()
                    .lines()
                    .anyMatch(
                        line ->
                            line.contains(event)
                                && line.contains(Network.mac(LAMP))
                                && line.contains(what))),
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
