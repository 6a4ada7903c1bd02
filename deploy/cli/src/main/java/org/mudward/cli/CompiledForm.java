package org.mudward.cli;

import java.util.List;
import org.mudward.policy.Limitation;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.analysis.Proof;
import org.mudward.policy.filter.FilterCompiler;
import org.mudward.policy.filter.FilterTable;
import org.mudward.policy.flow.ClassIds;
import org.mudward.policy.flow.FlowCompiler;
import org.mudward.policy.flow.FlowTables;

/**
 * What a snapshot becomes for a back end, and the proof that it means the same.
 *
 * @param name the back end
 * @param size how much it is
 * @param unit what it is counted in
 * @param binds whether it also drops what senders forge, which a snapshot does not
 */
record CompiledForm(
    String name, int size, String unit, boolean binds, List<Limitation> limitations, Proof proof) {

  static CompiledForm openFlow(PolicySnapshot snapshot) {
    FlowTables tables = FlowCompiler.compile(snapshot, ClassIds.EMPTY);
    return new CompiledForm(
        "openflow",
        tables.entries().size(),
        "entries",
        true,
        tables.limitations(),
        Proof.of(snapshot, tables.entries(), tables.limitations()));
  }

  static CompiledForm nftables(PolicySnapshot snapshot) {
    FilterTable table = FilterCompiler.compile(snapshot);
    return new CompiledForm(
        "nftables", table.rules(), "rules", false, table.limitations(), Proof.of(snapshot, table));
  }
}
