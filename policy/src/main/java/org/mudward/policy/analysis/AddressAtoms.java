package org.mudward.policy.analysis;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.Family;
import org.mudward.policy.IpAddress;
import org.mudward.policy.Prefix;

/**
 * One address for each part of the address space that some blocks cut it into: addresses that lie
 * in the same blocks are treated alike by whoever knows only the blocks.
 *
 * <p>Two blocks hold one another or have nothing in common. So a part is a block without the blocks
 * in it, and its lowest address stands for it.
 */
final class AddressAtoms {
  private AddressAtoms() {}

  /** Lowest first, IPv4 before IPv6; what lies in no block is a part as well. */
  static SortedSet<IpAddress> of(Collection<Prefix> blocks) {
    SortedSet<IpAddress> atoms = new TreeSet<>();
    for (Family family : Family.values()) {
      TreeSet<Prefix> sorted = new TreeSet<>();
      sorted.add(Prefix.covering(new IpAddress(family, 0, 0), 0));
      blocks.stream().filter(block -> block.family() == family).forEach(sorted::add);
      List<Prefix> all = new ArrayList<>(sorted);
      all.sort(
          (one, other) -> {
            int order = one.address().compareTo(other.address());
            return order != 0 ? order : Integer.compare(one.length(), other.length());
          });
      for (int i = 0; i < all.size(); i++) {
        IpAddress lowest = lowestOutside(all, i);
        if (lowest != null) {
          atoms.add(lowest);
        }
      }
    }
    return atoms;
  }

  /** The blocks within a block follow it in the order of addresses, larger ones first. */
  private static @Nullable IpAddress lowestOutside(List<Prefix> sorted, int index) {
    Prefix block = sorted.get(index);
    IpAddress candidate = block.address();
    for (int i = index + 1; i < sorted.size() && block.contains(sorted.get(i)); i++) {
      Prefix inner = sorted.get(i);
      if (inner.address().compareTo(candidate) > 0) {
        return candidate;
      }
      if (inner.contains(candidate)) {
        if (inner.last().equals(block.last())) {
          return null;
        }
        candidate = next(inner.last());
      }
    }
    return candidate;
  }

  private static IpAddress next(IpAddress address) {
    long low = address.low() + 1;
    boolean carry = low == 0 && address.family() == Family.IPV6;
    return new IpAddress(address.family(), address.high() + (carry ? 1 : 0), low);
  }
}
