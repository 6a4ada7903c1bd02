package org.mudward.cli;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.mudward.cli.config.ConfigException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mudward hook}: what other programs call when they learn something about a device. */
@Command(
    name = "hook",
    mixinStandardHelpOptions = true,
    description = "Called by other programs when they learn something about a device.",
    subcommands = {
      HookCommand.Dnsmasq.class,
      CertificateHookCommand.class,
      CertificateHookCommand.SessionEnd.class
    })
final class HookCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "which hook? dnsmasq, certificate or session-end");
  }

  /** dnsmasq's {@code --dhcp-script}. */
  @Command(
      name = "dnsmasq",
      mixinStandardHelpOptions = true,
      description = {
        "Tells the manager what dnsmasq tells its --dhcp-script: leases, and the MUD URL that the",
        "device sent (DNSMASQ_MUD_URL). In dnsmasq's configuration name a script of one line:",
        "",
        "  exec mudward hook dnsmasq --config /etc/mudward/mudward.yaml \"$@\"",
        "",
        "It has to be able to read the manager's token (dhcp-scriptuser=root, or the manager's user)."
      })
  static final class Dnsmasq implements Callable<Integer> {
    @Mixin private ConfigOption config = new ConfigOption();

    @Parameters(
        paramLabel = "ARG",
        arity = "0..*",
        description = "as dnsmasq gives them: add|old|del MAC ADDRESS [HOST]")
    private List<String> arguments = List.of();

    @Override
    public Integer call() throws ConfigException {
      Map<String, String> environment = new TreeMap<>();
      System.getenv()
          .forEach(
              (name, value) -> {
                if (name.startsWith("DNSMASQ_")) {
                  environment.put(name, value);
                }
              });
      new ApiClient(config.read())
          .post("hooks/dnsmasq", Map.of("args", arguments, "env", environment));
      return ExitCode.FINE;
    }
  }
}
