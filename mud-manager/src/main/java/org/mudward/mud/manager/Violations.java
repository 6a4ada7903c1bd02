package org.mudward.mud.manager;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.MacAddress;

/**
 * What devices tried that is dropped, by kinds, as far as samples show it. In memory: after a
 * restart of the manager it begins anew.
 *
 * <p>{@link #offer} may be called from any thread, everything else by the writer alone: samples
 * wait for its next turn and make none of their own.
 */
final class Violations {
  /** Kinds of one device; a scan of all ports shows itself in these as well. */
  static final int MAX_OF_A_DEVICE = 64;

  /** Kinds of all devices that are known, some 8 MiB; those not seen for longest make room. */
  static final int MAX_OF_KNOWN = 8_192;

  /** The same of addresses that nobody knows, so that invented ones take nobody's room. */
  static final int MAX_OF_STRANGERS = 512;

  /** What enforcers may send in a second or two; what finds no room was not sampled. */
  static final int MAX_WAITING = 256;

  private final ArrayBlockingQueue<DropSample> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
  private final Pool known = new Pool(MAX_OF_KNOWN);
  private final Pool strangers = new Pool(MAX_OF_STRANGERS);

  /**
   * Hands over a sample.
   *
   * @return whether there was room; those that come next say the same
   */
  boolean offer(DropSample sample) {
    return waiting.offer(sample);
  }

  /**
   * Takes in what waits.
   *
   * @param names the site's names of devices
   * @param begun gets what was not there before
   * @return names of which devices perhaps know other addresses than are known here
   */
  Set<String> takeIn(
      Instant now, Function<MacAddress, @Nullable String> names, Consumer<Violation> begun) {
    List<DropSample> samples = new ArrayList<>();
    Set<String> missed = new HashSet<>();
    waiting.drainTo(samples);
    for (DropSample sample : samples) {
      Violation.Details details = sample.details();
      if (details.peerName() == null) {
        details = details.named(names.apply(details.peerMac()));
      }
      Pool pool = sample.stranger() ? strangers : known;
      Violation violation = pool.add(sample.traffic(), details, now);
      if (violation.samples() == 1) {
        begun.accept(violation);
      }
      missed.addAll(sample.names());
    }
    return missed;
  }

  /** All, newest first. */
  List<Violation> all() {
    List<Violation> all = new ArrayList<>();
    known.addTo(all);
    strangers.addTo(all);
    all.sort(Comparator.comparing(Violation::last).reversed());
    return all;
  }

  /** How many kinds there are of a device. */
  int count(MacAddress mac) {
    return known.count(mac) + strangers.count(mac);
  }

  /** How many kinds there are. */
  int count() {
    return known.size + strangers.size;
  }

  /** A device is forgotten. */
  void forget(MacAddress mac) {
    known.forget(mac);
    strangers.forget(mac);
  }

  /** Kinds by device, both in the order in which they were seen last. */
  private static final class Pool {
    private final int most;
    private final Map<MacAddress, Map<Violation.Traffic, Violation>> devices =
        new LinkedHashMap<>();
    private int size;

    Pool(int most) {
      this.most = most;
    }

    Violation add(Violation.Traffic traffic, Violation.Details details, Instant now) {
      Map<Violation.Traffic, Violation> before = devices.remove(traffic.device());
      Map<Violation.Traffic, Violation> kinds = before == null ? new LinkedHashMap<>() : before;
      devices.put(traffic.device(), kinds); // as the last
      Violation old = kinds.remove(traffic);
      Violation next =
          old == null
              ? new Violation(traffic, details, 1, now, now)
              : new Violation(traffic, details, old.samples() + 1, old.first(), now);
      kinds.put(traffic, next);
      if (old == null) {
        size++;
        makeRoom(kinds);
      }
      return next;
    }

    /** Within the device first; else the device that was not seen for longest gives one up. */
    private void makeRoom(Map<Violation.Traffic, Violation> kinds) {
      if (kinds.size() > MAX_OF_A_DEVICE) {
        removeFirst(kinds);
      } else if (size > most) {
        var quiet = devices.entrySet().iterator();
        Map<Violation.Traffic, Violation> first = quiet.next().getValue();
        removeFirst(first);
        if (first.isEmpty()) {
          quiet.remove();
        }
      }
    }

    private void removeFirst(Map<Violation.Traffic, Violation> kinds) {
      var oldest = kinds.entrySet().iterator();
      oldest.next();
      oldest.remove();
      size--;
    }

    int count(MacAddress mac) {
      Map<Violation.Traffic, Violation> kinds = devices.get(mac);
      return kinds == null ? 0 : kinds.size();
    }

    void forget(MacAddress mac) {
      Map<Violation.Traffic, Violation> gone = devices.remove(mac);
      size -= gone == null ? 0 : gone.size();
    }

    void addTo(List<Violation> all) {
      devices.values().forEach(kinds -> all.addAll(kinds.values()));
    }
  }
}
