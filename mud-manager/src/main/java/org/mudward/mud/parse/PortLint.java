package org.mudward.mud.parse;

import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.MudAce;
import org.mudward.policy.Condition;
import org.mudward.policy.Direction;
import org.mudward.policy.End;
import org.mudward.policy.Verdict;

/**
 * Points out entries that accept ranges of more ports than a service has. Which end is the service,
 * direction-initiated says; where it does not, an entry is narrow if either end is. Entries that
 * ask for no port at all are left alone: their exposure says what they open.
 */
final class PortLint {
  /** More are no list of services: ports below are the assigned ones (RFC 6335 section 6). */
  private static final int MANY_PORTS = 1024;

  private final Report report;

  PortLint(Report report) {
    this.report = report;
  }

  void run(MudAce ace, Direction direction) {
    OptionalInt ports = servicePorts(ace.conditions(), direction);
    if (ace.verdict() == Verdict.ACCEPT && ports.isPresent() && ports.getAsInt() > MANY_PORTS) {
      report.notice(
          "AC-11",
          ace.pointer(),
          "RFC 8520 2",
          "The entry accepts "
              + ports.getAsInt()
              + " ports of the service; it should name those that are used.");
    }
  }

  /** The fewest that it asks for; none if it asks for no port that may be the service's. */
  private static OptionalInt servicePorts(List<Condition> conditions, Direction direction) {
    End service = service(conditions, direction);
    return conditions.stream()
        .filter(condition -> condition instanceof Condition.PortIn)
        .map(condition -> (Condition.PortIn) condition)
        .filter(port -> service == null || port.end() == service)
        .mapToInt(port -> port.ports().size())
        .min();
  }

  /** The end that the connection was opened to; null if the entry does not say. */
  private static @Nullable End service(List<Condition> conditions, Direction direction) {
    for (Condition condition : conditions) {
      if (condition instanceof Condition.InitiatedBy by) {
        return by.initiator() == direction ? End.DESTINATION : End.SOURCE;
      }
    }
    return null;
  }
}
