package org.mudward.mud.manager;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.mudward.mud.inventory.EventText;
import org.mudward.mud.manager.Status.Enforcer;
import org.mudward.policy.Direction;
import org.mudward.policy.Origin;
import org.mudward.policy.link.LinkMessage;

/** What the connected enforcers said. Writer only. */
final class Enforcers {
  /** Rules whose packets are counted: 200 files of 200 entries, twice. */
  static final int MAX_COUNTS = 80_000;

  /** A rule and a direction. */
  private record Key(Origin origin, Direction direction) {}

  private final Map<String, Enforcer> connected = new TreeMap<>();
  private final Map<String, Map<Key, Long>> reported = new HashMap<>();
  private final Map<Key, Long> totals = new HashMap<>();

  void connected(String name, Events events) {
    events.enforcer("enforcer.connected", "", name);
    connected.put(name, new Enforcer(name, -1, "", List.of()));
    reported.put(name, new HashMap<>());
  }

  void disconnected(String name, Events events) {
    if (connected.remove(name) != null) {
      events.enforcer("enforcer.gone", "it keeps enforcing what it has", name);
    }
    reported.remove(name);
  }

  /** Acknowledgements that follow from a look-up alone are not worth a line in the journal. */
  void applied(String name, LinkMessage.Applied applied, Events events) {
    Enforcer old = connected.get(name);
    if (old == null) {
      return;
    }
    boolean news = !old.refused().isEmpty() || !old.limitations().equals(applied.limitations());
    if (old.applied() < 0 || news) {
      events.enforcer(
          "policy.applied",
          "revision " + applied.revision() + ", " + applied.limitations().size() + " limitations",
          name);
    }
    connected.put(name, new Enforcer(name, applied.revision(), "", applied.limitations()));
  }

  void refused(String name, LinkMessage.Refused refused, Events events) {
    Enforcer old = connected.get(name);
    if (old == null) {
      return;
    }
    String reason = EventText.safe("revision " + refused.revision() + ": " + refused.reason());
    if (!reason.equals(old.refused())) {
      events.enforcer("policy.refused", reason, name);
    }
    connected.put(name, new Enforcer(name, old.applied(), reason, old.limitations()));
  }

  /** Adds what was counted since the enforcer last said; one that starts again starts at zero. */
  void counted(String name, LinkMessage.Counts counts) {
    Map<Key, Long> before = reported.get(name);
    if (before == null) {
      return;
    }
    for (LinkMessage.Count count : counts.counts()) {
      Key key = new Key(count.origin(), count.direction());
      boolean room = totals.containsKey(key) || totals.size() < MAX_COUNTS;
      if (room && count.packets() >= 0) {
        long last = before.getOrDefault(key, 0L);
        long more = count.packets() >= last ? count.packets() - last : count.packets();
        before.put(key, count.packets());
        totals.merge(key, more, Long::sum);
      }
    }
  }

  /** Packets that rules decided since the manager started. */
  List<LinkMessage.Count> counts() {
    List<LinkMessage.Count> counts = new ArrayList<>();
    totals.forEach(
        (key, packets) ->
            counts.add(new LinkMessage.Count(key.origin(), key.direction(), packets)));
    return counts;
  }

  Collection<Enforcer> all() {
    return List.copyOf(connected.values());
  }
}
