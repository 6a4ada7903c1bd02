package org.mudward.mud.names;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mudward.policy.Family;
import org.mudward.policy.IpAddress;

/**
 * Which names are wanted, what is known of them, and when to ask again. Confined to one thread;
 * time is a parameter.
 *
 * <p>An address that an answer no longer has stays for a grace period: the device may still use
 * what it was told a moment ago. A failure changes nothing and is tried again.
 */
public final class NameTable {
  /** A TTL of zero must not become a storm of questions. */
  static final Duration MIN_REFRESH = Duration.ofSeconds(5);

  /** Nobody knows today where a name leads in a week. */
  static final Duration MAX_REFRESH = Duration.ofHours(1);

  /** How long an address outlives its answer: what the device holds in its own cache, and more. */
  static final Duration GRACE = Duration.ofMinutes(10);

  /** After a failure. */
  static final Duration RETRY = Duration.ofSeconds(15);

  /** Addresses kept for one name and family, grace included. */
  static final int MAX_ADDRESSES = 256;

  private final Map<Question, Entry> entries = new HashMap<>();

  /** One thing to ask. */
  public record Question(String name, Family family) {}

  /** What is known: each address with the moment until which it counts. */
  private static final class Entry {
    private final Map<IpAddress, Instant> until = new HashMap<>();
    private Instant askAt = Instant.MIN;
    private boolean asking;
  }

  /** Wants exactly these names from now on. */
  public void want(Set<String> names) {
    Set<Question> wanted = new HashSet<>();
    for (String name : names) {
      for (Family family : Family.values()) {
        wanted.add(new Question(name, family));
      }
    }
    entries.keySet().retainAll(wanted);
    wanted.forEach(question -> entries.computeIfAbsent(question, q -> new Entry()));
  }

  /**
   * Takes up what was known before a restart, so that nothing is cut off until the first answers.
   * It counts for the grace period, as if the answer had just run out.
   */
  public void remember(String name, Set<IpAddress> addresses, Instant now) {
    for (Family family : Family.values()) {
      Entry entry = entries.computeIfAbsent(new Question(name, family), q -> new Entry());
      for (IpAddress address : addresses) {
        if (address.family() == family) {
          entry.until.put(address, now.plus(GRACE));
        }
      }
    }
  }

  /** What is to be asked now; each is under way from then on. */
  public List<Question> due(Instant now) {
    List<Question> due = new ArrayList<>();
    entries.forEach(
        (question, entry) -> {
          if (!entry.asking && !entry.askAt.isAfter(now)) {
            entry.asking = true;
            due.add(question);
          }
        });
    return due;
  }

  /** Takes an answer. True if the addresses of the name are others now. */
  public boolean answered(Question question, NameAnswer answer, Instant now) {
    Entry entry = entries.get(question);
    if (entry == null) {
      return false;
    }
    entry.asking = false;
    Duration ttl = answer.ttl();
    Duration refresh = ttl.compareTo(MIN_REFRESH) < 0 ? MIN_REFRESH : ttl;
    refresh = refresh.compareTo(MAX_REFRESH) > 0 ? MAX_REFRESH : refresh;
    entry.askAt = now.plus(refresh);
    Set<IpAddress> before = new HashSet<>(entry.until.keySet());
    entry.until.values().removeIf(until -> until.isBefore(now));
    Instant until = entry.askAt.plus(GRACE);
    for (IpAddress address : answer.addresses()) {
      if (entry.until.size() < MAX_ADDRESSES || entry.until.containsKey(address)) {
        entry.until.put(address, until);
      }
    }
    return !before.equals(entry.until.keySet());
  }

  /** Takes note of a failure; what is known stays, and is held on to until somebody answers. */
  public void failed(Question question, Instant now) {
    Entry entry = entries.get(question);
    if (entry != null) {
      entry.asking = false;
      entry.askAt = now.plus(RETRY);
      entry.until.replaceAll((address, until) -> until.plus(RETRY));
    }
  }

  /** The addresses of all names at a moment. */
  public Map<String, Set<IpAddress>> addresses(Instant now) {
    Map<String, Set<IpAddress>> addresses = new HashMap<>();
    entries.forEach(
        (question, entry) -> {
          Set<IpAddress> known = addresses.computeIfAbsent(question.name(), n -> new HashSet<>());
          entry.until.forEach(
              (address, until) -> {
                if (!until.isBefore(now)) {
                  known.add(address);
                }
              });
        });
    return addresses;
  }
}
