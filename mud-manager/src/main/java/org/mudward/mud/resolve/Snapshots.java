package org.mudward.mud.resolve;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.resolve.NetworkView.KnownDevice;
import org.mudward.mud.resolve.Site.SiteDevice;
import org.mudward.policy.Device;
import org.mudward.policy.DevicePolicy;
import org.mudward.policy.GroupId;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;
import org.mudward.policy.PolicySnapshot;

/**
 * Builds the snapshot that says of every packet what happens to it, from policies and one view of
 * the network.
 */
public final class Snapshots {
  private Snapshots() {}

  /**
   * Builds one.
   *
   * @param revision larger than that of the one before
   * @param policies all that any device here has, and the one for unknown devices
   * @param assigned which device has which policy, by id; whoever knows where a device stands
   *     decides that
   * @param unknownPolicy the id of the policy of everybody else; null to leave them alone. A device
   *     that was seen but has no policy of its own is one of them; a host that the operator merely
   *     lists, without a MUD file or URL, is known and left alone
   * @throws IllegalArgumentException if a policy is assigned that is not there, or everybody else
   *     has one while the site does not name its gateway
   */
  public static PolicySnapshot of(
      long revision,
      Collection<DevicePolicy> policies,
      Map<MacAddress, String> assigned,
      NetworkView view,
      @Nullable String unknownPolicy) {
    Set<GroupId> needed = new HashSet<>();
    policies.forEach(policy -> needed.addAll(Groups.groupsOf(policy)));
    return of(PolicySnapshot.builder(revision), policies, needed, assigned, view, unknownPolicy);
  }

  /**
   * The same for whoever knows which groups the policies name.
   *
   * @param builder knows the revision, and what was before
   * @param needed the groups that policies name
   */
  public static PolicySnapshot of(
      PolicySnapshot.Builder builder,
      Collection<DevicePolicy> policies,
      Set<GroupId> needed,
      Map<MacAddress, String> assigned,
      NetworkView view,
      @Nullable String unknownPolicy) {
    Site site = view.site();
    builder.gateway(site.gateway()).unknownPolicy(unknownPolicy).baseline(site.baseline());
    policies.forEach(builder::policy);
    Groups.of(needed, view).values().forEach(builder::group);
    Set<MacAddress> leftAlone = leftAlone(site);
    Map<MacAddress, Set<IpAddress>> addresses = addresses(view);
    assigned.keySet().forEach(mac -> addresses.putIfAbsent(mac, Set.of()));
    Map<MacAddress, String> ports = ports(view);
    addresses.forEach(
        (mac, held) -> {
          String otherwise = leftAlone.contains(mac) ? null : unknownPolicy;
          String policy = assigned.containsKey(mac) ? assigned.get(mac) : otherwise;
          builder.device(new Device(mac, policy, held, ports.get(mac)));
        });
    return builder.build();
  }

  /** Where devices are attached; the site knows better than what was seen. */
  private static Map<MacAddress, String> ports(NetworkView view) {
    Map<MacAddress, String> ports = new HashMap<>();
    for (KnownDevice device : view.devices()) {
      if (device.port() != null) {
        ports.put(device.mac(), device.port());
      }
    }
    ports.putAll(view.site().ports());
    return ports;
  }

  private static Set<MacAddress> leftAlone(Site site) {
    Set<MacAddress> macs = new HashSet<>();
    for (SiteDevice device : site.devices()) {
      if (device.mudFile() == null && device.mudUrl() == null) {
        macs.add(device.mac());
      }
    }
    if (site.gateway() != null) {
      macs.add(site.gateway());
    }
    return macs;
  }

  /**
   * All devices, with the addresses that they lease and those that the site gives them; the gateway
   * is among them if its addresses are known, so that no device can pass for it.
   */
  private static Map<MacAddress, Set<IpAddress>> addresses(NetworkView view) {
    Map<MacAddress, Set<IpAddress>> addresses = new HashMap<>();
    for (KnownDevice device : view.devices()) {
      addresses.merge(device.mac(), device.addresses(), Snapshots::union);
    }
    for (SiteDevice device : view.site().devices()) {
      addresses.merge(device.mac(), device.addresses(), Snapshots::union);
    }
    MacAddress gateway = view.site().gateway();
    if (gateway != null
        && (!view.site().gatewayAddresses().isEmpty()
            || view.site().ports().containsKey(gateway))) {
      addresses.merge(gateway, view.site().gatewayAddresses(), Snapshots::union);
    }
    return addresses;
  }

  private static Set<IpAddress> union(Set<IpAddress> some, Set<IpAddress> others) {
    Set<IpAddress> all = new HashSet<>(some);
    all.addAll(others);
    return all;
  }
}
