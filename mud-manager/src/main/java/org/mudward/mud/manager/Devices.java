package org.mudward.mud.manager;

import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.MudUrl;
import org.mudward.mud.inventory.DeviceEntry;
import org.mudward.mud.inventory.Inventory;
import org.mudward.mud.inventory.Lease;
import org.mudward.mud.learn.Sighting;
import org.mudward.mud.learn.Sighting.Source;
import org.mudward.mud.manager.ManagerSettings.NewDevices;
import org.mudward.mud.resolve.Site;
import org.mudward.mud.resolve.Site.SiteDevice;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;

/**
 * Turns sightings into what is remembered of devices. Writer only.
 *
 * <p>Nothing that a frame claims changes what the operator wrote into the site file: not the URL of
 * a device, not a fixed address, and nothing about the gateway.
 */
final class Devices {
  /** A device has an IPv4 address and a few of IPv6 (stable, temporary, local). */
  static final int MAX_ADDRESSES = 16;

  private final Inventory inventory;
  private final Site site;
  private final Placements placements;
  private final Events events;
  private final NewDevices newDevices;
  private final Clock clock;
  private final Map<IpAddress, MacAddress> fixed = new TreeMap<>();
  private final Set<IpAddress> infrastructure = new HashSet<>();
  private boolean full;

  Devices(
      Inventory inventory,
      Site site,
      Placements placements,
      Events events,
      NewDevices newDevices,
      Clock clock) {
    this.inventory = inventory;
    this.site = site;
    this.placements = placements;
    this.events = events;
    this.newDevices = newDevices;
    this.clock = clock;
    for (SiteDevice device : site.devices()) {
      device.addresses().forEach(address -> fixed.put(address, device.mac()));
    }
    infrastructure.addAll(site.gatewayAddresses());
    infrastructure.addAll(site.dns());
    infrastructure.addAll(site.dhcp());
    infrastructure.addAll(site.ntp());
  }

  /**
   * Brings what was remembered into line with the site file, and gives every lease its time again:
   * one that seems to have run out may have been renewed while nobody listened.
   */
  void start() {
    Instant now = clock.instant();
    for (DeviceEntry device : List.copyOf(inventory.devices())) {
      DeviceEntry next = device;
      if (device.source() == Source.SITE && siteUrl(device.mac()) == null) {
        next = withoutUrl(device);
      }
      Map<IpAddress, Lease> leases = new TreeMap<>(next.addresses());
      leases.replaceAll((ip, lease) -> lease.hasEnded(now) ? lease.renewed(now) : lease);
      inventory.put(next.withAddresses(leases));
    }
    site.devices().forEach(device -> restore(device.mac()));
  }

  private static DeviceEntry withoutUrl(DeviceEntry device) {
    return new DeviceEntry(
        device.mac(),
        null,
        null,
        null,
        device.quarantined(),
        false,
        0,
        "",
        device.firstSeen(),
        device.lastSeen(),
        device.addresses());
  }

  /** What the site file says of a device holds, whatever was known before. */
  void restore(MacAddress mac) {
    if (placements.named(mac).isEmpty()) {
      return;
    }
    DeviceEntry device =
        inventory.device(mac).orElseGet(() -> DeviceEntry.seen(mac, clock.instant()));
    MudUrl url = siteUrl(mac);
    if (url != null && !(url.equals(device.url()) && device.source() == Source.SITE)) {
      device = device.withUrl(url, Source.SITE, 0).withDeparted(false);
    }
    inventory.put(device);
  }

  /** The URL that the site file gives a device; null if it gives none. */
  private @Nullable MudUrl siteUrl(MacAddress mac) {
    return placements.siteUrl(mac);
  }

