package org.mudward.mud.inventory;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** The file servers that were asked, as many as there may be files. */
final class Servers {
  private final Map<String, ServerEntry> entries = new HashMap<>();
  private final Set<String> changed = new HashSet<>();
  private final Set<String> forgotten = new HashSet<>();

  Servers(Collection<ServerEntry> known) {
    known.forEach(server -> entries.put(server.authority(), server));
  }

  Optional<ServerEntry> get(String authority) {
    return Optional.ofNullable(entries.get(authority));
  }

  /**
   * Adds or replaces a server; a new one makes room by itself.
   *
   * @param needed those that are not forgotten for it
   */
  void put(ServerEntry server, Set<String> needed) {
    if (!entries.containsKey(server.authority()) && entries.size() >= Inventory.MAX_FILES) {
      entries.values().stream()
          .filter(other -> !needed.contains(other.authority()))
          .min(Comparator.comparing(ServerEntry::seen))
          .ifPresent(other -> forget(other.authority()));
    }
    entries.put(server.authority(), server);
    changed.add(server.authority());
    forgotten.remove(server.authority());
  }

  private void forget(String authority) {
    entries.remove(authority);
    changed.remove(authority);
    forgotten.add(authority);
  }

  /** What was added or replaced since the last {@link #saved}. */
  List<ServerEntry> changed() {
    return changed.stream().map(entries::get).filter(Objects::nonNull).toList();
  }

  /** Which were forgotten since. */
  List<String> forgotten() {
    return List.copyOf(forgotten);
  }

  void saved() {
    changed.clear();
    forgotten.clear();
  }
}
