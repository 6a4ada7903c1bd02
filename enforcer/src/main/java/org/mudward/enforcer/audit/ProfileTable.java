package org.mudward.enforcer.audit;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.Device;
import org.mudward.policy.End;
import org.mudward.policy.Group;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Origin;
import org.mudward.policy.Packet;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.Ruling;
import org.mudward.policy.Verdict;
import org.mudward.policy.decide.Decider;
import org.mudward.policy.tls.TlsProfiles;

/** Finds for a hello that a device sends the entry with profiles by which it is to be judged. */
final class ProfileTable {
  /** Services of peers whose hellos are judged, some 5 MiB; hellos to later ones are counted. */
  static final int MAX_SIGHTS = 10_000;

  private Map<String, Map<Origin, TlsProfiles>> profiles;
  private final Map<ProfileSight.Service, ProfileSight> sights = new LinkedHashMap<>();

  /** Null if no entry has profiles. */
  private @Nullable Decider decider;

  private long leftOut;

  ProfileTable(ProfiledEntries entries) {
    profiles = entries.profiles();
    decider = decider(entries);
  }

  private static @Nullable Decider decider(ProfiledEntries entries) {
    return entries.profiles().isEmpty() ? null : Decider.of(entries.snapshot());
  }

  /** From now on hellos are judged by these entries. */
  void replace(ProfiledEntries entries) {
    profiles = entries.profiles();
    decider = decider(entries);
  }

  /** Takes that groups have other members. */
  void change(Collection<Group> changed) {
    Decider before = decider;
    if (before != null) {
      decider = before.withGroups(before.revision() + 1, changed);
    }
  }

  /** Where the hello that begins with a packet belongs; null if no entry with profiles permits. */
  @Nullable ProfileSight sight(Packet packet) {
    Decider by = decider;
    if (by == null) {
      return null;
    }
    MacAddress mac = new MacAddress(packet.mac(End.SOURCE));
    Ruling ruling = by.decide(packet).sender();
    if (ruling == null || ruling.verdict() != Verdict.ACCEPT) {
      return null;
    }
    TlsProfiles bounds = profiles(mac, by.snapshot()).get(ruling.origin());
    if (bounds == null) {
      return null;
    }
    ProfileSight.Service service =
        new ProfileSight.Service(
            mac,
            packet.address(End.DESTINATION),
            packet.protocol(),
            packet.port(End.DESTINATION),
            ruling.origin());
    if (sights.size() >= MAX_SIGHTS && !sights.containsKey(service)) {
      leftOut++;
      return null;
    }
    return sights.computeIfAbsent(service, s -> new ProfileSight(s, bounds));
  }

  private Map<Origin, TlsProfiles> profiles(MacAddress mac, PolicySnapshot snapshot) {
    Device device = snapshot.devices().get(mac);
    String policy = device == null ? snapshot.unknownPolicy() : device.policy();
    return policy == null ? Map.of() : profiles.getOrDefault(policy, Map.of());
  }

  /** All of them, in the order in which they came up. */
  List<ProfileSight> sights() {
    return List.copyOf(sights.values());
  }

  /** Hellos to services for which there was no room. */
  long leftOut() {
    return leftOut;
  }
}
