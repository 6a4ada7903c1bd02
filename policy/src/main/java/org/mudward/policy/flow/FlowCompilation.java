package org.mudward.policy.flow;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.Limitation;
import org.mudward.policy.Origin;
import org.mudward.policy.PolicySnapshot;

/**
 * The tables of a snapshot, and of the ones after it at the cost of what changes: devices and
 * policies that come, go or become others, new answers of the DNS, another server of the site.
 *
 * <p>For one thread at a time. If {@link #advance} throws, what is here is of no more use, and has
 * to be made anew from what is in force.
 */
public final class FlowCompilation {
  private final FlowCompiler compiler;

  private FlowCompilation(FlowCompiler compiler) {
    this.compiler = compiler;
  }

  /**
   * Compiles a snapshot.
   *
   * @param previous the numbers of the compilation before, so that what stays keeps its own
   * @throws FlowSpaceException if there is more to number than there are numbers
   */
  public static FlowCompilation of(PolicySnapshot snapshot, ClassIds previous) {
    return of(snapshot, previous, false);
  }

  /**
   * Compiles a snapshot.
   *
   * @param previous likewise
   * @param tracking whether the switch follows connections, so that a rule with {@code
   *     direction-initiated} accepts segments only of those that were begun as it says; so do all
   *     that come {@linkplain #next next}
   * @throws FlowSpaceException likewise
   */
  public static FlowCompilation of(PolicySnapshot snapshot, ClassIds previous, boolean tracking) {
    return new FlowCompilation(FlowCompiler.made(snapshot, previous, tracking));
  }

  /**
   * Compiles the snapshot after this one's, of which most is as it was; this one stays as it is.
   *
   * @param previous likewise
   * @throws FlowSpaceException likewise
   */
  public FlowCompilation next(PolicySnapshot snapshot, ClassIds previous) {
    return new FlowCompilation(compiler.next(snapshot, previous, null));
  }

  /**
   * Likewise.
   *
   * @param sink is told of meters and entries as they are made
   * @throws FlowSpaceException likewise; the sink may have been told of some by then
   */
  public FlowCompilation next(PolicySnapshot snapshot, ClassIds previous, FlowSink sink) {
    return new FlowCompilation(compiler.next(snapshot, previous, sink));
  }

  /** Whether no party has a policy, so that there are no entries that stand for rules. */
  public boolean judgesNobody() {
    return compiler.judgesNobody();
  }

  /**
   * Goes on to another snapshot, if it differs in what concerns some devices, policies or groups,
   * and not everybody.
   *
   * @return what changes; empty if it differs in more, and then nothing has been done
   * @throws FlowSpaceException if there is more to number than there are numbers
   */
  public Optional<FlowChange> advance(PolicySnapshot next) {
    return compiler.advance(next);
  }

  /** What the tables are made of. */
  public PolicySnapshot snapshot() {
    return compiler.snapshot();
  }

  /** A view of the entries, no two with the same table, priority and match. */
  public Collection<FlowEntry> entries() {
    return compiler.entries();
  }

  /**
   * The rule for which an entry stands in a switch, or stood before the last {@link #advance}; null
   * if it is none of these for a rule. What drops may be sampled or not.
   */
  public @Nullable Origin origin(FlowEntry standing) {
    return compiler.origin(standing);
  }

  /** The meters that entries send packets through. */
  public List<Meter> meters() {
    return compiler.meters();
  }

  /** Where the tables are stricter than the snapshot. */
  public List<Limitation> limitations() {
    return compiler.limitations();
  }

  /** The numbers that are in use, for the next compilation. */
  public ClassIds ids() {
    return compiler.ids();
  }

  /** All of it as a value that stays. */
  public FlowTables tables() {
    return compiler.tables();
  }
}
