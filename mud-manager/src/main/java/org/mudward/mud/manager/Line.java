package org.mudward.mud.manager;

import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.MudUrl;
import org.mudward.mud.inventory.DeviceEntry;
import org.mudward.mud.inventory.Inventory;
import org.mudward.mud.inventory.StoreException;
import org.mudward.mud.inventory.UrlClaim;
import org.mudward.mud.learn.DnsMessage;
import org.mudward.mud.learn.Sighting;
import org.mudward.mud.manager.ManagerSettings.NewDevices;
import org.mudward.policy.Device;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;
import org.mudward.policy.MapChange;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.Standing;
import org.mudward.policy.link.LinkMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The line from a sighting to a published snapshot, as far as it is decided and not waited for.
 * Writer only.
 */
final class Line {
  /** More would not be read. */
  private static final int MAX_PROBLEMS = 100;

  private static final Logger LOG = LoggerFactory.getLogger(Line.class);

  private final Inventory inventory;
  private final Placements placements;
  private final Devices devices;
  private final FileDesk files;
  private final FileCommands fileCommands;
  private final FileReport fileReport;
  private final ServerWatch servers;
  private final Names names;
  private final Fetchers fetchers;
  private final Publisher publisher;
  private final Events events;
  private final Violations violations;
  private final Clock clock;
  private final NewDevices newDevices;
  private final HandedServers handed;
  private final Attachments attachments;
  private final Consumer<Fetchers.Outcome> arrived;
  private final Consumer<PolicySnapshot> outlet;
  private long seenInventory = -1;
  private long seenNames = -1;
  private long seenHanded = -1;
  private String trouble = "";
  private Set<MudUrl> inUse = Set.of();

  /** The parts that outlive a line, and the ways out of it. */
  record Parts(
      ManagerSettings settings,
      Inventory inventory,
      SiteFiles siteFiles,
      Judge judge,
      Fetchers fetchers,
      Names names,
      Announcements announcements,
      Attachments attachments,
      Violations violations,
      Clock clock,
      Consumer<Fetchers.Outcome> arrived,
      Consumer<PolicySnapshot> outlet) {}

  Line(Parts parts) {
    inventory = parts.inventory();
    newDevices = parts.settings().newDevices();
    fetchers = parts.fetchers();
    names = parts.names();
    arrived = parts.arrived();
    outlet = parts.outlet();
    events = new Events(inventory, parts.clock());
    violations = parts.violations();
    clock = parts.clock();
    ChangeRules rules = new ChangeRules(inventory, parts.settings().changedFiles());
    files = new FileDesk(inventory, parts.judge(), rules, events, parts.clock());
    fileCommands = new FileCommands(inventory, files, events, parts.clock());
    fileReport = new FileReport(inventory, files);
    servers = new ServerWatch(inventory, events, parts.clock());
    placements = new Placements(parts.settings(), files, parts.siteFiles());
    attachments = parts.attachments();
    devices =
        new Devices(
            inventory,
            placements,
            events,
            parts.settings(),
            parts.announcements(),
            attachments,
            parts.clock());
    handed = new HandedServers(parts.settings().site(), inventory.published(), parts.clock());
    publisher = new Publisher(inventory, handed, placements, devices, parts.settings());
  }

  /** Judges anew what is kept. */
  void start() throws StoreException {
    devices.start();
    files.start();
  }

  /** Writes into the journal that a manager has started. */
  void tellStarted() {
    events.manager(
        "manager.started",
        null,
        null,
        "revision "
            + inventory.revision()
            + ", "
            + inventory.devices().size()
            + " devices, new devices: "
            + newDevices.name().toLowerCase(Locale.ROOT));
  }

  /** The journal, for those who do something on the line. */
  Events events() {
    return events;
  }

  FileDesk files() {
    return files;
  }

  /** What an operator may do with files. */
  FileCommands fileCommands() {
    return fileCommands;
  }

  /** All files as the operator sees them. */
  List<FileView> fileViews() {
    return fileReport.all();
  }

  Placements placements() {
    return placements;
  }

  Inventory inventory() {
    return inventory;
  }

  Devices devices() {
    return devices;
  }

  /** From now on another says who may sign: every file is judged again. */
  void trust(Judge judge, String by) throws StoreException {
    events.operator("trust.reloaded", null, null, anchors(files.judge(), judge), by);
    files.trust(judge);
  }

