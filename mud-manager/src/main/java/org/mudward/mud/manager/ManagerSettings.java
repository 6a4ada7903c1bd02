package org.mudward.mud.manager;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.mudward.mud.resolve.Site;

/**
 * What the operator sets for the manager.
 *
 * @param state the folder of its store and its token
 * @param link the Unix socket on which enforcers connect
 * @param api where its HTTP API listens, a loopback address
 * @param newDevices what devices get that show no MUD URL
 * @param weakUrls what a MUD URL is good for that nothing vouches for
 * @param literals what becomes of fetched files that name addresses
 * @param changedFiles what becomes of a file that changed
 * @param ports what becomes of a device whose address shows up at another port
 * @param site what the operator says of the network
 */
public record ManagerSettings(
    Path state,
    Path link,
    InetSocketAddress api,
    NewDevices newDevices,
    WeakUrls weakUrls,
    Literals literals,
    ChangedFiles changedFiles,
    Ports ports,
    Site site) {

  /** What a device gets that shows no MUD URL and that the site does not name. */
  public enum NewDevices {
    /** Baseline and defaults only. */
    QUARANTINE,
    /** It is left alone, and what is seen of it goes into the journal. */
    OBSERVE,
    /** It is left alone. */
    ALLOW
  }

  /** What a MUD URL is good for that nothing vouches for (RFC 8520 section 16). */
  public enum WeakUrls {
    /** Its file is enforced like any other, among devices of the same kind. */
    APPLY,
    /** It gives nothing that a device without MUD URL would not get; its file may take away. */
    LIMIT
  }

  /**
   * What becomes of a fetched file that names addresses, whoever signed it (RFC 8520 section 2).
   */
  public enum Literals {
    /** It waits until a person approves exactly its octets. */
    ASK,
    /** It is used like any other. */
    APPLY
  }

  /**
   * What becomes of a good file, by the signer of the one before, that comes in its place (RFC 8520
   * sections 1.8 and 16). While a person is asked, the file before stays in force.
   */
  public enum ChangedFiles {
    /** It is used if it permits nothing that the file before does not; else a person is asked. */
    ASK_IF_WIDER,
    /** A person is asked. */
    ASK,
    /** It is used. */
    APPLY
  }

  /** What becomes of a device whose address shows up at another port of the switches. */
  public enum Ports {
    /**
     * It belongs where it was first heard, until that port has no link or the device has left; what
     * comes in elsewhere is dropped, and a person is told.
     */
    HOLD,
    /** It has moved: for networks where devices change between access points. */
    FOLLOW,
    /** Devices belong to no port. */
    OFF
  }

  /**
   * @throws IllegalArgumentException if new devices are to be locked out and the gateway is not
   *     named, because it would be locked out with them
   */
  public ManagerSettings {
    if (newDevices == NewDevices.QUARANTINE && site.gateway() == null) {
      throw new IllegalArgumentException(
          "new devices in quarantine need the gateway's MAC address, or it would be locked out");
    }
  }
}
