package org.mudward.mud.manager;

import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.MudUrl;
import org.mudward.mud.inventory.KnownDevice;
import org.mudward.mud.inventory.Store;
import org.mudward.mud.learn.Sighting;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Standing;

/**
 * The devices: what they showed, which addresses they hold, where they stand. Confined to the
 * writer.
 *
 * <p>A device that gives up its address, or whose lease ends, has left: its rules and class
 * memberships end (RFC 8520 section 1.9). It is not forgotten: it stays held, with baseline and
 * defaults only, until it shows its MUD URL again. Letting it go instead would make an open host of
 * whatever answers to its MAC address.
 */
final class DeviceLine {
  /** One device rotating its MAC address must not fill the store. */
  private static final int MAX_DEVICES = 20_000;

  /** Addresses of one device: IPv6 privacy addresses come and go. */
  private static final int MAX_ADDRESSES = 32;

  /** The source of a device whose URL is no longer valid because it left. */
  private static final String LEFT = "left";

  private final Store store;
  private final FileLine files;
  private final Clock clock;
  private final FileLine.Listener listener;
  private final Map<MacAddress, KnownDevice> devices = new TreeMap<>();

  DeviceLine(Store store, FileLine files, Clock clock, FileLine.Listener listener) {
    this.store = store;
    this.files = files;
    this.clock = clock;
    this.listener = listener;
  }

  void load() {
    store.devices().forEach(device -> devices.put(device.mac(), device));
  }

  Collection<KnownDevice> all() {
    return Collections.unmodifiableCollection(devices.values());
  }

  @Nullable KnownDevice get(MacAddress mac) {
    return devices.get(mac);
  }

  /** The MUD URLs that devices show. */
  Set<MudUrl> urls() {
    return devices.values().stream()
        .flatMap(device -> Optional.ofNullable(device.url()).stream())
        .collect(Collectors.toSet());
  }

  /** Takes in what was learnt. */
  void saw(Sighting sighting) {
    MacAddress mac = sighting.mac();
    if (mac.isMulticast() || mac.bits() == 0) {
      return;
    }
    KnownDevice known = devices.get(mac);
    if (known == null && devices.size() >= MAX_DEVICES) {
      listener.event(
          "device.refused", mac.toString(), "more than " + MAX_DEVICES + " devices are known");
      return;
    }
    Instant now = clock.instant();
    boolean isNew = known == null;
    KnownDevice device = known == null ? KnownDevice.seen(mac, now) : known.at(now);
    if (sighting instanceof Sighting.Emitted emitted) {
      device = emitted(device, emitted);
    } else if (sighting instanceof Sighting.Leased leased) {
      device = leased(device, leased, now);
    } else if (sighting instanceof Sighting.Released released) {
      if (isNew) {
        return;
      }
      device = released(device, released.address());
    }
    if (isNew) {
      listener.event("device.seen", mac.toString(), "for the first time");
    }
    settle(device);
  }

  private KnownDevice emitted(KnownDevice device, Sighting.Emitted emitted) {
    MudUrl url = emitted.url();
    String mac = device.mac().toString();
    if (url == null) {
      listener.event("url.invalid", mac, "by " + emitted.source() + ": " + emitted.problem());
      return device;
    }
    MudUrl old = device.url();
    if (url.equals(old)) {
      return device;
    }
    listener.event("url.learnt", mac, url + " by " + emitted.source());
    boolean other = old != null && !(old.host().equals(url.host()) && old.port() == url.port());
    if (other) {
      // RFC 8520 section 16: another authority is not to be believed without a person.
      String reason = "it showed " + url + " after " + old + ", another authority (SE-01)";
      listener.event("url.conflict", mac, reason);
      return device
          .withUrl(url, emitted.source().toString())
          .quarantined(true)
          .standing(Standing.QUARANTINED, reason);
    }
    return device.withUrl(url, emitted.source().toString());
  }

