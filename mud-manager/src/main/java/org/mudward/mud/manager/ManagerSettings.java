package org.mudward.mud.manager;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.mudward.mud.resolve.Site;
import org.mudward.policy.IpAddress;
import org.mudward.policy.Prefix;

/**
 * What the operator sets for the manager.
 *
 * @param state the folder of its store and its token
 * @param link the Unix socket on which enforcers connect
 * @param api where its HTTP API listens, a loopback address
 * @param resolver the DNS server that it asks; the system's where empty
 * @param newDevices what devices get that show no MUD URL
 * @param tlsAnchors PEM files of those who vouch for MUD file servers; the system's where empty
 * @param allowed special addresses (private, documentation ...) that may be dialled all the same
 * @param site what the operator says of the network; its trust anchors vouch for MUD files
 */
public record ManagerSettings(
    Path state,
    Path link,
    InetSocketAddress api,
    Optional<IpAddress> resolver,
    NewDevices newDevices,
    List<Path> tlsAnchors,
    List<Prefix> allowed,
    Site site) {

  /**
   * @throws IllegalArgumentException if new devices are to be locked out and the gateway is not
   *     named, because it would be locked out with them
   */
  public ManagerSettings {
    tlsAnchors = List.copyOf(tlsAnchors);
    allowed = List.copyOf(allowed);
    if (newDevices == NewDevices.QUARANTINE && site.gateway() == null) {
      throw new IllegalArgumentException(
          "new devices in quarantine need the gateway's MAC address, or it would be locked out");
    }
  }
}
