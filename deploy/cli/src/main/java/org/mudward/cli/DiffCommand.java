package org.mudward.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.mudward.mud.MudFile;
import org.mudward.mud.resolve.FileDifference;
import org.mudward.policy.analysis.PolicyDifference.Change;
import org.mudward.policy.analysis.TooLargeException;
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
    FileDifference difference = between(before, after);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.text(asJson(difference)));
    } else {
      print(out, difference);
    }
    return difference.isSameTraffic() ? ExitCode.FINE : ExitCode.FINDINGS;
  }

  private FileDifference between(MudFile before, MudFile after) {
    try {
      return FileDifference.between(before, after, before.mudUrl());
    } catch (TooLargeException e) {
      throw new CommandFailure(
          ExitCode.BAD_INPUT, older + " and " + newer + " cannot be compared: " + e.getMessage());
    }
  }

  private static void print(PrintWriter out, FileDifference difference) {
    if (difference.isSameTraffic()) {
      out.println("Both permit the same traffic.");
    }
    print(out, "Newly permitted:", difference.traffic().newlyPermitted());
    print(out, "No longer permitted:", difference.traffic().noLongerPermitted());
    print(out, "Newly permitted in quarantine:", difference.inQuarantine().newlyPermitted());
    print(out, "No longer permitted in quarantine:", difference.inQuarantine().noLongerPermitted());
    if (!difference.besides().isEmpty()) {
      out.println("Besides:");
      difference
          .besides()
          .forEach(
              (name, leaf) ->
                  out.printf("  %s: %s -> %s%n", name, shown(leaf.before()), shown(leaf.after())));
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
      out.println("  " + change.words());
      out.println("      by " + change.origin() + "; for example " + change.example());
    }
  }

  private static Map<String, Object> asJson(FileDifference difference) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("same_traffic", difference.isSameTraffic());
    object.put("newly_permitted", asJson(difference.traffic().newlyPermitted()));
    object.put("no_longer_permitted", asJson(difference.traffic().noLongerPermitted()));
    object.put("newly_permitted_in_quarantine", asJson(difference.inQuarantine().newlyPermitted()));
    object.put(
        "no_longer_permitted_in_quarantine", asJson(difference.inQuarantine().noLongerPermitted()));
    Map<String, Object> other = new LinkedHashMap<>();
    difference
        .besides()
        .forEach(
            (name, leaf) ->
                other.put(name, Json.object("old", leaf.before(), "new", leaf.after())));
    object.put("other", other);
    return object;
  }

  private static List<Map<String, Object>> asJson(List<Change> changes) {
    return changes.stream().map(DiffCommand::asJson).toList();
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
}
