package org.mudward.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mudward.cli.audit.ShownUrls;
import org.mudward.mud.MudUrl;
import org.mudward.mud.resolve.Site;
import org.mudward.policy.MacAddress;

/**
 * Which MUD file each device is judged by, and who named it. The command line comes first, then the
 * site's file, then its MUD URL, then what the device shows in the captures.
 *
 * @param files without those that the site gives by its {@code mud-file}
 * @param sources for every device that has a file
 */
record DeviceFiles(Map<MacAddress, Path> files, Map<MacAddress, String> sources) {
  DeviceFiles {
    files = Map.copyOf(files);
    sources = Map.copyOf(sources);
  }

  /**
   * Chooses.
   *
   * @param named on the command line
   * @param folder where files are looked up by their URL; null if there is none
   * @param shown what the captures show, as far as they were looked through before
   */
  static DeviceFiles choose(
      Map<MacAddress, Path> named, Site site, @Nullable MudFolder folder, ShownUrls shown) {
    Map<MacAddress, Path> files = new LinkedHashMap<>(named);
    Map<MacAddress, String> sources = new LinkedHashMap<>();
    named.keySet().forEach(mac -> sources.put(mac, "command-line"));
    for (Site.SiteDevice device : site.devices()) {
      MacAddress mac = device.mac();
      String url = device.mudUrl();
      if (device.mudFile() != null) {
        sources.putIfAbsent(mac, "site");
      } else if (url != null && folder != null && !files.containsKey(mac)) {
        put(mac, folder.file(new MudUrl(url)), "site", files, sources);
      }
    }
    for (MacAddress mac : shown.devices()) {
      if (folder != null && !sources.containsKey(mac) && !isOfSite(site, mac)) {
        putClaimed(mac, shown, folder, files, sources);
      }
    }
    return new DeviceFiles(files, sources);
  }

  /**
   * The same after a device showed something: if it has no file, and claims one thing, it has the
   * file of that.
   *
   * @throws CommandFailure if several files claim to be that of its URL
   */
  DeviceFiles after(MacAddress mac, ShownUrls shown, Site site, MudFolder folder) {
    if (sources.containsKey(mac) || isOfSite(site, mac)) {
      return this;
    }
    Map<MacAddress, Path> newFiles = new LinkedHashMap<>(files);
    Map<MacAddress, String> newSources = new LinkedHashMap<>(sources);
    putClaimed(mac, shown, folder, newFiles, newSources);
    return new DeviceFiles(newFiles, newSources);
  }

  private static void putClaimed(
      MacAddress mac,
      ShownUrls shown,
      MudFolder folder,
      Map<MacAddress, Path> files,
      Map<MacAddress, String> sources) {
    Optional<ShownUrls.Shown> claim = shown.claim(mac);
    MudUrl url = claim.map(ShownUrls.Shown::url).orElse(null);
    if (url != null) {
      put(mac, folder.file(url), claim.get().source().toString(), files, sources);
    }
  }

  /** Whether the site says what a device is: its own word does not count beside that. */
  private static boolean isOfSite(Site site, MacAddress mac) {
    return site.devices().stream().anyMatch(d -> d.mac().equals(mac) && d.mudUrl() != null);
  }

  private static void put(
      MacAddress mac,
      Optional<Path> file,
      String source,
      Map<MacAddress, Path> files,
      Map<MacAddress, String> sources) {
    if (file.isPresent()) {
      files.put(mac, file.get());
      sources.put(mac, source);
    }
  }
}
