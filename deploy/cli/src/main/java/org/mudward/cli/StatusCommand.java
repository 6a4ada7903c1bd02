package org.mudward.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.mudward.cli.config.ConfigException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mudward status}: is what was decided in force? */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = {
      "Says which revision is published, which is in force, and what stands in the way.",
      "Exit code 1 if the enforcer is not there or not up to date."
    })
final class StatusCommand implements Callable<Integer> {
  @Mixin private ConfigOption config = new ConfigOption();

  @Option(names = "--json", description = "print the manager's JSON")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws ConfigException {
    JsonNode status = new ApiClient(config.read()).get("status");
    PrintWriter out = spec.commandLine().getOut();
    long published = status.path("revision").asLong();
    long applied = status.path("applied").asLong(-1);
    if (json) {
      out.println(Json.text(status));
    } else {
      out.println("published revision " + published);
      out.println(
          applied < 0
              ? "no enforcer has it in force"
              : "in force: revision "
                  + applied
                  + (applied == published ? "" : " (not up to date)"));
      status
          .path("devices")
          .properties()
          .forEach(e -> out.println(e.getKey() + ": " + e.getValue().asText()));
      int violations = status.path("violations").asInt();
      if (violations > 0) {
        out.println("kinds of traffic dropped: " + violations + " (mudward violations)");
      }
      status.path("problems").forEach(p -> out.println("problem: " + Table.safe(p.asText())));
      status
          .path("limitations")
          .forEach(
              p ->
                  out.println(
                      "limitation: " + Table.safe(p.isTextual() ? p.asText() : p.toString())));
    }
    return applied == published ? ExitCode.FINE : ExitCode.FINDINGS;
  }
}
