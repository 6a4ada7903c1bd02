package org.mudward.enforcer.openflow;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which switches, and where they connect.
 *
 * @param listen where we wait for the switches; Open vSwitch is told this address
 * @param bridges the switches that enforce the same policy, each known by another name
 * @param database how {@code ovs-vsctl} reaches the database, as its {@code --db} wants it; empty
 *     for its default
 * @param foreign what becomes of entries that somebody else put into the tables
 * @param restoreWait whether a bridge that starts anew waits for its entries before it does
 *     anything ({@code flow-restore-wait} of Open vSwitch)
 * @param tracking whether the switches follow TCP connections, where all of them can, for rules
 *     that say who begins one
 */
public record SwitchSettings(
    InetSocketAddress listen,
    List<BridgeSettings> bridges,
    Optional<String> database,
    Foreign foreign,
    boolean restoreWait,
    boolean tracking) {

  /** What becomes of entries of others. */
  public enum Foreign {
    /** They stay, and are reported: whoever put them there may need them. */
    KEEP,
    /** They are taken away: one with a high priority could let everything pass. */
    REMOVE
  }

  /** Switches that one process serves, one after the other; more belong to several gateways. */
  public static final int MAX_BRIDGES = 32;

  /** Where Debian's Open vSwitch has its sockets. */
  private static final Path RUN_DIRECTORY = Path.of("/var/run/openvswitch");

  private static final String SOCKET = "unix:";

  private static final Pattern DATABASE = Pattern.compile("(unix|tcp|ssl):[^\\s]{1,200}");

  /**
   * @throws IllegalArgumentException naming what cannot be used
   */
  public SwitchSettings {
    bridges = List.copyOf(bridges);
    if (listen.isUnresolved()) {
      throw new IllegalArgumentException("not an address: " + listen);
    }
    if (bridges.isEmpty() || bridges.size() > MAX_BRIDGES) {
      throw new IllegalArgumentException("between 1 and " + MAX_BRIDGES + " bridges are served");
    }
    if (bridges.stream().map(BridgeSettings::name).distinct().count() < bridges.size()) {
      throw new IllegalArgumentException("two bridges have the same name");
    }
    database.ifPresent(
        place -> {
          if (!DATABASE.matcher(place).matches()) {
            throw new IllegalArgumentException("not a database of Open vSwitch: " + place);
          }
        });
    if (restoreWait && database.filter(place -> !place.startsWith(SOCKET)).isPresent()) {
      throw new IllegalArgumentException(
          "only an Open vSwitch of this machine can be made to wait for its entries");
    }
  }

  /**
   * Where a bridge of this machine is managed by OpenFlow, whoever else controls it: beside the
   * database's socket.
   */
  Path managementSocket(String bridge) {
    Path directory =
        database
            .map(place -> Path.of(place.substring(SOCKET.length())).getParent())
            .orElse(RUN_DIRECTORY);
    return directory.resolve(bridge + ".mgmt");
  }

  /** One bridge of Open vSwitch. */
  public static SwitchSettings of(
      InetSocketAddress listen, String bridge, Optional<String> database, Foreign foreign) {
    return new SwitchSettings(
        listen, List.of(BridgeSettings.of(bridge)), database, foreign, false, false);
  }
}
