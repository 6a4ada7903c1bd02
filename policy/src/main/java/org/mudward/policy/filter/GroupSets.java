package org.mudward.policy.filter;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.Device;
import org.mudward.policy.End;
import org.mudward.policy.Family;
import org.mudward.policy.Group;
import org.mudward.policy.GroupId;
import org.mudward.policy.MacAddress;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.Prefix;

/** The named sets of the groups that rules ask about, and the tests that ask. */
final class GroupSets {
  private final PolicySnapshot snapshot;
  private final Names names;
  private final SortedMap<String, FilterSet> sets = new TreeMap<>();

  GroupSets(PolicySnapshot snapshot, Names names) {
    this.snapshot = snapshot;
    this.names = names;
  }

  /** The sets of all groups that were asked about. */
  SortedMap<String, FilterSet> sets() {
    return sets;
  }

  /**
   * The ways in which a peer can belong to a group: a device by its MAC address, or behind the
   * gateway by its IP address. A group that is not there is asked about as an empty one.
   */
  List<List<FilterTest>> member(GroupId id, Family family, End peer) {
    FilterField address = FilterField.address(peer, family);
    if (!(snapshot.groups().get(id) instanceof Group.Devices devices)) {
      return List.of(List.of(new FilterTest.Member(address, addresses(id, family))));
    }
    FilterField mac = FilterField.mac(peer);
    List<List<FilterTest>> ways = new ArrayList<>();
    ways.add(List.of(new FilterTest.Member(mac, macs(devices))));
    MacAddress gateway = snapshot.gateway();
    if (gateway != null) {
      ways.add(
          List.of(
              FilterTest.In.of(mac, gateway.bits()),
              new FilterTest.Member(address, behindGateway(devices, family))));
    }
    return ways;
  }

  private String addresses(GroupId id, Family family) {
    @Nullable Group group = snapshot.groups().get(id);
    return put(
        family == Family.IPV4 ? "hosts4" : "hosts6",
        id,
        family,
        group instanceof Group.Addresses hosts ? hosts.prefixes() : List.of());
  }

  private String behindGateway(Group.Devices devices, Family family) {
    List<Prefix> prefixes = new ArrayList<>();
    for (MacAddress member : devices.members()) {
      Device device = snapshot.devices().get(member);
      if (device != null) {
        device.addresses().forEach(address -> prefixes.add(Prefix.of(address)));
      }
    }
    return put(family == Family.IPV4 ? "devices4" : "devices6", devices.id(), family, prefixes);
  }

  private String put(String word, GroupId id, Family family, Collection<Prefix> prefixes) {
    String name = names.of(word, id.text());
    sets.computeIfAbsent(
        name,
        n ->
            new FilterSet.Addresses(
                n, id.text(), family == Family.IPV6, outermost(prefixes, family)));
    return name;
  }

  /** Prefixes in order come after those that hold them; nftables wants no overlap in a set. */
  private static SortedSet<Prefix> outermost(Collection<Prefix> prefixes, Family family) {
    SortedSet<Prefix> kept = new TreeSet<>();
    for (Prefix prefix : new TreeSet<>(prefixes)) {
      if (prefix.family() == family && (kept.isEmpty() || !kept.last().contains(prefix))) {
        kept.add(prefix);
      }
    }
    return kept;
  }

  private String macs(Group.Devices devices) {
    String name = names.of("macs", devices.id().text());
    sets.computeIfAbsent(
        name, n -> new FilterSet.Macs(n, devices.id().text(), new TreeSet<>(devices.members())));
    return name;
  }
}
