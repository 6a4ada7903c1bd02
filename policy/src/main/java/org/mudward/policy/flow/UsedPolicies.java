package org.mudward.policy.flow;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.Device;
import org.mudward.policy.DevicePolicy;
import org.mudward.policy.MacAddress;
import org.mudward.policy.PolicySnapshot;

/** The policies that some device has, or everybody who is not listed, each with its number. */
final class UsedPolicies {
  private final Numbers numbers;
  private final SortedMap<String, DevicePolicy> used = new TreeMap<>();

  /** The same, to be found by their ids, and their numbers. */
  private final Map<String, DevicePolicy> byId = new HashMap<>();

  private final Map<String, Integer> policyNumbers = new HashMap<>();

  /** What each is numbered by. */
  private final Map<String, String> contents = new HashMap<>();

  /** How many have it. */
  private final Map<String, Integer> users = new HashMap<>();

  /**
   * What another snapshot does to them.
   *
   * @param gone those that nobody has any more, or that say something else now
   * @param coming those that nobody had before, or that said something else
   * @param users how many have each then; only of those for which that is another number
   */
  record Change(SortedSet<String> gone, SortedSet<String> coming, Map<String, Integer> users) {

    /** Those that are there before and after, and say something else. */
    Set<String> altered() {
      Set<String> both = new HashSet<>(gone);
      both.retainAll(coming);
      return both;
    }
  }

  /**
   * @param earlier knows the contents of policies that were in use before; null for none
   */
  UsedPolicies(PolicySnapshot snapshot, Numbers numbers, @Nullable UsedPolicies earlier) {
    this.numbers = numbers;
    for (Device device : snapshot.devices().values()) {
      count(users, device.policy(), 1);
    }
    count(users, snapshot.unknownPolicy(), 1);
    for (String id : new TreeSet<>(users.keySet())) {
      DevicePolicy policy = of(snapshot, id);
      boolean same = earlier != null && policy.equals(earlier.used.get(id));
      String content = same && earlier != null ? earlier.contents.get(id) : null;
      add(policy, content == null ? PolicyContent.of(policy) : content);
    }
  }

  private static void count(Map<String, Integer> users, @Nullable String id, int more) {
    if (id != null) {
      users.merge(id, more, Integer::sum);
    }
  }

  private static DevicePolicy of(PolicySnapshot snapshot, String id) {
    return Objects.requireNonNull(snapshot.policies().get(id)); // no snapshot is without
  }

  /**
   * What comes of other devices and other policies.
   *
   * @param policies those that are new, or others than before
   * @param devices likewise, and those that are gone
   */
  Change change(
      PolicySnapshot before,
      PolicySnapshot now,
      Collection<DevicePolicy> policies,
      Collection<MacAddress> devices) {
    Map<String, Integer> differences = new HashMap<>();
    for (MacAddress mac : devices) {
      Device old = before.devices().get(mac);
      count(differences, old == null ? null : old.policy(), -1);
      Device device = now.devices().get(mac);
      count(differences, device == null ? null : device.policy(), 1);
    }
    Change change = new Change(new TreeSet<>(), new TreeSet<>(), new HashMap<>());
    differences.forEach(
        (id, more) -> {
          int had = users.getOrDefault(id, 0);
          change.users().put(id, had + more);
          if (had > 0 && had + more == 0) {
            change.gone().add(id);
          } else if (had == 0 && more > 0) {
            change.coming().add(id);
          }
        });
    for (DevicePolicy policy : policies) {
      if (used.containsKey(policy.id()) && !change.gone().contains(policy.id())) {
        change.gone().add(policy.id());
        change.coming().add(policy.id());
      }
    }
    return change;
  }

  /** A policy has no users any more, or says something else. */
  void remove(String id) {
    used.remove(id);
    byId.remove(id);
    policyNumbers.remove(id);
    numbers.release(Numbers.Kind.POLICY, Objects.requireNonNull(contents.remove(id)));
  }

  /** A policy has its first user, or says something else. */
  void add(DevicePolicy policy) {
    add(policy, PolicyContent.of(policy));
  }

  private void add(DevicePolicy policy, String content) {
    used.put(policy.id(), policy);
    byId.put(policy.id(), policy);
    contents.put(policy.id(), content);
    policyNumbers.put(policy.id(), numbers.of(Numbers.Kind.POLICY, content));
  }

  /** Counts who has which from now on. */
  void recount(Change change) {
    users.putAll(change.users());
    users.values().removeIf(count -> count == 0);
  }

  /** A view of them, by id. */
  SortedMap<String, DevicePolicy> all() {
    return Collections.unmodifiableSortedMap(used);
  }

  /** A view of them to find one in, in no order. */
  Map<String, DevicePolicy> byId() {
    return Collections.unmodifiableMap(byId);
  }

  /** A view of their numbers, by id; in no order. */
  Map<String, Integer> policyNumbers() {
    return Collections.unmodifiableMap(policyNumbers);
  }

  int number(DevicePolicy policy) {
    return policyNumbers.getOrDefault(policy.id(), 0);
  }

  boolean isEmpty() {
    return used.isEmpty();
  }
}
