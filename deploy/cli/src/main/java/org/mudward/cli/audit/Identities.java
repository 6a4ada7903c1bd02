package org.mudward.cli.audit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.mudward.cli.audit.ShownUrls.Shown;
import org.mudward.cli.identity.Identity;
import org.mudward.cli.identity.Makers;
import org.mudward.enforcer.audit.DeviceTally;
import org.mudward.mud.MudUrl;
import org.mudward.mud.resolve.Site;
import org.mudward.policy.MacAddress;
import org.mudward.policy.baseline.Aspect.Seen;

/**
 * What devices are, by the word of the operator and by their own.
 *
 * @param names what the site calls its devices
 * @param listed the devices of the site
 * @param sources who named the MUD file that a device is judged by
 * @param shown what the captures show
 * @param makers who made them, going by their addresses
 */
public record Identities(
    Map<MacAddress, String> names,
    Set<MacAddress> listed,
    Map<MacAddress, String> sources,
    ShownUrls shown,
    Makers makers) {
  public Identities {
    names = Map.copyOf(names);
    listed = Set.copyOf(listed);
    sources = Map.copyOf(sources);
  }

  /** Of a site. */
  public static Identities of(
      Site site, Map<MacAddress, String> sources, ShownUrls shown, Makers makers) {
    Map<MacAddress, String> names = new HashMap<>();
    for (Site.SiteDevice device : site.devices()) {
      String name = device.name();
      if (name != null) {
        names.put(device.mac(), name);
      }
    }
    Set<MacAddress> listed =
        site.devices().stream().map(Site.SiteDevice::mac).collect(Collectors.toSet());
    return new Identities(names, listed, sources, shown, makers);
  }

  @Nullable String name(MacAddress device) {
    return names.get(device);
  }

  /** The name of a device, else its address. */
  String label(MacAddress device) {
    return names.getOrDefault(device, device.toString());
  }

  /**
   * Whether a device says what it is; that it says two things, or nothing that can be, is wrong.
   */
  Seen seen(MacAddress device) {
    boolean claims = shown.claim(device).isPresent();
    if (!claims && !shown.of(device).isEmpty()) {
      return Seen.WRONG;
    }
    return claims || listed.contains(device) ? Seen.RIGHT : Seen.NOTHING;
  }

  /** The devices that show a MUD URL and are judged by no file. */
  List<MacAddress> unjudged(List<DeviceTally> judged) {
    Set<MacAddress> known = judged.stream().map(DeviceTally::mac).collect(Collectors.toSet());
    return shown.devices().stream().filter(mac -> !known.contains(mac)).toList();
  }

  /** What the user should know of devices that are not judged by what they show. */
  List<String> notices(List<DeviceTally> judged) {
    List<String> notices = new ArrayList<>();
    for (DeviceTally device : judged) {
      for (Shown one : shown.of(device.mac())) {
        if (!one.text().equals(device.policy().mudUrl())) {
          notices.add(
              says(device.mac(), one) + ", and is judged by a file of " + device.policy().mudUrl());
        }
      }
    }
    for (MacAddress mac : unjudged(judged)) {
      boolean single = shown.claim(mac).isPresent();
      String why =
          single
              ? ", of which no file was at hand before the judging (--mud-files DIR, --mud MAC=FILE)"
              : ", and is judged by no file, since what it shows is not one MUD URL";
      shown.of(mac).forEach(one -> notices.add(says(mac, one) + why));
    }
    return notices;
  }

  private static String says(MacAddress mac, Shown one) {
    return "%s shows %s by %s (frame %d)"
        .formatted(mac, one.text(), one.source(), one.firstFrame());
  }

  /** What may be said of what a device is, with what it rests on. */
  Identity suggested(MacAddress device) {
    return Identity.of(makers, device, shown.traits(device));
  }

  /** The same for programs. */
  Map<String, Object> suggestedJson(MacAddress device) {
    Identity identity = suggested(device);
    Map<String, Object> object = new LinkedHashMap<>(identity.asJson());
    object.put("traits", identity.traitsJson());
    return object;
  }

  /** What a device showed, for programs. */
  List<Object> shownJson(MacAddress device) {
    List<Object> all = new ArrayList<>();
    for (Shown one : shown.of(device)) {
      Map<String, Object> object = new LinkedHashMap<>();
      MudUrl url = one.url();
      if (url != null) {
        object.put("url", url.text());
      }
      object.put("source", one.source().toString());
      Optional.ofNullable(one.problem()).ifPresent(problem -> object.put("problem", problem));
      object.put("first_frame", one.firstFrame());
      all.add(object);
    }
    return all;
  }
}
