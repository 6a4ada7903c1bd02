package org.mudward.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mudward.cli.config.ConfigException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The operator's word which MUD URLs devices have; the manager takes all of it, or nothing. */
abstract class HandInCommand implements Callable<Integer> {
  /** Above what the manager takes, so that it can say so. */
  private static final int MAX_SIZE = 4 * 1024 * 1024;

  @Mixin private ConfigOption config = new ConfigOption();

  @Option(names = "--dry-run", description = "say what would come of it, and change nothing")
  private boolean dryRun;

  @Option(names = "--json", description = "print the manager's answer")
  private boolean json;

  @Option(names = "--by", paramLabel = "NAME", description = "who decides, for the journal")
  private String by = System.getProperty("user.name", "operator");

  @Spec private CommandSpec spec;

  /** What the manager is told. */
  abstract Map<String, Object> said();

  @Override
  public Integer call() throws ConfigException {
    Map<String, Object> body = new HashMap<>(said());
    body.put("by", by);
    body.put("dry_run", dryRun);
    JsonNode answer = new ApiClient(config.read()).post("devices/" + spec.name(), body);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.text(answer));
      return ExitCode.FINE;
    }
    for (JsonNode device : answer.path("devices")) {
      out.println(
          device.path("mac").asText()
              + ": "
              + Table.safe(device.path("mud_url").asText())
              + ", "
              + change(device));
    }
    answer
        .path("notes")
        .forEach(note -> spec.commandLine().getErr().println("note: " + Table.safe(note.asText())));
    return ExitCode.FINE;
  }

  private String change(JsonNode device) {
    String change = device.path("change").asText();
    String what =
        switch (change) {
          case "same" -> "as before";
          case "confirmed" -> "which it showed itself";
          case "replaced" -> "in place of " + Table.safe(device.path("before").asText());
          default -> "which is new";
        };
    return dryRun && !change.equals("same") ? what + " (nothing is changed yet)" : what;
  }

  /** {@code mudward devices add}. */
  @Command(
      name = "add",
      mixinStandardHelpOptions = true,
      description = {
        "Says which MUD URL a device has that shows none, or none that is worth anything.",
        "It is the operator's word, and stands above what the device claims or proves;",
        "only the site file stands above it. The device need not be there yet.",
        "\"mudward forget MAC\" takes it back.",
        "",
        "  mudward devices add 02:00:00:00:00:10 https://lamp.example/lamp.json",
        "  mudward devices add --qr label.txt",
        "",
        "--qr reads the text of the QR code on the device (RFC 9238), as a scanner gives",
        "it, control characters and all; MAC only where the code does not say it."
      })
  static final class Add extends HandInCommand {
    @Parameters(
        index = "0",
        arity = "0..1",
        paramLabel = "MAC",
        description = "the device, such as 02:00:00:00:00:10")
    private @Nullable String mac;

    @Parameters(index = "1", arity = "0..1", paramLabel = "URL", description = "its MUD URL, https")
    private @Nullable String url;

    @Option(names = "--qr", paramLabel = "FILE", description = "the QR code; - for standard input")
    private @Nullable Path qr;

    @Override
    Map<String, Object> said() {
      boolean complete = qr == null ? mac != null && url != null : url == null;
      if (!complete) {
        throw new CommandFailure(
            ExitCode.WRONG_USE, "either MAC and URL are needed, or --qr FILE and perhaps MAC");
      }
      Map<String, Object> body = new HashMap<>();
      if (mac != null) {
        body.put("mac", CertificateHookCommand.mac(mac).toString());
      }
      if (url != null) {
        body.put("url", url);
      }
      if (qr != null) {
        body.put("qr", InputFile.text(qr, MAX_SIZE));
      }
      return body;
    }
  }

  /** {@code mudward devices import}. */
  @Command(
      name = "import",
      mixinStandardHelpOptions = true,
      description = {
        "Says which MUD URLs devices have, by a list of comma-separated values: a MAC",
        "address and a MUD URL in each line, and perhaps more columns, which are not",
        "read. A first line that begins with \"mac\" is a heading; empty lines, and",
        "those that begin with #, say nothing. It counts as \"devices add\" does.",
        "",
        "  mac,url,where",
        "  02:00:00:00:00:10,https://lamp.example/lamp.json,kitchen",
        "",
        "All of it is taken, or nothing: with exit code 1, every problem and its line.",
        "Devices that are not in the list stay as they are."
      })
  static final class Import extends HandInCommand {
    @Parameters(paramLabel = "FILE.csv", description = "the list; - for standard input")
    private Path file = InputFile.STANDARD_INPUT;

    @Override
    Map<String, Object> said() {
      return Map.of("csv", InputFile.text(file, MAX_SIZE));
    }
  }
}
