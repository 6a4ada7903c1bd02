package org.mudward.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.mudward.mud.MudAcl;
import org.mudward.mud.MudFile;
import org.mudward.mud.resolve.Resolver;
import org.mudward.policy.DevicePolicy;
import org.mudward.policy.Direction;
import org.mudward.policy.analysis.PolicyDifference;
import org.mudward.policy.analysis.PolicyDifference.Change;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mudward diff}: what does a new version of a MUD file permit that the old one did not? */
@Command(
    name = "diff",
    mixinStandardHelpOptions = true,
    description = {
      "Says what traffic a new version of a MUD file newly permits, and what it no longer permits.",
      "",
      "It compares what the files mean, over all packets: entries that were renamed, moved, split",
      "or written otherwise make no difference. Names and classes stand for themselves, since",
      "without a network nobody knows their addresses. What else changed is listed behind."
    },
    footer = {
      "",
      "Exit code 0 if both permit the same traffic, 1 if not.",
      "",
      "Example: mudward diff lamp-1.json lamp-2.json"
    })
final class DiffCommand implements Callable<Integer> {
  private static final String POLICY = "file";

  @Parameters(index = "0", paramLabel = "OLD", description = "the MUD file so far")
  private Path older = Path.of("");

  @Parameters(index = "1", paramLabel = "NEW", description = "the one that replaces it")
  private Path newer = Path.of("");

  @Option(names = "--lenient", description = "read pre-RFC files too")
  private boolean lenient;

  @Option(names = "--json", description = "print JSON")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    MudFile before = MudFiles.read(older, lenient);
    MudFile after = MudFiles.read(newer, lenient);
    PolicyDifference difference =
        PolicyDifference.between(policy(before, before), policy(after, before));
    Map<String, List<String>> leaves = leaves(before, after);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.text(asJson(difference, leaves)));
    } else {
      print(out, difference, leaves);
    }
    return difference.isEmpty() ? ExitCode.FINE : ExitCode.FINDINGS;
  }

  /** "This maker" and "this device" are the same of both, whatever URL the new one bears. */
  private static DevicePolicy policy(MudFile file, MudFile old) {
    return Resolver.policy(file, POLICY, old.mudUrl());
  }

  private static void print(
      PrintWriter out, PolicyDifference difference, Map<String, List<String>> leaves) {
    if (difference.isEmpty()) {
      out.println("Both permit the same traffic.");
    }
    print(out, "Newly permitted:", difference.newlyPermitted());
    print(out, "No longer permitted:", difference.noLongerPermitted());
    if (!leaves.isEmpty()) {
      out.println("Besides:");
      leaves.forEach(
          (leaf, values) ->
              out.printf("  %s: %s -> %s%n", leaf, shown(values.get(0)), shown(values.get(1))));
    }
  }

  private static String shown(String value) {
    return value.isEmpty() ? "(none)" : value;
  }

  private static void print(PrintWriter out, String title, List<Change> changes) {
    if (changes.isEmpty()) {
      return;
    }
    out.println(title);
    for (Change change : changes) {
      String who = change.direction() == Direction.FROM_DEVICE ? "may send " : "may be sent ";
      out.println("  the device " + who + (change.whole() ? "" : "more of ") + change.rule());
      out.println("      by " + change.origin() + "; for example " + change.example());
    }
  }

  private static Map<String, Object> asJson(
      PolicyDifference difference, Map<String, List<String>> leaves) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("same_traffic", difference.isEmpty());
    object.put(
        "newly_permitted", difference.newlyPermitted().stream().map(DiffCommand::asJson).toList());
    object.put(
        "no_longer_permitted",
        difference.noLongerPermitted().stream().map(DiffCommand::asJson).toList());
    Map<String, Object> other = new LinkedHashMap<>();
    leaves.forEach(
        (leaf, values) -> other.put(leaf, Map.of("old", values.get(0), "new", values.get(1))));
    object.put("other", other);
    return object;
  }

  private static Map<String, Object> asJson(Change change) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("direction", change.direction().toString());
    object.put("origin", change.origin().toString());
    object.put("rule", change.rule());
    object.put("whole", change.whole());
    object.put("example", change.example());
    return object;
  }

  /** Leaves that do not decide about packets, where they differ: old value, new value. */
  private static Map<String, List<String>> leaves(MudFile before, MudFile after) {
    Map<String, String> old = leaves(before);
    Map<String, String> now = leaves(after);
    Map<String, List<String>> changed = new LinkedHashMap<>();
    TreeSet<String> names = new TreeSet<>(old.keySet());
    names.addAll(now.keySet());
    for (String name : names) {
      String was = old.getOrDefault(name, "");
      String is = now.getOrDefault(name, "");
      if (!was.equals(is)) {
        changed.put(name, List.of(was, is));
      }
    }
    return changed;
  }

  private static Map<String, String> leaves(MudFile file) {
    Map<String, String> leaves = new TreeMap<>(file.info());
    leaves.put("mud-url", file.mudUrl().text());
    leaves.put("last-update", file.lastUpdate().toString());
    leaves.put("mud-signature", Objects.requireNonNullElse(file.signature(), ""));
    leaves.put("cache-validity", file.cacheValidity().toHours() + " h");
    leaves.put("is-supported", Boolean.toString(file.supported()));
    leaves.put("extensions", String.join(" ", file.extensions()));
    rates(Direction.FROM_DEVICE, file.fromDevice(), leaves);
    rates(Direction.TO_DEVICE, file.toDevice(), leaves);
    return leaves;
  }

  private static void rates(Direction direction, List<MudAcl> lists, Map<String, String> leaves) {
    for (MudAcl list : lists) {
      if (list.rate() != null) {
        leaves.put("rate of " + list.name() + ", " + direction, list.rate().toString());
      }
    }
  }
}
