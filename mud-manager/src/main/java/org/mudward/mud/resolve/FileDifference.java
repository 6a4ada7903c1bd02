package org.mudward.mud.resolve;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.mudward.mud.MudAcl;
import org.mudward.mud.MudFile;
import org.mudward.mud.MudUrl;
import org.mudward.policy.DevicePolicy;
import org.mudward.policy.Direction;
import org.mudward.policy.Rate;
import org.mudward.policy.analysis.PolicyDifference;
import org.mudward.policy.analysis.TooLargeException;

/**
 * What one MUD file says in place of another: by meaning, over all packets, and what else changed.
 *
 * @param traffic what its devices may do
 * @param inQuarantine what they may still do when they are put aside
 * @param moreTraffic whether a device may use a list more than before (extension {@code qos})
 * @param besides leaves that do not decide about packets, where they differ
 */
public record FileDifference(
    PolicyDifference traffic,
    PolicyDifference inQuarantine,
    boolean moreTraffic,
    SortedMap<String, Leaf> besides) {
  private static final String POLICY = "file";

  /** A leaf that says something else; empty where it says nothing. */
  public record Leaf(String before, String after) {}

  public FileDifference {
    besides = Collections.unmodifiableSortedMap(new TreeMap<>(besides));
  }

  /**
   * Compares two files of the devices that show one URL: "this maker" and "this device" are the
   * same of both, whatever URL either bears.
   *
   * @throws TooLargeException if they are too entangled to be compared
   */
  public static FileDifference between(MudFile before, MudFile after, MudUrl url)
      throws TooLargeException {
    DevicePolicy older = Resolver.policy(before, POLICY, url);
    DevicePolicy newer = Resolver.policy(after, POLICY, url);
    boolean marked = before.quarantineAces() != null || after.quarantineAces() != null;
    return new FileDifference(
        traffic(older, newer),
        marked ? traffic(aside(older, before), aside(newer, after)) : PolicyDifference.NONE,
        moreOf(before, after),
        besides(before, after));
  }

  /** What is written alike, as most new versions are, need not be thought about. */
  private static PolicyDifference traffic(DevicePolicy older, DevicePolicy newer)
      throws TooLargeException {
    return older.equals(newer) ? PolicyDifference.NONE : PolicyDifference.between(older, newer);
  }

  private static DevicePolicy aside(DevicePolicy policy, MudFile file) {
    return Resolver.quarantined(policy, POLICY, file)
        .orElseGet(() -> DevicePolicy.defaultsOnly(POLICY, policy.mudUrl()));
  }

  /** Whether the newer permits anything that the older does not. */
  public boolean isWider() {
    return !traffic.newlyPermitted().isEmpty()
        || !inQuarantine.newlyPermitted().isEmpty()
        || moreTraffic;
  }

  /** Whether both permit the same traffic. */
  public boolean isSameTraffic() {
    return traffic.isEmpty() && inQuarantine.isEmpty();
  }

  private static SortedMap<String, Leaf> besides(MudFile before, MudFile after) {
    Map<String, String> old = leaves(before);
    Map<String, String> now = leaves(after);
    TreeSet<String> names = new TreeSet<>(old.keySet());
    names.addAll(now.keySet());
    SortedMap<String, Leaf> changed = new TreeMap<>();
    for (String name : names) {
      Leaf leaf = new Leaf(old.getOrDefault(name, ""), now.getOrDefault(name, ""));
      if (!leaf.before().equals(leaf.after())) {
        changed.put(name, leaf);
      }
    }
    return changed;
  }

  private static Map<String, String> leaves(MudFile file) {
    Map<String, String> leaves = new TreeMap<>(file.info());
    leaves.put("mud-url", file.mudUrl().text());
    leaves.put("last-update", file.lastUpdate().toString());
    leaves.put("mud-signature", Objects.requireNonNullElse(file.signature(), ""));
    leaves.put("cache-validity", file.cacheValidity().toHours() + " h");
    leaves.put("is-supported", Boolean.toString(file.supported()));
    leaves.put("extensions", String.join(" ", file.extensions()));
    rates(Direction.FROM_DEVICE, file).forEach((name, rate) -> leaves.put(name, rate.toString()));
    rates(Direction.TO_DEVICE, file).forEach((name, rate) -> leaves.put(name, rate.toString()));
    return leaves;
  }

  /** The rates of the lists of a direction, by words for a list. */
  private static Map<String, Rate> rates(Direction direction, MudFile file) {
    Map<String, Rate> rates = new TreeMap<>();
    for (MudAcl list : direction == Direction.FROM_DEVICE ? file.fromDevice() : file.toDevice()) {
      if (list.rate() != null) {
        rates.put("rate of " + list.name() + ", " + direction, list.rate());
      }
    }
    return rates;
  }

  /** Whether some list is bounded by the older and less so by the newer. */
  private static boolean moreOf(MudFile before, MudFile after) {
    for (Direction direction : Direction.values()) {
      Map<String, Rate> now = rates(direction, after);
      boolean more =
          rates(direction, before).entrySet().stream()
              .anyMatch(old -> !old.getValue().covers(now.get(old.getKey())));
      if (more) {
        return true;
      }
    }
    return false;
  }
}
