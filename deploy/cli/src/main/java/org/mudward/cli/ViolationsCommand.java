package org.mudward.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mudward.cli.config.ConfigException;
import org.mudward.policy.MacAddress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mudward violations}: who tries what in vain? */
@Command(
    name = "violations",
    mixinStandardHelpOptions = true,
    description = {
      "Lists what devices try and is dropped, newest first: with whom, which way,",
      "what, by which entry, and which entry came nearest to permitting it, with",
      "what would have to be different.",
      "",
      "  from-device  the device sends it, and its own file does not permit that",
      "  to-device    somebody sends it to the device, whose file does not permit it",
      "  spoof        in baseline/spoof: the sender uses an address that is not its own",
      "",
      "The switch gives samples of what it drops, ten packets a second of each MUD",
      "file and direction at most: a kind of traffic shows itself soon, but SAMPLES is",
      "not how many packets there were; those are counted by entry. The list is",
      "forgotten when the manager ends, and keeps the newest 64 kinds of a device; the",
      "journal (mudward events) says when a kind began. Ports are of the side that is",
      "asked for something, with (own) if that is the device."
    },
    footer = {
      "",
      "Exit code 0 whether there are any or not.",
      "Example: mudward violations 02:00:00:00:00:10"
    })
final class ViolationsCommand implements Callable<Integer> {
  @Mixin private ConfigOption config = new ConfigOption();

  @Parameters(paramLabel = "MAC", arity = "0..1", description = "only of this device")
  private @Nullable String mac;

  @Option(names = "--json", description = "print the manager's JSON")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws ConfigException {
    String query = mac == null ? "" : "?mac=" + checked(mac);
    JsonNode violations = new ApiClient(config.read()).get("violations" + query);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.text(violations));
      return ExitCode.FINE;
    }
    if (violations.isEmpty()) {
      out.println("no violations: nothing that was dropped has been sampled");
      return ExitCode.FINE;
    }
    Table table =
        new Table(
            "MAC", "DIRECTION", "PEER", "TRAFFIC", "DROPPED BY", "SAMPLES", "LAST", "NEAREST");
    for (JsonNode violation : violations) {
      table.add(
          violation.path("mac").asText(),
          violation.path("direction").asText(),
          Table.safe(peer(violation)),
          Table.safe(traffic(violation)),
          Table.safe(origin(violation.path("dropped_by")) + claim(violation)),
          violation.path("samples").asText(),
          violation.path("last").asText(),
          Table.safe(nearest(violation.path("nearest"))));
    }
    table.print(out);
    return ExitCode.FINE;
  }

  private static MacAddress checked(String text) {
    try {
      return MacAddress.parse(text);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(ExitCode.WRONG_USE, "not a MAC address: " + text);
    }
  }

  private static String peer(JsonNode violation) {
    String peer = violation.path("peer").asText();
    return violation.has("peer_name")
        ? peer + " (" + violation.path("peer_name").asText() + ")"
        : peer;
  }

  private static String traffic(JsonNode violation) {
    String protocol = violation.path("protocol").asText();
    if (!violation.has("port")) {
      return protocol;
    }
    boolean own = violation.path("port_of").asText().equals("device");
    return protocol + " " + violation.path("port").asText() + (own ? " (own)" : "");
  }

  private static String origin(JsonNode origin) {
    String acl = origin.path("acl").asText();
    return acl.isEmpty() ? "no match" : acl + "/" + origin.path("ace").asText();
  }

  /** Of a forger, the address that it used. */
  private static String claim(JsonNode violation) {
    boolean forged = violation.path("reason").asText().equals("spoof");
    return forged && violation.has("address")
        ? ", sent from " + violation.path("address").asText()
        : "";
  }

  private static String nearest(JsonNode nearest) {
    if (nearest.isMissingNode()) {
      return "-";
    }
    List<String> missed = new ArrayList<>();
    nearest.path("missed").forEach(one -> missed.add(one.asText()));
    return origin(nearest)
        + ", but for "
        + (missed.isEmpty() ? "an entry before it" : String.join("; ", missed));
  }
}
