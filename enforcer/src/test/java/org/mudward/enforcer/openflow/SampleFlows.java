package org.mudward.enforcer.openflow;

import static org.mudward.policy.flow.FlowField.ETHERTYPE;
import static org.mudward.policy.flow.FlowField.IP_PROTOCOL;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.mudward.policy.flow.FlowAction;
import org.mudward.policy.flow.FlowEntry;
import org.mudward.policy.flow.FlowField;
import org.mudward.policy.flow.FlowMatch;
import org.mudward.policy.flow.Masked;

/** Entries with every field and every action, and tables as long as wanted. */
final class SampleFlows {
  static final FlowAction DROP = new FlowAction.Drop();
  static final FlowAction FORWARD = new FlowAction.Forward();

  private static final long PREFIX_64 = -1L;
  private static final Masked IPV4 = Masked.exact(ETHERTYPE, 0x0800);
  private static final Masked IPV6 = Masked.exact(ETHERTYPE, 0x86DD);

  private SampleFlows() {}

  static FlowMatch match(Object... fieldsAndValues) {
    Map<FlowField, Masked> fields = new EnumMap<>(FlowField.class);
    for (int i = 0; i < fieldsAndValues.length; i += 2) {
      fields.put((FlowField) fieldsAndValues[i], (Masked) fieldsAndValues[i + 1]);
    }
    return new FlowMatch(fields);
  }

  static FlowEntry entry(int table, int priority, FlowMatch match, FlowAction action) {
    return new FlowEntry(table, priority, match, action);
  }

  static FlowAction go(int table) {
    return new FlowAction.Goto(table, 0, 0, false);
  }

  /** Each field, whole and masked where Open vSwitch masks it. */
  static List<FlowMatch> matches() {
    List<FlowMatch> matches = new ArrayList<>();
    matches.add(FlowMatch.ANY);
    matches.add(
        match(FlowField.METADATA, Masked.exact(FlowField.METADATA, 0x8000_0000_0000_0001L)));
    matches.add(match(FlowField.METADATA, Masked.of(0x30L << 44, 0xFFFFFL << 44)));
    matches.add(match(FlowField.CT_STATE, Masked.of(0x22, 0x2A)));
    for (FlowField mac : List.of(FlowField.ETHERNET_DESTINATION, FlowField.ETHERNET_SOURCE)) {
      matches.add(match(mac, Masked.exact(mac, 0x02_00_00_00_00_10L)));
      matches.add(match(mac, Masked.of(0x01_00_00_00_00_00L, 0x01_00_00_00_00_00L)));
    }
    matches.add(match(ETHERTYPE, Masked.exact(ETHERTYPE, 0x0806)));
    for (Masked family : List.of(IPV4, IPV6)) {
      matches.add(ip(family, FlowField.IP_DSCP, Masked.exact(FlowField.IP_DSCP, 46)));
      matches.add(ip(family, FlowField.IP_ECN, Masked.exact(FlowField.IP_ECN, 3)));
      matches.add(ip(family, FlowField.IP_TTL, Masked.exact(FlowField.IP_TTL, 255)));
      matches.add(ip(family, IP_PROTOCOL, Masked.exact(IP_PROTOCOL, 0)));
      for (int value = 0; value < 4; value++) {
        if (value != 2) { // a later fragment is a fragment
          matches.add(
              ip(family, FlowField.IP_FRAGMENT, Masked.exact(FlowField.IP_FRAGMENT, value)));
        }
      }
      matches.add(ip(family, FlowField.IP_FRAGMENT, Masked.of(0, 2)));
      matches.add(ip(family, FlowField.IP_FRAGMENT, Masked.of(1, 1)));
      addTransport(matches, family);
    }
    addAddresses(matches);
    return matches;
  }

  private static FlowMatch ip(Masked family, FlowField field, Masked value) {
    return match(ETHERTYPE, family, field, value);
  }

