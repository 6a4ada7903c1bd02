package org.mudward.cli.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.mudward.enforcer.openflow.BridgeSettings;
import org.mudward.enforcer.openflow.SwitchSettings.Foreign;
import org.mudward.mud.resolve.Site;
import org.mudward.policy.Prefix;

/**
 * The configuration of the appliance: one file for both processes, each of which reads its part.
 *
 * @param site what the operator says of the network
 * @param manager the manager's part
 * @param enforcer the enforcer's part
 * @param user the user that {@code mudward run} starts the manager as; empty for its own
 */
public record Config(Site site, ManagerPart manager, EnforcerPart enforcer, Optional<String> user) {

  /** What new devices get until they are known. */
  public enum NewDevices {
    /** Baseline and defaults only. */
    QUARANTINE,
    /** They are left alone and written down. */
    OBSERVE,
    /** They are left alone. */
    ALLOW
  }

  /** What a MUD URL is good for that nothing vouches for. */
  public enum WeakUrls {
    /** Its file is enforced like any other. */
    APPLY,
    /** It gives nothing that a device without MUD URL would not get. */
    LIMIT
  }

  /** What becomes of fetched files that name addresses. */
  public enum Literals {
    /** They wait for a person. */
    ASK,
    /** They are used like any other. */
    APPLY
  }

  /** What becomes of a file that changed. */
  public enum ChangedFiles {
    /** It is used if it permits nothing that the one before does not; else a person is asked. */
    ASK_IF_WIDER,
    /** A person is asked. */
    ASK,
    /** It is used. */
    APPLY
  }

  /** What becomes of a device whose address shows up at another port. */
  public enum Ports {
    /** What comes in there is dropped while its own port has a link, and a person is told. */
    HOLD,
    /** It has moved. */
    FOLLOW,
    /** Devices belong to no port. */
    OFF
  }

  /**
   * The manager's part.
   *
   * @param state the folder of its store
   * @param link the Unix socket on which enforcers connect
   * @param api the loopback address of its HTTP API
   * @param resolver the DNS server that it asks; the first of the site's dns hosts where left out,
   *     empty where there is none
   * @param newDevices what devices get that show no MUD URL
   * @param weakUrls what a MUD URL is good for that nothing vouches for
   * @param literals what becomes of fetched files that name addresses
   * @param changedFiles what becomes of a file that changed
   * @param ports what becomes of a device whose address shows up at another port
   * @param tlsAnchors PEM files of those who vouch for MUD file servers; the system's where empty
   * @param allowed special addresses (private, documentation ...) that may be dialled all the same
   */
  public record ManagerPart(
      Path state,
      Path link,
      InetSocketAddress api,
      Optional<InetSocketAddress> resolver,
      NewDevices newDevices,
      WeakUrls weakUrls,
      Literals literals,
      ChangedFiles changedFiles,
      Ports ports,
      List<Path> tlsAnchors,
      List<Prefix> allowed) {
    public ManagerPart {
      tlsAnchors = List.copyOf(tlsAnchors);
      allowed = List.copyOf(allowed);
    }
  }

  /**
   * The enforcer's part.
   *
   * @param state the folder where it keeps the last snapshot
   * @param link the manager's Unix socket
   * @param openflow where it listens for the switches
   * @param bridges the switches that it enforces on
   * @param ovsdb the database socket for {@code ovs-vsctl}; its default where empty
   * @param foreign what becomes of entries of others in the bridge's tables
   * @param restoreWait whether bridges that start anew wait for their entries
   * @param tracking whether they follow TCP connections
   */
  public record EnforcerPart(
      Path state,
      Path link,
      InetSocketAddress openflow,
      List<BridgeSettings> bridges,
      Optional<String> ovsdb,
      Foreign foreign,
      boolean restoreWait,
      boolean tracking) {
    public EnforcerPart {
      bridges = List.copyOf(bridges);
    }
  }
}
