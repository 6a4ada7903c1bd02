package org.mudward.policy.flow;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.Binding;
import org.mudward.policy.Device;
import org.mudward.policy.End;
import org.mudward.policy.Family;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Origin;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.Prefix;
import org.mudward.policy.Protocol;

/**
 * The entries that drop what a bound sender forges, as {@link Binding} has it. Senders that are not
 * bound do not come here.
 *
 * <p>The sender's entry says in {@link Metadata#HOLDS_IPV4} whether it may use no IPv4 address but
 * its own; that is taken off again here, for tables behind this one use the bits otherwise.
 */
final class SenderAddresses {
  private static final int FORBIDDEN = 60;
  private static final int NO_TARGET = 55;
  private static final int OWN_TARGET = 50;
  private static final int OTHER_TARGET = 45;
  private static final int OWN = 40;
  private static final int NOT_OWN = 30;
  private static final int OTHER = 20;
  private static final int MISS = 0;

  private static final Masked ZERO_IPV4 = Masked.exact(FlowField.IPV4_SOURCE, 0);
  private static final Masked ZERO_IPV6 =
      FlowFields.prefix(Prefix.of(new IpAddress(Family.IPV6, 0, 0)));
  private static final RowProduct IS_ARP =
      RowProduct.ONE.with(FlowField.ETHERTYPE, Masked.exact(FlowField.ETHERTYPE, Binding.ARP));

  private final EntryList entries;
  private final FlowAction drop;

  /** How many devices hold an address. */
  private final Map<IpAddress, Integer> held = new HashMap<>();

  private final FlowAction pass =
      new FlowAction.Goto(Side.SENDER.deviceClassTable(), 0, Metadata.ADDRESS_CLASS, false);

  /**
   * @param drop what happens to what is forged
   */
  SenderAddresses(EntryList entries, FlowAction drop) {
    this.entries = entries;
    this.drop = drop;
  }

  /** Adds all of a snapshot. */
  void add(PolicySnapshot snapshot) {
    forbidden();
    askingForAddresses();
    EntryList.Way in = entries.in();
    snapshot.devices().values().forEach(device -> come(snapshot, device, in));
    entries.add(Pipeline.SENDER_ADDRESSES, MISS, FlowMatch.ANY, pass);
  }

  /** Goes on to another snapshot, which differs in these devices. */
  void change(PolicySnapshot before, PolicySnapshot now, Collection<MacAddress> devices) {
    for (MacAddress mac : devices) {
      Device device = before.devices().get(mac);
      if (device != null) {
        of(before, device, entries.out());
        device.addresses().forEach(address -> held.merge(address, -1, Integer::sum));
      }
    }
    for (MacAddress mac : devices) {
      Device device = now.devices().get(mac);
      if (device != null) {
        come(now, device, entries.in());
      }
    }
    for (MacAddress mac : devices) {
      Device device = before.devices().get(mac);
      if (device != null) {
        device.addresses().stream()
            .filter(address -> held.remove(address, 0))
            .forEach(address -> others(address, entries.out()));
      }
    }
  }

  private void come(PolicySnapshot snapshot, Device device, EntryList.Way in) {
    of(snapshot, device, in);
    for (IpAddress address : device.addresses()) {
      held.merge(address, 1, Integer::sum);
      others(address, in);
    }
  }

  private void of(PolicySnapshot snapshot, Device device, EntryList.Way way) {
    if (Binding.isBound(snapshot, device)) {
      for (IpAddress address : device.addresses()) {
        own(device.mac(), address, way);
      }
    }
  }

  private void forbidden() {
    drop(FORBIDDEN, icmpv6(Binding.ROUTER_ADVERTISEMENT));
    drop(FORBIDDEN, icmpv6(Binding.REDIRECT));
    drop(FORBIDDEN, udpFrom(Family.IPV4, Binding.DHCPV4_SERVER));
    drop(FORBIDDEN, udpFrom(Family.IPV6, Binding.DHCPV6_SERVER));
    Masked none = Masked.exact(FlowField.ARP_OPERATION, 0);
    drop(FORBIDDEN, IS_ARP.with(FlowField.ARP_OPERATION, none));
    drop(NO_TARGET, advertisement(ZERO_IPV6));
  }

