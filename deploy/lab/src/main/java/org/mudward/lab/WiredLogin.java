package org.mudward.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A host that authenticates itself at its port by a certificate: a real {@code wpa_supplicant} on
 * it, and a real {@code hostapd} at the other end of its wire.
 */
public final class WiredLogin implements AutoCloseable {
  private static final long SECONDS = 15;

  private static final String AUTHENTICATOR =
      """
      interface=%1$s
      driver=wired
      ieee8021x=1
      use_pae_group_addr=1
      own_ip_addr=127.0.0.1
      nas_identifier=%1$s
      auth_server_addr=127.0.0.1
      auth_server_port=1812
      auth_server_shared_secret=%2$s
      acct_server_addr=127.0.0.1
      acct_server_port=1813
      acct_server_shared_secret=%2$s
      """;

  private static final String SUPPLICANT =
      """
      ctrl_interface=%1$s
      ap_scan=0
      network={
        key_mgmt=IEEE8021X
        eap=TLS
        identity="device"
        ca_cert="%2$s"
        client_cert="%3$s.pem"
        private_key="%3$s.key"
        eapol_flags=0
      }
      """;

  private final Process authenticator;
  private final Process supplicant;
  private final Namespace namespace;
  private final Path control;
  private final Path log;

  WiredLogin(WiredNetwork wired, String host, String certificate) throws IOException {
    Network network = wired.network();
    namespace = network.host(host).namespace();
    Path folder = Files.createTempDirectory(network.folder(), "wired-" + host);
    control = folder.resolve("control");
    log = folder.resolve("supplicant.log");
    Path far =
        Files.writeString(
            folder.resolve("hostapd.conf"),
            AUTHENTICATOR.formatted(network.portOf(host), WiredNetwork.SECRET));
    Path own =
        Files.writeString(
            folder.resolve("supplicant.conf"),
            SUPPLICANT.formatted(control, wired.authority(), certificate));
    authenticator =
        network.gateway().start(folder.resolve("hostapd.log"), "hostapd", far.toString());
    supplicant =
        namespace.start(log, "wpa_supplicant", "-D", "wired", "-i", "eth0", "-c", own.toString());
  }

  /** Whether the network let it in, waiting for that within a bound. */
  public boolean isIn() {
    return Pause.untilSaid(SECONDS, log, "CTRL-EVENT-CONNECTED");
  }

  /** Says goodbye (EAPOL-Logoff). */
  public void logoff() throws IOException {
    namespace.run("wpa_cli", "-p", control.toString(), "logoff");
  }

  @Override
  public void close() {
    Exec.end(supplicant);
    Exec.end(authenticator);
  }
}
