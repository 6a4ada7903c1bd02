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
import org.mudward.mud.inventory.UrlClaim;
import org.mudward.mud.inventory.UrlHistory;
import org.mudward.mud.learn.Sighting;
import org.mudward.mud.learn.Sighting.Proof;
import org.mudward.mud.learn.Sighting.Source;
import org.mudward.mud.manager.ManagerSettings.NewDevices;
import org.mudward.mud.manager.ManagerSettings.Ports;
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
  private final Announcements announcements;
  private final Attachments attachments;
  private final Ports ports;
  private final Overheard overheard = new Overheard();
  private final Sessions sessions;
  private boolean full;

  Devices(
      Inventory inventory,
      Placements placements,
      Events events,
      ManagerSettings settings,
      Announcements announcements,
      Attachments attachments,
      Clock clock) {
    this.inventory = inventory;
    site = settings.site();
    this.placements = placements;
    this.events = events;
    newDevices = settings.newDevices();
    ports = settings.ports();
    this.announcements = announcements;
    this.attachments = attachments;
    this.clock = clock;
    sessions = new Sessions(events);
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
      announcements.renew(next, now);
    }
    site.devices().forEach(device -> restore(device.mac()));
  }

  private static DeviceEntry withoutUrl(DeviceEntry device) {
    return device.withUrls(UrlHistory.NONE).withDeparted(false).withRemark("");
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
      Proof proof = url.equals(device.url()) ? device.urls().proof() : null;
      UrlHistory urls = device.urls().learnt(url, Source.SITE, proof);
      device = device.withUrls(urls).withDeparted(false).withRemark("");
    }
    inventory.put(device);
  }

  /** The URL that the site file gives a device; null if it gives none. */
  private @Nullable MudUrl siteUrl(MacAddress mac) {
    return placements.siteUrl(mac);
  }

  /** Whether this is the gateway, which is no device. */
  boolean isGateway(MacAddress mac) {
    return mac.equals(site.gateway());
  }

  /** Takes in what was seen. */
  void sighted(Sighting sighting) {
    MacAddress mac = sighting.mac();
    if (mac.isMulticast() || mac.bits() == 0) {
      return;
    }
    if (isGateway(mac)) {
      if (sighting instanceof Sighting.Emitted) {
        events.device("gateway.claimed", mac, null, "a MUD URL in the gateway's name is ignored");
      }
      return;
    }
    Optional<DeviceEntry> known = inventory.device(mac);
    if (known.isEmpty() && isOfKnownOnly(sighting)) {
      return;
    }
    if (sighting instanceof Sighting.Heard heard) {
      known.ifPresentOrElse(
          device -> inventory.put(heardAt(device, heard.port())),
          () -> attachments.heard(mac, heard.port()));
      return;
    }
    DeviceEntry device =
        known.map(old -> old.seenAt(clock.instant())).orElseGet(() -> firstSeen(mac));
    if (sighting instanceof Sighting.Emitted emitted) {
      device = announcements.heard(emitted(device, emitted), emitted, clock.instant());
    } else if (sighting instanceof Sighting.Leased leased) {
      device = leased(device, leased);
    } else if (sighting instanceof Sighting.Released released) {
      device = released(device, released.address());
    } else if (sighting instanceof Sighting.Withdrawn withdrawn) {
      String how = "it took back what it told by " + withdrawn.source();
      device = withdrawn(device, withdrawn.source(), how);
    } else if (sighting instanceof Sighting.Joined joined) {
      device = sessions.joined(device, joined);
    } else if (sighting instanceof Sighting.Left left) {
      device = sessions.left(device, left.session());
    } else if (sighting instanceof Sighting.Described described) {
      device = device.withTraits(device.traits().with(described.traits().all()));
    } else if (sighting instanceof Sighting.Attached attached) {
      events.device("device.attached", mac, device.url(), "at port " + attached.port());
    }
    keep(device);
  }

  /** What makes nobody a device; what he says of himself is kept until something else does. */
  private boolean isOfKnownOnly(Sighting sighting) {
    if (sighting instanceof Sighting.Described described) {
      overheard.heard(described.mac(), described.traits());
      return true;
    }
    return sighting instanceof Sighting.Withdrawn || sighting instanceof Sighting.Left;
  }

  private DeviceEntry firstSeen(MacAddress mac) {
    if (newDevices != NewDevices.ALLOW) {
      events.device("device.seen", mac, null, "");
    }
    return DeviceEntry.seen(mac, clock.instant()).withTraits(overheard.take(mac));
  }

  /** Of a device that was forgotten, it is not known where it is. */
  void forgotten(MacAddress mac) {
    attachments.settled(mac);
  }

  /** A device is taken to be where it was first heard; nothing but its port is changed. */
  private DeviceEntry heardAt(DeviceEntry device, String port) {
    String fixedPort = site.ports().get(device.mac());
    String known = fixedPort == null ? device.port() : fixedPort;
    if (port.equals(known)) {
      attachments.settled(device.mac());
      return device;
    }
    boolean free = known == null || ports == Ports.OFF;
    boolean moves = ports == Ports.FOLLOW || (known != null && attachments.isDown(known));
    if (fixedPort == null && (free || moves)) {
      attachments.settled(device.mac());
      if (ports != Ports.OFF && (device.url() != null || newDevices != NewDevices.ALLOW)) {
        String event = known == null ? "device.port" : "device.moved";
        String text = known == null ? "at " + port : "from " + known + " to " + port;
        events.device(event, device.mac(), device.url(), text);
      }
      return device.withPort(port);
    }
    if (ports != Ports.OFF && attachments.isElsewhere(device.mac(), port)) {
      String text =
          "frames with its address come in at " + port + " and are dropped: it belongs to " + known;
      events.device("device.elsewhere", device.mac(), device.url(), text);
    }
    return device;
  }

  private void keep(DeviceEntry sighted) {
    String heard = attachments.takeHeard(sighted.mac());
    DeviceEntry device =
        heard == null || sighted.port() != null ? sighted : heardAt(sighted, heard);
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
    if (shown == null) {
      DeviceEntry next = provedWithoutUrl(device, emitted);
      return problem == null ? next : remarked(next, "url.invalid", null, problem);
    }
    DeviceEntry next = shown(device, emitted, shown);
    // Of a device whose URL a person wrote, what it shows decides nothing; a doubt neither.
    if (problem == null || isWritten(device)) {
      return next;
    }
    if (!problem.equals(device.remark())) {
      events.device("url.doubtful", device.mac(), shown, problem);
    }
    return next.withRemark(problem);
  }

  private static boolean isWritten(DeviceEntry device) {
    Source source = device.source();
    return source != null && source.isWritten();
  }

  private DeviceEntry shown(DeviceEntry device, Sighting.Emitted emitted, MudUrl shown) {
    MudUrl url = device.url();
    MudUrl canonical = url == null ? null : placements.canonical(url);
    UrlRules.Step step = UrlRules.shown(device.urls(), emitted, shown, canonical);
    DeviceEntry next = device.withUrls(step.urls());
    String remark = step.remark();
    if (remark != null && !remark.isEmpty()) {
      return remarked(next, step.event(), shown, remark);
    }
    if (!step.event().isEmpty()) {
      events.device(step.event(), device.mac(), shown, step.text());
    }
    return returned(remark == null ? next : next.withRemark(""), step.present());
  }

  private DeviceEntry remarked(
      DeviceEntry device, String event, @Nullable MudUrl shown, String remark) {
    if (!remark.equals(device.remark())) {
      events.device(event, device.mac(), shown, remark);
    }
    return device.withRemark(remark);
  }

  private DeviceEntry returned(DeviceEntry device, boolean present) {
    if (present && device.departed()) {
      events.device("device.returned", device.mac(), device.url(), "it shows its URL again");
    }
    return device.withDeparted(device.departed() && !present);
  }

  /**
   * A certificate without a URL: the thing that once proved one by another keeps it (RFC 8520
   * section 11). Another thing in its place does not get it. One whose certificate is in doubt does
   * not come back by it.
   */
  private DeviceEntry provedWithoutUrl(DeviceEntry device, Sighting.Emitted emitted) {
    Proof known = device.urls().proof();
    Proof proof = emitted.proof();
    if (device.source() != Source.X509 || proof == null) {
      return device;
    }
    boolean same = known != null && known.thing().equals(proof.thing());
    if (!same && !device.departed()) {
      String text = "another thing proves itself, by a certificate without a URL";
      events.device("thing.changed", device.mac(), device.url(), text);
    }
    return same ? returned(device, emitted.problem() == null) : device.withDeparted(true);
  }

  /**
   * Follows the URLs on trial whose files are here and signed as the old ones were; holds the
   * devices of those that are signed otherwise.
   */
  void settleTrials(FileDesk files) {
    for (DeviceEntry device : List.copyOf(inventory.devices())) {
      MudUrl url = device.url();
      UrlClaim claim = device.urls().claim();
      if (url != null && claim != null && !claim.holds() && files.usable(claim.url()).isPresent()) {
        inventory.put(settled(device, url, claim, files.follows(url, claim.url())));
      }
    }
  }

  private DeviceEntry settled(DeviceEntry device, MudUrl url, UrlClaim claim, boolean followed) {
    if (followed) {
      String text = claim.url() + " in place of " + url;
      events.device("url.changed", device.mac(), claim.url(), text);
      return device.withUrls(device.urls().followed(claim)).withDeparted(false).withRemark("");
    }
    UrlClaim held = claim.because(UrlClaim.Reason.SIGNER);
    events.device("url.conflict", device.mac(), claim.url(), "held: " + UrlRules.why(url, held));
    return device.withUrls(device.urls().withClaim(held));
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
            && !isWritten(device)
            && !device.departed()
            && fixedOf(device.mac()).isEmpty();
    if (leaves) {
      events.device("device.departed", device.mac(), device.url(), "its last address was " + how);
    }
    return leaves ? departed(fewer) : fewer;
  }

  /** One that has left is nowhere, until it is heard again. */
  static DeviceEntry departed(DeviceEntry device) {
    return device.withUrls(withoutTrial(device.urls())).withDeparted(true).withPort(null);
  }

  /** Of one that has left: whoever comes next in its place has said nothing yet. */
  private static UrlHistory withoutTrial(UrlHistory urls) {
    UrlClaim claim = urls.claim();
    return claim == null || claim.holds() ? urls.silent() : urls.silent().withClaim(null);
  }

  /** What was learnt by another way than the one that is taken back still holds. */
  private DeviceEntry withdrawn(DeviceEntry device, Source source, String how) {
    DeviceEntry silent = source == Source.LLDP ? device.withAnnouncedFor(null) : device;
    UrlHistory left = device.urls().unsaid(source);
    if (device.url() == null || left.source() != source || device.departed()) {
      return silent.withUrls(left);
    }
    events.device("device.departed", device.mac(), device.url(), how);
    return departed(silent.withUrls(left));
  }

  private Set<IpAddress> fixedOf(MacAddress mac) {
    return placements.named(mac).map(SiteDevice::addresses).orElse(Set.of());
  }

  /** The addresses that a device holds, and those that the site gives it. */
  Set<IpAddress> addressesOf(DeviceEntry device) {
    Set<IpAddress> fixed = fixedOf(device.mac());
    if (fixed.isEmpty()) {
      return device.addresses().keySet();
    }
    Set<IpAddress> addresses = new HashSet<>(device.addresses().keySet());
    addresses.addAll(fixed);
    return addresses;
  }

  /** A clock that was set back does not make a pause longer than any may be. */
  private DeviceEntry resumed(DeviceEntry device, Instant now) {
    Instant until = device.pausedUntil();
    if (until == null || (now.isBefore(until) && !until.isAfter(now.plus(Commands.MAX_PAUSE)))) {
      return device;
    }
    DeviceEntry judged = device.withPause(null);
    inventory.put(judged);
    events.manager("pause.ended", device.mac(), device.url(), "its time is over");
    return judged;
  }

  /** IEEE 802.1AB section 9.2.1: what is not repeated in its time to live is forgotten. */
  private DeviceEntry announced(DeviceEntry device, Instant now) {
    if (!announcements.hasEnded(device, now)) {
      return device;
    }
    String how = "it did not repeat in time what it told by " + Source.LLDP;
    DeviceEntry silent = withdrawn(device, Source.LLDP, how);
    inventory.put(silent);
    return silent;
  }

  /** Whoever was at a port that has no link any more has left (RFC 8520 section 10.2). */
  private DeviceEntry unplugged(DeviceEntry device, Instant now) {
    String port = device.port();
    if (port == null || !attachments.isAbandoned(port, now)) {
      return device;
    }
    boolean leaves = device.url() != null && !isWritten(device) && !device.departed();
    if (leaves) {
      String text = "its port " + port + " has no link any more";
      events.device("device.departed", device.mac(), device.url(), text);
    }
    DeviceEntry gone = leaves ? departed(device) : device.withPort(null);
    inventory.put(gone);
    return gone;
  }

  /** Takes back what has run out. */
  void expire() {
    Instant now = clock.instant();
    announcements.look(inventory.devices(), now);
    attachments.look(inventory.devices(), now);
    for (DeviceEntry known : List.copyOf(inventory.devices())) {
      DeviceEntry device = unplugged(announced(resumed(known, now), now), now);
      if (device.hasEndedLease(now)) {
        Map<IpAddress, Lease> left = new TreeMap<>(device.addresses());
        left.values().removeIf(lease -> lease.hasEnded(now));
        inventory.put(withFewer(device, left, "run out"));
      }
    }
  }
}
