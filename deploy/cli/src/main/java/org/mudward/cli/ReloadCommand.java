package org.mudward.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import org.mudward.cli.config.ConfigException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mudward reload}: the running manager takes up its configuration as it is now. */
@Command(
    name = "reload",
    mixinStandardHelpOptions = true,
    description = {
      "Has the running manager read its configuration and the files named there anew, and says",
      "what changes: the settings, and what follows for devices. A broken file, or a change that",
      "needs a restart, is refused, and all stays as it was.",
      "",
      "Taken up are site, and manager.new-devices, weak-urls, address-literals, changed-files,",
      "resolver and fetch.",
      "Exit code 1 if it is refused, or --dry-run finds that it would be."
    })
final class ReloadCommand implements Callable<Integer> {
  @Mixin private ConfigOption config = new ConfigOption();

  @Option(names = "--dry-run", description = "only say what would change")
  private boolean dryRun;

  @Option(names = "--json", description = "print the manager's JSON")
  private boolean json;

  @Option(names = "--by", paramLabel = "NAME", description = "who decides, for the journal")
  private String by = System.getProperty("user.name", "operator");

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws ConfigException {
    JsonNode reload =
        new ApiClient(config.read()).post("config/reload", Map.of("dry_run", dryRun, "by", by));
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.text(reload));
    } else {
      print(out, reload);
    }
    return reload.path("need_restart").isEmpty() ? ExitCode.FINE : ExitCode.FINDINGS;
  }

  private static void print(PrintWriter out, JsonNode reload) {
    lines(out, "Settings:", reload.path("changes"));
    lines(out, "What follows for devices:", reload.path("consequences"));
    lines(out, "Refused, for these need a restart:", reload.path("need_restart"));
    boolean nothing = reload.path("changes").isEmpty() && reload.path("consequences").isEmpty();
    String verdict =
        reload.path("applied").asBoolean() ? "It is in force." : "Nothing was changed.";
    out.println(nothing ? "Nothing changes." : verdict);
  }

  private static void lines(PrintWriter out, String title, JsonNode texts) {
    if (!texts.isEmpty()) {
      out.println(title);
      texts.forEach(text -> out.println("  " + Table.safe(text.asText())));
    }
  }
}
