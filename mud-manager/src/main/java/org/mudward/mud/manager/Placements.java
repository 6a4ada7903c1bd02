package org.mudward.mud.manager;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.MudUrl;
import org.mudward.mud.inventory.DeviceEntry;
import org.mudward.mud.inventory.UrlClaim;
import org.mudward.mud.learn.Sighting.Source;
import org.mudward.mud.learn.Sighting.Strength;
import org.mudward.mud.manager.Judgement.Usable;
import org.mudward.mud.manager.ManagerSettings.NewDevices;
import org.mudward.mud.manager.ManagerSettings.WeakUrls;
import org.mudward.mud.resolve.Resolver;
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

  /** Of devices that the operator put aside, and whose file marks nothing for that. */
  static final DevicePolicy QUARANTINE = DevicePolicy.defaultsOnly("quarantine", "");

  /** Of devices that are not listed, where the site locks new devices out. */
  static final DevicePolicy UNKNOWN = DevicePolicy.defaultsOnly("unknown", "");

  private final FileDesk files;
  private final SiteFiles siteFiles;
  private final NewDevices newDevices;
  private final WeakUrls weakUrls;
  private final Map<MacAddress, SiteDevice> named = new HashMap<>();

  Placements(ManagerSettings settings, FileDesk files, SiteFiles siteFiles) {
    this.files = files;
    this.siteFiles = siteFiles;
    newDevices = settings.newDevices();
    weakUrls = settings.weakUrls();
    settings.site().devices().forEach(device -> named.put(device.mac(), device));
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
    Placement placement = ofItself(device);
    if (device.quarantined()) {
      return quarantined(device, placement);
    }
    Instant until = device.pausedUntil();
    return until == null
        ? placement
        : new Placement(
            Standing.PAUSED,
            null,
            true,
            "paused by the operator until " + until + ": it may do what it likes",
            placement.file());
  }

  /**
   * What stays of a device's rules in quarantine: what its file marks for updates, if the file
   * would be enforced otherwise; else nothing.
   */
  private Placement quarantined(DeviceEntry device, Placement otherwise) {
    String aside = "put aside by the operator";
    DevicePolicy policy = otherwise.policy();
    if (otherwise.standing() == Standing.ENFORCED && policy != null) {
      Optional<DevicePolicy> staying =
          fileOf(device)
              .flatMap(
                  good -> Resolver.quarantined(policy, "quarantine:" + policy.id(), good.file()));
      if (staying.isPresent()) {
        String reason = aside + "; what its file marks for updates still passes";
        return new Placement(Standing.QUARANTINED, staying.get(), true, reason, otherwise.file());
      }
    }
    return new Placement(Standing.QUARANTINED, QUARANTINE, true, aside, null);
  }

  private Optional<Usable> fileOf(DeviceEntry device) {
    Optional<Judgement> local = siteFiles.of(device.mac());
    if (local.isPresent()) {
      return local.filter(Usable.class::isInstance).map(Usable.class::cast);
    }
    MudUrl url = device.url();
    return url == null ? Optional.empty() : files.usable(url);
  }

  /** Where a device stands that nobody put aside. */
  private Placement ofItself(DeviceEntry device) {
    Optional<Judgement> local = siteFiles.of(device.mac());
    if (local.isPresent()) {
      return ofSiteFile(local.get());
    }
    MudUrl url = device.url();
    if (url == null) {
      boolean listed = named.containsKey(device.mac());
      boolean observed = newDevices == NewDevices.OBSERVE && !listed;
      return new Placement(
          observed ? Standing.OBSERVED : Standing.UNKNOWN, null, listed, device.remark(), null);
    }
    UrlClaim claim = device.urls().claim();
    if (claim != null && claim.holds()) {
      return held(UrlRules.why(url, claim));
    }
    if (device.departed()) {
      return held(
          "it left: its last address was given up or ran out, or it said so or fell silent by LLDP, or its"
              + " session ended, or another thing came in its place; it has not shown its URL since");
    }
    if (isLimited(device) && newDevices == NewDevices.QUARANTINE) {
      return held("SE-02: nothing vouches for " + url + ", so it is good for nothing here");
    }
    Usable good = files.usable(url).orElse(null);
    return good == null ? held(files.reason(url)) : ofFetchedFile(device, url, good);
  }

  private Placement ofFetchedFile(DeviceEntry device, MudUrl url, Usable good) {
    Optional<String> foreign = foreignSigner(device);
    if (foreign.isPresent()) {
      return held(foreign.get());
    }
    return new Placement(
        Standing.ENFORCED,
        fetchedPolicy(good, device.urls().strength()),
        true,
        () -> remarks(device, url, good),
        good);
  }

  /** What there is to say of a device that has the file of its URL. */
  private String remarks(DeviceEntry device, MudUrl url, Usable good) {
    String open = files.reason(url);
    String reason = open.isEmpty() ? warning(device) : open;
    return Stream.concat(
            Stream.of(reason).filter(text -> !text.isEmpty()),
            FileReport.notes(url, good).stream().map("its file: "::concat))
        .collect(Collectors.joining("; "));
  }

  /**
   * Why the file that is in use for a device's URL is not for this device: its certificate names
   * another signer (RFC 8520 section 13.2), and no person vouches for the file. Other devices of
   * the same URL may name another or none.
   */
  Optional<String> foreignSigner(DeviceEntry device) {
    MudUrl url = device.url();
    X500Principal mudsigner = device.urls().mudsigner();
    if (url == null || mudsigner == null || files.isVouchedFor(url)) {
      return Optional.empty();
    }
    return files
        .usable(url)
        .filter(good -> !good.isBy(mudsigner))
        .map(
            good ->
                "SG-05: its certificate wants a file signed by "
                    + mudsigner.getName()
                    + ", this one is signed by "
                    + good.signer());
  }

  /** What an operator should know of a device whose file is enforced; empty if nothing. */
  String warning(DeviceEntry device) {
    MudUrl url = device.url();
    if (url == null || siteFiles.of(device.mac()).isPresent()) {
      return device.remark();
    }
    UrlClaim claim = device.urls().claim();
    if (claim != null) {
      return UrlRules.why(url, claim) + ": " + trial(claim.url());
    }
    boolean revisions =
        device.source() == Source.X509
            && files.usable(url).filter(Placements::namesRevisions).isPresent();
    return revisions && device.remark().isEmpty()
        ? "MF-16: its URL came from a certificate, which outlives the firmware that the file names"
        : device.remark();
  }

  private String trial(MudUrl url) {
    String reason = files.reason(url);
    return reason.isEmpty() ? "its file is here" : reason;
  }

  /** RFC 8520 section 3.8: a file of a URL that cannot change with the firmware names none. */
  private static boolean namesRevisions(Usable good) {
    return good.file().info().containsKey("firmware-rev")
        || good.file().info().containsKey("software-rev");
  }

  /** Whether a device gets no more than it would without its URL (RFC 8520 section 16). */
  private boolean isLimited(DeviceEntry device) {
    return weakUrls == WeakUrls.LIMIT && device.urls().strength() == Strength.WEAK;
  }

  /**
   * Whether a device that stands so belongs to the classes of its URL. A pause takes nothing from
   * those who may talk to it.
   */
  boolean joinsClasses(DeviceEntry device, Placement placement) {
    Placement own = placement.standing() == Standing.PAUSED ? ofItself(device) : placement;
    return own.standing() == Standing.ENFORCED && !isLimited(device);
  }

  private static Placement held(String reason) {
    return new Placement(Standing.PENDING, HELD, true, reason, null);
  }

  private static Placement ofSiteFile(Judgement judgement) {
    return judgement instanceof Usable good
        ? new Placement(
            Standing.ENFORCED,
            good.strong(),
            true,
            String.join("; ", FileReport.notes(good.file().mudUrl(), good)),
            null)
        : held(judgement instanceof Judgement.Refused refused ? refused.reason() : "held");
  }

  /** The policy of a fetched file, told apart from a site's file that claims the same URL. */
  private DevicePolicy fetchedPolicy(Usable good, Strength strength) {
    DevicePolicy policy = good.policy(strength);
    return siteFiles.usesId(policy.id())
        ? new DevicePolicy(
            policy.id() + "#fetched", policy.mudUrl(), policy.fromDevice(), policy.toDevice())
        : policy;
  }

  /** What the file that is in use for a URL calls itself; null if none is in use. */
  @Nullable MudUrl canonical(MudUrl url) {
    return files.usable(url).map(good -> good.file().mudUrl()).orElse(null);
  }

  /** Whether the operator names a local file for it, so that none is fetched. */
  boolean hasSiteFile(MacAddress mac) {
    return siteFiles.of(mac).isPresent();
  }

  /** The policy of a device's file, whether or not it is in force for it. */
  Optional<DevicePolicy> own(DeviceEntry device) {
    if (siteFiles.of(device.mac()).orElse(null) instanceof Usable good) {
      return Optional.of(good.strong());
    }
    MudUrl url = device.url();
    return url == null ? Optional.empty() : files.usable(url).map(Usable::strong);
  }

  /** The name that the operator gave a device; null if none. */
  @Nullable String nameOf(MacAddress mac) {
    SiteDevice device = named.get(mac);
    return device == null ? null : device.name();
  }
}
