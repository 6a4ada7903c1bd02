package org.mudward.policy.analysis;

import java.util.HashMap;
import java.util.Map;
import org.mudward.policy.End;
import org.mudward.policy.Family;
import org.mudward.policy.Field;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Prefix;
import org.mudward.policy.filter.FilterField;
import org.mudward.policy.filter.FilterRule;
import org.mudward.policy.filter.FilterSet;
import org.mudward.policy.filter.FilterTest;

/** The packets that pass the tests of a rule, as nftables reads whole and honest packets. */
final class ChainTests {
  private final Map<String, FilterSet> sets;
  private final PacketSpace space;
  private final BitSpace bits;
  private final Map<String, Integer> members = new HashMap<>();

  ChainTests(Map<String, FilterSet> sets, PacketSpace space) {
    this.sets = sets;
    this.space = space;
    this.bits = space.bits;
  }

  int mac(FilterField field, MacAddress mac) {
    return space.mac(field == FilterField.ETHER_SOURCE ? End.SOURCE : End.DESTINATION, mac);
  }

  int matches(FilterRule rule) {
    int set = bits.all();
    for (FilterTest test : rule.tests()) {
      set = bits.and(set, holds(test));
    }
    return set;
  }

  private int holds(FilterTest test) {
    if (test instanceof FilterTest.In in) {
      int set = bits.none();
      String name = bitsOf(in.field());
      for (FilterTest.Span span : in.spans()) {
        set = bits.or(set, bits.between(name, span.low(), span.high()));
      }
      return bits.and(readable(in.field()), in.negated() ? bits.not(set) : set);
    }
    if (test instanceof FilterTest.Is is) {
      int set = bits.equal(bitsOf(is.field()), is.value(), is.mask());
      return bits.and(readable(is.field()), is.negated() ? bits.not(set) : set);
    }
    if (test instanceof FilterTest.Within within) {
      return address(within.field(), within.prefix());
    }
    if (test instanceof FilterTest.Member member) {
      return members.computeIfAbsent(
          member.field() + "@" + member.set(), key -> member(member.field(), member.set()));
    }
    Family family = ((FilterTest.LaterFragment) test).family();
    return bits.and(space.family(family), space.later());
  }

  private int member(FilterField field, String name) {
    FilterSet found = sets.get(name);
    int set = bits.none();
    if (found instanceof FilterSet.Addresses addresses) {
      for (Prefix prefix : addresses.prefixes()) {
        set = bits.or(set, address(field, prefix));
      }
    } else if (found instanceof FilterSet.Macs macs) {
      for (MacAddress member : macs.members()) {
        set = bits.or(set, mac(field, member));
      }
    } else {
      throw new IllegalArgumentException("no such set: " + name);
    }
    return set;
  }

  private int address(FilterField field, Prefix prefix) {
    End end =
        field == FilterField.IP_SOURCE || field == FilterField.IP6_SOURCE
            ? End.SOURCE
            : End.DESTINATION;
    return space.address(end, prefix);
  }

  /** The packets of which a field can be read at all; a test of others fails. */
  private int readable(FilterField field) {
    return field == FilterField.L4_PROTOCOL ? space.isIp() : bits.all();
  }

  /** The bits of the space that hold a field. */
  private String bitsOf(FilterField field) {
    return switch (field) {
      case ETHER_SOURCE -> "mac-source";
      case ETHER_DESTINATION -> "mac-destination";
      case META_PROTOCOL -> "ethertype";
      case L4_PROTOCOL -> "protocol";
      case IP_DSCP, IP6_DSCP -> "dscp";
      case IP_ECN, IP6_ECN -> "ecn";
      case IP_TTL, IP6_HOP_LIMIT -> "ttl";
      case IP6_FLOW_LABEL -> "flow-label";
      case SOURCE_PORT -> "port-source";
      case DESTINATION_PORT -> "port-destination";
      case TCP_FLAGS -> "tcp-flags";
      case ICMP_TYPE, ICMPV6_TYPE -> "icmp-type";
      case ICMP_CODE, ICMPV6_CODE -> "icmp-code";
      case IP_LENGTH, IP6_LENGTH -> rare(Field.LENGTH);
      case IP_HEADER_LENGTH -> rare(Field.IHL);
      case IP_FRAGMENT_FLAGS -> rare(Field.FRAGMENT_FLAGS);
      case IP_FRAGMENT_OFFSET -> rare(Field.FRAGMENT_OFFSET);
      case IP_ID -> rare(Field.IDENTIFICATION);
      case TCP_SEQUENCE -> rare(Field.TCP_SEQUENCE);
      case TCP_ACKNOWLEDGEMENT -> rare(Field.TCP_ACKNOWLEDGEMENT);
      case TCP_DATA_OFFSET -> rare(Field.TCP_DATA_OFFSET);
      case TCP_RESERVED -> rare(Field.TCP_RESERVED);
      case TCP_WINDOW -> rare(Field.TCP_WINDOW);
      case TCP_URGENT -> rare(Field.TCP_URGENT);
      case UDP_LENGTH -> rare(Field.UDP_LENGTH);
      case IP_SOURCE,
          IP_DESTINATION,
          IP6_SOURCE,
          IP6_DESTINATION,
          IP6_NEXT_HEADER,
          EXTENSION_NEXT_HEADER,
          EXTENSION_LENGTH,
          EXTENSION_FRAGMENT_OFFSET ->
          throw new IllegalArgumentException("not compared as a number here: " + field);
    };
  }

  private String rare(Field field) {
    if (!bits.hasField(field.name())) {
      bits.field(field.name(), field.bits());
    }
    return field.name();
  }
}
