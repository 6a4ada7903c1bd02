package org.mudward.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.mudward.cli.config.ConfigException;
import org.mudward.policy.MacAddress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mudward devices}: who is here, and where each stands. */
@Command(
    name = "devices",
    mixinStandardHelpOptions = true,
    subcommands = {HandInCommand.Add.class, HandInCommand.Import.class},
    description = {
      "Lists the devices that the running manager knows, with their standing:",
      "  unknown      seen, no MUD URL; gets what new-devices says",
      "  observed     the same where new-devices is observe: let through, and written down",
      "  pending      held until a person decides: baseline and defaults only; the reason is shown",
      "  enforced     locked to what its file says",
      "  paused       let go by the operator until the time that is shown",
      "  quarantined  put aside by the operator: baseline and defaults only",
      "DROPPED is how many kinds of its traffic were dropped; mudward violations MAC shows them.",
      "Of a device without MUD URL it says who perhaps made it, going by its address (IEEE)."
    })
final class DevicesCommand implements Callable<Integer> {
  @Mixin private ConfigOption config = new ConfigOption();

  @Option(names = "--json", description = "print the manager's JSON, and suggestions")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws ConfigException {
    JsonNode devices = new ApiClient(config.read()).get("devices");
    PrintWriter out = spec.commandLine().getOut();
    suggest(devices);
    if (json) {
      out.println(Json.text(devices));
      return ExitCode.FINE;
    }
    if (devices.isEmpty()) {
      out.println("no devices yet: none has shown itself by DHCP or a hook");
      return ExitCode.FINE;
    }
    Table table =
        new Table(
            "MAC", "STANDING", "ADDRESSES", "DROPPED", "MUD URL", "REASON", "PERHAPS MADE BY");
    for (JsonNode device : devices) {
      List<String> addresses = new ArrayList<>();
      device.path("addresses").forEach(address -> addresses.add(address.asText()));
      table.add(
          device.path("mac").asText(),
          device.path("standing").asText(),
          addresses.isEmpty() ? "-" : String.join(" ", addresses),
          device.path("violations").asText("-"),
          Table.safe(device.path("mud_url").asText("-")),
          Table.safe(device.path("reason").asText("")),
          Table.safe(perhaps(device)));
    }
    table.print(out);
    return ExitCode.FINE;
  }

  /** Adds to each device that shows no MUD URL who perhaps made it, and what that rests on. */
  static void suggest(JsonNode devices) {
    Makers makers = null;
    for (JsonNode device : devices) {
      if (device instanceof ObjectNode one && !one.hasNonNull("mud_url")) {
        makers = makers == null ? Makers.load() : makers;
        Makers.Suggestion suggestion = makers.of(MacAddress.parse(one.path("mac").asText()));
        ObjectNode added = one.putObject("suggestion");
        suggestion.maker().ifPresent(maker -> added.put("maker", maker));
        added.put("evidence", suggestion.evidence());
      }
    }
  }

  private static String perhaps(JsonNode device) {
    JsonNode suggestion = device.path("suggestion");
    String evidence = suggestion.path("evidence").asText("");
    return suggestion.has("maker")
        ? suggestion.path("maker").asText() + ", by " + evidence
        : evidence;
  }
}
