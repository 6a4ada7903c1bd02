package org.mudward.mud.parse;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.mudward.mud.MudAce;
import org.mudward.mud.MudAcl;
import org.mudward.mud.Peer;
import org.mudward.policy.Condition;
import org.mudward.policy.Family;
import org.mudward.policy.PortRange;

/**
 * Finds entries that are never reached, because an earlier one asks for the same or less and so
 * decides first (RFC 8519 section 4.1: in the order of the user).
 *
 * <p>Conditions are compared one by one: the same, a range of ports that holds another, a block of
 * addresses that holds another. That several earlier entries match all packets of a later one only
 * together is not seen.
 */
final class ShadowLint {
  private final Report report;
  private final List<Seen> seen = new ArrayList<>();

  ShadowLint(Report report) {
    this.report = report;
  }

  private record Seen(Family family, Set<Object> asks, String list, MudAce ace) {}

  void run(List<MudAcl> lists) {
    for (MudAcl list : lists) {
      for (MudAce ace : list.aces()) {
        Set<Object> asks = new HashSet<>(ace.conditions());
        ace.peers().forEach(peer -> asks.add(comparable(peer)));
        compare(list, ace, asks);
        seen.add(new Seen(list.family(), asks, list.name(), ace));
      }
    }
  }

  private void compare(MudAcl list, MudAce ace, Set<Object> asks) {
    for (Seen earlier : seen) {
      if (earlier.family == list.family() && narrows(asks, earlier.asks)) {
        boolean same = earlier.ace.verdict() == ace.verdict();
        report.warning(
            "AC-10",
            ace.pointer(),
            "RFC 8519 4.1",
            String.format(
                "The entry is never reached: \"%s\" of \"%s\" matches all its packets before it%s.",
                earlier.ace.name(),
                earlier.list,
                same ? "" : " and says " + earlier.ace.verdict()));
        return;
      }
    }
  }

  /** Names do not tell capital letters from small ones (RFC 4343). */
  private static Peer comparable(Peer peer) {
    return peer instanceof Peer.DnsName name
        ? new Peer.DnsName(name.name().toLowerCase(Locale.ROOT))
        : peer;
  }

  /** Whether whatever satisfies the one satisfies the other. */
  private static boolean narrows(Set<Object> asks, Set<Object> wider) {
    return wider.stream()
        .allMatch(
            wide -> asks.contains(wide) || asks.stream().anyMatch(ask -> isWithin(ask, wide)));
  }

  private static boolean isWithin(Object ask, Object wide) {
    if (ask instanceof Condition.PortIn here && wide instanceof Condition.PortIn there) {
      return here.end() == there.end()
          && here.ports().ranges().stream().allMatch(range -> holds(there, range));
    }
    return ask instanceof Condition.AddressIn here
        && wide instanceof Condition.AddressIn there
        && here.end() == there.end()
        && there.prefix().contains(here.prefix());
  }

  /** Ranges of a set of ports never touch, so one of them holds the whole range or none does. */
  private static boolean holds(Condition.PortIn ports, PortRange range) {
    return ports.ports().ranges().stream()
        .anyMatch(wide -> wide.low() <= range.low() && range.high() <= wide.high());
  }
}
