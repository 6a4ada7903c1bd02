package org.mudward.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mudward.enforcer.audit.ProfiledEntries;
import org.mudward.mud.MudFile;
import org.mudward.mud.MudUrl;
import org.mudward.mud.resolve.Groups;
import org.mudward.mud.resolve.NetworkView;
import org.mudward.mud.resolve.NetworkView.KnownDevice;
import org.mudward.mud.resolve.Resolver;
import org.mudward.mud.resolve.Site;
import org.mudward.policy.Device;
import org.mudward.policy.DevicePolicy;
import org.mudward.policy.GroupId;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Origin;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.tls.TlsProfiles;

/** A snapshot of a network that is only described: the site file, its MUD files, and one more. */
final class OfflineSite {
  private final Site site;
  private final boolean lenient;
  private final Map<Path, MudFile> files = new HashMap<>();
  private final Map<MacAddress, KnownDevice> devices = new LinkedHashMap<>();
  private final Map<MacAddress, MudFile> fileOf = new LinkedHashMap<>();

  /** One of each that is equal, so that from here on they are told apart without a look inside. */
  private final List<MudFile> distinct = new ArrayList<>();

  private OfflineSite(Site site, boolean lenient) {
    this.site = site;
    this.lenient = lenient;
  }

  /**
   * Builds the snapshot in which the given devices have the given file, and the site's devices
   * theirs.
   *
   * @throws CommandFailure if a file cannot be used, or nobody has the file
   */
  static PolicySnapshot snapshot(
      Site site, Path file, List<DeviceOption> devices, boolean lenient) {
    OfflineSite offline = new OfflineSite(site, lenient);
    boolean used = !devices.isEmpty();
    offline.files.put(absolute(file), offline.kept(MudFiles.read(file, lenient)));
    for (Site.SiteDevice entry : site.devices()) {
      Optional<Path> own = Optional.ofNullable(entry.mudFile()).map(OfflineSite::absolute);
      used |= own.isPresent() && same(own.get(), file);
      offline.add(entry.mac(), entry.addresses(), own);
    }
    for (DeviceOption device : devices) {
      Set<IpAddress> addresses = new HashSet<>(device.addresses());
      KnownDevice listed = offline.devices.get(device.mac());
      if (listed != null) {
        addresses.addAll(listed.addresses());
      }
      offline.add(device.mac(), addresses, Optional.of(absolute(file)));
    }
    if (!used) {
      throw new CommandFailure(
          ExitCode.WRONG_USE,
          "no device has "
              + file
              + ": name one with --device MAC=..,ip=.., or in the site file with mud-file");
    }
    return offline.build();
  }

  /**
   * The site whose devices have their files, and the given ones those.
   *
   * @throws CommandFailure if a file cannot be used
   */
  static OfflineSite with(Site site, Map<MacAddress, Path> more, boolean lenient) {
    OfflineSite offline = new OfflineSite(site, lenient);
    for (Site.SiteDevice entry : site.devices()) {
      Path file = more.getOrDefault(entry.mac(), entry.mudFile());
      offline.add(
          entry.mac(), entry.addresses(), Optional.ofNullable(file).map(OfflineSite::absolute));
    }
    more.forEach(
        (mac, file) -> {
          if (!offline.devices.containsKey(mac)) {
            offline.add(mac, Set.of(), Optional.of(absolute(file)));
          }
        });
    return offline;
  }

  /**
   * The site with one device that has a file which need not be on disk, whatever the site says of
   * it.
   *
   * @throws CommandFailure if the file of another device cannot be used
   */
  static OfflineSite with(Site site, MacAddress mac, MudFile file, boolean lenient) {
    OfflineSite offline = new OfflineSite(site, lenient);
    Set<IpAddress> addresses = new HashSet<>();
    for (Site.SiteDevice entry : site.devices()) {
      if (entry.mac().equals(mac)) {
        addresses.addAll(entry.addresses());
      } else {
        offline.add(
            entry.mac(),
            entry.addresses(),
            Optional.ofNullable(entry.mudFile()).map(OfflineSite::absolute));
      }
    }
    offline.devices.put(mac, new KnownDevice(mac, Optional.of(file.mudUrl()), true, addresses));
    offline.fileOf.put(mac, offline.kept(file));
    return offline;
  }

