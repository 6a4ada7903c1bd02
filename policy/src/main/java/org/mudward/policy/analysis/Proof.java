package org.mudward.policy.analysis;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.Limitation;
import org.mudward.policy.Origin;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.filter.FilterChain;
import org.mudward.policy.filter.FilterTable;
import org.mudward.policy.flow.FlowEntry;

/**
 * Whether a compiled form means what a snapshot means, over all packets and not samples.
 *
 * @param wider a packet that the form lets pass and the snapshot drops; null if there is none. Such
 *     a packet is a hole.
 * @param stricter a packet that the snapshot lets pass and the form drops; null if there is none.
 *     Packets that the back end cannot tell from damaged ones are left out here.
 * @param unexplained one of these that no {@link Limitation} of a rule answers for; null if there
 *     is none. Such a packet is a fault, though not a hole.
 */
public record Proof(
    @Nullable Disagreement wider,
    @Nullable Disagreement stricter,
    @Nullable Disagreement unexplained) {

  /**
   * A packet that is not treated alike.
   *
   * @param path the entries or rules that it meets, as the back end writes them; the last decides
   */
  public record Disagreement(PacketExample packet, List<String> path) {
    public Disagreement {
      path = List.copyOf(path);
    }
  }

  /**
   * Compares flow tables over all whole and honest packets, later fragments among them. Tables have
   * to drop, beside what the snapshot drops, what its senders forge.
   */
  public static Proof of(
      PolicySnapshot snapshot, List<FlowEntry> entries, List<Limitation> limitations) {
    PacketSpace space = new PacketSpace();
    int honest = space.bits.not(new BindingSet(snapshot, space).forged());
    return of(snapshot, honest, new TableSet(entries, space), limitations, space);
  }

  /**
   * Compares a table of nftables over the same, at each of its hooks; the first packet that is not
   * treated alike stands for all. It does not bind senders to their addresses.
   *
   * @throws IllegalArgumentException if a hook is missing, or a chain names something that is not
   *     there, leads to itself, or is a guard that could accept something
   */
  public static Proof of(PolicySnapshot snapshot, FilterTable table) {
    PacketSpace space = new PacketSpace();
    Proof all = new Proof(null, null, null);
    for (FilterChain.Kind hook : FilterChain.Kind.HOOKS) {
      ChainSet chains = new ChainSet(table, hook, space);
      all = all.or(of(snapshot, space.bits.all(), chains, table.limitations(), space));
    }
    return all;
  }

  private Proof or(Proof other) {
    return new Proof(
        wider == null ? other.wider : wider,
        stricter == null ? other.stricter : stricter,
        unexplained == null ? other.unexplained : unexplained);
  }

  private static Proof of(
      PolicySnapshot snapshot,
      int asked,
      PacketForm form,
      List<Limitation> limitations,
      PacketSpace space) {
    int meant = space.bits.and(asked, new SnapshotSet(snapshot, space).passes());
    int least = meant;
    Set<Origin> limited =
        limitations.stream()
            .map(Limitation::origin)
            .filter(origin -> !origin.equals(Origin.NO_MATCH))
            .collect(Collectors.toSet());
    if (!limited.isEmpty()) {
      least = space.bits.and(meant, new SnapshotSet(snapshot, space, limited).passes());
    }
    int done = form.passes();
    int doneOrIndistinct = space.bits.or(done, form.indistinct());
    return new Proof(
        example(space, form, space.bits.minus(space.bits.and(done, form.compared()), meant)),
        example(space, form, space.bits.minus(meant, doneOrIndistinct)),
        example(space, form, space.bits.minus(least, doneOrIndistinct)));
  }

  private static @Nullable Disagreement example(PacketSpace space, PacketForm form, int set) {
    if (space.bits.isEmpty(set)) {
      return null;
    }
    var values = PacketExample.values(set, space);
    return new Disagreement(PacketExample.of(values), form.path(space.bits.single(values)));
  }

  /** Whether nothing passes that should not. */
  public boolean isTight() {
    return wider == null;
  }

  /** Whether the two are the same set. */
  public boolean isExact() {
    return wider == null && stricter == null;
  }

  /** Whether the two are the same set but for what limitations say. */
  public boolean isEqualButForLimitations() {
    return wider == null && unexplained == null;
  }
}
