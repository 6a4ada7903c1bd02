package org.mudward.policy.testing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.flow.FlowAction;
import org.mudward.policy.flow.FlowEntry;

/**
 * A flow switch that does with a frame what entries say, one frame at a time, and forgets it, but
 * for the connections that entries have it keep.
 *
 * <p>Of the matching entries of a table the one with the highest priority decides. Two of the same
 * priority with different actions are a fault of whoever made them, because a switch may take
 * either.
 */
public final class SoftwareSwitch {
  private final Map<Integer, List<FlowEntry>> tables = new TreeMap<>();
  private final Connections connections = new Connections();
  private final int tags;

  /** A switch that reads one VLAN tag, as Open vSwitch does unless configured otherwise. */
  public SoftwareSwitch(List<FlowEntry> entries) {
    this(entries, 1);
  }

  /**
   * @param tags how many VLAN tags it reads
   */
  public SoftwareSwitch(List<FlowEntry> entries, int tags) {
    this.tags = tags;
    entries.stream()
        .sorted(Comparator.comparingInt(FlowEntry::priority).reversed())
        .forEach(e -> tables.computeIfAbsent(e.table(), t -> new ArrayList<>()).add(e));
  }

  /**
   * What happened to a frame.
   *
   * @param passes whether it was forwarded, or is when the controller has looked at it
   * @param held whether the controller has it
   * @param copied whether the controller got a copy
   * @param hits the entries that decided, one for each table it went through
   */
  public record Result(boolean passes, boolean held, boolean copied, List<FlowEntry> hits) {}

  /** A frame that comes in at a port that nobody is bound to. */
  public Result run(byte[] frame) {
    return run(frame, "");
  }

  /**
   * A frame that comes in at a port.
   *
   * @param port as {@code switch/port}
   */
  public Result run(byte[] frame, String port) {
    SwitchFields fields = SwitchFields.of(frame, tags);
    List<FlowEntry> hits = new ArrayList<>();
    long metadata = 0;
    boolean copied = false;
    int table = 0;
    while (true) {
      fields.metadata(metadata);
      FlowEntry entry = lookup(table, port, fields);
      if (entry == null) {
        return new Result(false, false, copied, hits);
      }
      hits.add(entry);
      FlowAction action = entry.action();
      if (action instanceof FlowAction.Metered metered) { // one frame is never too much
        action = new FlowAction.Goto(metered.table(), 0, 0, false);
      }
      if (action instanceof FlowAction.CopySome some) {
        copied = true;
        action = some.withoutCopy();
      }
      if (action instanceof FlowAction.Track track) {
        fields.connection(connections.state(frame));
        action = track.withoutLooking();
      }
      if (!(action instanceof FlowAction.Goto go)) {
        boolean held = action instanceof FlowAction.Hold;
        boolean keeps = action instanceof FlowAction.Commit;
        boolean passes = held || keeps || action instanceof FlowAction.Forward;
        if (keeps) {
          connections.keep(frame);
        }
        return new Result(passes, held, copied, hits);
      }
      if (go.table() <= table) {
        throw new IllegalStateException("goes back: " + entry);
      }
      metadata = (metadata & ~go.metadataMask()) | go.metadata();
      copied |= go.copyToController();
      table = go.table();
    }
  }

  private @Nullable FlowEntry lookup(int table, String port, SwitchFields fields) {
    FlowEntry best = null;
    for (FlowEntry entry : tables.getOrDefault(table, List.of())) {
      if (best != null && entry.priority() < best.priority()) {
        break;
      }
      boolean here = entry.match().port().isEmpty() || entry.match().port().equals(port);
      if (here && fields.satisfies(entry.match())) {
        if (best != null && !best.action().equals(entry.action())) {
          throw new IllegalStateException("a switch may take either: " + best + ", " + entry);
        }
        best = best == null ? entry : best;
      }
    }
    return best;
  }
}
