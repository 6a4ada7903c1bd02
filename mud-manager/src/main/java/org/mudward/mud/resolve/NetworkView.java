package org.mudward.mud.resolve;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.MudUrl;
import org.mudward.mud.learn.Sighting.Strength;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;

/**
 * The network as it is known at one moment: what groups are computed from.
 *
 * @param site what the operator says of it
 * @param devices what was seen
 * @param names what was looked up, unfiltered; keys in lower case without final dot
 */
public record NetworkView(Site site, List<KnownDevice> devices, Map<String, Set<IpAddress>> names) {
  public NetworkView {
    devices = List.copyOf(devices);
    names = Map.copyOf(names);
  }

  /**
   * A device on the network.
   *
   * @param mac its address on the link
   * @param mudUrl what it emits, or what the operator says of it
   * @param strength what vouches for its MUD URL; classes never mix the two
   * @param hasFile whether a MUD file for that URL is in force; only then it belongs to the classes
   *     of its URL, or whoever invents one would join them
   * @param addresses what it holds leases of
   * @param port where it is attached, as {@code switch/port}; null if that is not known
   */
  public record KnownDevice(
      MacAddress mac,
      Optional<MudUrl> mudUrl,
      Strength strength,
      boolean hasFile,
      Set<IpAddress> addresses,
      @Nullable String port) {
    public KnownDevice {
      addresses = Set.copyOf(addresses);
    }

    /** A device that may be anywhere. */
    public KnownDevice(
        MacAddress mac,
        Optional<MudUrl> mudUrl,
        Strength strength,
        boolean hasFile,
        Set<IpAddress> addresses) {
      this(mac, mudUrl, strength, hasFile, addresses, null);
    }

    /** A device of which the operator says what it is. */
    public KnownDevice(
        MacAddress mac, Optional<MudUrl> mudUrl, boolean hasFile, Set<IpAddress> addresses) {
      this(mac, mudUrl, Strength.STRONG, hasFile, addresses);
    }
  }
}
