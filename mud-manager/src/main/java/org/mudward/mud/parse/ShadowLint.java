package org.mudward.mud.parse;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.mudward.mud.MudAce;
import org.mudward.mud.MudAcl;
import org.mudward.policy.Family;

/**
 * Finds entries that are never reached, because an earlier one asks for the same or less and so
 * decides first (RFC 8519 section 4.1: in the order of the user).
 *
 * <p>Conditions are compared as they are written; that one range of ports holds another is not
 * seen.
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
        asks.addAll(ace.peers());
        compare(list, ace, asks);
        seen.add(new Seen(list.family(), asks, list.name(), ace));
      }
    }
  }

  private void compare(MudAcl list, MudAce ace, Set<Object> asks) {
    for (Seen earlier : seen) {
      if (earlier.family == list.family() && asks.containsAll(earlier.asks)) {
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
}
