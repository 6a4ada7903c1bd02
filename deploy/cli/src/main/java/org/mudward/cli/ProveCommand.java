package org.mudward.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.analysis.Proof;
import org.mudward.policy.flow.ClassIds;
import org.mudward.policy.flow.FlowCompiler;
import org.mudward.policy.flow.FlowTables;
import org.mudward.policy.link.LinkFormatException;
import org.mudward.policy.link.SnapshotJson;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mudward prove}: does the compiled form mean what the snapshot says, over all packets? */
@Command(
    name = "prove",
    mixinStandardHelpOptions = true,
    description = {
      "Shows over all packets, not samples, that a back end's form of a snapshot lets nothing pass",
      "that the snapshot drops; or prints a packet for which that is not so.",
      "",
      "A snapshot comes from \"mudward compile FILE --site SITE.yaml --target snapshot\"."
    },
    footer = {"", "Exit code 1 if a counterexample was found."})
final class ProveCommand implements Callable<Integer> {

  /** The back end whose form is compared. */
  enum Against {
    OPENFLOW
  }

  @Option(
      names = "--snapshot",
      paramLabel = "FILE",
      required = true,
      description = "the snapshot (JSON)")
  private Path file = Path.of("");

  @Option(
      names = "--against",
      paramLabel = "openflow",
      required = true,
      description = "the back end")
  private Against against = Against.OPENFLOW;

  @Option(names = "--json", description = "print JSON")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PolicySnapshot snapshot;
    try {
      snapshot = SnapshotJson.read(MudFiles.bytes(file));
    } catch (LinkFormatException e) {
      throw new CommandFailure(ExitCode.BAD_INPUT, file + " is no snapshot: " + e.getMessage());
    }
    FlowTables tables = FlowCompiler.compile(snapshot, ClassIds.EMPTY);
    Proof proof = Proof.of(snapshot, tables.entries());
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.text(asJson(proof, tables)));
    } else {
      print(out, proof, tables);
    }
    return proof.isTight() ? ExitCode.FINE : ExitCode.FINDINGS;
  }

  private void print(PrintWriter out, Proof proof, FlowTables tables) {
    String form = against.name().toLowerCase(Locale.ROOT);
    out.println(
        proof.wider() == null
            ? form
                + " passes nothing that the snapshot drops ("
                + tables.entries().size()
                + " entries)"
            : "COUNTEREXAMPLE: " + form + " passes what the snapshot drops: " + proof.wider());
    out.println(
        proof.stricter() == null
            ? form + " drops nothing that the snapshot passes"
            : form + " is stricter, for example: " + proof.stricter());
  }

  private static Map<String, Object> asJson(Proof proof, FlowTables tables) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("tight", proof.isTight());
    object.put("exact", proof.isExact());
    object.put("entries", tables.entries().size());
    object.put("wider", proof.wider());
    object.put("stricter", proof.stricter());
    return object;
  }
}