  private KnownDevice leased(KnownDevice device, Sighting.Leased leased, Instant now) {
    Instant until = leased.lease() == null ? Instant.MAX : now.plus(leased.lease());
    Map<IpAddress, Instant> addresses = new HashMap<>(device.addresses());
    if (!addresses.containsKey(leased.address()) && addresses.size() >= MAX_ADDRESSES) {
      listener.event(
          "address.refused",
          device.mac().toString(),
          "it holds more than " + MAX_ADDRESSES + " addresses");
      return device;
    }
    // A lease of the same address by another device ends the older one's claim.
    for (KnownDevice other : devices.values().toArray(KnownDevice[]::new)) {
      if (!other.mac().equals(device.mac()) && other.addresses().containsKey(leased.address())) {
        Map<IpAddress, Instant> rest = new HashMap<>(other.addresses());
        rest.remove(leased.address());
        settle(other.withAddresses(rest));
      }
    }
    if (addresses.put(leased.address(), until) == null) {
      listener.event("address.leased", device.mac().toString(), leased.address().toString());
    }
    return device.withAddresses(addresses);
  }

  private KnownDevice released(KnownDevice device, @Nullable IpAddress address) {
    Map<IpAddress, Instant> addresses = new HashMap<>(device.addresses());
    if (address == null) {
      addresses.clear();
    } else if (addresses.remove(address) == null) {
      return device;
    }
    listener.event(
        "address.released", device.mac().toString(), address == null ? "all" : address.toString());
    return left(device.withAddresses(addresses));
  }

  private static KnownDevice left(KnownDevice device) {
    boolean gone = device.addresses().isEmpty() && device.url() != null;
    return gone ? device.withUrl(null, LEFT) : device;
  }

  /** Ends leases that have run out. True if any did. */
  boolean tick(Instant now) {
    boolean changed = false;
    for (KnownDevice device : devices.values().toArray(KnownDevice[]::new)) {
      Map<IpAddress, Instant> addresses = new HashMap<>(device.addresses());
      if (addresses.values().removeIf(until -> until.isBefore(now))) {
        listener.event("lease.ended", device.mac().toString(), "its lease ran out");
        settle(left(device.withAddresses(addresses)));
        changed = true;
      }
    }
    return changed;
  }

  /** Looks again at all devices of a URL. */
  void review(MudUrl url) {
    for (KnownDevice device : devices.values().toArray(KnownDevice[]::new)) {
      if (url.equals(device.url())) {
        settle(device);
      }
    }
  }

  /** Finds out where a device stands now, and saves it. */
  private void settle(KnownDevice device) {
    KnownDevice settled = standing(device);
    KnownDevice before = devices.put(device.mac(), settled);
    store.save(settled);
    boolean moved =
        before == null
            || before.standing() != settled.standing()
            || !before.reason().equals(settled.reason());
    if (moved) {
      String name = settled.standing().name().toLowerCase(Locale.ROOT);
      listener.event("device." + name, device.mac().toString(), settled.reason());
    }
  }

  private KnownDevice standing(KnownDevice device) {
    if (device.quarantined()) {
      String reason =
          device.standing() == Standing.QUARANTINED ? device.reason() : "put aside by the operator";
      return device.standing(Standing.QUARANTINED, reason);
    }
    MudUrl url = device.url();
    if (url == null) {
      return device.source().equals(LEFT)
          ? device.standing(
              Standing.PENDING, "it left the network; it is held until it shows its MUD URL again")
          : device.standing(Standing.UNKNOWN, "");
    }
    FileState state = files.state(url);
    if (state == null) {
      return device.standing(Standing.PENDING, "too many MUD URLs are known");
    }
    return state.policy == null
        ? device.standing(Standing.PENDING, state.problem)
        : device.standing(Standing.ENFORCED, "");
  }

  /** The operator puts a device aside, or takes it back. False if it is not known. */
  boolean quarantine(MacAddress mac, boolean aside, String by) {
    KnownDevice device = devices.get(mac);
    if (device == null) {
      return false;
    }
    listener.event(aside ? "operator.quarantine" : "operator.release", mac.toString(), "by " + by);
    settle(device.quarantined(aside).standing(Standing.UNKNOWN, ""));
    return true;
  }

  /** The operator forgets a device. False if it is not known. */
  boolean forget(MacAddress mac, String by) {
    if (devices.remove(mac) == null) {
      return false;
    }
    store.forget(mac);
    listener.event("operator.forget", mac.toString(), "by " + by);
    return true;
  }
}
