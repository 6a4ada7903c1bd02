package org.mudward.policy.filter;

import java.util.SortedSet;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Prefix;

/** The members of a group at the moment, by name, so that rules stay when members change. */
public sealed interface FilterSet {
  /** Letters, digits and underscores. */
  String name();

  /** The group, in words. */
  String about();

  /**
   * Addresses of one family.
   *
   * @param six IPv6, else IPv4
   * @param prefixes none within another
   */
  record Addresses(String name, String about, boolean six, SortedSet<Prefix> prefixes)
      implements FilterSet {}

  /** Devices, by MAC address. */
  record Macs(String name, String about, SortedSet<MacAddress> members) implements FilterSet {}
}
