package org.mudward.mud.manager;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.mudward.mud.resolve.Site;

/**
 * What the manager is told by its configuration.
 *
 * @param state the folder of its store and token
 * @param link the Unix socket on which enforcers connect
 * @param api the loopback address of its HTTP API
 * @param newDevices what devices get that show no MUD URL
 * @param site what the operator says of the network
 */
public record ManagerSettings(
    Path state, Path link, InetSocketAddress api, NewDevices newDevices, Site site) {

  /** What devices get that show no MUD URL. */
  public enum NewDevices {
    /** Baseline and defaults only. */
    QUARANTINE,
    /** They are left alone, and written down. */
    OBSERVE,
    /** They are left alone. */
    ALLOW
  }
}
