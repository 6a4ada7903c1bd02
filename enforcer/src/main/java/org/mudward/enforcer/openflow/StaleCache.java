package org.mudward.enforcer.openflow;

import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.mudward.policy.Limitation;
import org.mudward.policy.Origin;

/**
 * A fault of Open vSwitch that no entry can mend: where two cached flows of its userspace datapath
 * overlap, a changed policy may correct the wrong one of them, and the other keeps what was right
 * before, until it has been idle for ten seconds. {@code ovs-appctl revalidator/purge} ends that at
 * once. The datapath in the kernel does not have the fault.
 */
final class StaleCache {
  private static final String USERSPACE = "netdev";
  private static final Pattern VERSION = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})\\.(\\d{1,4})");

  /** The first release of each series without the fault; later series never had it. */
  private static final List<Release> MENDED =
      List.of(new Release(2, 17, 8), new Release(3, 0, 5), new Release(3, 1, 3));

  private record Release(int major, int minor, int patch) {
    boolean isOfSeries(Release other) {
      return major == other.major && minor == other.minor;
    }

    boolean isBefore(Release other) {
      return number() < other.number();
    }

    private long number() {
      return (major * 10_000L + minor) * 10_000L + patch;
    }

    @Override
    public String toString() {
      return major + "." + minor + "." + patch;
    }
  }

  private StaleCache() {}

  /**
   * What to tell the operator, if the switch has the fault.
   *
   * @param datapathType of the bridge, as the database says it
   * @param version of Open vSwitch, likewise; one that cannot be read is not suspected
   */
  static Optional<Limitation> of(String datapathType, String version) {
    return datapathType.equals(USERSPACE)
        ? VERSION
            .matcher(version)
            .results()
            .map(StaleCache::release)
            .filter(StaleCache::isFaulty)
            .map(StaleCache::limitation)
            .findFirst()
        : Optional.empty();
  }

  private static Release release(MatchResult found) {
    return new Release(
        Integer.parseInt(found.group(1)),
        Integer.parseInt(found.group(2)),
        Integer.parseInt(found.group(3)));
  }

  private static boolean isFaulty(Release release) {
    return MENDED.stream()
        .filter(release::isOfSeries)
        .findFirst()
        .map(release::isBefore)
        .orElse(release.isBefore(MENDED.get(0)));
  }

  private static Limitation limitation(Release release) {
    return new Limitation(
        Origin.NO_MATCH,
        "after a change, single flows that were permitted may still pass until they have been idle"
            + " for 10 seconds: the userspace datapath of Open vSwitch "
            + release
            + " mixes up cached flows; releases from "
            + MENDED.stream().map(Release::toString).reduce((a, b) -> a + ", " + b).orElse("")
            + " on and the kernel's datapath do not");
  }
}
