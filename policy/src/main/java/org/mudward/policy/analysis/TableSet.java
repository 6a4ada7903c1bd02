package org.mudward.policy.analysis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.flow.FlowAction;
import org.mudward.policy.flow.FlowEntry;
import org.mudward.policy.flow.FlowField;
import org.mudward.policy.flow.FlowText;
import org.mudward.policy.flow.Masked;

/**
 * The set of packets that flow tables let pass: all packets at once are sent through the tables,
 * and split where entries differ. Metadata is followed by value, since only constants are written.
 */
final class TableSet implements PacketForm {
  private final PacketSpace space;
  private final Map<Integer, List<FlowEntry>> tables = new TreeMap<>();
  private final Map<FlowEntry, Integer> matches = new HashMap<>();

  TableSet(List<FlowEntry> entries, PacketSpace space) {
    this.space = space;
    for (FlowEntry entry : entries) {
      tables.computeIfAbsent(entry.table(), table -> new ArrayList<>()).add(entry);
    }
    tables
        .values()
        .forEach(list -> list.sort(Comparator.comparingInt(FlowEntry::priority).reversed()));
  }

  /** Packets that leave the last table; a packet that meets no entry of a table is dropped. */
  @Override
  public int passes() {
    BitSpace bits = space.bits;
    Map<Integer, Map<Long, Integer>> waiting = new TreeMap<>();
    waiting.computeIfAbsent(0, table -> new HashMap<>()).put(0L, bits.all());
    int passed = bits.none();
    while (!waiting.isEmpty()) {
      int table = waiting.keySet().iterator().next();
      Map<Long, Integer> arriving = waiting.remove(table);
      for (Map.Entry<Long, Integer> arrival : arriving.entrySet()) {
        passed = bits.or(passed, run(table, arrival.getKey(), arrival.getValue(), waiting));
      }
    }
    return passed;
  }

  /** Sends packets through one table; returns those that leave the switch. */
  private int run(int table, long metadata, int packets, Map<Integer, Map<Long, Integer>> waiting) {
    BitSpace bits = space.bits;
    int passed = bits.none();
    int left = packets;
    for (FlowEntry entry : tables.getOrDefault(table, List.of())) {
      Masked wanted = entry.match().get(FlowField.METADATA);
      if (bits.isEmpty(left) || (wanted != null && !wanted.matches(0, metadata))) {
        continue;
      }
      int matched = bits.and(left, matches.computeIfAbsent(entry, this::match));
      left = bits.minus(left, matched);
      if (bits.isEmpty(matched)) {
        continue;
      }
      if (entry.action() instanceof FlowAction.Forward
          || entry.action() instanceof FlowAction.Commit
          || entry.action() instanceof FlowAction.Hold) { // the controller sends it on
        passed = bits.or(passed, matched);
        continue;
      }
      FlowAction.Goto next = onward(entry.action());
      if (next != null) {
        long written = (metadata & ~next.metadataMask()) | next.metadata();
        waiting
            .computeIfAbsent(next.table(), t -> new HashMap<>())
            .merge(written, matched, bits::or);
      }
    }
    return passed;
  }

  /** Where a packet goes on; null if it ends. What a meter leaves of many is no question here. */
  private static FlowAction.@Nullable Goto onward(FlowAction action) {
    if (action instanceof FlowAction.Metered metered) {
      return new FlowAction.Goto(metered.table(), 0, 0, false);
    }
    if (action instanceof FlowAction.CopySome some) {
      return some.withoutCopy();
    }
    if (action instanceof FlowAction.Track track) {
      return track.withoutLooking();
    }
    return action instanceof FlowAction.Goto next ? next : null;
  }

  @Override
  public int compared() {
    return space.honest();
  }

  @Override
  public int indistinct() {
    return space.indistinct();
  }

  @Override
  public List<String> path(int packet) {
    List<String> met = new ArrayList<>();
    int table = 0;
    long metadata = 0;
    while (true) {
      FlowEntry entry = first(table, metadata, packet);
      if (entry == null) {
        return met;
      }
      met.add(FlowText.of(entry));
      FlowAction.Goto next = onward(entry.action());
      if (next == null) {
        return met;
      }
      metadata = (metadata & ~next.metadataMask()) | next.metadata();
      table = next.table();
    }
  }

  private @Nullable FlowEntry first(int table, long metadata, int packet) {
    for (FlowEntry entry : tables.getOrDefault(table, List.of())) {
      Masked wanted = entry.match().get(FlowField.METADATA);
      boolean arrives = wanted == null || wanted.matches(0, metadata);
      int match = arrives ? matches.computeIfAbsent(entry, this::match) : space.bits.none();
      if (!space.bits.isEmpty(space.bits.and(packet, match))) {
        return entry;
      }
    }
    return null;
  }

  private int match(FlowEntry entry) {
    String port = entry.match().port();
    int set = port.isEmpty() ? space.bits.all() : space.comesInAt(port);
    for (Map.Entry<FlowField, Masked> field : entry.match().fields().entrySet()) {
      if (field.getKey() != FlowField.METADATA) {
        Masked m = field.getValue();
        int shown = space.shown(field.getKey(), m.high(), m.low(), m.maskHigh(), m.maskLow());
        set = space.bits.and(set, shown);
      }
    }
    return set;
  }
}
