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
      HookCommand.Kea.class,
      CertificateHookCommand.class,
      SessionHookCommand.Start.class,
      SessionHookCommand.End.class
    })
final class HookCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "which hook? dnsmasq, kea, certificate, session-start or session-end");
  }

  /** A DHCP server that calls a program with its words in arguments and environment. */
  abstract static class DhcpServer implements Callable<Integer> {
    @Mixin private ConfigOption config = new ConfigOption();

    @Parameters(paramLabel = "ARG", arity = "0..*", description = "as the server gives them")
    private List<String> arguments = List.of();

    @Spec private CommandSpec spec;

    /** What the variables begin with that are this server's. */
    abstract List<String> prefixes();

    @Override
    public Integer call() throws ConfigException {
      Map<String, String> environment = new TreeMap<>();
      System.getenv()
          .forEach(
              (name, value) -> {
                if (prefixes().stream().anyMatch(name::startsWith)) {
                  environment.put(name, value);
                }
              });
      new ApiClient(config.read())
          .post("hooks/" + spec.name(), Map.of("args", arguments, "env", environment));
      return ExitCode.FINE;
    }
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
        "It has to be able to read the manager's token (dhcp-scriptuser=root, or the manager's user).",
        "The arguments are add|old|del MAC ADDRESS [HOST]."
      })
  static final class Dnsmasq extends DhcpServer {
    @Override
    List<String> prefixes() {
      return List.of("DNSMASQ_");
    }
  }

  /** The program of Kea's hook library {@code run_script}. */
  @Command(
      name = "kea",
      mixinStandardHelpOptions = true,
      description = {
        "Tells the manager what Kea's servers tell the script of their hook library",
        "libdhcp_run_script.so: leases that are given, given up and run out. Kea does not",
        "tell which options a device sent, so the MUD URL has to come another way, such as",
        "from the switch. The script is one line:",
        "",
        "  exec mudward hook kea --config /etc/mudward/mudward.yaml \"$@\"",
        "",
        "It has to be able to read the manager's token."
      })
  static final class Kea extends DhcpServer {
    @Override
    List<String> prefixes() {
      return List.of(
          "LEASE4_", "LEASES4_", "DELETED_LEASES4_", "LEASE6_", "LEASES6_", "DELETED_LEASES6_");
    }
  }
}