  /** What changes if another says who may sign. */
  static String anchors(Judge older, Judge newer) {
    List<X509Certificate> before = older.anchors();
    List<X509Certificate> now = newer.anchors();
    return "trust anchors: " + now.size() + only(now, before, "new") + only(before, now, "gone");
  }

  private static String only(
      List<X509Certificate> some, List<X509Certificate> others, String word) {
    List<String> names =
        some.stream()
            .filter(anchor -> !others.contains(anchor))
            .map(anchor -> anchor.getSubjectX500Principal().getName())
            .toList();
    return names.isEmpty() ? "" : "; " + word + ": " + String.join("; ", names);
  }

  void sighted(List<Sighting> sightings) {
    for (Sighting sighting : sightings) {
      if (sighting instanceof Sighting.Served served) {
        handed.told(served);
      } else {
        devices.sighted(sighting);
      }
    }
  }

  /** Takes what the site's own resolver told a device; nobody else is believed. */
  void answered(DnsMessage answer, IpAddress from) {
    if (handed.site().dns().contains(from)) {
      names.observed(answer);
    }
  }

  void arrived(Fetchers.Outcome outcome) {
    fetchers.finished(outcome);
    outcome.result().shown().ifPresent(key -> servers.answered(outcome.url(), key));
    files.arrived(outcome);
  }

  /** Which ports have a link, as an enforcer says. */
  void told(String enforcer, LinkMessage.Ports ports) {
    attachments.told(enforcer, ports);
  }

  /** An enforcer is gone, and what it said of links with it. */
  void gone(String enforcer) {
    attachments.gone(enforcer);
  }

  /** What a turn ends with: looking at the clock, asking for what is due, publishing, saving. */
  void finishTurn() throws StoreException {
    takeInViolations();
    devices.expire();
    handed.look();
    devices.settleTrials(files);
    inUse = urls();
    files.want(inUse);
    files.look(inUse);
    askForFiles();
    Optional<PolicySnapshot> next = next();
    inventory.commit();
    next.ifPresent(outlet);
  }

  private void takeInViolations() {
    Set<String> missed =
        violations.takeIn(
            clock.instant(),
            placements::nameOf,
            begun -> events.violation(begun.traffic().device(), begun.inWords()));
    names.missed(missed);
  }

  /** What devices tried that is dropped, newest first. */
  List<Violation> violations() {
    takeInViolations();
    return violations.all();
  }

  /** A device is forgotten, and what it tried. */
  void forgetViolations(MacAddress mac) {
    violations.forget(mac);
  }

  /** The URLs of which a file has to be fetched, those on trial among them. */
  private Set<MudUrl> urls() {
    Set<MudUrl> urls = new HashSet<>();
    for (DeviceEntry device : inventory.devices()) {
      MudUrl url = device.url();
      if (url != null && !placements.hasSiteFile(device.mac())) {
        urls.add(url);
        UrlClaim claim = device.urls().claim();
        if (claim != null && !claim.holds()) {
          urls.add(claim.url());
        }
      }
    }
    return urls;
  }

  private void askForFiles() {
    Optional<MudUrl> due = files.nextDue(inUse, fetchers::hasRoom);
    while (due.isPresent()) {
      MudUrl url = due.get();
      String etag = inventory.file(url).map(file -> file.checks().etag()).orElse(null);
      files.asked(url);
      fetchers.fetch(
          new Fetchers.Order(
              url, etag, inventory.approvals(url), files.judge(), files.usable(url).orElse(null)),
          arrived);
      due = files.nextDue(inUse, fetchers::hasRoom);
    }
  }

  /** The next snapshot, already in the inventory; empty if it would say the same as the last. */
  private Optional<PolicySnapshot> next() {
    boolean changed = inventory.version() != seenInventory;
    if (changed) {
      names.want(publisher.names());
    }
    names.look();
    boolean same = names.version() == seenNames && handed.version() == seenHanded;
    if (!changed && same) {
      return Optional.empty();
    }
    seenInventory = inventory.version();
    seenNames = names.version();
    seenHanded = handed.version();
    try {
      PolicySnapshot snapshot = publisher.snapshot(names.answers());
      trouble = "";
      return publish(snapshot);
    } catch (IllegalArgumentException e) {
      // Whatever does not fit together is not published: what is in force stays in force.
      trouble = "no snapshot can be made: " + e.getMessage();
      LOG.error("event=snapshot.impossible text=\"{}\"", e.getMessage(), e);
      return Optional.empty();
    }
  }

