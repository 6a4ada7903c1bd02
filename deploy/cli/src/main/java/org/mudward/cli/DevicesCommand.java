package org.mudward.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.mudward.cli.config.ConfigException;
import org.mudward.cli.identity.Identity;
import org.mudward.cli.identity.Makers;
import org.mudward.mud.learn.Trait;
import org.mudward.mud.learn.Traits;
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
      "Of a device without MUD URL it says who perhaps made it, going by its address (IEEE), and",
      "what it may be, going by what it says of itself in DHCP. No rule comes of that."
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
    Map<String, Identity> identities = suggest(devices);
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
            "MAC", "STANDING", "ADDRESSES", "PORT", "DROPPED", "MUD URL", "REASON", "PERHAPS");
    for (JsonNode device : devices) {
      List<String> addresses = new ArrayList<>();
      device.path("addresses").forEach(address -> addresses.add(address.asText()));
      table.add(
          device.path("mac").asText(),
          device.path("standing").asText(),
          addresses.isEmpty() ? "-" : String.join(" ", addresses),
          Table.safe(device.path("port").asText("-")),
          device.path("violations").asText("-"),
          Table.safe(device.path("mud_url").asText("-")),
          Table.safe(device.path("reason").asText("")),
          Optional.ofNullable(identities.get(device.path("mac").asText()))
              .map(identity -> Table.safe(identity.text()))
              .orElse(""));
    }
    table.print(out);
    return ExitCode.FINE;
  }

  /** Adds to each device that shows no MUD URL what it may be, and what that rests on. */
  static Map<String, Identity> suggest(JsonNode devices) {
    Map<String, Identity> identities = new HashMap<>();
    Makers makers = null;
    for (JsonNode device : devices) {
      if (device instanceof ObjectNode one && !one.hasNonNull("mud_url")) {
        makers = makers == null ? Makers.load() : makers;
        MacAddress mac = MacAddress.parse(one.path("mac").asText());
        Identity identity = Identity.of(makers, mac, traits(one.path("traits")));
        one.set("suggestion", Json.tree(identity.asJson()));
        identities.put(mac.toString(), identity);
      }
    }
    return identities;
  }

  private static Traits traits(JsonNode words) {
    List<Trait> traits = new ArrayList<>();
    for (JsonNode word : words) {
      Trait.Kind.of(word.path("kind").asText())
          .map(kind -> new Trait(kind, word.path("text").asText()))
          .ifPresent(traits::add);
    }
    return Traits.NONE.with(traits);
  }
}
