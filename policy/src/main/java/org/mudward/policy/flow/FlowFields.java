package org.mudward.policy.flow;

import java.util.ArrayList;
import java.util.List;
import org.mudward.policy.End;
import org.mudward.policy.Family;
import org.mudward.policy.IpAddress;
import org.mudward.policy.Prefix;

/** Small words for matches: prefixes, exact values, and the fields that go with a family. */
final class FlowFields {
  private static final Masked IPV4 = Masked.exact(FlowField.ETHERTYPE, Family.IPV4.etherType());
  private static final Masked IPV6 = Masked.exact(FlowField.ETHERTYPE, Family.IPV6.etherType());

  private FlowFields() {}

  static FlowField address(End end, Family family) {
    if (family == Family.IPV4) {
      return end == End.SOURCE ? FlowField.IPV4_SOURCE : FlowField.IPV4_DESTINATION;
    }
    return end == End.SOURCE ? FlowField.IPV6_SOURCE : FlowField.IPV6_DESTINATION;
  }

  static Masked etherType(Family family) {
    return family == Family.IPV4 ? IPV4 : IPV6;
  }

  static Masked prefix(Prefix prefix) {
    IpAddress mask = Prefix.mask(prefix.family(), prefix.length());
    IpAddress address = prefix.address();
    return new Masked(address.high(), address.low(), mask.high(), mask.low());
  }

  /** A match of an address block, with the EtherType that it needs. */
  static FlowMatch inPrefix(FlowField field, Prefix prefix) {
    FlowMatch family = FlowMatch.of(FlowField.ETHERTYPE, etherType(prefix.family()));
    return prefix.length() == 0 ? family : family.and(field, prefix(prefix));
  }

  /**
   * The values of a field that agree with a value in the bits of a mask, each compared whole; for
   * fields that a switch compares in all bits or none.
   */
  static List<Masked> values(FlowField field, long value, long mask) {
    long free = (1L << field.bits()) - 1 & ~mask;
    List<Masked> values = new ArrayList<>();
    long bits = 0;
    do {
      values.add(Masked.exact(field, value | bits));
      // The next larger number that has no bits but free ones.
      bits = (bits - free) & free;
    } while (bits != 0);
    return values;
  }

  /** What both ask at once; empty if they contradict each other. */
  static List<Masked> both(List<Masked> some, List<Masked> others) {
    List<Masked> both = new ArrayList<>();
    for (Masked one : some) {
      for (Masked other : others) {
        if (agree(one, other)) {
          both.add(both(one, other));
        }
      }
    }
    return both.stream().distinct().toList();
  }

  private static boolean agree(Masked one, Masked other) {
    return ((one.high() ^ other.high()) & one.maskHigh() & other.maskHigh()) == 0
        && ((one.low() ^ other.low()) & one.maskLow() & other.maskLow()) == 0;
  }

  /** What both ask at once; they must not contradict each other. */
  static Masked both(Masked one, Masked other) {
    return new Masked(
        one.high() | other.high(),
        one.low() | other.low(),
        one.maskHigh() | other.maskHigh(),
        one.maskLow() | other.maskLow());
  }
}
