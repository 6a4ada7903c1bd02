package org.mudward.mud.names;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.resolve.Groups;
import org.mudward.policy.IpAddress;

/**
 * What is known about one name in one family: the addresses of the last answer, those that devices
 * may still use from answers before or of their own, and when to ask again.
 */
final class KnownName {
  /** Those that are due for longer come first. */
  static final Comparator<KnownName> BY_WAITING = Comparator.comparing(name -> name.nextAsk);

  private Set<IpAddress> current = Set.of();
  private Duration life = NameTable.MIN_TTL;
  private Instant stale = Instant.MAX;
  private final Map<IpAddress, Instant> inGrace = new HashMap<>();

  private Instant nextAsk = Instant.EPOCH;
  private @Nullable Instant lostAt;
  private int failures;
  private Instant earliest = Instant.EPOCH;

  boolean isUnderWay(Instant now) {
    return lostAt != null && now.isBefore(lostAt);
  }

  boolean isDue(Instant now) {
    return !isUnderWay(now) && !now.isBefore(nextAsk);
  }

  void asked(Instant now) {
    lostAt = now.plus(NameTable.LOST);
    earliest = now.plus(NameTable.MIN_TTL);
  }

  /** Asks again as soon as it may, unless questions fail. */
  void hurry(Instant now) {
    if (failures == 0) {
      Instant soon = now.isBefore(earliest) ? earliest : now;
      nextAsk = soon.isBefore(nextAsk) ? soon : nextAsk;
    }
  }

  /** The answer stands until there is another; what it no longer has gets its grace. */
  boolean answered(Set<IpAddress> addresses, Duration ttl, Instant now) {
    Set<IpAddress> before = addresses();
    Instant endOfGrace = now.plus(grace(life));
    Set<IpAddress> old = current;
    current = addresses.stream().sorted().limit(Groups.MAX_ADDRESSES).collect(Collectors.toSet());
    old.stream().filter(gone -> !current.contains(gone)).forEach(gone -> keep(gone, endOfGrace));
    life = clamp(ttl);
    stale = now.plus(life).plus(NameTable.MAX_STALE);
    nextAsk = now.plus(life);
    lostAt = null;
    failures = 0;
    prune(now);
    return !before.equals(addresses());
  }

  /** What somebody else was told holds for as long as he may use it, whatever this side is told. */
  boolean observed(Set<IpAddress> addresses, Duration ttl, Instant now) {
    Set<IpAddress> before = addresses();
    Duration theirs = clamp(ttl);
    addresses.forEach(address -> keep(address, now.plus(theirs).plus(grace(theirs))));
    prune(now);
    return !before.equals(addresses());
  }

  void failed(Instant now) {
    lostAt = null;
    long factor = 1L << Math.min(failures, 10);
    failures++;
    nextAsk = now.plus(min(NameTable.FIRST_PAUSE.multipliedBy(factor), NameTable.MAX_PAUSE));
  }

  boolean expire(Instant now) {
    Set<IpAddress> before = addresses();
    prune(now);
    return !before.equals(addresses());
  }

  Set<IpAddress> addresses(Instant now) {
    prune(now);
    return addresses();
  }

  /** When to ask next, or when what keeps it from being asked will end; empty without room. */
  Optional<Instant> nextAsk(Instant now, boolean room) {
    if (isUnderWay(now)) {
      return Optional.ofNullable(lostAt);
    }
    return room || now.isBefore(nextAsk) ? Optional.of(nextAsk) : Optional.empty();
  }

  /** When the next address goes by itself. */
  Optional<Instant> nextEnd() {
    Stream<Instant> last = current.isEmpty() ? Stream.of() : Stream.of(stale);
    return Stream.concat(inGrace.values().stream(), last).min(Instant::compareTo);
  }

  private Set<IpAddress> addresses() {
    Set<IpAddress> all = new HashSet<>(current);
    all.addAll(inGrace.keySet());
    return all;
  }

  private void keep(IpAddress address, Instant end) {
    inGrace.merge(address, end, (one, other) -> one.isBefore(other) ? other : one);
  }

  /** Lets go what is over; of too many in grace, those that would go first. */
  private void prune(Instant now) {
    inGrace.values().removeIf(end -> !now.isBefore(end));
    if (!now.isBefore(stale)) {
      current = Set.of();
    }
    if (inGrace.size() > Groups.MAX_ADDRESSES) {
      Comparator<Map.Entry<IpAddress, Instant>> lastToGoFirst =
          Map.Entry.<IpAddress, Instant>comparingByValue().reversed();
      Set<IpAddress> kept =
          inGrace.entrySet().stream()
              .sorted(lastToGoFirst.thenComparing(Map.Entry.comparingByKey()))
              .limit(Groups.MAX_ADDRESSES)
              .map(Map.Entry::getKey)
              .collect(Collectors.toCollection(TreeSet::new));
      inGrace.keySet().retainAll(kept);
    }
  }

  /** How long an address stays that answers no longer have: devices may have kept it so long. */
  private static Duration grace(Duration life) {
    return life.compareTo(NameTable.MIN_GRACE) < 0 ? NameTable.MIN_GRACE : life;
  }

  private static Duration clamp(Duration ttl) {
    Duration most = min(ttl, NameTable.MAX_TTL);
    return most.compareTo(NameTable.MIN_TTL) < 0 ? NameTable.MIN_TTL : most;
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
