package org.mudward.mud.parse;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.mudward.mud.MudAce;
import org.mudward.mud.MudAcl;
import org.mudward.mud.MudFile;
import org.mudward.mud.Peer;
import org.mudward.policy.Condition;
import org.mudward.policy.Direction;
import org.mudward.policy.GroupId;
import org.mudward.policy.Match;
import org.mudward.policy.Origin;
import org.mudward.policy.Rule;
import org.mudward.policy.analysis.TooLargeException;
import org.mudward.policy.analysis.UnreachedRule;

/**
 * Points out entries that decide nothing, because earlier ones, alone or together, match all their
 * packets (RFC 8519 section 4.1: in the order of the user), or because there is no such packet.
 */
final class UnreachedLint {
  /** Earlier entries that are named; of more, their number is said. */
  private static final int MAX_NAMED = 3;

  private final Report report;

  UnreachedLint(Report report) {
    this.report = report;
  }

  void run(MudFile file) {
    run(file.fromDevice(), Direction.FROM_DEVICE);
    run(file.toDevice(), Direction.TO_DEVICE);
  }

  private record Entry(MudAcl list, MudAce ace) {
    /** A peer stands for itself: who that is, no file knows. */
    Rule rule() {
      List<Condition> conditions = new ArrayList<>(ace.conditions());
      ace.peers().forEach(peer -> conditions.add(new Condition.PeerIn(group(peer))));
      return new Rule(Origin.NO_MATCH, new Match(list.family(), conditions), ace.verdict());
    }

    /** Names do not tell capital letters from small ones (RFC 4343). */
    private static GroupId group(Peer peer) {
      String text = peer.toString();
      return new GroupId(peer instanceof Peer.DnsName ? text.toLowerCase(Locale.ROOT) : text);
    }
  }

  private void run(List<MudAcl> lists, Direction direction) {
    List<Entry> entries =
        lists.stream()
            .flatMap(
                list ->
                    list.aces().stream().filter(MudAce::isRule).map(ace -> new Entry(list, ace)))
            .toList();
    try {
      UnreachedRule.of(entries.stream().map(Entry::rule).toList(), direction)
          .forEach(unreached -> say(unreached, entries));
    } catch (TooLargeException e) {
      report.notice(
          "AC-10",
          "",
          "RFC 8519 4.1",
          "Whether each entry is ever reached was not looked into: " + e.getMessage() + ".");
    }
  }

  private void say(UnreachedRule unreached, List<Entry> entries) {
    Entry entry = entries.get(unreached.index());
    List<Entry> before = unreached.before().stream().map(entries::get).toList();
    if (before.isEmpty() && entry.ace.conditions().stream().anyMatch(Lint::isExtensionHeader)) {
      return; // That finding says why.
    }
    report.warning(
        "AC-10",
        entry.ace.pointer(),
        "RFC 8519 4.1",
        before.isEmpty()
            ? "The entry is never reached: there is no packet that it matches."
            : "The entry is never reached: " + matchAll(before, entry) + ".");
  }

  private static String matchAll(List<Entry> before, Entry entry) {
    if (before.size() == 1) {
      Entry earlier = before.get(0);
      boolean same = earlier.ace.verdict() == entry.ace.verdict();
      return String.format(
          "\"%s\" of \"%s\" matches all its packets before it%s",
          earlier.ace.name(),
          earlier.list.name(),
          same ? "" : " and says " + earlier.ace.verdict());
    }
    List<String> names =
        before.stream().limit(MAX_NAMED).map(earlier -> '"' + earlier.ace.name() + '"').toList();
    int more = before.size() - names.size();
    return String.join(", ", names)
        + (more > 0 ? " and " + more + " more" : "")
        + " together match all its packets before it";
  }
}
