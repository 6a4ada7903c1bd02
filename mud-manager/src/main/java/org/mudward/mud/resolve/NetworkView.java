package org.mudward.mud.resolve;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mudward.mud.MudUrl;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;

/**
 * The network as it is at one moment: what groups are made of.
 *
 * @param site what the operator says
 * @param devices who is here
 * @param names what look-ups answered, by name in lower case without final dot
 */
public record NetworkView(Site site, List<KnownDevice> devices, Map<String, Set<IpAddress>> names) {
  public NetworkView {
    devices = List.copyOf(devices);
    names = Map.copyOf(names);
  }

  /**
   * A device that is here.
   *
   * @param mudUrl what it emitted, if anything
   * @param hasFile whether the file of that URL is in force for it; only then it belongs to classes
   * @param addresses what it holds leases of, or was given by the site
   */
  public record KnownDevice(
      MacAddress mac, Optional<MudUrl> mudUrl, boolean hasFile, Set<IpAddress> addresses) {
    public KnownDevice {
      addresses = Set.copyOf(addresses);
    }
  }
}
