package org.mudward.policy.flow;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mudward.policy.Binding;
import org.mudward.policy.End;
import org.mudward.policy.Family;
import org.mudward.policy.Packet;
import org.mudward.policy.Protocol;

/**
 * What the controller gets copies of, from everybody and before anything is judged.
 *
 * <p>All of that from which MUD URLs, leases and resolvers are learnt: DHCP, LLDP and router
 * advertisements. Of what devices announce of themselves by multicast DNS (RFC 6762) and SSDP, as
 * much as meters let through: it only helps a person to tell what a device is, and devices announce
 * again.
 */
public final class Admission {
  /** The one of announcements. */
  static final int METERS = 1;

  private static final int PRIORITY = 65_535;
  private static final int MISS = 0;

  private static final int LLDP = 0x88CC;
  private static final int MDNS = 5353;
  private static final int SSDP = 1900;

  /** So many announcements of either kind a second: a house has some in a minute. */
  private static final int PER_SECOND = 10;

  /** A device that starts announces each of its services, two or three times. */
  private static final int AT_ONCE = 50;

  private final EntryList entries;
  private final Meter announcements;

  Admission(EntryList entries, Numbers numbers) {
    this.entries = entries;
    int number = numbers.of(Numbers.Kind.METER, "announcements");
    announcements = new Meter(number, Meter.Unit.PACKETS, PER_SECOND, AT_ONCE);
  }

  /** Whether a packet is one of which the controller gets no more than a meter lets through. */
  public static boolean isAnnouncement(Packet packet) {
    return packet.protocol() == Protocol.UDP
        && Set.of(MDNS, SSDP).contains(packet.port(End.DESTINATION));
  }

  void add() {
    dhcp(Family.IPV4, 68, 67);
    dhcp(Family.IPV6, 546, 547);
    copy(FlowMatch.of(FlowField.ETHERTYPE, Masked.exact(FlowField.ETHERTYPE, LLDP)));
    copy(
        new FlowMatch(
            Map.of(
                FlowField.ETHERTYPE,
                FlowFields.etherType(Family.IPV6),
                FlowField.IP_PROTOCOL,
                Masked.exact(FlowField.IP_PROTOCOL, Protocol.ICMPV6),
                FlowField.ICMPV6_TYPE,
                Masked.exact(FlowField.ICMPV6_TYPE, Binding.ROUTER_ADVERTISEMENT))));
    for (Family family : Family.values()) {
      announcement(
          udp(family, Map.of(FlowField.UDP_SOURCE, MDNS, FlowField.UDP_DESTINATION, MDNS)));
      announcement(udp(family, Map.of(FlowField.UDP_DESTINATION, SSDP)));
    }
    entries.add(
        Pipeline.ADMISSION,
        MISS,
        FlowMatch.ANY,
        new FlowAction.Goto(Pipeline.SENDER_POLICY, 0, 0, false));
  }

  List<Meter> meters() {
    return List.of(announcements);
  }

  /** To a server, back to a client, and between a relay and a server. */
  private void dhcp(Family family, int client, int server) {
    copyUdp(family, client, server);
    copyUdp(family, server, client);
    copyUdp(family, server, server);
  }

  private void copyUdp(Family family, int source, int destination) {
    copy(udp(family, Map.of(FlowField.UDP_SOURCE, source, FlowField.UDP_DESTINATION, destination)));
  }

  private static FlowMatch udp(Family family, Map<FlowField, Integer> ports) {
    Map<FlowField, Masked> fields = new EnumMap<>(FlowField.class);
    fields.put(FlowField.ETHERTYPE, FlowFields.etherType(family));
    fields.put(FlowField.IP_PROTOCOL, Masked.exact(FlowField.IP_PROTOCOL, Protocol.UDP));
    ports.forEach((field, port) -> fields.put(field, Masked.exact(field, port)));
    return new FlowMatch(fields);
  }

  private void copy(FlowMatch match) {
    entries.add(
        Pipeline.ADMISSION,
        PRIORITY,
        match,
        new FlowAction.Goto(Pipeline.SENDER_POLICY, 0, 0, true));
  }

  private void announcement(FlowMatch match) {
    entries.add(
        Pipeline.ADMISSION,
        PRIORITY,
        match,
        new FlowAction.CopySome(announcements.number(), Pipeline.SENDER_POLICY));
  }
}
