package org.mudward.mud.manager;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.MudUrl;
import org.mudward.mud.inventory.JournalEntry;
import org.mudward.mud.learn.Sighting;
import org.mudward.mud.learn.Sighting.Proof;
import org.mudward.mud.learn.Sighting.Source;
import org.mudward.mud.manager.ManagerSettings.ChangedFiles;
import org.mudward.mud.manager.ManagerSettings.Literals;
import org.mudward.mud.manager.ManagerSettings.NewDevices;
import org.mudward.mud.manager.ManagerSettings.Ports;
import org.mudward.mud.manager.ManagerSettings.WeakUrls;
import org.mudward.mud.resolve.Site;
import org.mudward.mud.resolve.SiteRates;
import org.mudward.mud.verify.SignatureVerifier;
import org.mudward.policy.Baseline;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Prefix;
import org.mudward.policy.Standing;

/** A manager in a world that is worked by hand. */
public final class World implements AutoCloseable {
  public static final MacAddress GATEWAY = MacAddress.parse("02:00:00:00:00:01");
  public static final MacAddress LAMP = MacAddress.parse("02:00:00:00:00:10");
  public static final MacAddress LAMP2 = MacAddress.parse("02:00:00:00:00:11");
  public static final IpAddress LAMP_IP = IpAddress.parse("192.168.1.10");
  public static final MudUrl URL = new MudUrl("https://lamp.example/lamp.json");

  private static final long PATIENCE_SECONDS = 20;

  public final HandClock clock = new HandClock();
  public final Maker maker = new Maker(clock);
  public final HandNames names = new HandNames();
  public final Signer signer = new Signer("maker");
  public final AtomicInteger faults = new AtomicInteger();

  /** How often reloaded settings came into force. */
  public final AtomicInteger accepted = new AtomicInteger();

  private final Path folder;
  private final List<Signer> trusted = new CopyOnWriteArrayList<>(List.of(signer));
  private NewDevices newDevices = NewDevices.ALLOW;
  private WeakUrls weakUrls = WeakUrls.APPLY;
  private Literals literals = Literals.ASK;
  private ChangedFiles changedFiles = ChangedFiles.APPLY;
  private Ports ports = Ports.HOLD;
  private Map<MacAddress, String> sitePorts = Map.of();
  private List<Site.SiteDevice> siteDevices = List.of();
  private SiteRates siteRates = SiteRates.NONE;
  private Set<IpAddress> dns = Set.of(IpAddress.parse("192.168.1.1"));
  private List<String> needRestart = List.of();
  private boolean broken;
  private @Nullable MudManager manager;

  public World(Path folder) {
    this.folder = folder;
    names.answer("cloud.lamp.example", "198.51.100.10");
  }

  public World newDevices(NewDevices setting) {
    newDevices = setting;
    return this;
  }

  public World weakUrls(WeakUrls setting) {
    weakUrls = setting;
    return this;
  }

  public World literals(Literals setting) {
    literals = setting;
    return this;
  }

  public World changedFiles(ChangedFiles setting) {
    changedFiles = setting;
    return this;
  }

  public World ports(Ports setting) {
    ports = setting;
    return this;
  }

  public World sitePorts(Map<MacAddress, String> setting) {
    sitePorts = setting;
    return this;
  }

  public World siteRates(SiteRates setting) {
    siteRates = setting;
    return this;
  }

  public World siteDevices(Site.SiteDevice... devices) {
    siteDevices = List.of(devices);
    return this;
  }

  public World dns(String... servers) {
    dns = Stream.of(servers).map(IpAddress::parse).collect(Collectors.toSet());
    return this;
  }

  /** Who vouches for files from the next start on, or the next reload; nobody cannot be read. */
  public World trust(Signer... signers) {
    trusted.clear();
    trusted.addAll(List.of(signers));
    return this;
  }

  public Site site() {
    IpAddress gateway = IpAddress.parse("192.168.1.1");
    return new Site(
        List.of(Prefix.parse("192.168.1.0/24")),
        GATEWAY,
        Set.of(gateway),
        dns,
        Set.of(gateway),
        Set.of(gateway, IpAddress.parse("fe80::1")),
        Map.of(),
        Map.of(),
        List.of(),
        Map.of(),
        siteDevices,
        EnumSet.allOf(Baseline.class),
        sitePorts,
        siteRates);
  }

  public Path link() {
    return folder.resolve("link.sock");
  }

  public Path state() {
    return folder.resolve("state");
  }

  /** Starts the manager, or another one in its place. */
  public MudManager start() throws IOException {
    close();
    MudManager fresh =
        new MudManager(
            settings(),
            maker,
            this::anchors,
            this::proposal,
            names,
            clock,
            faults::incrementAndGet);
    fresh.start();
    manager = fresh;
    return fresh;
  }

  private ManagerSettings settings() {
    InetSocketAddress api = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    return new ManagerSettings(
        state(), link(), api, newDevices, weakUrls, literals, changedFiles, ports, site());
  }

