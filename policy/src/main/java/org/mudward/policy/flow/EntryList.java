package org.mudward.policy.flow;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.Origin;

/** Collects entries: checks each against the pipeline, and keeps one of those that are the same. */
final class EntryList {

  /** What must be unique in a switch. */
  private record Place(int table, int priority, FlowMatch match) {}

  private final Map<Place, FlowEntry> entries = new LinkedHashMap<>();
  private final Map<FlowEntry, Origin> origins = new HashMap<>();

  void add(int table, int priority, FlowMatch match, FlowAction action) {
    add(table, priority, match, action, null);
  }

  /** Adds an entry that stands for a rule. */
  void add(int table, int priority, FlowMatch match, FlowAction action, @Nullable Origin origin) {
    FlowEntry entry = new FlowEntry(table, priority, match, action);
    Pipeline.check(entry);
    FlowEntry earlier = entries.putIfAbsent(new Place(table, priority, match), entry);
    if (earlier != null && !earlier.action().equals(action)) {
      throw new IllegalStateException("two entries for one place: " + earlier + ", " + entry);
    }
    if (origin != null) {
      origins.putIfAbsent(entry, origin);
    }
  }

  List<FlowEntry> entries() {
    return new ArrayList<>(entries.values());
  }

  Map<FlowEntry, Origin> origins() {
    return origins;
  }
}
