package org.mudward.mud.manager;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mudward.mud.manager.Judgement.Usable;
import org.mudward.mud.resolve.Site;
import org.mudward.mud.resolve.Site.SiteDevice;
import org.mudward.policy.MacAddress;

/**
 * The local MUD files that the operator names for single devices, read once at the start. Naming
 * one vouches for it; one that cannot be used leaves its devices held.
 */
final class SiteFiles {
  /** As large as a fetched file may be. */
  private static final int MAX_FILE = 1024 * 1024;

  /** In whose name the approval of such a file is. */
  private static final String OPERATOR = "site file";

  private final Map<MacAddress, Judgement> byDevice = new HashMap<>();

  private SiteFiles() {}

  /** Reads the files of a site. */
  static SiteFiles read(Site site, Instant now) {
    SiteFiles files = new SiteFiles();
    Map<Path, Judgement> byPath = new LinkedHashMap<>();
    Set<String> ids = new HashSet<>();
    for (SiteDevice device : site.devices()) {
      Path path = device.mudFile();
      if (path != null) {
        files.byDevice.put(
            device.mac(), byPath.computeIfAbsent(path, p -> withOwnId(read(p, now), ids)));
      }
    }
    return files;
  }

  private static Judgement read(Path path, Instant now) {
    try {
      if (Files.size(path) > MAX_FILE) {
        return new Judgement.Refused(path + " is larger than any MUD file");
      }
      Judgement judgement = Judge.ofOperator(Files.readAllBytes(path), OPERATOR, now);
      return judgement instanceof Judgement.Refused refused
          ? new Judgement.Refused(path + ": " + refused.reason())
          : judgement;
    } catch (IOException e) {
      return new Judgement.Refused(path + " cannot be read: " + e.getMessage());
    }
  }

  /** Two files may claim one MUD URL; their policies are two all the same. */
  private static Judgement withOwnId(Judgement judgement, Set<String> ids) {
    if (!(judgement instanceof Usable good)) {
      return judgement;
    }
    String url = good.strong().id();
    String id = url;
    for (int number = 2; !ids.add(id); number++) {
      id = url + "#" + number;
    }
    return Usable.of(good.file(), id, good.file().mudUrl(), null);
  }

  /** What came of the file named for a device; empty if none is named. */
  Optional<Judgement> of(MacAddress mac) {
    return Optional.ofNullable(byDevice.get(mac));
  }

  /** Whether a file of the site has this policy id. */
  boolean usesId(String id) {
    for (Judgement judgement : byDevice.values()) {
      if (judgement instanceof Usable good && good.strong().id().equals(id)) {
        return true;
      }
    }
    return false;
  }
}
