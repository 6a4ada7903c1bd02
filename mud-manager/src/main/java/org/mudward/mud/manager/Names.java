package org.mudward.mud.manager;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.inventory.EventText;
import org.mudward.mud.names.NameAnswer;
import org.mudward.mud.names.NameLookup;
import org.mudward.mud.names.NameTable;
import org.mudward.mud.names.NameTable.Question;
import org.mudward.policy.Group;
import org.mudward.policy.IpAddress;
import org.mudward.policy.PolicySnapshot;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks for the names that policies need, and hands the answers to the writer's table (RFC 8520
 * section 8). Writer only, but for the answers, which come on the look-up's own thread and wait in
 * a queue: one for each question at most.
 */
final class Names {
  /** A resolver on a small gateway is asked so many things at once and no more. */
  static final int MAX_ASKING = 64;

  /** Names of all policies together; what is beyond has no address, which matches nothing. */
  static final int MAX_NAMES = 10_000;

  private static final String GROUP = "dns:";

  private static final Logger LOG = LoggerFactory.getLogger(Names.class);

  private final NameLookup lookup;
  private final Clock clock;
  private final Runnable wake;
  private final NameTable table = new NameTable();
  private final Deque<Question> waiting = new ArrayDeque<>();
  private final Queue<Answer> arrived = new ConcurrentLinkedQueue<>();
  private final Map<String, Set<IpAddress>> remembered = new HashMap<>();
  private Set<String> wanted = Set.of();
  private Map<String, Set<IpAddress>> answers = Map.of();
  private int asking;
  private long version;

  /** What came of a question; an answer, or what went wrong. */
  private record Answer(
      Question question, @Nullable NameAnswer answer, @Nullable Throwable failure) {}

  /**
   * @param wake called on any thread when an answer waits for the writer
   */
  Names(NameLookup lookup, Clock clock, Runnable wake) {
    this.lookup = lookup;
    this.clock = clock;
    this.wake = wake;
  }

  /**
   * Starts from the addresses that names had in the last snapshot, so that a manager that comes
   * back cuts nothing off; they last as long as an answer that has just run out.
   */
  void remember(PolicySnapshot last) {
    for (Group group : last.groups().values()) {
      if (group instanceof Group.Addresses hosts && group.id().text().startsWith(GROUP)) {
        Set<IpAddress> addresses =
            hosts.prefixes().stream().map(prefix -> prefix.address()).collect(Collectors.toSet());
        remembered.put(group.id().text().substring(GROUP.length()), addresses);
      }
    }
  }

  /** Wants exactly these names from now on. */
  void want(Set<String> names) {
    Set<String> limited =
        names.size() <= MAX_NAMES
            ? Set.copyOf(names)
            : new TreeSet<>(names).stream().limit(MAX_NAMES).collect(Collectors.toSet());
    if (limited.equals(wanted)) {
      return;
    }
    table.want(limited);
    Set<String> fresh = new HashSet<>(limited);
    fresh.removeAll(wanted);
    fresh.forEach(this::recall);
    wanted = limited;
  }

  private void recall(String name) {
    Set<IpAddress> addresses = remembered.remove(name);
    if (addresses != null) {
      table.remember(name, addresses, clock.instant());
    }
  }

  /** Takes what has been answered, and asks what is due. */
  void look() {
    for (Answer answer = arrived.poll(); answer != null; answer = arrived.poll()) {
      take(answer);
    }
    waiting.addAll(table.due(clock.instant()));
    while (asking < MAX_ASKING && !waiting.isEmpty()) {
      ask(waiting.remove());
    }
    Map<String, Set<IpAddress>> now = table.addresses(clock.instant());
    if (!now.equals(answers)) {
      answers = now;
      version++;
    }
  }

  private void take(Answer answer) {
    asking--;
    NameAnswer good = answer.answer();
    if (good != null) {
      table.answered(answer.question(), good, clock.instant());
      return;
    }
    table.failed(answer.question(), clock.instant());
    LOG.info(
        "event=name.failed name={} text=\"{}\"",
        EventText.safe(answer.question().name()),
        EventText.safe(String.valueOf(answer.failure())));
  }

  private void ask(Question question) {
    asking++;
    lookup
        .lookup(question.name(), question.family())
        .whenComplete(
            (answer, failure) -> {
              arrived.add(new Answer(question, answer, failure));
              wake.run();
            });
  }

  /** The addresses of all names, as they are known now. */
  Map<String, Set<IpAddress>> answers() {
    return answers;
  }

  /** Another number whenever the addresses are others. */
  long version() {
    return version;
  }
}
