package org.mudward.policy.analysis;

import java.util.SortedMap;
import java.util.TreeMap;
import org.mudward.policy.Binding;
import org.mudward.policy.Device;
import org.mudward.policy.End;
import org.mudward.policy.Family;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.Prefix;
import org.mudward.policy.Protocol;

/** The set of packets that their senders forge, by the words of {@link Binding}. */
final class BindingSet {
  private final PolicySnapshot snapshot;
  private final PacketSpace space;
  private final BitSpace bits;

  /** By address, the senders that hold it. */
  private final SortedMap<IpAddress, Integer> holders = new TreeMap<>();

  BindingSet(PolicySnapshot snapshot, PacketSpace space) {
    this.snapshot = snapshot;
    this.space = space;
    bits = space.bits;
    for (Device device : snapshot.devices().values()) {
      int sender = space.mac(End.SOURCE, device.mac());
      device.addresses().forEach(address -> holders.merge(address, sender, bits::or));
    }
  }

  int forged() {
    int forged = bits.or(servers(), bits.or(stolen(), strangeIpv4()));
    forged = bits.or(forged, space.strangeArp());
    return bits.or(elsewhere(), bits.and(bound(), forged));
  }

  /** What comes in at another port than its sender's. */
  private int elsewhere() {
    int elsewhere = bits.none();
    for (Device device : snapshot.devices().values()) {
      String port = device.port();
      if (port != null) {
        int sender = space.mac(End.SOURCE, device.mac());
        elsewhere = bits.or(elsewhere, bits.minus(sender, space.comesInAt(port)));
      }
    }
    return elsewhere;
  }

  private int bound() {
    int bound = bits.none();
    int listed = bits.none();
    for (Device device : snapshot.devices().values()) {
      int sender = space.mac(End.SOURCE, device.mac());
      listed = bits.or(listed, sender);
      bound = device.policy() == null ? bound : bits.or(bound, sender);
    }
    if (snapshot.unknownPolicy() != null) {
      int unknown = bits.minus(bits.not(listed), space.isMulticast(End.SOURCE));
      bound = bits.or(bound, unknown);
    }
    MacAddress gateway = snapshot.gateway();
    return gateway == null ? bound : bits.minus(bound, space.mac(End.SOURCE, gateway));
  }

  /** Router advertisements, redirects, and what DHCP servers send. */
  private int servers() {
    int routers = bits.or(advertises(Binding.ROUTER_ADVERTISEMENT), advertises(Binding.REDIRECT));
    int four = bits.and(space.family(Family.IPV4), udpFrom(Binding.DHCPV4_SERVER));
    int six = bits.and(space.family(Family.IPV6), udpFrom(Binding.DHCPV6_SERVER));
    return bits.or(routers, bits.or(four, six));
  }

  private int advertises(int type) {
    int icmp = bits.and(space.family(Family.IPV6), space.protocol(Protocol.ICMPV6));
    return bits.minus(bits.and(icmp, bits.equal("icmp-type", type, 0xFF)), space.later());
  }

  private int udpFrom(int port) {
    int udp = bits.and(space.protocol(Protocol.UDP), bits.equal("port-source", port, 0xFFFF));
    return bits.minus(udp, space.later());
  }

  /** What claims an address that others hold, and advertisements that claim none. */
  private int stolen() {
    int advertisements =
        bits.and(advertises(Binding.NEIGHBOR_ADVERTISEMENT), bits.equal("icmp-code", 0, 0xFF));
    int nothing = space.target(new IpAddress(Family.IPV6, 0, 0));
    int plain = bits.not(nothing);
    int forged = bits.and(advertisements, nothing);
    int honestly = bits.none();
    for (IpAddress address : holders.keySet()) {
      if (address.family() == Family.IPV6) {
        int claims = bits.and(bits.and(advertisements, plain), space.target(address));
        forged = bits.or(forged, bits.minus(claims, holdersOf(address)));
        honestly = bits.or(honestly, bits.and(claims, holdersOf(address)));
      }
    }
    for (IpAddress address : holders.keySet()) {
      int claims = bits.minus(claims(address), bits.or(exempt(), honestly));
      forged = bits.or(forged, bits.minus(claims, holdersOf(address)));
    }
    return forged;
  }

  /** IPv4 from an address that is not one of those that the sender holds. */
  private int strangeIpv4() {
    int strange = bits.none();
    int anything = bits.or(space.family(Family.IPV4), space.isArp());
    for (Device device : snapshot.devices().values()) {
      if (Binding.holdsIpv4(device)) {
        int others = bits.minus(anything, exempt());
        for (IpAddress address : device.addresses()) {
          others = bits.minus(others, claims(address));
        }
        strange = bits.or(strange, bits.and(space.mac(End.SOURCE, device.mac()), others));
      }
    }
    return strange;
  }

  private int claims(IpAddress address) {
    int packets = space.address(End.SOURCE, Prefix.of(address));
    return address.family() == Family.IPV4 ? bits.or(packets, space.arp(address)) : packets;
  }

  /** Asking for an address without having one. */
  private int exempt() {
    IpAddress none = new IpAddress(Family.IPV4, 0, 0);
    int toServer = bits.equal("port-destination", Binding.DHCPV4_SERVER, 0xFFFF);
    int asks = bits.and(udpFrom(Binding.DHCPV4_CLIENT), toServer);
    int fromNothing = space.address(End.SOURCE, Prefix.of(none));
    return bits.or(bits.and(fromNothing, asks), space.arp(none));
  }

  private int holdersOf(IpAddress address) {
    return holders.getOrDefault(address, bits.none());
  }
}
