package org.mudward.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.mudward.cli.config.ConfigException;
import org.mudward.cli.config.ConfigReader;
import org.mudward.cli.config.EffectiveConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code mudward config}: is the configuration right, and what does it come to? */
@Command(
    name = "config",
    mixinStandardHelpOptions = true,
    description = "Checks the configuration, or shows it with every default written out.",
    subcommands = {ConfigCommand.Check.class, ConfigCommand.Show.class})
final class ConfigCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "what about the config? check or show");
  }

  /** Everything that is wrong with it. */
  @Command(
      name = "check",
      mixinStandardHelpOptions = true,
      description = {
        "Says everything that is wrong with the configuration, each with its line or key: what",
        "cannot be read, unknown keys, and files that it names and that cannot be used.",
        "Exit code 3 if anything is. It touches nothing, and needs no running manager."
      })
  static final class Check implements Callable<Integer> {
    @Mixin private ConfigOption config = new ConfigOption();

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws ConfigException {
      List<String> problems = ConfigReader.inspect(config.file()).problems();
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        out.println(Json.text(Json.object("valid", problems.isEmpty(), "problems", problems)));
      } else if (problems.isEmpty()) {
        out.println(config.file() + ": fine");
      } else {
        problems.forEach(problem -> out.println(config.file() + ": " + Table.safe(problem)));
      }
      return problems.isEmpty() ? ExitCode.FINE : ExitCode.BAD_INPUT;
    }
  }

  /** What it comes to. */
  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = {
        "Prints the configuration as it is understood: every default written out, paths in full.",
        "It is a configuration that reads the same. Secrets are in no configuration: the token of",
        "the API is in the manager's state folder, and only the folder is named."
      })
  static final class Show implements Callable<Integer> {
    @Mixin private ConfigOption config = new ConfigOption();

    @Option(names = "--effective", description = "with every default; there is no other form")
    void effective(boolean asked) {
      // Said for those who read a script: the other form is the file itself.
    }

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws ConfigException {
      var read = config.read();
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        out.println(Json.text(EffectiveConfig.tree(read)));
      } else {
        out.print(EffectiveConfig.yaml(read));
        out.flush();
      }
      return ExitCode.FINE;
    }
  }
}
