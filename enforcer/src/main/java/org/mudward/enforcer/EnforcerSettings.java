package org.mudward.enforcer;

import java.nio.file.Path;
import org.mudward.enforcer.openflow.SwitchSettings;

/**
 * What an enforcer has to be told.
 *
 * @param stateDirectory where it keeps what is in force; made if it is not there
 * @param linkSocket the Unix socket of the manager
 * @param openFlow the switch
 */
public record EnforcerSettings(Path stateDirectory, Path linkSocket, SwitchSettings openFlow) {

  /** How long a path of a Unix socket may be on Linux, with the zero that ends it. */
  private static final int MAX_SOCKET_PATH = 108;

  /**
   * @throws IllegalArgumentException naming what cannot be used
   */
  public EnforcerSettings {
    if (linkSocket.toString().length() >= MAX_SOCKET_PATH) {
      throw new IllegalArgumentException("too long for a Unix socket: " + linkSocket);
    }
  }
}