  /** Takes in what was seen. */
  void sighted(Sighting sighting) {
    MacAddress mac = sighting.mac();
    if (mac.isMulticast() || mac.bits() == 0) {
      return;
    }
    if (mac.equals(site.gateway())) {
      if (sighting instanceof Sighting.Emitted) {
        events.device("gateway.claimed", mac, null, "a MUD URL in the gateway's name is ignored");
      }
      return;
    }
    Optional<DeviceEntry> known = inventory.device(mac);
    if (sighting instanceof Sighting.Withdrawn && known.isEmpty()) {
      return;
    }
    DeviceEntry device =
        known.map(old -> old.seenAt(clock.instant())).orElseGet(() -> firstSeen(mac));
    if (sighting instanceof Sighting.Emitted emitted) {
      device = emitted(device, emitted);
    } else if (sighting instanceof Sighting.Leased leased) {
      device = leased(device, leased);
    } else if (sighting instanceof Sighting.Released released) {
      device = released(device, released.address());
    } else if (sighting instanceof Sighting.Withdrawn withdrawn) {
      device = withdrawn(device, withdrawn.source());
    }
    keep(device);
  }

  private DeviceEntry firstSeen(MacAddress mac) {
    if (newDevices != NewDevices.ALLOW) {
      events.device("device.seen", mac, null, "");
    }
    return DeviceEntry.seen(mac, clock.instant());
  }

  private void keep(DeviceEntry device) {
    boolean room = inventory.put(device);
    if (!room && !full) {
      events.manager("inventory.full", device.mac(), null, "there is no room for more devices");
    }
    full = !room;
  }

  /** Whether the last new device found no room. */
  boolean isFull() {
    return full;
  }

  private DeviceEntry emitted(DeviceEntry device, Sighting.Emitted emitted) {
    MudUrl shown = emitted.url();
    String problem = emitted.problem();
    // Of a device that the site file names, what it shows decides nothing; a doubt neither.
    if (shown != null && (problem == null || device.source() == Source.SITE)) {
      return shown(device, shown, emitted.source());
    }
    String remark = String.valueOf(problem);
    if (!remark.equals(device.remark())) {
      String event = shown == null ? "url.invalid" : "url.doubtful";
      events.device(event, device.mac(), shown, remark);
    }
    DeviceEntry next = shown == null ? device : shown(device, shown, emitted.source());
    return next.withRemark(remark);
  }

  private DeviceEntry shown(DeviceEntry device, MudUrl shown, Source source) {
    MudUrl url = device.url();
    if (url == null) {
      events.device("url.learnt", device.mac(), shown, shown + " by " + source);
      return device.withUrl(shown, source, 0);
    }
    if (url.equals(shown)) {
      if (device.departed()) {
        events.device("device.returned", device.mac(), url, "it shows its URL again");
      }
      return device.withDeparted(false);
    }
    return otherUrl(device, url, shown, source);
  }

  /** RFC 8520 section 16: a URL of another authority is not followed without a person. */
  private DeviceEntry otherUrl(DeviceEntry device, MudUrl url, MudUrl shown, Source source) {
    if (device.source() == Source.SITE) {
      String remark = "it shows " + shown + ", the site file says " + url;
      if (!remark.equals(device.remark())) {
        events.device("url.ignored", device.mac(), shown, remark);
      }
      return device.withRemark(remark);
    }
    boolean sameAuthority = Fetchers.authority(url).equals(Fetchers.authority(shown));
    int changes = device.urlChanges() + 1;
    if (sameAuthority && device.claimed() == null && changes <= Placements.MAX_URL_CHANGES) {
      events.device("url.changed", device.mac(), shown, shown + " in place of " + url);
      return device.withUrl(shown, source, changes).withDeparted(false);
    }
    if (!shown.equals(device.claimed())) {
      events.device(
          sameAuthority ? "url.restless" : "url.conflict",
          device.mac(),
          shown,
          "held; it showed " + url + " before");
    }
    return device.withClaim(shown);
  }

