package org.mudward.mud.manager;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mudward.mud.MudUrl;
import org.mudward.mud.inventory.KnownDevice;
import org.mudward.mud.manager.ManagerSettings.NewDevices;
import org.mudward.mud.resolve.Groups;
import org.mudward.mud.resolve.NetworkView;
import org.mudward.mud.resolve.Site;
import org.mudward.policy.Device;
import org.mudward.policy.DevicePolicy;
import org.mudward.policy.GroupId;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.Standing;

/** Builds the snapshot of a moment from devices, files and names. Pure but for what it is given. */
final class SnapshotLine {
  /** The policy of devices that are held or put aside: baseline and defaults. */
  static final String HELD = "held";

  /** The policy of devices nobody knows, where the site quarantines them. */
  static final String UNKNOWN = "unknown";

  private final ManagerSettings settings;
  private final FileLine files;

  SnapshotLine(ManagerSettings settings, FileLine files) {
    this.settings = settings;
    this.files = files;
  }

  PolicySnapshot build(
      long revision, Iterable<KnownDevice> devices, Map<String, Set<IpAddress>> names) {
    Site site = settings.site();
    PolicySnapshot.Builder builder =
        PolicySnapshot.builder(revision).gateway(site.gateway()).baseline(site.baseline());
    Map<MacAddress, Set<IpAddress>> fixed = new HashMap<>();
    for (Site.SiteDevice entry : site.devices()) {
      fixed.put(entry.mac(), entry.addresses());
      // Known to the operator: left alone, unless it is more than that below.
      builder.device(new Device(entry.mac(), null, entry.addresses()));
    }
    Set<DevicePolicy> policies = new HashSet<>();
    List<NetworkView.KnownDevice> view = new ArrayList<>();
    for (KnownDevice device : devices) {
      Set<IpAddress> addresses = new HashSet<>(device.addresses().keySet());
      addresses.addAll(fixed.getOrDefault(device.mac(), Set.of()));
      Optional<DevicePolicy> policy = policy(device);
      policy.ifPresent(policies::add);
      policy.ifPresent(p -> builder.device(new Device(device.mac(), p.id(), addresses)));
      boolean member = device.standing() == Standing.ENFORCED;
      view.add(
          new NetworkView.KnownDevice(
              device.mac(), Optional.ofNullable(device.url()), member, addresses));
    }
    if (settings.newDevices() == NewDevices.QUARANTINE) {
      policies.add(DevicePolicy.defaultsOnly(UNKNOWN, ""));
      builder.unknownPolicy(UNKNOWN);
    }
    Set<GroupId> needed = new HashSet<>();
    policies.forEach(builder::policy);
    policies.forEach(policy -> needed.addAll(Groups.groupsOf(policy)));
    Groups.of(needed, new NetworkView(site, view, names)).values().forEach(builder::group);
    return builder.build();
  }

  private Optional<DevicePolicy> policy(KnownDevice device) {
    return switch (device.standing()) {
      case ENFORCED -> {
        MudUrl url = device.url();
        Optional<DevicePolicy> policy = url == null ? Optional.empty() : files.policy(url);
        yield Optional.of(policy.orElse(DevicePolicy.defaultsOnly(HELD, "")));
      }
      case PENDING, QUARANTINED, REFUSED -> Optional.of(DevicePolicy.defaultsOnly(HELD, ""));
      case UNKNOWN, LEARNING -> Optional.empty();
    };
  }

  /** The names that the policies in force need looked up. */
  Set<String> names(Set<MudUrl> urls) {
    Set<String> names = new HashSet<>();
    urls.forEach(url -> files.policy(url).ifPresent(p -> names.addAll(Groups.namesOf(p))));
    return names;
  }
}