  private static Path absolute(Path file) {
    return file.toAbsolutePath().normalize();
  }

  private static boolean same(Path one, Path other) {
    try {
      return Files.isSameFile(one, other);
    } catch (IOException e) {
      return one.equals(absolute(other));
    }
  }

  private void add(MacAddress mac, Set<IpAddress> addresses, Optional<Path> path) {
    Optional<MudFile> file =
        path.map(p -> files.computeIfAbsent(p, missing -> kept(MudFiles.read(missing, lenient))));
    devices.put(mac, new KnownDevice(mac, file.map(MudFile::mudUrl), file.isPresent(), addresses));
    file.ifPresentOrElse(found -> fileOf.put(mac, found), () -> fileOf.remove(mac));
  }

  /** The file, or one that is equal and was there before. */
  private MudFile kept(MudFile file) {
    for (MudFile other : distinct) {
      if (other.mudUrl().equals(file.mudUrl()) && other.equals(file)) {
        return other;
      }
    }
    distinct.add(file);
    return file;
  }

  /** What is known of the network. */
  NetworkView view() {
    return new NetworkView(site, new ArrayList<>(devices.values()), Map.of());
  }

  /** What holds in it. */
  PolicySnapshot build() {
    return build(Resolver::policy);
  }

  /** The entries that are narrowed to (D)TLS sessions, for what reads hellos. */
  ProfiledEntries profiledEntries() {
    Map<String, Map<Origin, TlsProfiles>> profiles = new HashMap<>();
    PolicySnapshot widened =
        build(
            (file, id, url) -> {
              Map<Origin, TlsProfiles> found = Resolver.profiles(file, url);
              if (!found.isEmpty()) {
                profiles.put(id, found);
              }
              return Resolver.widened(file, id, url);
            });
    return new ProfiledEntries(widened, profiles);
  }

  /** Makes a policy of a file. */
  @FunctionalInterface
  private interface PolicyMaker {
    DevicePolicy make(MudFile file, String id, MudUrl url);
  }

  private PolicySnapshot build(PolicyMaker maker) {
    NetworkView view = view();
    PolicySnapshot.Builder builder =
        PolicySnapshot.builder(1).gateway(site.gateway()).baseline(site.baseline());
    IdentityHashMap<MudFile, DevicePolicy> made = new IdentityHashMap<>();
    List<DevicePolicy> policies = new ArrayList<>();
    fileOf.forEach(
        (mac, file) -> {
          DevicePolicy policy = made.get(file);
          if (policy == null) {
            policy = site.rates().on(maker.make(file, id(file, policies.size()), file.mudUrl()));
            made.put(file, policy);
            policies.add(policy);
          }
          builder.device(new Device(mac, policy.id(), addressesOf(mac), site.ports().get(mac)));
        });
    Set<GroupId> needed = new HashSet<>();
    for (DevicePolicy policy : policies) {
      builder.policy(policy);
      needed.addAll(Groups.groupsOf(policy));
    }
    Groups.of(needed, view).values().forEach(builder::group);
    return builder.build();
  }

  private Set<IpAddress> addressesOf(MacAddress mac) {
    KnownDevice device = devices.get(mac);
    return device == null ? Set.of() : device.addresses();
  }

  /** The MUD URL; numbered where another file of the site claims the same. */
  private String id(MudFile file, int number) {
    String url = file.mudUrl().text();
    Set<MudFile> used = Collections.newSetFromMap(new IdentityHashMap<>());
    used.addAll(fileOf.values());
    long claims = used.stream().filter(f -> f.mudUrl().equals(file.mudUrl())).count();
    return claims == 1 ? url : url + "#" + number;
  }
}
