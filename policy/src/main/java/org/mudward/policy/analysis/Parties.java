package org.mudward.policy.analysis;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.mudward.policy.Condition;
import org.mudward.policy.Device;
import org.mudward.policy.DevicePolicy;
import org.mudward.policy.Direction;
import org.mudward.policy.Family;
import org.mudward.policy.Field;
import org.mudward.policy.Group;
import org.mudward.policy.GroupId;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.Prefix;

/**
 * Everybody on a site and behind its gateway, sorted into parties whose members no rule of the
 * snapshot tells apart: devices by their policy and groups, other hosts by their groups.
 *
 * <p>A device is taken to use the addresses that the snapshot knows of it; of a family in which it
 * knows none, it may have any: that nobody has seen its IPv6 address does not mean that it has
 * none. Hosts that are no device are taken to be behind the gateway.
 */
final class Parties {
  /** Locally administered, for a site that does not say who its gateway is. */
  private static final MacAddress SOME_ROUTER = MacAddress.parse("02:6d:75:64:00:fe");

  private static final List<Prefix> MULTICAST =
      List.of(Prefix.parse("224.0.0.0/4"), Prefix.parse("ff00::/8"));

  private final PolicySnapshot snapshot;
  private final PlaceRules rules;
  private final Set<Prefix> literals = new HashSet<>();
  private final Set<Condition.FieldIs> macs = new HashSet<>();
  private final Set<GroupId> asked = new HashSet<>();
  private final SortedSet<IpAddress> atoms;

  Parties(PolicySnapshot snapshot, PlaceRules rules) {
    this.snapshot = snapshot;
    this.rules = rules;
    for (DevicePolicy policy : snapshot.policies().values()) {
      for (Direction direction : Direction.values()) {
        snapshot
            .rules(policy.id(), direction)
            .forEach(rule -> rule.match().conditions().forEach(this::note));
      }
    }
    atoms = AddressAtoms.of(blocks());
  }

  private Set<Prefix> blocks() {
    Set<Prefix> blocks = new HashSet<>(literals);
    for (GroupId id : asked) {
      if (snapshot.groups().get(id) instanceof Group.Addresses hosts) {
        blocks.addAll(hosts.prefixes());
      }
    }
    return blocks;
  }

  private void note(Condition condition) {
    if (condition instanceof Condition.PeerIn in) {
      asked.add(in.group());
    } else if (condition instanceof Condition.AddressIn at) {
      if (at.prefix().length() > 0) {
        literals.add(at.prefix());
      }
    } else if (condition instanceof Condition.FieldIs is
        && (is.field() == Field.ETHERNET_SOURCE || is.field() == Field.ETHERNET_DESTINATION)) {
      macs.add(is);
    }
  }

  /**
   * Members that no rule tells apart, with the places of one of them.
   *
   * @param name in words
   * @param members the devices; empty for other hosts
   */
  record Party(String name, List<MacAddress> members, List<Place> places) {
    Party {
      members = List.copyOf(members);
      places = List.copyOf(places);
    }
  }

  /** Devices, in parties; those that are left alone among them. */
  List<Party> devices() {
    Map<List<Object>, List<Device>> alike = new LinkedHashMap<>();
    for (Device device : snapshot.devices().values()) {
      alike.computeIfAbsent(signature(device), s -> new ArrayList<>()).add(device);
    }
    List<Party> parties = new ArrayList<>();
    for (List<Device> devices : alike.values()) {
      Device first = devices.get(0);
      String policy = first.policy() == null ? "no policy" : first.policy();
      parties.add(new Party(policy, devices.stream().map(Device::mac).toList(), places(first)));
    }
    return parties;
  }

  private List<Object> signature(Device device) {
    Set<Object> traits = new HashSet<>();
    for (Condition.FieldIs is : macs) {
      if ((device.mac().bits() & is.mask()) == is.value()) {
        traits.add(is);
      }
    }
    // Of a family in which no address is known, all devices have the same places.
    Set<Set<GroupId>> groups = new HashSet<>();
    groups.add(groups(new Place(device.mac(), atoms.first())));
    for (IpAddress address : device.addresses()) {
      groups.add(groups(new Place(device.mac(), address)));
      literals.stream().filter(b -> b.contains(address)).forEach(traits::add);
    }
    String policy = device.policy() == null ? "" : device.policy();
    // Other members of groups are found behind the gateway, at whatever address.
    boolean gateway = device.mac().equals(snapshot.gateway());
    return List.of(policy, traits, groups, families(device), gateway);
  }

  private static Set<Family> families(Device device) {
    Set<Family> families = new HashSet<>();
    device.addresses().forEach(address -> families.add(address.family()));
    return families;
  }

  /** The groups that a place belongs to, of those that some rule asks for. */
  private Set<GroupId> groups(Place place) {
    Set<GroupId> groups = new TreeSet<>();
    for (GroupId id : asked) {
      if (rules.isMember(id, place)) {
        groups.add(id);
      }
    }
    return groups;
  }

  /** Where a device may be: at its addresses, or at any of a family in which none is known. */
  List<Place> places(Device device) {
    Set<Family> known = families(device);
    return Stream.concat(
            device.addresses().stream(),
            atoms.stream().filter(atom -> !known.contains(atom.family()) && isOfAHost(atom)))
        .sorted()
        .map(address -> new Place(device.mac(), address))
        .toList();
  }

  /** Groups of receivers have addresses that no sender has (RFC 1112, RFC 4291). */
  private static boolean isOfAHost(IpAddress address) {
    return MULTICAST.stream().noneMatch(block -> block.contains(address));
  }

  /** Hosts that are no device: by the groups and literal blocks that they belong to. */
  List<Party> hosts() {
    Set<IpAddress> taken = new HashSet<>();
    snapshot.devices().values().forEach(device -> taken.addAll(device.addresses()));
    Set<Prefix> blocks = blocks();
    taken.forEach(address -> blocks.add(Prefix.of(address)));
    Map<String, List<Place>> byName = new TreeMap<>();
    for (IpAddress atom : AddressAtoms.of(blocks)) {
      if (!taken.contains(atom)) {
        Place place = new Place(router(), atom);
        byName.computeIfAbsent(name(place), n -> new ArrayList<>()).add(place);
      }
    }
    List<Party> parties = new ArrayList<>();
    byName.forEach((name, places) -> parties.add(new Party(name, List.of(), places)));
    return parties;
  }

  private MacAddress router() {
    MacAddress gateway = snapshot.gateway();
    return gateway == null ? SOME_ROUTER : gateway;
  }

  private String name(Place place) {
    Set<String> names = new TreeSet<>();
    groups(place).forEach(group -> names.add(group.text()));
    literals.stream()
        .filter(block -> block.contains(place.address()))
        .forEach(block -> names.add(block.toString()));
    return names.isEmpty() ? "any other host" : String.join(" and ", names);
  }

  /** Where a packet for an address may go on the link: to its device, and to the gateway. */
  List<Place> placesOf(IpAddress address) {
    List<Place> places = new ArrayList<>();
    for (Device device : snapshot.devices().values()) {
      if (device.addresses().contains(address)) {
        places.add(new Place(device.mac(), address));
      }
    }
    places.add(new Place(router(), address));
    return places;
  }
}
