package org.mudward.acceptance;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import org.mudward.lab.Appliance;
import org.mudward.lab.Network;
import org.mudward.lab.Pause;
import org.mudward.lab.Pki;

/** A manager that knows of devices what it is told by a hook: no enforcer runs beside it. */
final class ToldManager implements AutoCloseable {
  private static final long SECONDS_TO_TELL = 30;

  private final Appliance manager;

  /** Starts it on the gateway of a network. */
  ToldManager(Network network) throws IOException {
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

  /** What it says of the host with this number comes to contain a text. */
  void assertTells(int host, String what) {
    String mac = Network.mac(host);
    assertTrue(
        Pause.until(SECONDS_TO_TELL, () -> manager.device(mac).contains(what)),
        () -> what + " is not in " + manager.device(mac) + "\n" + log());
  }

  /** A line of its journal comes to be there. */
  void assertEvent(String event, String what) {
    assertTrue(
        Pause.until(
            SECONDS_TO_TELL,
            () ->
                log()
                    .lines()
                    .anyMatch(line -> line.contains("event=" + event) && line.contains(what))),
        () -> event + " with " + what + " is not in " + log());
  }

  String log() {
    try {
      return Files.readString(manager.log());
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
