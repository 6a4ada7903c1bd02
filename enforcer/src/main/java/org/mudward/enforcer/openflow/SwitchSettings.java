package org.mudward.enforcer.openflow;

import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which switch to drive, and where it finds us.
 *
 * @param listen the address that the switch connects to; port 0 for any that is free
 * @param bridge the name of the bridge in Open vSwitch
 * @param database where its database listens, such as {@code unix:/run/openvswitch/db.sock}; empty
 *     for the usual place
 * @param foreign what becomes of entries that somebody else put into the bridge's tables
 */
public record SwitchSettings(
    InetSocketAddress listen, String bridge, Optional<String> database, Foreign foreign) {

  /** What becomes of entries of others. */
  public enum Foreign {
    /** They stay, and are reported: whoever put them there may need them. */
    KEEP,
    /** They are taken away: one with a high priority could let everything pass. */
    REMOVE
  }

  private static final Pattern BRIDGE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,14}");
  private static final Pattern DATABASE = Pattern.compile("(unix|tcp|ssl):[^\\s]{1,200}");

  /**
   * @throws IllegalArgumentException naming what cannot be used
   */
  public SwitchSettings {
    if (listen.isUnresolved()) {
      throw new IllegalArgumentException("not an address: " + listen);
    }
    if (!BRIDGE.matcher(bridge).matches()) {
      throw new IllegalArgumentException("not the name of a bridge: " + bridge);
    }
    database.ifPresent(
        place -> {
          if (!DATABASE.matcher(place).matches()) {
            throw new IllegalArgumentException("not a database of Open vSwitch: " + place);
          }
        });
  }
}
