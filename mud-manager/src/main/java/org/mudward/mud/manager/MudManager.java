package org.mudward.mud.manager;

import io.netty.channel.Channel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.Approval;
import org.mudward.mud.MudUrl;
import org.mudward.mud.fetch.FetchResult;
import org.mudward.mud.inventory.Event;
import org.mudward.mud.inventory.KnownDevice;
import org.mudward.mud.inventory.Store;
import org.mudward.mud.learn.DhcpV4Reader;
import org.mudward.mud.learn.Sighting;
import org.mudward.mud.names.NameAnswer;
import org.mudward.mud.names.NameLookup;
import org.mudward.mud.names.NameTable;
import org.mudward.mud.names.NameTable.Question;
import org.mudward.mud.parse.MudParser;
import org.mudward.mud.parse.ParseMode;
import org.mudward.mud.resolve.Site;
import org.mudward.mud.verify.SignatureVerifier;
import org.mudward.policy.IpAddress;
import org.mudward.policy.Limitation;
import org.mudward.policy.MacAddress;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.link.LinkFormatException;
import org.mudward.policy.link.LinkMessage;
import org.mudward.policy.link.SnapshotJson;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the line from a sighting to a published snapshot.
 *
 * <p>One writer owns devices, files, names and the next snapshot. Whatever happens elsewhere
 * (frames, fetches, answers, the operator) comes to it as work. A snapshot is saved before it is
 * published, so revisions never go back.
 */
