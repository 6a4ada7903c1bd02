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
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code mudward trust}: who may sign MUD files, as the running manager has it. */
@Command(
    name = "trust",
    mixinStandardHelpOptions = true,
    description = "Says who may sign MUD files, or has the running manager read that anew.",
    subcommands = {TrustCommand.ListAnchors.class, TrustCommand.Reload.class})
final class TrustCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "what about trust? list or reload");
  }

  private static void print(PrintWriter out, JsonNode anchors, boolean json) {
    if (json) {
      out.println(Json.text(anchors));
      return;
    }
    for (JsonNode anchor : anchors) {
      out.printf(
          "%s  until %s  %s%n",
          Table.safe(anchor.path("sha256").asText()),
          Table.safe(anchor.path("not_after").asText()),
          Table.safe(anchor.path("subject").asText()));
    }
  }

  /** Those who count now. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Prints the trust anchors: SHA-256 of the certificate, its end, its subject.")
  static final class ListAnchors implements Callable<Integer> {
    @Mixin private ConfigOption config = new ConfigOption();

    @Option(names = "--json", description = "print the manager's JSON")
    private boolean json;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws ConfigException {
      JsonNode anchors = new ApiClient(config.read()).get("trust");
      print(spec.commandLine().getOut(), anchors, json);
      return ExitCode.FINE;
    }
  }

  /** Those who count from now on. */
  @Command(
      name = "reload",
      mixinStandardHelpOptions = true,
      description = {
        "Has the manager read site.trust-anchors and the files named there anew, and judge every",
        "file again: one whose signer leads to none of them any more is held at once. Prints the",
        "anchors that count now. If something cannot be read, all stays as it was."
      })
  static final class Reload implements Callable<Integer> {
    @Mixin private ConfigOption config = new ConfigOption();

    @Option(names = "--json", description = "print the manager's JSON")
    private boolean json;

    @Option(names = "--by", paramLabel = "NAME", description = "who decides, for the journal")
    private String by = System.getProperty("user.name", "operator");

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws ConfigException {
      JsonNode anchors = new ApiClient(config.read()).post("trust/reload", Map.of("by", by));
      print(spec.commandLine().getOut(), anchors, json);
      return ExitCode.FINE;
    }
  }
}
