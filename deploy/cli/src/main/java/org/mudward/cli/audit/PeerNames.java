package org.mudward.cli.audit;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.mudward.enforcer.audit.DeviceTally;
import org.mudward.policy.IpAddress;

/**
 * By which name hosts were looked up, for people who read a report; nothing is permitted by it.
 *
 * <p>Confined to one thread.
 */
public final class PeerNames {
  /** Addresses of which a name is kept; a capture with more is made to fill the memory. */
  static final int MAX_ADDRESSES = 1 << 16;

  private final Map<IpAddress, String> names = new HashMap<>();
  private final Map<IpAddress, CloudRegion> regions = new HashMap<>();

  /**
   * @param site the fixed answers of the site
   */
  public PeerNames(Map<String, Set<IpAddress>> site) {
    site.forEach(this::add);
  }

  /** Takes what an answer of the DNS says. The first name of an address stays. */
  public void answered(Map<String, Set<IpAddress>> answer) {
    answer.forEach(this::add);
  }

  private void add(String name, Collection<IpAddress> addresses) {
    Optional<CloudRegion> region = CloudRegion.of(name);
    for (IpAddress address : addresses) {
      if (names.size() < MAX_ADDRESSES) {
        names.putIfAbsent(address, name);
        region.ifPresent(of -> regions.putIfAbsent(address, of));
      }
    }
  }

  /** In which region of which cloud a host is, by the first of its names that says so. */
  Optional<CloudRegion> region(@Nullable IpAddress address) {
    return Optional.ofNullable(address == null ? null : regions.get(address));
  }

  /** The regions of the peers of a device, in the order of their names. */
  SortedSet<String> regions(DeviceTally device) {
    SortedSet<String> found = new TreeSet<>();
    device.flows().forEach(flow -> region(flow.address()).ifPresent(r -> found.add(r.toString())));
    return found;
  }

  /** The name of a host; null if nobody looked it up. */
  public @Nullable String of(@Nullable IpAddress address) {
    return address == null ? null : names.get(address);
  }
}
