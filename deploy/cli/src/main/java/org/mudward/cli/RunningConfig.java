package org.mudward.cli;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.mudward.cli.config.Config;
import org.mudward.cli.config.ConfigException;
import org.mudward.cli.config.ConfigReader;
import org.mudward.cli.config.EffectiveConfig;
import org.mudward.mud.manager.ManagerSettings;
import org.mudward.mud.manager.SettingsSource;
import org.mudward.mud.resolve.Site;

/** The configuration that the running manager goes by, and the file that it is written in. */
final class RunningConfig implements SettingsSource {
  /** Keys that a running manager can take up; sockets, stores and other processes it cannot. */
  private static final Pattern RELOADED =
      Pattern.compile(
          "site\\..*|manager\\.(new-devices|weak-urls|address-literals|changed-files|resolver)");

  private final Path file;
  private final Consumer<InetSocketAddress> resolver;
  private volatile Config inForce;

  /**
   * @param resolver told which DNS server to ask from now on
   */
  RunningConfig(Path file, Config inForce, Consumer<InetSocketAddress> resolver) {
    this.file = file;
    this.resolver = resolver;
    this.inForce = inForce;
  }

  /** What the operator says of the network, as it counts now; for any thread. */
  Site site() {
    return inForce.site();
  }

  @Override
  public Proposal read() throws IOException {
    try {
      Config next = ConfigReader.read(file);
      InetSocketAddress server = resolver(next);
      SortedMap<String, String> changes = EffectiveConfig.changes(inForce, next);
      return new Proposal(
          settings(next),
          changes.entrySet().stream().map(e -> e.getKey() + ": " + e.getValue()).toList(),
          changes.keySet().stream().filter(key -> !RELOADED.matcher(key).matches()).toList(),
          () -> {
            inForce = next;
            resolver.accept(server);
          });
    } catch (CommandFailure e) {
      throw new IOException(e.getMessage(), e);
    } catch (ConfigException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /**
   * The DNS server to ask.
   *
   * @throws CommandFailure if none is known
   */
  static InetSocketAddress resolver(Config read) {
    return read.manager()
        .resolver()
        .orElseThrow(
            () ->
                new CommandFailure(
                    ExitCode.BAD_INPUT,
                    "no DNS server is known: set manager.resolver, or name one under site.dns"));
  }

  /** The manager's settings in a configuration. */
  static ManagerSettings settings(Config read) {
    return new ManagerSettings(
        read.manager().state(),
        read.manager().link(),
        read.manager().api(),
        ManagerSettings.NewDevices.valueOf(read.manager().newDevices().name()),
        ManagerSettings.WeakUrls.valueOf(read.manager().weakUrls().name()),
        ManagerSettings.Literals.valueOf(read.manager().literals().name()),
        ManagerSettings.ChangedFiles.valueOf(read.manager().changedFiles().name()),
        ManagerSettings.Ports.valueOf(read.manager().ports().name()),
        read.site());
  }
}
