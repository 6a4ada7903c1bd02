package org.mudward.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.mudward.cli.config.ConfigException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * The {@code mudward} command: what is shared by all subcommands is here, what each does is theirs.
 */
@Command(
    name = "mudward",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = {
      "Locks each device to what its manufacturer declared (RFC 8520, MUD).",
      "",
      "  Look at MUD files:        check, explain, diff, compile, prove",
      "  Write them:               fmt, sign, verify",
      "  Judge captures by them:   audit",
      "  Learn one of captures:    learn",
      "  Run the appliance:        run; or manager and enforcer, each by itself",
      "  Its configuration:        config, reload",
      "  Ask the running manager:  devices, files, violations, events, status, trust",
      "  Decide:                   approve, reject, quarantine, release, pause, resume,",
      "                            forget, devices add, devices import",
      "  For DHCP and RADIUS:      hook"
    },
    footer = {
      "",
      "Exit codes: 0 fine; 1 findings; 2 wrong use; 3 an input is missing or broken;",
      "4 cannot reach or not permitted; 5 a fault of ours.",
      "",
      "Example: mudward check lamp.json"
    })
final class Main implements Runnable {
  private static final List<Class<?>> COMMANDS =
      List.of(
          CheckCommand.class,
          FmtCommand.class,
          SignCommand.class,
          VerifyCommand.class,
          ExplainCommand.class,
          CompileCommand.class,
          DiffCommand.class,
          ProveCommand.class,
          AuditCommand.class,
          ConfigCommand.class,
          LearnCommand.class,
          RunCommand.class,
          ManagerCommand.class,
          EnforcerCommand.class,
          DevicesCommand.class,
          FilesCommand.class,
          EventsCommand.class,
          ViolationsCommand.class,
          StatusCommand.class,
          TrustCommand.class,
          ReloadCommand.class,
          DeviceCommand.Approve.class,
          DeviceCommand.Reject.class,
          DeviceCommand.Quarantine.class,
          DeviceCommand.Release.class,
          DeviceCommand.Pause.class,
          DeviceCommand.Resume.class,
          DeviceCommand.Forget.class,
          HookCommand.class);

  @Spec private CommandSpec spec;

  private Main() {}

  /** Runs one command and exits with its code. */
  public static void main(String[] args) {
    CommandLine command = commandLine(args.length > 0 ? args[0] : "");
    // JSON is UTF-8 (RFC 8259), whatever the locale of a service or a terminal.
    StandardOutput output = new StandardOutput();
    command.setOut(new PrintWriter(output, true, StandardCharsets.UTF_8));
    command.setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
    int code = command.execute(args);
    command.getOut().flush();
    System.exit(output.code(code, command.getErr()));
  }

  static CommandLine commandLine() {
    return commandLine("");
  }

  /**
   * The command as it is called.
   *
   * @param first the subcommand, which is all that is made ready; all are if it is none
   */
  private static CommandLine commandLine(String first) {
    List<Class<?>> called =
        COMMANDS.stream()
            .filter(type -> type.getAnnotation(Command.class).name().equals(first))
            .toList();
    CommandLine main = new CommandLine(new Main());
    for (Class<?> type : called.isEmpty() ? COMMANDS : called) {
      main.addSubcommand(type);
    }
    return main.setExecutionExceptionHandler(new Faults())
        .setHelpFactory(new HelpPages())
        .setUsageHelpAutoWidth(true)
        .setCaseInsensitiveEnumValuesAllowed(true);
  }

  /**
   * Says what went wrong. A class of its own: what a lambda has to do with classes of the old form,
   * as picocli's are, no archive of classes holds.
   */
  private static final class Faults implements CommandLine.IExecutionExceptionHandler {
    @Override
    public int handleExecutionException(
        Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
      PrintWriter err = command.getErr();
      if (failure instanceof CommandFailure expected) {
        err.println("mudward: " + Table.safeLines(String.valueOf(expected.getMessage())));
        return expected.exitCode();
      }
      if (failure instanceof ConfigException) {
        err.println("mudward: " + Table.safeLines(String.valueOf(failure.getMessage())));
        return ExitCode.BAD_INPUT;
      }
      err.println("mudward: a fault of ours, please report it:");
      failure.printStackTrace(err);
      return ExitCode.FAULT;
    }
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "a subcommand is needed, such as \"mudward check FILE\"");
  }

  /** The version of the jar. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return List.of("mudward " + (version == null ? "(not built as a jar)" : version))
          .toArray(String[]::new);
    }
  }
}
