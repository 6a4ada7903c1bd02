package org.mudward.mud.manager;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.MudUrl;
import org.mudward.mud.inventory.DeviceEntry;
import org.mudward.mud.manager.Judgement.Usable;
import org.mudward.mud.resolve.Site;
import org.mudward.mud.resolve.Site.SiteDevice;
import org.mudward.policy.DevicePolicy;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Standing;

/**
 * Works out where a device stands and which policy it gets.
 *
 * <p>Whatever is wrong leads to the held policy: baseline and defaults. So it is too when a device
 * has given up its last address, or its lease has run out (RFC 8520 section 10.2): the rules of its
 * file and its membership in classes are gone, and it is not let go as a device without a URL would
 * be, because whoever comes back with its MAC address is not known to be the same device. It is
 * enforced again when it shows its URL again.
 */
final class Placements {
  /** Of devices that wait for a person, or for their file. */
  static final DevicePolicy HELD = DevicePolicy.defaultsOnly("held", "");

  /** Of devices that the operator put aside. */
  static final DevicePolicy QUARANTINE = DevicePolicy.defaultsOnly("quarantine", "");

  /** Of devices that are not listed, where the site locks new devices out. */
  static final DevicePolicy UNKNOWN = DevicePolicy.defaultsOnly("unknown", "");

  /** How often a device may change its URL within one authority; firmware is not that lively. */
  static final int MAX_URL_CHANGES = 16;

  private final FileDesk files;
  private final SiteFiles siteFiles;
  private final Map<MacAddress, SiteDevice> named = new HashMap<>();

  Placements(Site site, FileDesk files, SiteFiles siteFiles) {
    this.files = files;
    this.siteFiles = siteFiles;
    site.devices().forEach(device -> named.put(device.mac(), device));
  }

  /** What the site says of a device, if it names it. */
  Optional<SiteDevice> named(MacAddress mac) {
    return Optional.ofNullable(named.get(mac));
  }

  /** The MUD URL that the site gives a device, itself or by a file; null if it gives none. */
  @Nullable MudUrl siteUrl(MacAddress mac) {
    if (siteFiles.of(mac).orElse(null) instanceof Usable good) {
      return good.file().mudUrl();
    }
    SiteDevice device = named.get(mac);
    String text = device == null ? null : device.mudUrl();
    try {
      return text == null ? null : new MudUrl(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  Placement of(DeviceEntry device) {
    if (device.quarantined()) {
      return new Placement(
          Standing.QUARANTINED, QUARANTINE, true, "put aside by the operator", null);
    }
    Optional<Judgement> local = siteFiles.of(device.mac());
    if (local.isPresent()) {
      return ofSiteFile(local.get());
    }
    MudUrl url = device.url();
    if (url == null) {
      return new Placement(
          Standing.UNKNOWN, null, named.containsKey(device.mac()), device.remark(), null);
    }
    MudUrl claimed = device.claimed();
    if (claimed != null) {
      return held(whyNotFollowed(url, claimed));
    }
    if (device.departed()) {
      return held(
          "it left: its last address was given up or ran out, or it said so by LLDP;"
              + " it has not shown its URL since");
    }
    return files
        .usable(url)
        .map(
            good ->
                new Placement(
                    Standing.ENFORCED, fetchedPolicy(good), true, files.reason(url), good.signer()))
        .orElseGet(() -> held(files.reason(url)));
  }

  private static String whyNotFollowed(MudUrl url, MudUrl claimed) {
    return Fetchers.authority(url).equals(Fetchers.authority(claimed))
        ? "it changed its URL more than " + MAX_URL_CHANGES + " times, now to " + claimed
        : "SE-01: it showed " + url + " and now shows " + claimed + " of another authority";
  }

  private static Placement held(String reason) {
    return new Placement(Standing.PENDING, HELD, true, reason, null);
  }

  private static Placement ofSiteFile(Judgement judgement) {
    return judgement instanceof Usable good
        ? new Placement(Standing.ENFORCED, good.policy(), true, "", null)
        : held(judgement instanceof Judgement.Refused refused ? refused.reason() : "held");
  }

  /** The policy of a fetched file, told apart from a site's file that claims the same URL. */
  private DevicePolicy fetchedPolicy(Usable good) {
    DevicePolicy policy = good.policy();
    return siteFiles.usesId(policy.id())
        ? new DevicePolicy(
            policy.id() + "#fetched", policy.mudUrl(), policy.fromDevice(), policy.toDevice())
        : policy;
  }

  /** Whether the operator names a local file for it, so that none is fetched. */
  boolean hasSiteFile(MacAddress mac) {
    return siteFiles.of(mac).isPresent();
  }

  /** The policy of a device's file, whether or not it is in force for it. */
  Optional<DevicePolicy> own(DeviceEntry device) {
    if (siteFiles.of(device.mac()).orElse(null) instanceof Usable good) {
      return Optional.of(good.policy());
    }
    MudUrl url = device.url();
    return url == null ? Optional.empty() : files.usable(url).map(Usable::policy);
  }

  /** The name that the operator gave a device; null if none. */
  @Nullable String nameOf(MacAddress mac) {
    SiteDevice device = named.get(mac);
    return device == null ? null : device.name();
  }
}
