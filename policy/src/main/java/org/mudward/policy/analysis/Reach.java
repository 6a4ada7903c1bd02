package org.mudward.policy.analysis;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.Device;
import org.mudward.policy.Direction;
import org.mudward.policy.End;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.Protocol;

/**
 * Which devices can turn to a service at an address: with a packet that opens a TCP connection, or
 * any other of the protocol and port, from any port and the addresses that they are known by, or
 * any of a family in which none is known.
 *
 * @param asked how many devices were asked about
 * @param found those that can, each with a packet
 */
public record Reach(int asked, List<Found> found) {
  public Reach {
    found = List.copyOf(found);
  }

  /**
   * A device that can.
   *
   * @param policy the id of its policy; null if it is left alone
   * @param packet one that passes
   */
  public record Found(MacAddress device, @Nullable String policy, PacketExample packet) {}

  /**
   * What is turned to.
   *
   * @param port the destination port; null for all, and for protocols without ports
   */
  public record Service(int protocol, @Nullable Integer port) {}

  /** Asks for each of some devices of the snapshot. */
  public static Reach of(
      PolicySnapshot snapshot, Collection<MacAddress> from, IpAddress to, Service service) {
    PacketSpace space = new PacketSpace();
    PlaceRules rules = new PlaceRules(snapshot, space);
    Parties parties = new Parties(snapshot, rules);
    int wanted = wanted(space, service);
    List<Place> targets = parties.placesOf(to);
    List<Found> found = new ArrayList<>();
    int asked = 0;
    for (MacAddress mac : from) {
      Device device = Objects.requireNonNull(snapshot.devices().get(mac));
      if (!device.addresses().contains(to)) {
        asked++;
        PacketExample packet = packet(space, rules, parties.places(device), targets, wanted);
        if (packet != null) {
          found.add(new Found(mac, device.policy(), packet));
        }
      }
    }
    return new Reach(asked, found);
  }

  private static int wanted(PacketSpace space, Service service) {
    BitSpace bits = space.bits;
    int set =
        service.protocol() == Protocol.TCP ? space.opens() : space.protocol(service.protocol());
    Integer port = service.port();
    if (port != null) {
      set = bits.and(set, bits.equal("port-destination", port, 0xFFFF));
    }
    return bits.minus(set, space.later());
  }

  private static @Nullable PacketExample packet(
      PacketSpace space, PlaceRules rules, List<Place> sources, List<Place> targets, int wanted) {
    for (Place source : sources) {
      for (Place target : targets) {
        if (source.address().family() == target.address().family()) {
          int set = space.bits.and(rules.passes(source, target), wanted);
          if (!space.bits.isEmpty(space.bits.and(set, space.honest()))) {
            return example(space, set, source, target);
          }
        }
      }
    }
    return null;
  }

  private static PacketExample example(PacketSpace space, int set, Place source, Place target) {
    Map<String, long[]> values = new HashMap<>(PacketExample.values(set, space));
    for (Direction direction : Direction.values()) {
      End end = direction.peer();
      Place place = end == End.SOURCE ? source : target;
      values.put("mac-" + end, new long[] {0, place.mac().bits()});
      values.put("ip-" + end, new long[] {place.address().high(), place.address().low()});
    }
    return PacketExample.of(values);
  }
}
