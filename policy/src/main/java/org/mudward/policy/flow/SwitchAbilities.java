package org.mudward.policy.flow;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a switch can compare in all tables that are used.
 *
 * @param whole the fields that it compares as a whole
 * @param masked those of which it compares single bits
 * @param fragments whether fragments reach its tables; if not, it drops them all
 */
public record SwitchAbilities(Set<FlowField> whole, Set<FlowField> masked, boolean fragments) {
  /** Everything, as Open vSwitch does. */
  public static final SwitchAbilities ALL =
      new SwitchAbilities(EnumSet.allOf(FlowField.class), EnumSet.allOf(FlowField.class), true);

  /** The fields by which parties and peers are told apart: without one, nothing can be said. */
  private static final Set<FlowField> NEEDED =
      Collections.unmodifiableSet(
          EnumSet.of(
              FlowField.METADATA,
              FlowField.ETHERNET_SOURCE,
              FlowField.ETHERNET_DESTINATION,
              FlowField.ETHERTYPE,
              FlowField.IP_PROTOCOL,
              FlowField.IPV4_SOURCE,
              FlowField.IPV4_DESTINATION,
              FlowField.IPV6_SOURCE,
              FlowField.IPV6_DESTINATION,
              FlowField.UDP_SOURCE,
              FlowField.UDP_DESTINATION));

  /** Those among them that are asked for in part: classes, multicast, prefixes. */
  private static final Set<FlowField> NEEDED_MASKED =
      Collections.unmodifiableSet(
          EnumSet.of(
              FlowField.METADATA,
              FlowField.ETHERNET_SOURCE,
              FlowField.ETHERNET_DESTINATION,
              FlowField.IPV4_SOURCE,
              FlowField.IPV4_DESTINATION,
              FlowField.IPV6_SOURCE,
              FlowField.IPV6_DESTINATION));

  public SwitchAbilities {
    whole = Set.copyOf(whole);
    masked = Set.copyOf(masked);
  }

  /** Fields without which no policy can be put into the switch; empty if it has them all. */
  public List<String> missing() {
    List<String> missing = new ArrayList<>();
    for (FlowField field : NEEDED) {
      if (!whole.contains(field)) {
        missing.add(word(field));
      } else if (NEEDED_MASKED.contains(field) && !masked.contains(field)) {
        missing.add(word(field) + " with a mask");
      }
    }
    return missing;
  }

  /** Whether it compares a field in these bits. */
  boolean compares(FlowField field, Masked value) {
    boolean all =
        value.equals(new Masked(value.high(), value.low(), ones(field, true), ones(field, false)));
    return (all ? whole : masked).contains(field);
  }

  private static long ones(FlowField field, boolean upper) {
    int bits = field.bits();
    if (upper) {
      return bits > Long.SIZE ? -1L >>> (2 * Long.SIZE - bits) : 0;
    }
    return bits >= Long.SIZE ? -1L : (1L << bits) - 1;
  }

  /** How a field is called to people. */
  static String word(FlowField field) {
    return field.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
