package org.mudward.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

  /** Digits of a file's SHA-256; no device's address has as many. */
  private static final String SHA256 = "[0-9A-Fa-f]{64}";

  @Parameters(paramLabel = "MAC", description = "the device, such as 02:00:00:00:00:10")
  private String target = "";

  @Option(names = "--json", description = "print the device as the manager has it now")
  private boolean json;

  @Option(names = "--by", paramLabel = "NAME", description = "who decides, for the journal")
  private String by = System.getProperty("user.name", "operator");

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws ConfigException {
    String word = spec.name();
    Map<String, Object> body = new HashMap<>(Map.of("by", by));
    String path;
    if (knowsFiles() && target.matches(SHA256)) {
      body.put("sha256", target);
      path = "files/" + word;
    } else {
      body.putAll(details());
      path = "devices/" + device() + "/" + word;
    }
    JsonNode answer = new ApiClient(config.read()).post(path, body);
    String done = json ? Json.text(answer) : target + ": " + word + " is done";
    spec.commandLine().getOut().println(done);
    return ExitCode.FINE;
  }

  private MacAddress device() {
    try {
      return MacAddress.parse(target);
    } catch (IllegalArgumentException e) {
      String or = knowsFiles() ? ", nor the SHA-256 of a file" : "";
      throw new CommandFailure(ExitCode.WRONG_USE, e.getMessage() + or);
    }
  }

  /** Whether it may be done with a file too, named by its SHA-256. */
  boolean knowsFiles() {
    return false;
  }

  /** What else the manager has to know. */
  Map<String, Object> details() {
    return Map.of();
  }

  /** Uses the file that waits. */
  @Command(
      name = "approve",
      mixinStandardHelpOptions = true,
      description = {
        "Approves the file that a device is held for, or that waits in place of the one in force.",
        "The approval is good for exactly the octets that are there now; a changed file is held",
        "again. In place of the MAC, the SHA-256 that \"mudward files\" shows names exactly the",
        "octets that were looked at, for all devices of their URL. It takes a rejection back."
      })
  static final class Approve extends DeviceCommand {
    @Override
    boolean knowsFiles() {
      return true;
    }
  }

  /** Leaves the file that waits. */
  @Command(
      name = "reject",
      mixinStandardHelpOptions = true,
      description = {
        "Says no to the file that waits for a device, or to the one whose SHA-256 is given in",
        "place of the MAC: the file before stays in force, and these octets are not asked about",
        "again. A device that has no file in force stays held."
      })
  static final class Reject extends DeviceCommand {
    @Override
    boolean knowsFiles() {
      return true;
    }
  }

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

  /** Lets a device go for a time. */
  @Command(
      name = "pause",
      mixinStandardHelpOptions = true,
      description = {
        "Lets a device do what it likes for a time, as if it had shown no MUD URL at a site that",
        "lets such devices through. It ends by itself, also across a restart of the manager, and",
        "by \"mudward resume\" or \"mudward quarantine\"."
      })
  static final class Pause extends DeviceCommand {
    private static final Pattern TIME = Pattern.compile("([0-9]{1,6})([smhd])");

    @Option(
        names = "--for",
        required = true,
        paramLabel = "TIME",
        description = "for how long: a number and s, m, h or d, such as 2h; at most 7d")
    private String time = "";

    @Override
    Map<String, Object> details() {
      Matcher matcher = TIME.matcher(time);
      if (!matcher.matches()) {
        throw new CommandFailure(
            ExitCode.WRONG_USE, "--for: a time such as 30m, 2h or 1d is expected, not " + time);
      }
      int factor =
          switch (matcher.group(2)) {
            case "s" -> 1;
            case "m" -> 60;
            case "h" -> 3_600;
            default -> 86_400;
          };
      long seconds = Long.parseLong(matcher.group(1)) * factor;
      return Map.of("seconds", (int) Math.min(seconds, Integer.MAX_VALUE));
    }
  }

  /** Ends a pause. */
  @Command(
      name = "resume",
      mixinStandardHelpOptions = true,
      description = "Ends a pause before its time: the device is judged by its file again.")
  static final class Resume extends DeviceCommand {}

  /** Forgets a device. */
  @Command(
      name = "forget",
      mixinStandardHelpOptions = true,
      description =
          "Forgets a device and all that was decided about it; the journal keeps its lines.")
  static final class Forget extends DeviceCommand {}
}
