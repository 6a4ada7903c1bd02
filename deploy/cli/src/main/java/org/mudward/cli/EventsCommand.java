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

/** {@code mudward events}: the journal. */
@Command(
    name = "events",
    mixinStandardHelpOptions = true,
    description = "Prints the journal of the running manager: what changed, when, and why.")
final class EventsCommand implements Callable<Integer> {
  @Mixin private ConfigOption config = new ConfigOption();

  @Option(names = "--json", description = "print the manager's JSON")
  private boolean json;

  @Option(names = "--since", paramLabel = "SEQ", description = "only events after this number")
  private long since;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "at most so many (default: ${DEFAULT-VALUE})",
      defaultValue = "1000")
  private int limit = 1000;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws ConfigException {
    JsonNode events = new ApiClient(config.read()).get("events?since=" + since + "&limit=" + limit);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.text(events));
      return ExitCode.FINE;
    }
    for (JsonNode event : events) {
      out.printf(
          "%6d %s  %-22s %-17s %s%n",
          event.path("seq").asLong(),
          event.path("time").asText(),
          Table.safe(event.path("event").asText()),
          event.path("mac").asText(""),
          Table.safe(event.path("text").asText("")));
    }
    return ExitCode.FINE;
  }
}