  private void askingForAddresses() {
    pass(
        OWN,
        udpFrom(Family.IPV4, Binding.DHCPV4_CLIENT)
            .with(
                FlowField.UDP_DESTINATION,
                Masked.exact(FlowField.UDP_DESTINATION, Binding.DHCPV4_SERVER))
            .with(FlowField.IPV4_SOURCE, ZERO_IPV4));
    pass(OWN, IS_ARP.with(FlowField.ARP_SENDER, Masked.exact(FlowField.ARP_SENDER, 0)));
    Masked bound = Masked.of(Metadata.HOLDS_IPV4, Metadata.HOLDS_IPV4);
    drop(NOT_OWN, family(Family.IPV4).with(FlowField.METADATA, bound));
    drop(NOT_OWN, IS_ARP.with(FlowField.METADATA, bound));
  }

  private void own(MacAddress mac, IpAddress address, EntryList.Way way) {
    Masked sender = Masked.exact(FlowField.ETHERNET_SOURCE, mac.bits());
    put(way, OWN, from(address).with(FlowField.ETHERNET_SOURCE, sender), pass, null);
    RowProduct claims = address.family() == Family.IPV4 ? arp(address) : advertisement(address);
    int priority = address.family() == Family.IPV4 ? OWN : OWN_TARGET;
    put(way, priority, claims.with(FlowField.ETHERNET_SOURCE, sender), pass, null);
  }

  private void others(IpAddress address, EntryList.Way way) {
    put(way, OTHER, from(address), drop, Binding.SPOOF);
    if (address.family() == Family.IPV4) {
      put(way, OTHER, arp(address), drop, Binding.SPOOF);
    } else {
      put(way, OTHER_TARGET, advertisement(address), drop, Binding.SPOOF);
    }
  }

  private static RowProduct family(Family family) {
    return RowProduct.ONE.with(FlowField.ETHERTYPE, FlowFields.etherType(family));
  }

  private static RowProduct udpFrom(Family family, int port) {
    return family(family)
        .with(FlowField.IP_PROTOCOL, Masked.exact(FlowField.IP_PROTOCOL, Protocol.UDP))
        .with(FlowField.UDP_SOURCE, Masked.exact(FlowField.UDP_SOURCE, port));
  }

  private static RowProduct icmpv6(int type) {
    return family(Family.IPV6)
        .with(FlowField.IP_PROTOCOL, Masked.exact(FlowField.IP_PROTOCOL, Protocol.ICMPV6))
        .with(FlowField.ICMPV6_TYPE, Masked.exact(FlowField.ICMPV6_TYPE, type));
  }

  private static RowProduct from(IpAddress address) {
    return family(address.family())
        .with(
            FlowFields.address(End.SOURCE, address.family()),
            FlowFields.prefix(Prefix.of(address)));
  }

  private static RowProduct arp(IpAddress address) {
    return IS_ARP.with(FlowField.ARP_SENDER, Masked.exact(FlowField.ARP_SENDER, address.low()));
  }

  private static RowProduct advertisement(Masked target) {
    return icmpv6(Binding.NEIGHBOR_ADVERTISEMENT)
        .with(FlowField.ICMPV6_CODE, Masked.exact(FlowField.ICMPV6_CODE, 0))
        .with(FlowField.ND_TARGET, target);
  }

  private static RowProduct advertisement(IpAddress address) {
    return advertisement(FlowFields.prefix(Prefix.of(address)));
  }

  private void pass(int priority, RowProduct product) {
    put(entries.in(), priority, product, pass, null);
  }

  private void drop(int priority, RowProduct product) {
    put(entries.in(), priority, product, drop, Binding.SPOOF);
  }

  private static void put(
      EntryList.Way way,
      int priority,
      RowProduct product,
      FlowAction action,
      @Nullable Origin origin) {
    for (FlowMatch match : product.rows()) {
      way.put(new FlowEntry(Pipeline.SENDER_ADDRESSES, priority, match, action), origin);
    }
  }
}
