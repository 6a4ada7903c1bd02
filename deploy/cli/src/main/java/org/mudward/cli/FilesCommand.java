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

/**
 * {@code mudward files}: which MUD file is in force for which URL, and which waits for a person.
 */
@Command(
    name = "files",
    mixinStandardHelpOptions = true,
    description = {
      "Lists the MUD files that the running manager has: which is in force, which waits for a",
      "person, and what the one that waits would newly permit or no longer permit.",
      "\"mudward approve SHA256\" uses it, \"mudward reject SHA256\" keeps the one in force."
    })
final class FilesCommand implements Callable<Integer> {
  @Mixin private ConfigOption config = new ConfigOption();

  @Option(names = "--json", description = "print the manager's JSON")
  private boolean json;

  @Option(names = "--waiting", description = "only those that wait for a person")
  private boolean waiting;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws ConfigException {
    JsonNode files = new ApiClient(config.read()).get("files");
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.text(files));
      return ExitCode.FINE;
    }
    for (JsonNode file : files) {
      if (!waiting || file.has("waiting")) {
        print(out, file);
      }
    }
    return ExitCode.FINE;
  }

  private static void print(PrintWriter out, JsonNode file) {
    out.println(Table.safe(file.path("mud_url").asText()));
    JsonNode inUse = file.path("in_use");
    if (inUse.isMissingNode()) {
      out.println("  in force: none");
    } else {
      out.println(
          "  in force: "
              + inUse.path("sha256").asText()
              + ", of "
              + Table.safe(inUse.path("last_update").asText())
              + signer(inUse));
    }
    lines(out, "  note: ", file.path("notes"));
    JsonNode next = file.path("waiting");
    if (!next.isMissingNode()) {
      out.println("  waits for a person: " + next.path("sha256").asText() + signer(next));
    }
    if (file.has("reason")) {
      out.println("  because: " + Table.safe(file.path("reason").asText()));
    }
    lines(out, "    newly permitted: ", next.path("newly_permitted"));
    lines(out, "    no longer permitted: ", next.path("no_longer_permitted"));
    lines(out, "    besides: ", next.path("besides"));
    for (JsonNode rejection : file.path("rejected")) {
      out.println(
          "  rejected by "
              + Table.safe(rejection.path("by").asText())
              + ": "
              + rejection.path("sha256").asText());
    }
  }

  private static String signer(JsonNode version) {
    return version.has("signer")
        ? ", signed by " + Table.safe(version.path("signer").asText())
        : "";
  }

  private static void lines(PrintWriter out, String title, JsonNode texts) {
    texts.forEach(text -> out.println(title + Table.safe(text.asText())));
  }
}