public final class MudManager implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MudManager.class);

  private final ManagerSettings settings;
  private final Clock clock;
  private final NameLookup lookup;
  private final Store store;
  private final Writer writer;
  private final FileLine files;
  private final DeviceLine devices;
  private final SnapshotLine snapshots;
  private final LinkServer link;
  private final NameTable names = new NameTable();
  private final Set<IpAddress> dhcpServers;

  private PolicySnapshot current = PolicySnapshot.builder(0).build();
  private Map<String, Set<IpAddress>> addresses = Map.of();
  private List<Limitation> limitations = List.of();
  private @Nullable String refusal;
  private boolean dirty = true;

  /**
   * A manager that is not yet started.
   *
   * @param source where files come from
   * @param verifier who may sign them
   * @param lookup who knows names
   * @param fault what to do when the writer meets a fault of ours
   * @throws IOException if the state folder or a file of the site cannot be read
   */
  public MudManager(
      ManagerSettings settings,
      FileSource source,
      SignatureVerifier verifier,
      NameLookup lookup,
      Clock clock,
      Runnable fault)
      throws IOException {
    this.settings = settings;
    this.clock = clock;
    this.lookup = lookup;
    Files.createDirectories(settings.state());
    store = new Store(settings.state().resolve("mudward.db"));
    writer = new Writer(this::tick, fault);
    Told told = new Told();
    files = new FileLine(store, new Judge(verifier), source, clock, writer, told);
    devices = new DeviceLine(store, files, clock, told);
    snapshots = new SnapshotLine(settings, files);
    link = new LinkServer(settings.link(), new Enforcers());
    Site site = settings.site();
    dhcpServers = site.dhcp().isEmpty() ? site.gatewayAddresses() : site.dhcp();
  }

  /** Where MUD files come from: the fetcher, outside of tests. */
  public interface FileSource {
    FetchResult fetch(MudUrl url, @Nullable String etag) throws InterruptedException;
  }

  /** What files and devices tell. */
  private final class Told implements FileLine.Listener {
    @Override
    public void event(String event, String mac, String text) {
      journal(event, mac, text);
      dirty = true;
    }

    @Override
    public void changed(MudUrl url) {
      devices.review(url);
      dirty = true;
    }
  }

  private void journal(String event, String mac, String text) {
    String safe = text.replaceAll("\\p{C}", "?");
    store.append(clock.instant(), event, mac, safe);
    LOG.info("event={} mac={} text=\"{}\"", event, mac.isEmpty() ? "-" : mac, safe);
  }

  /**
   * Takes up what was kept, and starts to work.
   *
   * @throws IOException if a file of the site cannot be used, or the link's socket not be made
   */
  public void start() throws IOException {
    files.load();
    devices.load();
    Optional<byte[]> last = store.snapshot();
    if (last.isPresent()) {
      try {
        current = SnapshotJson.read(last.get());
      } catch (LinkFormatException e) {
        throw new IOException(
            "the last snapshot in the store cannot be read: " + e.getMessage(), e);
      }
    }
    takeSite();
    devices.urls().forEach(devices::review);
    journal(
        "manager.started",
        "",
        "revision "
            + current.revision()
            + ", "
            + devices.all().size()
            + " devices, new devices: "
            + settings.newDevices().name().toLowerCase(Locale.ROOT));
    link.start();
    writer.start();
  }

  /** Devices to which the operator gave a file or a URL. */
  private void takeSite() throws IOException {
    for (Site.SiteDevice entry : settings.site().devices()) {
      Path path = entry.mudFile();
      MudUrl url = entry.mudUrl() == null ? null : new MudUrl(entry.mudUrl());
      if (path != null) {
        byte[] bytes = Files.readAllBytes(path);
        MudUrl own =
            MudParser.check(bytes, ParseMode.STRICT)
                .file()
                .orElseThrow(
                    () -> new IOException(path + " is no valid MUD file (see mudward check)"))
                .mudUrl();
        Approval approval =
            new Approval("the site file", clock.instant(), SignatureVerifier.sha256(bytes));
        url = files.fix(bytes, url == null ? own : url, approval);
      }
      if (url != null) {
        devices.saw(new Sighting.Emitted(entry.mac(), url, Sighting.Source.SITE, null));
        for (IpAddress address : entry.addresses()) {
          devices.saw(new Sighting.Leased(entry.mac(), address, null));
        }
      }
    }
  }

  private void tick() {
    Instant now = clock.instant();
    if (devices.tick(now)) {
      dirty = true;
    }
    Set<MudUrl> urls = devices.urls();
    files.tick(urls, now);
    names.want(snapshots.names(urls));
    for (Question question : names.due(now)) {
      lookup
          .lookup(question.name(), question.family())
          .whenComplete(
              (answer, failure) -> writer.offer(() -> answered(question, answer, failure)));
    }
    Map<String, Set<IpAddress>> known = names.addresses(now);
    if (!known.equals(addresses)) {
      addresses = known;
      dirty = true;
    }
    if (dirty) {
      dirty = false;
      publish();
    }
  }

  private void answered(
      Question question, @Nullable NameAnswer answer, @Nullable Throwable failure) {
    if (answer == null) {
      names.failed(question, clock.instant());
      LOG.info(
          "event=name.failed name={} reason=\"{}\"",
          question.name(),
          failure == null ? "" : failure.getMessage());
    } else {
      names.answered(question, answer, clock.instant());
    }
  }

  private void publish() {
    PolicySnapshot next = snapshots.build(current.revision() + 1, devices.all(), addresses);
    if (next.sameContent(current) && current.revision() > 0) {
      return;
    }
    store.saveSnapshot(next.revision(), SnapshotJson.write(next));
    current = next;
    LOG.info(
        "event=policy.published revision={} devices={}", next.revision(), next.devices().size());
    link.publish(next);
  }

  /** What enforcers tell, brought to the writer. */
  private final class Enforcers implements LinkServer.Listener {
    @Override
    public void connected(Channel enforcer) {
      writer.offer(
          () -> {
            journal("enforcer.connected", "", "it gets revision " + current.revision());
            link.add(enforcer, current);
          });
    }

    @Override
    public void disconnected(Channel enforcer) {
      writer.offer(
          () -> {
            link.remove(enforcer);
            journal("enforcer.gone", "", "it keeps enforcing what it has");
          });
    }

    @Override
    public void received(Channel enforcer, LinkMessage message) {
      writer.offer(() -> heard(enforcer, message));
    }
  }

  private void heard(Channel enforcer, LinkMessage message) {
    if (message instanceof LinkMessage.FrameSeen seen) {
      DhcpV4Reader.read(seen.frame(), dhcpServers).forEach(this::saw);
    } else if (message instanceof LinkMessage.Applied applied) {
      link.applied(enforcer, applied.revision());
      limitations = applied.limitations();
      refusal = null;
    } else if (message instanceof LinkMessage.Refused refused) {
      refusal = "revision " + refused.revision() + " was refused: " + refused.reason();
      journal("policy.refused", "", refusal);
    } else if (!(message instanceof LinkMessage.Counts)) {
      enforcer.close();
    }
  }

  private void saw(Sighting sighting) {
    devices.saw(sighting);
    dirty = true;
  }

  /** Takes in what a hook learnt; done when it is saved. */
  public CompletableFuture<Integer> learnt(List<Sighting> sightings) {
    return writer.submit(
        () -> {
          sightings.forEach(this::saw);
          return sightings.size();
        });
  }

  /** All devices. */
  public CompletableFuture<List<DeviceView>> devices() {
    return writer.submit(() -> devices.all().stream().map(this::view).toList());
  }

  /** One device; empty if it is not known. */
  public CompletableFuture<Optional<DeviceView>> device(MacAddress mac) {
    return writer.submit(() -> Optional.ofNullable(devices.get(mac)).map(this::view));
  }

  private DeviceView view(KnownDevice device) {
    String name =
        settings.site().devices().stream()
            .filter(entry -> entry.mac().equals(device.mac()) && entry.name() != null)
            .map(Site.SiteDevice::name)
            .findFirst()
            .orElse("");
    MudUrl url = device.url();
    FileState state = url == null ? null : files.state(url);
    return new DeviceView(device, name, state == null ? "" : state.signer);
  }

  /** Lines of the journal after a number, oldest first. */
  public CompletableFuture<List<Event>> events(long since, int limit) {
    return writer.submit(() -> store.events(since, limit));
  }

  /** How things are. */
  public CompletableFuture<Status> status() {
    return writer.submit(
        () -> {
          Map<String, Integer> counts = new TreeMap<>();
          for (KnownDevice device : devices.all()) {
            counts.merge(device.standing().name().toLowerCase(Locale.ROOT), 1, Integer::sum);
          }
          List<String> problems = new ArrayList<>(files.problems(devices.urls()));
          if (refusal != null) {
            problems.add(refusal);
          }
          return new Status(
              current.revision(), link.applied(), new HashMap<>(counts), problems, limitations);
        });
  }

  /** The snapshot that is published. */
  public CompletableFuture<PolicySnapshot> snapshot() {
    return writer.submit(() -> current);
  }

  /** Approves the file that a device is held for. The answer says what is wrong; empty if done. */
  public CompletableFuture<String> approve(MacAddress mac, String by) {
    return writer.submit(
        () -> {
          KnownDevice device = devices.get(mac);
          MudUrl url = device == null ? null : device.url();
          if (url == null) {
            return "the device " + mac + " is not known, or shows no MUD URL";
          }
          String wrong = files.approve(url, by);
          journal(
              "operator.approve",
              mac.toString(),
              url + " by " + by + (wrong.isEmpty() ? "" : ": " + wrong));
          dirty = true;
          return wrong;
        });
  }

  /** Puts a device aside, or takes it back. False if it is not known. */
  public CompletableFuture<Boolean> quarantine(MacAddress mac, boolean aside, String by) {
    return writer.submit(() -> devices.quarantine(mac, aside, by));
  }

  /** Forgets a device. False if it is not known. */
  public CompletableFuture<Boolean> forget(MacAddress mac, String by) {
    return writer.submit(() -> devices.forget(mac, by));
  }

  @Override
  public void close() {
    link.close();
    writer.close();
    files.close();
    lookup.close();
    store.close();
  }
}
