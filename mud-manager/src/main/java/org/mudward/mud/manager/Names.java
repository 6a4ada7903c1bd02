package org.mudward.mud.manager;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.inventory.EventText;
import org.mudward.mud.learn.DnsMessage;
import org.mudward.mud.names.NameAnswer;
import org.mudward.mud.names.NameLookup;
import org.mudward.mud.names.NameTable;
import org.mudward.mud.names.Question;
import org.mudward.policy.Family;
import org.mudward.policy.Group;
import org.mudward.policy.IpAddress;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.Prefix;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks for the names that policies need, and hands the answers to the writer's table (RFC 8520
 * section 8). Writer only, but for the answers, which come on the look-up's own thread and wait in
 * a queue: one for each question that is under way.
 */
final class Names {
  private static final String GROUP = "dns:";

  private static final Logger LOG = LoggerFactory.getLogger(Names.class);

  private final NameLookup lookup;
  private final Clock clock;
  private final Runnable wake;
  private final NameTable table = new NameTable();
  private final Queue<Answer> arrived = new ConcurrentLinkedQueue<>();
  private final Map<String, Set<IpAddress>> remembered = new HashMap<>();
  private final Set<Question> failing = new HashSet<>();
  private Set<String> wanted = Set.of();
  private Map<String, Set<IpAddress>> answers = Map.of();
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
   * back cuts nothing off; they count as an answer that has to be asked for again soon.
   */
  void remember(PolicySnapshot last) {
    for (Group group : last.groups().values()) {
      if (group instanceof Group.Addresses hosts && group.id().text().startsWith(GROUP)) {
        Set<IpAddress> addresses =
            hosts.prefixes().stream().map(Prefix::address).collect(Collectors.toSet());
        remembered.put(group.id().text().substring(GROUP.length()), addresses);
      }
    }
  }

  /** Wants exactly these names from now on. */
  void want(Set<String> names) {
    if (names.equals(wanted)) {
      return;
    }
    Set<String> tooMany = table.want(names);
    if (!tooMany.isEmpty()) {
      LOG.warn("event=names.too-many text=\"{} names are not looked up\"", tooMany.size());
    }
    Set<String> fresh = new HashSet<>(names);
    fresh.removeAll(wanted);
    fresh.forEach(this::recall);
    wanted = Set.copyOf(names);
    failing.removeIf(question -> !wanted.contains(question.name()));
  }

  private void recall(String name) {
    Set<IpAddress> addresses = remembered.remove(name);
    if (addresses == null) {
      return;
    }
    for (Family family : Family.values()) {
      Set<IpAddress> own =
          addresses.stream().filter(a -> a.family() == family).collect(Collectors.toSet());
      if (!own.isEmpty()) {
        NameAnswer answer = new NameAnswer(own, Duration.ZERO);
        table.answered(new Question(name, family), answer, clock.instant());
      }
    }
  }

  /** Takes an answer that a device got, as far as it is of names that are wanted. */
  void observed(DnsMessage answer) {
    table.observed(answer, clock.instant());
  }

  /** A device was told other addresses of these, as it seems: by TCP, or by somebody else. */
  void missed(Set<String> names) {
    names.forEach(name -> table.hurry(name, clock.instant()));
  }

  /** Takes what has been answered, and asks what is due. */
  void look() {
    for (Answer answer = arrived.poll(); answer != null; answer = arrived.poll()) {
      take(answer);
    }
    table.due(clock.instant()).forEach(this::ask);
    Map<String, Set<IpAddress>> now = table.addresses(clock.instant());
    if (!now.equals(answers)) {
      answers = now;
      version++;
    }
  }

  private void take(Answer answer) {
    NameAnswer good = answer.answer();
    if (good != null) {
      failing.remove(answer.question());
      table.answered(answer.question(), good, clock.instant());
      return;
    }
    table.failed(answer.question(), clock.instant());
    if (failing.add(answer.question())) {
      LOG.info(
          "event=name.failed name={} family={} text=\"{}\"",
          EventText.safe(answer.question().name()),
          answer.question().family(),
          EventText.safe(String.valueOf(answer.failure())));
    }
  }

  private void ask(Question question) {
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
