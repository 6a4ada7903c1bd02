package org.mudward.mud.inventory;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.Approval;
import org.mudward.mud.MudUrl;
import org.mudward.mud.learn.Sighting.Strength;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;
import org.mudward.policy.PolicySnapshot;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the manager knows of devices, files and decisions: immutable values in memory, and the store
 * behind them.
 *
 * <p>Used by the thread that opened it and no other. Changes gather until {@link #commit}, which
 * saves them all or none; whoever tells somebody that something is done commits first. After a
 * failed commit the memory is ahead of the disk: {@link #reload} makes them agree again.
 */
public final class Inventory implements AutoCloseable {
  /**
   * A large site; a device of which no more is known than that it was seen, and what it said of
   * itself, makes room for a newer.
   */
  public static final int MAX_DEVICES = 10_000;

  /** Devices that make room together, so that not all are looked at for each new one. */
  static final int ROOM_AT_ONCE = 100;

  /** MUD URLs of which something is kept: far more models than any site has. */
  public static final int MAX_FILES = 1_000;

  /** A device that is seen all the time costs one write in so long. */
  private static final Duration SEEN_GRAIN = Duration.ofMinutes(1);

  /** Lines of the journal given out at once. */
  public static final int MAX_EVENTS = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(Inventory.class);

  private final Store store;
  private final Map<MacAddress, DeviceEntry> devices = new TreeMap<>();
  private final Map<IpAddress, MacAddress> holders = new HashMap<>();
  private final Map<MudUrl, FileEntry> files = new TreeMap<>();
  private final Words<Approval> approvals = new Words<>(Approval::sha256);
  private final Words<Rejection> rejections = new Words<>(Rejection::sha256);
  private Servers servers = new Servers(List.of());
  private PublicationLog publications = new PublicationLog(List.of(), 0);
  private long seq;

  private final Set<MacAddress> changedDevices = new HashSet<>();
  private final Set<MacAddress> forgotten = new HashSet<>();
  private final Set<MudUrl> changedFiles = new HashSet<>();
  private final Set<MudUrl> dropped = new HashSet<>();
  private final Map<String, FileBody> bodies = new LinkedHashMap<>();
  private final List<JournalEntry> journal = new ArrayList<>();
  private @Nullable Publication publication;
  private long version;

  private Inventory(Store store) {
    this.store = store;
  }

  /**
   * Opens the store of a folder and reads it.
   *
   * @throws StoreException saying why it cannot be used
   */
  public static Inventory open(Path folder) throws StoreException {
    Inventory inventory = new Inventory(Store.open(folder));
    try {
      inventory.reload();
      return inventory;
    } catch (StoreException | RuntimeException e) {
      inventory.store.close();
      throw e;
    }
  }

  /** Forgets what was not committed and reads the store again. */
  public void reload() throws StoreException {
    Contents contents = store.load();
    version++;
    clearChanges();
    devices.clear();
    holders.clear();
    files.clear();
    contents.devices().forEach(this::remember);
    contents.files().forEach(file -> files.put(file.url(), file));
    approvals.load(contents.approvals());
    rejections.load(contents.rejections());
    servers = new Servers(contents.servers());
    publications = new PublicationLog(contents.publications(), contents.revision());
    seq = contents.seq();
  }

  private void remember(DeviceEntry device) {
    DeviceEntry before = devices.put(device.mac(), device);
    if (before != null) {
      before.addresses().keySet().forEach(address -> holders.remove(address, device.mac()));
    }
    device.addresses().keySet().forEach(address -> holders.put(address, device.mac()));
  }

  /**
   * Another number whenever a device, a file or an approval became another; being seen again, a
   * lease that was renewed and what a device says of what it is make no other device.
   */
  public long version() {
    return version;
  }

  /** All devices, by address. */
  public Collection<DeviceEntry> devices() {
    return Collections.unmodifiableCollection(devices.values());
  }

  public Optional<DeviceEntry> device(MacAddress mac) {
    return Optional.ofNullable(devices.get(mac));
  }

  /** Who holds an IP address. */
  public Optional<MacAddress> holder(IpAddress address) {
    return Optional.ofNullable(holders.get(address));
  }

  /**
   * Adds or replaces a device.
   *
   * @return whether there was room; a device of which something is known makes none
   */
  public boolean put(DeviceEntry device) {
    DeviceEntry before = devices.get(device.mac());
    if (before == null && devices.size() >= MAX_DEVICES && !makeRoom()) {
      return false;
    }
    if (before == null || !before.equals(seenLike(device, before))) {
      version += before == null || !isSameButForTime(before, device) ? 1 : 0;
      changedDevices.add(device.mac());
      forgotten.remove(device.mac());
      remember(device);
    }
    return true;
  }

  /** The device with the time of the older entry, where the two are not a grain apart. */
  private static DeviceEntry seenLike(DeviceEntry device, DeviceEntry before) {
    boolean close = device.lastSeen().isBefore(before.lastSeen().plus(SEEN_GRAIN));
    return close ? device.seenAt(before.lastSeen()) : device;
  }

  /** Whether nothing is another of which rules come. */
  private static boolean isSameButForTime(DeviceEntry before, DeviceEntry device) {
    DeviceEntry same =
        before
            .seenAt(device.lastSeen())
            .withAddresses(device.addresses())
            .withTraits(device.traits());
    return before.addresses().keySet().equals(device.addresses().keySet()) && same.equals(device);
  }

  /**
   * Somebody may invent devices, and URLs for them; none of those has an address that a DHCP server
   * gave out, nor a file that anybody vouches for.
   */
  private boolean makeRoom() {
    List<DeviceEntry> least =
        devices.values().stream()
            .filter(this::isHearsay)
            .sorted(
                Comparator.comparing((DeviceEntry device) -> !device.addresses().isEmpty())
                    .thenComparing(DeviceEntry::lastSeen))
            .limit(ROOM_AT_ONCE)
            .toList();
    least.forEach(device -> forget(device.mac()));
    return !least.isEmpty();
  }

  /** Whether no more is known of a device than that it was seen, and perhaps what it said. */
  private boolean isHearsay(DeviceEntry device) {
    if (device.quarantined() || device.pausedUntil() != null) {
      return false;
    }
    MudUrl url = device.url();
    FileEntry file = url == null ? null : files.get(url);
    return url == null
        || (device.urls().strength() == Strength.WEAK && (file == null || file.current() == null));
  }

  /** Forgets a device; the journal keeps its lines. */
  public void forget(MacAddress mac) {
    DeviceEntry before = devices.remove(mac);
    if (before != null) {
      version++;
      before.addresses().keySet().forEach(address -> holders.remove(address, mac));
      changedDevices.remove(mac);
      forgotten.add(mac);
    }
  }

  /** All files, by URL. */
  public Collection<FileEntry> files() {
    return Collections.unmodifiableCollection(files.values());
  }

  public Optional<FileEntry> file(MudUrl url) {
    return Optional.ofNullable(files.get(url));
  }

  /**
   * Adds or replaces what is known of a file.
   *
   * @return whether there was room
   */
  public boolean put(FileEntry file) {
    if (!files.containsKey(file.url()) && files.size() >= MAX_FILES) {
      return false;
    }
    if (!file.equals(files.put(file.url(), file))) {
      version++;
      changedFiles.add(file.url());
      dropped.remove(file.url());
    }
    return true;
  }

  /** Keeps the octets of a version that an entry names. */
  public void keep(FileBody body) {
    bodies.put(body.url() + " " + body.sha256(), body);
  }

  /** The octets of a version, if they are kept. */
  public Optional<FileBody> body(MudUrl url, String sha256) throws StoreException {
    FileBody unsaved = bodies.get(url + " " + sha256);
    return unsaved == null ? store.body(url, sha256) : Optional.of(unsaved);
  }

  /** Forgets a file and its octets; approvals stay, for they are about octets. */
  public void drop(MudUrl url) {
    if (files.remove(url) != null) {
      version++;
      changedFiles.remove(url);
      dropped.add(url);
    }
  }

  /** The approval for exactly these octets under this URL, if a person gave one. */
  public Optional<Approval> approval(MudUrl url, String sha256) {
    return approvals.of(url, sha256);
  }

  /** All approvals for a URL. */
  public List<Approval> approvals(MudUrl url) {
    return approvals.of(url);
  }

  /** Keeps a person's word; what was said against the same octets is taken back. */
  public void approve(MudUrl url, Approval approval) {
    rejections.remove(url, approval.sha256());
    approvals.add(url, approval);
    version++;
  }

  /** The rejection of exactly these octets under this URL, if a person did. */
  public Optional<Rejection> rejection(MudUrl url, String sha256) {
    return rejections.of(url, sha256);
  }

  /** All rejections for a URL. */
  public List<Rejection> rejections(MudUrl url) {
    return rejections.of(url);
  }

  /** Keeps a person's word; what was said for the same octets is taken back. */
  public void reject(MudUrl url, Rejection rejection) {
    approvals.remove(url, rejection.sha256());
    rejections.add(url, rejection);
    version++;
  }

  /** What is remembered of a file server, by host and port. */
  public Optional<ServerEntry> server(String authority) {
    return servers.get(authority);
  }

  /**
   * Adds or replaces a file server; of {@link #MAX_FILES}, one that was not heard of for longest
   * makes room.
   *
   * @param needed those that make none
   */
  public void put(ServerEntry server, Set<String> needed) {
    servers.put(server, needed);
  }

  /** Writes a line into the journal. */
  public void append(
      Instant time,
      String event,
      @Nullable MacAddress mac,
      @Nullable MudUrl url,
      String text,
      String actor) {
    journal.add(
        new JournalEntry(
            ++seq, time, event, mac, url, EventText.safe(text), EventText.safe(actor)));
  }

  /** Lines of the journal that are saved, after a number, oldest first. */
  public List<JournalEntry> journal(long since, int limit) throws StoreException {
    return store.journal(since, Math.max(0, Math.min(limit, MAX_EVENTS)));
  }

  /** The snapshot that was published last, unless an older program wrote it in another form. */
  public Optional<PolicySnapshot> published() {
    return publications.last();
  }

  /** The highest revision that was ever published; 0 if none was. */
  public long revision() {
    return publications.revision();
  }

  /** Keeps a snapshot as the one that was published last; once in a turn. */
  public void publish(PolicySnapshot snapshot) {
    if (publication != null) {
      throw new IllegalStateException("the last publication is not committed yet");
    }
    publication = publications.add(snapshot);
  }

  /** Saves what changed, all or nothing. */
  public void commit() throws StoreException {
    Changes changes = changes();
    if (changes.isEmpty()) {
      return;
    }
    store.save(changes);
    changes.journal().forEach(entry -> LOG.info("{}", EventText.line(entry)));
    clearChanges();
  }

  private Changes changes() {
    return new Changes(
        changedDevices.stream().map(devices::get).filter(Objects::nonNull).toList(),
        List.copyOf(forgotten),
        changedFiles.stream().map(files::get).filter(Objects::nonNull).toList(),
        List.copyOf(dropped),
        bodies.values().stream().filter(body -> files.containsKey(body.url())).toList(),
        approvals.changed(),
        rejections.changed(),
        servers.changed(),
        servers.forgotten(),
        List.copyOf(journal),
        publication);
  }

  private void clearChanges() {
    changedDevices.clear();
    forgotten.clear();
    changedFiles.clear();
    dropped.clear();
    bodies.clear();
    approvals.saved();
    rejections.saved();
    servers.saved();
    journal.clear();
    publication = null;
  }

  @Override
  public void close() throws StoreException {
    store.close();
  }
}
