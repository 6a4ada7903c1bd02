package org.mudward.policy;

import java.util.Set;

/**
 * Who belongs to a group at the moment: a set of addresses, or a set of devices.
 *
 * <p>A group without members matches nothing. "Empty" never means "any".
 */
public sealed interface Group permits Group.Addresses, Group.Devices {
  GroupId id();

  /** Hosts and networks, known by address. */
  record Addresses(GroupId id, Set<Prefix> prefixes) implements Group {
    public Addresses {
      prefixes = Set.copyOf(prefixes);
    }
  }

  /**
   * Devices, known by MAC address; behind the site's gateway they are known by the addresses that
   * the snapshot gives them.
   */
  record Devices(GroupId id, Set<MacAddress> members) implements Group {
    public Devices {
      members = Set.copyOf(members);
    }
  }
}
