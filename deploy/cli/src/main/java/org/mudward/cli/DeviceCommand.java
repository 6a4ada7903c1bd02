package org.mudward.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import org.mudward.cli.config.ConfigException;
import org.mudward.policy.MacAddress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What the operator may do with one device; each subcommand is one word of the manager's API. */
abstract class DeviceCommand implements Callable<Integer> {
  @Mixin private ConfigOption config = new ConfigOption();

  @Parameters(paramLabel = "MAC", description = "the device, such as 02:00:00:00:00:10")
  private String mac = "";

  @Option(names = "--json", description = "print the device as the manager has it now")
  private boolean json;

  @Option(names = "--by", paramLabel = "NAME", description = "who decides, for the journal")
  private String by = System.getProperty("user.name", "operator");

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws ConfigException {
    MacAddress device;
    try {
      device = MacAddress.parse(mac);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(ExitCode.WRONG_USE, String.valueOf(e.getMessage()));
    }
    String word = spec.name();
    var answer =
        new ApiClient(config.read()).post("devices/" + device + "/" + word, Map.of("by", by));
    if (json) {
      spec.commandLine().getOut().println(Json.text(answer));
    } else {
      spec.commandLine().getOut().println(device + ": " + word + " is done");
    }
    return ExitCode.FINE;
  }

  /** Uses a held file although its signature does not vouch for it. */
  @Command(
      name = "approve",
      mixinStandardHelpOptions = true,
      description = {
        "Approves the file that a device is held for. The approval is good for exactly the bytes",
        "that are there now; a changed file is held again."
      })
  static final class Approve extends DeviceCommand {}

  /** Puts a device aside. */
  @Command(
      name = "quarantine",
      mixinStandardHelpOptions = true,
      description = {
        "Puts a device aside: baseline and defaults only, until it is released.",
        "What its MUD file marks for quarantine, so that it can be updated, stays permitted."
      })
  static final class Quarantine extends DeviceCommand {}

  /** Takes a device out of quarantine. */
  @Command(
      name = "release",
      mixinStandardHelpOptions = true,
      description = "Takes a device out of quarantine.")
  static final class Release extends DeviceCommand {}

  /** Forgets a device. */
  @Command(
      name = "forget",
      mixinStandardHelpOptions = true,
      description =
          "Forgets a device and all that was decided about it; the journal keeps its lines.")
  static final class Forget extends DeviceCommand {}
}
