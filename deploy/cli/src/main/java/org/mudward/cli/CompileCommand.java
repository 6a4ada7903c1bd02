package org.mudward.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.mudward.cli.config.ConfigException;
import org.mudward.policy.Limitation;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.filter.FilterCompiler;
import org.mudward.policy.filter.FilterTable;
import org.mudward.policy.filter.FilterText;
import org.mudward.policy.flow.ClassIds;
import org.mudward.policy.flow.FlowCompilation;
import org.mudward.policy.flow.FlowTables;
import org.mudward.policy.flow.FlowText;
import org.mudward.policy.flow.Meter;
import org.mudward.policy.link.SnapshotJson;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mudward compile}: what would be in force? */
@Command(
    name = "compile",
    mixinStandardHelpOptions = true,
    description = {
      "Prints what a MUD file becomes in a network: the snapshot, which is what it means, or the form",
      "of a back end, with limitations where that is stricter.",
      "",
      "The file is given to the devices named by --device, or to those of the site whose mud-file it",
      "is. Rules of a file that no device has are not compiled.",
      "",
      "To look at what nftables would do, in a network namespace of its own:",
      "  mudward compile lamp.json --site site.yaml --target nftables > lamp.nft",
      "  sudo unshare --net nft --check --file lamp.nft"
    })
final class CompileCommand implements Callable<Integer> {

  /** What to print. */
  enum Target {
    SNAPSHOT,
    OPENFLOW,
    NFTABLES
  }

  @Parameters(paramLabel = "FILE", description = "the MUD file")
  private Path file = Path.of("");

  @Mixin private OfflineOptions offline = new OfflineOptions();

  @Option(
      names = "--target",
      paramLabel = "snapshot|openflow|nftables",
      required = true,
      description =
          "snapshot: the JSON that manager and enforcer share; openflow: entries as ovs-ofctl reads them;"
              + " nftables: a table as nft -f reads it")
  private Target target = Target.SNAPSHOT;

  @Option(
      names = "--connection-tracking",
      description = "openflow: for a switch that follows connections, as the enforcer may be told")
  private boolean tracking;

  @Option(names = "--json", description = "print JSON also where the form is not")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws ConfigException {
    PolicySnapshot snapshot =
        OfflineSite.snapshot(offline.site(), file, offline.devices(), offline.lenient());
    if (tracking && target != Target.OPENFLOW) {
      throw new ParameterException(
          spec.commandLine(), "--connection-tracking goes with --target openflow alone");
    }
    PrintWriter out = spec.commandLine().getOut();
    if (target == Target.SNAPSHOT) {
      out.println(SnapshotJson.pretty(snapshot));
      return ExitCode.FINE;
    }
    if (target == Target.NFTABLES) {
      FilterTable table = FilterCompiler.compile(snapshot);
      List<String> lines = FilterText.lines(table);
      if (json) {
        out.println(Json.text(asJson(table, lines)));
      } else {
        lines.forEach(out::println);
      }
      return ExitCode.FINE;
    }
    FlowTables tables = FlowCompilation.of(snapshot, ClassIds.EMPTY, tracking).tables();
    if (json) {
      out.println(Json.text(asJson(tables)));
    } else {
      print(out, tables);
    }
    return ExitCode.FINE;
  }

  private static void print(PrintWriter out, FlowTables tables) {
    for (Limitation limitation : tables.limitations()) {
      out.println("# limitation: " + describe(limitation));
    }
    for (Meter meter : tables.meters()) {
      out.println("# first: ovs-ofctl -O OpenFlow13 add-meter BRIDGE " + FlowText.of(meter));
    }
    tables.entries().forEach(entry -> out.println(FlowText.of(entry)));
  }

  private static String describe(Limitation limitation) {
    String origin = limitation.origin().toString();
    return origin.equals("no match") ? limitation.text() : origin + ": " + limitation.text();
  }

  private static Map<String, Object> asJson(FilterTable table, List<String> lines) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("revision", table.revision());
    object.put("limitations", table.limitations().stream().map(CompileCommand::describe).toList());
    object.put("lines", lines);
    return object;
  }

  private static Map<String, Object> asJson(FlowTables tables) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("revision", tables.revision());
    object.put("limitations", tables.limitations().stream().map(CompileCommand::describe).toList());
    object.put("meters", tables.meters().stream().map(FlowText::of).toList());
    object.put("entries", tables.entries().stream().map(FlowText::of).toList());
    return object;
  }
}
