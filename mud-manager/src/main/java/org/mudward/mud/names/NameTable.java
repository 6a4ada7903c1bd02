package org.mudward.mud.names;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.mudward.mud.learn.DnsMessage;
import org.mudward.mud.resolve.HostNames;
import org.mudward.policy.Family;
import org.mudward.policy.IpAddress;

/**
 * Which names are wanted, which addresses they have at the moment, and when to ask again.
 *
 * <p>An address holds as long as answers have it, and then for a time of grace, because a device
 * may go on using what it was told before. A resolver that fails takes nothing away, until its last
 * word is too old to be believed. An open connection is not known here: one that outlives the grace
 * of its address is cut.
 *
 * <p>Confined to one thread; time is a parameter and has to go forward. It asks nobody itself:
 * every question out of {@link #due} is to come back by {@link #answered} or {@link #failed}.
 */
public final class NameTable {
  /** A name is asked for at most this often, whatever its TTL: several in a minute is busy. */
  public static final Duration MIN_TTL = Duration.ofSeconds(5);

  /** A name is asked for at least this often; a TTL of decades is a mistake, or a trap. */
  public static final Duration MAX_TTL = Duration.ofDays(1);

  /**
   * An address that fell out of the answers stays at least so long (RFC 9726; its TTL if longer).
   */
  public static final Duration MIN_GRACE = Duration.ofMinutes(5);

  /** How long a last word holds while every question fails; RFC 8767 section 5 has 1 to 3 days. */
  public static final Duration MAX_STALE = Duration.ofDays(1);

  /** The first pause after a failure; it doubles with each further one. */
  public static final Duration FIRST_PAUSE = Duration.ofSeconds(5);

  /** The longest pause: a resolver that is back should be noticed while somebody is waiting. */
  public static final Duration MAX_PAUSE = Duration.ofMinutes(5);

  /** Questions under way at once; each takes a socket, and the resolver is a small one. */
  public static final int MAX_UNDER_WAY = 64;

  /** A question that did not come back by then is asked again; no look-up takes so long. */
  public static final Duration LOST = Duration.ofMinutes(1);

  /** Hundreds of device models with dozens of names each. */
  public static final int MAX_NAMES = 20_000;

  private final SortedMap<Question, KnownName> known = new TreeMap<>();

  /**
   * Sets which names are wanted from now on. New ones are due at once, what is no longer wanted is
   * forgotten, address literals and what cannot be asked for are left aside.
   *
   * @return the names that are too many, in order; empty in all but absurd cases
   */
  public Set<String> want(Set<String> names) {
    NavigableSet<String> wanted = new TreeSet<>();
    names.stream().map(HostNames::canonical).filter(HostNames::isAskable).forEach(wanted::add);
    NavigableSet<String> tooMany =
        wanted.stream().skip(MAX_NAMES).collect(Collectors.toCollection(TreeSet::new));
    wanted.removeAll(tooMany);
    known.keySet().removeIf(question -> !wanted.contains(question.name()));
    for (String name : wanted) {
      for (Family family : Family.values()) {
        known.computeIfAbsent(new Question(name, family), question -> new KnownName());
      }
    }
    return Collections.unmodifiableSet(tooMany);
  }

  /** The questions to ask now, those that wait longest first; they count as under way from then. */
  public List<Question> due(Instant now) {
    List<Map.Entry<Question, KnownName>> due =
        known.entrySet().stream()
            .filter(entry -> entry.getValue().isDue(now))
            .sorted(Map.Entry.comparingByValue(KnownName.BY_WAITING))
            .limit(Math.max(0, MAX_UNDER_WAY - underWay(now)))
            .toList();
    due.forEach(entry -> entry.getValue().asked(now));
    return due.stream().map(Map.Entry::getKey).toList();
  }

  private int underWay(Instant now) {
    return (int) known.values().stream().filter(name -> name.isUnderWay(now)).count();
  }

  /**
   * Asks for a name before its time, as soon as it may be asked for again. One for which questions
   * fail keeps its pauses.
   */
  public void hurry(String name, Instant now) {
    for (Family family : Family.values()) {
      KnownName held = known.get(new Question(name, family));
      if (held != null) {
        held.hurry(now);
      }
    }
  }

  /** Takes an answer; true if the addresses of the name are others than before. */
  public boolean answered(Question question, NameAnswer answer, Instant now) {
    KnownName name = known.get(question);
    return name != null && name.answered(ofFamily(answer.addresses(), question), answer.ttl(), now);
  }

  private static Set<IpAddress> ofFamily(Set<IpAddress> addresses, Question question) {
    return addresses.stream()
        .filter(address -> address.family() == question.family())
        .collect(Collectors.toSet());
  }

  /** Takes a failure; what is known stays, and the question comes again after a pause. */
  public void failed(Question question, Instant now) {
    KnownName name = known.get(question);
    if (name != null) {
      name.failed(now);
    }
  }

  /**
   * Takes an answer that a device got on the wire: its addresses are added, and none falls out,
   * because this resolver may have told somebody else another part.
   *
   * @return true if some wanted name has addresses that it did not have before
   */
  public boolean observed(DnsMessage message, Instant now) {
    boolean changed = false;
    for (Map.Entry<String, Set<IpAddress>> entry : message.addresses().entrySet()) {
      for (Family family : Family.values()) {
        Question question = new Question(entry.getKey(), family);
        Set<IpAddress> addresses = ofFamily(entry.getValue(), question);
        KnownName name = known.get(question);
        if (name != null && !addresses.isEmpty()) {
          changed |= name.observed(addresses, message.ttl(family).orElse(MIN_TTL), now);
        }
      }
    }
    return changed;
  }

  /** Lets go what has outlived its grace; true if that took an address from a name. */
  public boolean expire(Instant now) {
    boolean changed = false;
    for (KnownName name : known.values()) {
      changed |= name.expire(now);
    }
    return changed;
  }

  /** The addresses that each name has now, unfiltered; a name without any is not there. */
  public SortedMap<String, Set<IpAddress>> addresses(Instant now) {
    SortedMap<String, Set<IpAddress>> addresses = new TreeMap<>();
    known.forEach(
        (question, name) -> {
          Set<IpAddress> held = name.addresses(now);
          if (!held.isEmpty()) {
            addresses.computeIfAbsent(question.name(), n -> new HashSet<>()).addAll(held);
          }
        });
    return Collections.unmodifiableSortedMap(addresses);
  }

  /** When there is something to ask or to let go next; perhaps already past. */
  public Optional<Instant> nextEvent(Instant now) {
    boolean room = underWay(now) < MAX_UNDER_WAY;
    return known.values().stream()
        .flatMap(name -> Stream.concat(name.nextAsk(now, room).stream(), name.nextEnd().stream()))
        .min(Instant::compareTo);
  }
}