  private static void addAddresses(List<FlowMatch> matches) {
    for (FlowField field : List.of(FlowField.IPV4_SOURCE, FlowField.IPV4_DESTINATION)) {
      matches.add(ip(IPV4, field, Masked.exact(field, 0xC0A8_0101L)));
      matches.add(ip(IPV4, field, Masked.of(0x0A00_0000L, 0xFF00_0000L)));
      matches.add(ip(IPV4, field, Masked.exact(field, 0)));
    }
    for (FlowField field : List.of(FlowField.IPV6_SOURCE, FlowField.IPV6_DESTINATION)) {
      matches.add(ip(IPV6, field, new Masked(0x2001_0DB8_0000_0000L, 7, -1, -1)));
      matches.add(ip(IPV6, field, new Masked(0xFE80_0000_0000_0000L, 0, PREFIX_64, 0)));
      matches.add(ip(IPV6, field, new Masked(0, 0, -1, -1)));
    }
    FlowField label = FlowField.IPV6_FLOW_LABEL;
    matches.add(ip(IPV6, label, Masked.exact(label, 0xFFFFF)));
    matches.add(ip(IPV6, label, Masked.of(0x10, 0xF0)));
  }

  private static void addTransport(List<FlowMatch> matches, Masked family) {
    Masked tcp = Masked.exact(IP_PROTOCOL, 6);
    Masked udp = Masked.exact(IP_PROTOCOL, 17);
    for (FlowField port : List.of(FlowField.TCP_SOURCE, FlowField.TCP_DESTINATION)) {
      matches.add(transport(family, tcp, port, Masked.exact(port, 443)));
      matches.add(transport(family, tcp, port, Masked.of(0xC000, 0xC000)));
    }
    for (FlowField port : List.of(FlowField.UDP_SOURCE, FlowField.UDP_DESTINATION)) {
      matches.add(transport(family, udp, port, Masked.exact(port, 0)));
      matches.add(transport(family, udp, port, Masked.of(0x0400, 0xFC00)));
    }
    FlowField flags = FlowField.TCP_FLAGS;
    matches.add(transport(family, tcp, flags, Masked.of(0x002, 0x012)));
    matches.add(transport(family, tcp, flags, Masked.exact(flags, 0)));
    boolean four = family.equals(IPV4);
    Masked icmp = Masked.exact(IP_PROTOCOL, four ? 1 : 58);
    FlowField type = four ? FlowField.ICMPV4_TYPE : FlowField.ICMPV6_TYPE;
    FlowField code = four ? FlowField.ICMPV4_CODE : FlowField.ICMPV6_CODE;
    matches.add(transport(family, icmp, type, Masked.exact(type, 8)));
    matches.add(transport(family, icmp, code, Masked.exact(code, 4)));
  }

  private static FlowMatch transport(
      Masked family, Masked protocol, FlowField field, Masked value) {
    return match(ETHERTYPE, family, IP_PROTOCOL, protocol, field, value);
  }

  static List<FlowAction> actions() {
    return List.of(
        DROP,
        FORWARD,
        go(9),
        new FlowAction.Goto(9, 0, 0, true),
        new FlowAction.Goto(9, 0x1234_5678_9ABC_DEF0L, -1, false),
        new FlowAction.Goto(9, 0, 0xFFFFFFL, false),
        new FlowAction.Goto(253, 7L << 24, 0xFFFFFL << 24, true));
  }

  /** What follows connections; Open vSwitch wants to know the family first. */
  static List<FlowEntry> connections() {
    Masked protocol = Masked.exact(IP_PROTOCOL, 6);
    FlowMatch tcp = transport(IPV6, protocol, FlowField.TCP_FLAGS, Masked.of(0x002, 0x012));
    return List.of(
        entry(0, 1, tcp, new FlowAction.Track(1)),
        entry(14, 1, tcp, new FlowAction.Commit()),
        entry(5, 1, match(FlowField.CT_STATE, Masked.of(0x2A, 0x2A)), go(14)));
  }

  /** Matches and actions, each in a place of its own. */
  static List<FlowEntry> everything() {
    List<FlowEntry> entries = new ArrayList<>();
    int priority = 1;
    for (FlowMatch match : matches()) {
      entries.add(entry(4, priority++, match, DROP));
    }
    for (FlowAction action : actions()) {
      entries.add(entry(0, priority++, FlowMatch.ANY, action));
    }
    entries.add(entry(253, 0, FlowMatch.ANY, DROP));
    entries.add(entry(0, 65_535, FlowMatch.ANY, DROP));
    return entries;
  }

  /** Rules for so many MAC addresses and ports. */
  static List<FlowEntry> many(int count) {
    List<FlowEntry> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      FlowMatch match =
          match(
              FlowField.ETHERNET_SOURCE, Masked.exact(FlowField.ETHERNET_SOURCE, 0x02L << 40 | i));
      entries.add(entry(1, 100, match, new FlowAction.Goto(2, (long) i << 44, -1L, false)));
    }
    return entries;
  }
}