  /** The settings as they are now, for a reload. */
  private SettingsSource.Proposal proposal() throws IOException {
    if (broken) {
      throw new IOException("line 3: not YAML");
    }
    return new SettingsSource.Proposal(
        settings(), List.of("new-devices: " + newDevices), needRestart, accepted::incrementAndGet);
  }

  /** From now on the settings cannot be read, or can again. */
  public World broken(boolean setting) {
    broken = setting;
    return this;
  }

  /** From now on settings have changed that a running manager cannot take up, or none. */
  public World needRestart(String... keys) {
    needRestart = List.of(keys);
    return this;
  }

  private SignatureVerifier anchors() throws IOException {
    if (trusted.isEmpty()) {
      throw new IOException("ca.pem is no certificate");
    }
    return new SignatureVerifier(trusted.stream().map(Signer::anchor).toList());
  }

  public MudManager manager() {
    if (manager == null) {
      throw new IllegalStateException("not started");
    }
    return manager;
  }

  /** Lets time pass, and the manager see it. */
  public void pass(Duration duration) {
    clock.advance(duration);
    manager().status().join();
  }

  /** A device shows a URL by DHCPv4, which proves nothing. */
  public void emits(MacAddress mac, MudUrl url) {
    emits(mac, url, Source.DHCPV4);
  }

  public void emits(MacAddress mac, MudUrl url, Source way) {
    manager().learn(List.of(new Sighting.Emitted(mac, url, way, null))).join();
  }

  /**
   * A device authenticates itself by a certificate.
   *
   * @param url null if the certificate has none
   * @param mudsigner null if it names none
   */
  public void proves(
      MacAddress mac, @Nullable MudUrl url, String thing, @Nullable String mudsigner) {
    Proof proof =
        new Proof(
            new X500Principal(thing), mudsigner == null ? null : new X500Principal(mudsigner));
    manager().learn(List.of(new Sighting.Emitted(mac, url, null, proof))).join();
  }

  /** The policy of devices that show a URL and prove nothing. */
  public static String weak(MudUrl url) {
    return "weak:" + url;
  }

  public void leases(MacAddress mac, String address, @Nullable Duration lease) {
    manager().learn(List.of(new Sighting.Leased(mac, IpAddress.parse(address), lease))).join();
  }

  public void releases(MacAddress mac, @Nullable String address) {
    IpAddress ip = address == null ? null : IpAddress.parse(address);
    manager().learn(List.of(new Sighting.Released(mac, ip))).join();
  }

  /** Another world that finds on its disk what this one has saved up to now, as after a crash. */
  public World afterCrash(Path other) throws IOException {
    World copy = new World(other);
    Files.createDirectories(copy.state());
    try (Stream<Path> saved = Files.list(state())) {
      for (Path file : saved.toList()) {
        Files.copy(file, copy.state().resolve(file.getFileName()));
      }
    }
    copy.clock.advance(Duration.between(copy.clock.instant(), clock.instant()));
    return copy.trust(trusted.toArray(Signer[]::new));
  }

  public DeviceView device(MacAddress mac) {
    return manager().device(mac).join().orElseThrow();
  }

  /** Waits until a device stands so, and gives it. */
  public DeviceView awaitStanding(MacAddress mac, Standing standing, Predicate<DeviceView> also) {
    until(
        () ->
            manager().device(mac).join().stream()
                .anyMatch(view -> view.standing() == standing && also.test(view)),
        () -> "should be " + standing + ": " + manager().device(mac).join());
    return device(mac);
  }

  public DeviceView awaitEnforced(MacAddress mac) {
    return awaitStanding(mac, Standing.ENFORCED, view -> true);
  }

  public DeviceView awaitHeld(MacAddress mac, String reason) {
    return awaitStanding(mac, Standing.PENDING, view -> view.reason().contains(reason));
  }

  public List<JournalEntry> journal() {
    List<JournalEntry> all = new ArrayList<>();
    List<JournalEntry> page = manager().events(0, 1000).join();
    while (!page.isEmpty()) {
      all.addAll(page);
      page = manager().events(page.get(page.size() - 1).seq(), 1000).join();
    }
    return all;
  }

  public long events(String event) {
    return journal().stream().filter(entry -> entry.event().equals(event)).count();
  }

  public void awaitEvent(String event, int times) {
    until(() -> events(event) >= times, () -> event + " does not come: " + journal());
  }

  /** The policy that the published snapshot gives a device; null if it is not in it, or free. */
  public @Nullable String policy(MacAddress mac) {
    var device = manager().snapshot().join().orElseThrow().devices().get(mac);
    return device == null ? null : device.policy();
  }

  /** Polls with a deadline. */
  public static void until(BooleanSupplier wanted, Supplier<String> message) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!wanted.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(message.get());
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
    }
  }

  @Override
  public void close() {
    if (manager != null) {
      manager.close();
      manager = null;
    }
  }
}