  /**
   * The snapshot that would be published now.
   *
   * @throws IllegalArgumentException if what is known does not fit together
   */
  PolicySnapshot preview() {
    return publisher.snapshot(names.answers());
  }

  private Optional<PolicySnapshot> publish(PolicySnapshot snapshot) {
    PolicySnapshot last = inventory.published().orElse(null);
    if (last != null && last.sameContent(snapshot)) {
      return Optional.empty();
    }
    tellWhatChanged(last, snapshot);
    inventory.publish(snapshot);
    return Optional.of(snapshot);
  }

  /** A line for each device whose policy is another, and one for the revision. */
  private void tellWhatChanged(@Nullable PolicySnapshot last, PolicySnapshot now) {
    SortedMap<MacAddress, Device> before =
        last == null ? Collections.emptySortedMap() : last.devices();
    MapChange<MacAddress, Device> change = MapChange.between(before, now.devices());
    int changes = change.removed().size();
    for (Device device : change.changed()) {
      Device old = before.get(device.mac());
      if (old == null || !Objects.equals(old.policy(), device.policy())) {
        changes++;
        inventory.device(device.mac()).ifPresent(this::tellStanding);
      }
    }
    boolean policies = last == null || !last.policies().equals(now.policies());
    if (changes > 0 || policies) {
      events.manager("policy.published", null, null, now.toString());
    }
  }

  private void tellStanding(DeviceEntry device) {
    Placement placement = placements.of(device);
    String event =
        switch (placement.standing()) {
          case ENFORCED -> "device.enforced";
          case PENDING -> "device.held";
          case QUARANTINED -> "device.quarantined";
          case PAUSED -> "device.paused";
          default -> "device.known";
        };
    events.outcome(event, device.mac(), device.url(), placement.reason());
  }

  /** A device as the operator sees it. */
  DeviceView view(DeviceEntry device) {
    Placement placement = placements.of(device);
    return new DeviceView(
        device.mac(),
        placements.nameOf(device.mac()),
        placement.standing(),
        device.url(),
        device.source(),
        devices.addressesOf(device).stream().sorted().toList(),
        placement.reason(),
        placement.signer(),
        device.pausedUntil(),
        device.port(),
        violations.count(device.mac()),
        device.firstSeen(),
        device.lastSeen(),
        device.traits());
  }

  /** All devices as the operator sees them. */
  List<DeviceView> views() {
    return inventory.devices().stream().map(this::view).toList();
  }

  /** Whether all is well. */
  Status status(Collection<Status.Enforcer> enforcers, long lostSightings) {
    Map<Standing, Integer> standings = new EnumMap<>(Standing.class);
    Set<String> problems = new TreeSet<>();
    for (DeviceEntry device : inventory.devices()) {
      Placement placement = placements.of(device);
      standings.merge(placement.standing(), 1, Integer::sum);
      if (placement.standing() == Standing.PENDING) {
        problems.add(device.mac() + " is held: " + placement.reason());
      } else if (placement.standing() == Standing.ENFORCED) {
        String warning = placements.warning(device);
        if (!warning.isEmpty()) {
          problems.add(device.mac() + ": " + warning);
        }
      }
    }
    problems.addAll(fileReport.problems());
    attachments
        .elsewhere()
        .forEach(
            (mac, port) -> problems.add(mac + " was heard at " + port + ", which is not its port"));
    if (devices.isFull()) {
      problems.add("there is no room for more devices");
    }
    if (lostSightings > 0) {
      problems.add(lostSightings + " sightings were lost because too many came at once");
    }
    if (enforcers.isEmpty()) {
      problems.add("no enforcer is connected");
    }
    if (!trouble.isEmpty()) {
      problems.add(trouble);
    }
    for (Status.Enforcer enforcer : enforcers) {
      if (!enforcer.refused().isEmpty()) {
        problems.add(enforcer.name() + " refused " + enforcer.refused());
      }
    }
    return new Status(
        inventory.revision(),
        newDevices,
        List.copyOf(enforcers),
        standings,
        violations.count(),
        problems.stream().limit(MAX_PROBLEMS).toList());
  }
}
