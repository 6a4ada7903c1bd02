package org.mudward.enforcer.openflow;

import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One switch: a bridge of Open vSwitch, or any other that speaks OpenFlow 1.3.
 *
 * @param name of the bridge in Open vSwitch's database; of another switch, what it is called here.
 *     Ports are named after it, as {@code name/port}
 * @param datapath the number by which a switch introduces itself that is no bridge of this Open
 *     vSwitch, and connects by itself; empty for a bridge, whose number the database knows
 * @param trunks its ports that lead to others of these switches; devices of theirs come in there
 */
public record BridgeSettings(String name, OptionalLong datapath, Set<String> trunks) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,14}");

  /** The name of a port, as Linux and OpenFlow have them; no slash, which ends the switch's. */
  private static final Pattern PORT = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.@:-]{0,15}");

  /**
   * @throws IllegalArgumentException naming what cannot be used
   */
  public BridgeSettings {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("not the name of a bridge: " + name);
    }
    trunks = Set.copyOf(trunks);
    for (String trunk : trunks) {
      if (!PORT.matcher(trunk).matches()) {
        throw new IllegalArgumentException("not the name of a port: " + trunk);
      }
    }
  }

  /** A bridge of Open vSwitch, by itself. */
  public static BridgeSettings of(String name) {
    return new BridgeSettings(name, OptionalLong.empty(), Set.of());
  }
}