  private DeviceEntry leased(DeviceEntry device, Sighting.Leased leased) {
    IpAddress address = leased.address();
    MacAddress owner = fixed.get(address);
    if (infrastructure.contains(address) || (owner != null && !owner.equals(device.mac()))) {
      events.device(
          "address.conflict", device.mac(), device.url(), address + " is the site's own: ignored");
      return device;
    }
    Optional<MacAddress> holder = inventory.holder(address);
    if (holder.isPresent() && !holder.get().equals(device.mac())) {
      inventory.device(holder.get()).ifPresent(other -> inventory.put(released(other, address)));
    }
    Map<IpAddress, Lease> addresses = new TreeMap<>(device.addresses());
    Lease lease = Lease.of(leased.lease(), clock.instant());
    if (addresses.put(address, lease) == null) {
      if (device.url() != null || newDevices != NewDevices.ALLOW) {
        events.device("device.address", device.mac(), device.url(), address.toString());
      }
      if (addresses.size() > MAX_ADDRESSES) {
        addresses.remove(shortest(addresses, address));
      }
    }
    return device.withAddresses(addresses);
  }

  /** The address whose lease ends first, other than the one that was just given. */
  private static IpAddress shortest(Map<IpAddress, Lease> addresses, IpAddress latest) {
    return addresses.entrySet().stream()
        .filter(entry -> !entry.getKey().equals(latest))
        .min(Comparator.comparing(entry -> end(entry.getValue())))
        .orElseThrow()
        .getKey();
  }

  private static Instant end(Lease lease) {
    Instant expires = lease.expires();
    return expires == null ? Instant.MAX : expires;
  }

  /** Takes an address, or all, from a device. */
  private DeviceEntry released(DeviceEntry device, @Nullable IpAddress address) {
    Map<IpAddress, Lease> addresses = new TreeMap<>(device.addresses());
    if (address == null) {
      addresses.clear();
    } else {
      addresses.remove(address);
    }
    return withFewer(device, addresses, "given up");
  }

  /** A device that has no address any more has left (RFC 8520 section 10.2). */
  private DeviceEntry withFewer(DeviceEntry device, Map<IpAddress, Lease> addresses, String how) {
    for (IpAddress gone : device.addresses().keySet()) {
      if (!addresses.containsKey(gone)) {
        events.device("address.gone", device.mac(), device.url(), gone + " " + how);
      }
    }
    DeviceEntry fewer = device.withAddresses(addresses);
    boolean leaves =
        addresses.isEmpty()
            && device.url() != null
            && device.source() != Source.SITE
            && !device.departed()
            && fixedOf(device.mac()).isEmpty();
    if (leaves) {
      events.device("device.departed", device.mac(), device.url(), "its last address was " + how);
    }
    return leaves ? fewer.withDeparted(true) : fewer;
  }

  /** What was learnt by another way than the one that is taken back still holds. */
  private DeviceEntry withdrawn(DeviceEntry device, Source source) {
    if (device.url() == null || device.source() != source || device.departed()) {
      return device;
    }
    String how = "it took back what it told by " + source;
    events.device("device.departed", device.mac(), device.url(), how);
    return device.withDeparted(true);
  }

  private Set<IpAddress> fixedOf(MacAddress mac) {
    return placements.named(mac).map(SiteDevice::addresses).orElse(Set.of());
  }

  /** The addresses that a device holds, and those that the site gives it. */
  Set<IpAddress> addressesOf(DeviceEntry device) {
    Set<IpAddress> addresses = new HashSet<>(device.addresses().keySet());
    addresses.addAll(fixedOf(device.mac()));
    return addresses;
  }

  /** Takes back what has run out. */
  void expire() {
    Instant now = clock.instant();
    for (DeviceEntry device : List.copyOf(inventory.devices())) {
      if (device.addresses().values().stream().anyMatch(lease -> lease.hasEnded(now))) {
        Map<IpAddress, Lease> left = new TreeMap<>(device.addresses());
        left.values().removeIf(lease -> lease.hasEnded(now));
        inventory.put(withFewer(device, left, "run out"));
      }
    }
  }
}
