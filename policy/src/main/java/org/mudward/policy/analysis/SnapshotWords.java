package org.mudward.policy.analysis;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.AccessControlList;
import org.mudward.policy.Baseline;
import org.mudward.policy.Device;
import org.mudward.policy.DevicePolicy;
import org.mudward.policy.Direction;
import org.mudward.policy.Group;
import org.mudward.policy.GroupId;
import org.mudward.policy.MacAddress;
import org.mudward.policy.PolicySnapshot;

/** What another snapshot would change, in words for whoever has to agree to it. */
public final class SnapshotWords {
  /** Pairs of policies that are compared over all packets; of more, only their names are said. */
  static final int MAX_COMPARED = 20;

  /** Lines that are said of one thing; of more, their number. */
  static final int MAX_NAMED = 5;

  /** Lines in all. */
  static final int MAX_LINES = 300;

  private final PolicySnapshot before;
  private final PolicySnapshot after;
  private final List<String> lines = new ArrayList<>();
  private int compared;

  private SnapshotWords(PolicySnapshot before, PolicySnapshot after) {
    this.before = before;
    this.after = after;
  }

  /** One line for each thing that changes, those about it indented; empty if nothing does. */
  public static List<String> between(PolicySnapshot before, PolicySnapshot after) {
    SnapshotWords words = new SnapshotWords(before, after);
    words.policies();
    words.baseline();
    if (!Objects.equals(before.gateway(), after.gateway())) {
      words.lines.add("the gateway is " + after.gateway() + ", was " + before.gateway());
    }
    words.groups();
    int more = words.lines.size() - MAX_LINES;
    if (more <= 0) {
      return List.copyOf(words.lines);
    }
    List<String> shown = new ArrayList<>(words.lines.subList(0, MAX_LINES));
    shown.add("and " + more + " lines more");
    return shown;
  }

  /** What a party is judged by; null if it is left alone. */
  private record Pair(@Nullable DevicePolicy before, @Nullable DevicePolicy after) {
    /** Whether the rules are the same, whatever they are called. */
    boolean isSame() {
      DevicePolicy one = before;
      DevicePolicy other = after;
      if (one == null || other == null) {
        return one == null && other == null;
      }
      return one.fromDevice().equals(other.fromDevice()) && one.toDevice().equals(other.toDevice());
    }
  }

  private void policies() {
    Map<Pair, List<String>> who = new LinkedHashMap<>();
    Pair unlisted =
        new Pair(policy(before, before.unknownPolicy()), policy(after, after.unknownPolicy()));
    who.computeIfAbsent(unlisted, pair -> new ArrayList<>()).add("devices that are not listed");
    Set<MacAddress> macs = new TreeSet<>(before.devices().keySet());
    macs.addAll(after.devices().keySet());
    for (MacAddress mac : macs) {
      Pair pair = new Pair(policyOf(before, mac), policyOf(after, mac));
      who.computeIfAbsent(pair, p -> new ArrayList<>()).add(mac.toString());
    }
    who.forEach(
        (pair, parties) -> {
          if (!pair.isSame()) {
            lines.add(named(parties) + ": " + name(pair.before()) + " -> " + name(pair.after()));
            compare(pair);
          }
        });
  }

  private static @Nullable DevicePolicy policyOf(PolicySnapshot snapshot, MacAddress mac) {
    Device device = snapshot.devices().get(mac);
    return policy(snapshot, device == null ? snapshot.unknownPolicy() : device.policy());
  }

  private static @Nullable DevicePolicy policy(PolicySnapshot snapshot, @Nullable String id) {
    return id == null ? null : snapshot.policies().get(id);
  }

  private static String name(@Nullable DevicePolicy policy) {
    return policy == null ? "left alone" : policy.id();
  }

  private void compare(Pair pair) {
    DevicePolicy older = pair.before();
    DevicePolicy newer = pair.after();
    if (older == null || newer == null || ++compared > MAX_COMPARED) {
      return;
    }
    for (Direction direction : Direction.values()) {
      rates(direction, older.lists(direction), newer.lists(direction));
    }
    try {
      PolicyDifference difference = PolicyDifference.between(older, newer);
      say("newly permitted", difference.newlyPermitted());
      say("no longer permitted", difference.noLongerPermitted());
    } catch (TooLargeException e) {
      lines.add("  they cannot be compared: " + e.getMessage());
    }
  }

  private void rates(
      Direction direction, List<AccessControlList> older, List<AccessControlList> newer) {
    Map<String, String> was = rates(older);
    rates(newer)
        .forEach(
            (list, rate) -> {
              String old = was.get(list);
              if (old != null && !old.equals(rate)) {
                lines.add("  rate of %s, %s: %s, was %s".formatted(list, direction, rate, old));
              }
            });
  }

  private static Map<String, String> rates(List<AccessControlList> lists) {
    Map<String, String> rates = new LinkedHashMap<>();
    for (AccessControlList list : lists) {
      rates.put(list.name(), list.rate() == null ? "any" : list.rate().toString());
    }
    return rates;
  }

  private void say(String title, List<PolicyDifference.Change> changes) {
    changes.stream()
        .limit(MAX_NAMED)
        .forEach(change -> lines.add("  " + title + ": " + change.words()));
    if (changes.size() > MAX_NAMED) {
      lines.add("  " + title + ": " + (changes.size() - MAX_NAMED) + " more");
    }
  }

  private void baseline() {
    for (Baseline entry : Baseline.values()) {
      boolean was = before.baseline().contains(entry);
      boolean is = after.baseline().contains(entry);
      if (was != is) {
        lines.add("baseline " + entry + " is switched " + (is ? "on" : "off") + " for all devices");
      }
    }
  }

  private void groups() {
    Set<GroupId> ids = new TreeSet<>(before.groups().keySet());
    ids.addAll(after.groups().keySet());
    for (GroupId id : ids) {
      Set<String> was = members(before.groups().get(id));
      Set<String> is = members(after.groups().get(id));
      Set<String> fresh = new TreeSet<>(is);
      fresh.removeAll(was);
      Set<String> gone = new TreeSet<>(was);
      gone.removeAll(is);
      if (!fresh.isEmpty() || !gone.isEmpty()) {
        lines.add("group " + id.text() + ":" + some(" new ", fresh) + some(" gone ", gone));
      }
    }
  }

  private static Set<String> members(@Nullable Group group) {
    if (group instanceof Group.Addresses hosts) {
      return hosts.prefixes().stream().map(RuleWords::prefix).collect(Collectors.toSet());
    }
    return group instanceof Group.Devices devices
        ? devices.members().stream().map(MacAddress::toString).collect(Collectors.toSet())
        : Set.of();
  }

  private static String some(String title, Set<String> members) {
    return members.isEmpty() ? "" : title + named(members);
  }

  private static String named(Collection<String> names) {
    String first = names.stream().limit(MAX_NAMED).collect(Collectors.joining(", "));
    int more = names.size() - MAX_NAMED;
    return more > 0 ? first + " and " + more + " more" : first;
  }
}
