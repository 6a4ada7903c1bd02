package org.mudward.policy.flow;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.Origin;

/**
 * Collects entries: checks each against the pipeline, and keeps one of those that are the same.
 * Once {@linkplain #watch watched}, it remembers what changes.
 */
final class EntryList {

  /** Where entries go: into the list, or out of it. */
  interface Way {
    /**
     * Takes one more.
     *
     * @param origin the rule for which the entry stands; null if it stands for none
     */
    void put(FlowEntry entry, @Nullable Origin origin);
  }

  private final Map<FlowEntry.Place, FlowEntry> entries;
  private final Map<FlowEntry, Origin> origins = new HashMap<>();
  private @Nullable Changes changes;
  private @Nullable FlowSink sink;

  /** What stood for a rule and was removed since {@link #watch}. */
  private final Map<FlowEntry.Place, Ended> ended = new HashMap<>();

  private record Ended(FlowEntry entry, Origin origin) {}

  /** What was added and removed; what was both is neither. */
  private record Changes(Set<FlowEntry> added, Set<FlowEntry> removed) {
    void add(FlowEntry entry) {
      if (!removed.remove(entry)) {
        added.add(entry);
      }
    }

    void remove(FlowEntry entry) {
      if (!added.remove(entry)) {
        removed.add(entry);
      }
    }
  }

  /**
   * An empty one.
   *
   * @param expected how many there will be, roughly
   */
  EntryList(int expected) {
    entries = new LinkedHashMap<>(2 * expected);
  }

  void add(int table, int priority, FlowMatch match, FlowAction action) {
    add(new FlowEntry(table, priority, match, action));
  }

  void add(FlowEntry entry) {
    add(entry, null);
  }

  /** Adds an entry that stands for a rule. */
  void add(FlowEntry entry, @Nullable Origin origin) {
    Pipeline.check(entry);
    FlowEntry earlier = entries.putIfAbsent(entry.place(), entry);
    if (earlier == null) {
      if (origin != null) {
        origins.put(entry, origin);
      }
      if (changes != null) {
        changes.add(entry);
      }
      if (sink != null) {
        sink.entry(entry);
      }
    } else if (!earlier.action().equals(entry.action())) {
      throw new IllegalStateException("two entries for one place: " + earlier + ", " + entry);
    }
  }

  /** Takes an entry out, if just this one is there. */
  void remove(FlowEntry entry) {
    if (entries.remove(entry.place(), entry)) {
      if (sink != null) {
        throw new IllegalStateException("somebody was told of it: " + entry);
      }
      Origin origin = origins.remove(entry);
      if (changes != null) {
        changes.remove(entry);
        if (origin != null) {
          ended.put(entry.place(), new Ended(entry, origin));
        }
      }
    }
  }

  /** Tells of what is there, and of what is added from now on. */
  void tell(FlowSink listener) {
    entries.values().forEach(listener::entry);
    sink = listener;
  }

  void tellNoMore() {
    sink = null;
  }

  /** Into the list. */
  Way in() {
    return this::add;
  }

  /** Out of it again. */
  Way out() {
    return (entry, origin) -> remove(entry);
  }

  /** Begins to remember what changes. */
  void watch() {
    changes = new Changes(new LinkedHashSet<>(), new LinkedHashSet<>());
    ended.clear();
  }

  /** What has changed since {@link #watch}. */
  FlowChange changes() {
    Changes seen = changes;
    return seen == null
        ? new FlowChange(List.of(), List.of())
        : new FlowChange(seen.added(), seen.removed());
  }

  /** A view of all entries. */
  Collection<FlowEntry> entries() {
    return Collections.unmodifiableCollection(entries.values());
  }

  /**
   * The rule for which an entry stands in a switch, or stood before the last change; null if it is
   * none of these for a rule. What drops may be sampled or not.
   */
  @Nullable Origin origin(FlowEntry standing) {
    FlowEntry.Place place = standing.place();
    FlowEntry ours = entries.get(place);
    if (ours != null && isLike(ours, standing)) {
      return origins.get(ours);
    }
    Ended gone = ended.get(place);
    return gone != null && isLike(gone.entry(), standing) ? gone.origin() : null;
  }

  private static boolean isLike(FlowEntry ours, FlowEntry standing) {
    boolean bothDrop =
        ours.action() instanceof FlowAction.Drop && standing.action() instanceof FlowAction.Drop;
    return bothDrop || ours.equals(standing);
  }

  /** A view of the rules that entries stand for. */
  Map<FlowEntry, Origin> origins() {
    return Collections.unmodifiableMap(origins);
  }
}
