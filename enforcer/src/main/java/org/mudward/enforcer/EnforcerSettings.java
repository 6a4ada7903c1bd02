package org.mudward.enforcer;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import org.mudward.enforcer.openflow.SwitchSettings;

/**
 * What an enforcer has to be told.
 *
 * @param stateDirectory where it keeps what is in force; made if it is not there
 * @param linkSocket the Unix socket of the manager
 * @param openFlowListen where the switch connects to; port 0 for any that is free
 * @param bridge the name of the bridge in Open vSwitch
 * @param ovsDatabase where Open vSwitch's database listens, such as {@code unix:/run/x.sock}; empty
 *     for the usual place
 */
public record EnforcerSettings(
    Path stateDirectory,
    Path linkSocket,
    InetSocketAddress openFlowListen,
    String bridge,
    Optional<String> ovsDatabase) {

  /** How long a path of a Unix socket may be on Linux, with the zero that ends it. */
  private static final int MAX_SOCKET_PATH = 108;

  /**
   * @throws IllegalArgumentException naming what cannot be used
   */
  public EnforcerSettings {
    if (linkSocket.toString().length() >= MAX_SOCKET_PATH) {
      throw new IllegalArgumentException("too long for a Unix socket: " + linkSocket);
    }
    new SwitchSettings(openFlowListen, bridge, ovsDatabase); // checks them
  }

  SwitchSettings switchSettings() {
    return new SwitchSettings(openFlowListen, bridge, ovsDatabase);
  }
}
