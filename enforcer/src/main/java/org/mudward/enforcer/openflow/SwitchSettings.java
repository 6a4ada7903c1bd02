package org.mudward.enforcer.openflow;

import java.net.InetSocketAddress;
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
 */
public record SwitchSettings(
    InetSocketAddress listen,
    List<BridgeSettings> bridges,
    Optional<String> database,
    Foreign foreign) {

  /** What becomes of entries of others. */
  public enum Foreign {
    /** They stay, and are reported: whoever put them there may need them. */
    KEEP,
    /** They are taken away: one with a high priority could let everything pass. */
    REMOVE
  }

  /** Switches that one process serves, one after the other; more belong to several gateways. */
  public static final int MAX_BRIDGES = 32;

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
  }

  /** One bridge of Open vSwitch. */
  public static SwitchSettings of(
      InetSocketAddress listen, String bridge, Optional<String> database, Foreign foreign) {
    return new SwitchSettings(listen, List.of(BridgeSettings.of(bridge)), database, foreign);
  }
}
